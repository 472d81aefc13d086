"""A run's files are whole whenever it is stopped, and a run only goes on where it was."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from oscbridge.errors import OscbridgeError
from oscbridge.training.run_files import (
    in_half,
    load_checkpoint,
    save_checkpoint,
    save_weights,
)


def test_a_checkpoint_comes_back_under_its_own_plan(tmp_path: Path) -> None:
    kept = tmp_path / "run.pt"
    save_checkpoint(kept, {"rate": 0.1}, {"epoch": 3, "net": {"a": torch.ones(2)}})
    state = load_checkpoint(kept, {"rate": 0.1})
    assert state["epoch"] == 3
    assert torch.equal(state["net"]["a"], torch.ones(2))


def test_a_checkpoint_of_another_plan_is_refused_with_both_plans(tmp_path: Path) -> None:
    kept = tmp_path / "run.pt"
    save_checkpoint(kept, {"rate": 0.1}, {"epoch": 3})
    with pytest.raises(OscbridgeError, match=r"0\.1.*0\.2") as caught:
        load_checkpoint(kept, {"rate": 0.2})
    assert caught.value.code == "checkpoint-mismatch"


def test_a_run_stopped_while_it_saves_keeps_the_checkpoint_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "run.pt"
    save_checkpoint(kept, {}, {"epoch": 1})

    def half(_state: object, path: Path) -> None:
        path.write_bytes(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", half)
    with pytest.raises(KeyboardInterrupt):
        save_checkpoint(kept, {}, {"epoch": 2})
    assert load_checkpoint(kept, {})["epoch"] == 1


def test_weights_are_for_every_reader_and_say_what_they_are(tmp_path: Path) -> None:
    state = {"a": torch.ones(2, 3).t(), "steps": torch.tensor(7)}
    path = save_weights(tmp_path / "new" / "x.safetensors", in_half(state, "net."), {"seed": "1"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    with safe_open(path, "pt") as file:
        assert file.metadata() == {"seed": "1"}
        assert file.get_tensor("net.a").dtype == torch.float16
        assert file.get_tensor("net.steps") == 7
    assert [each.name for each in path.parent.iterdir()] == ["x.safetensors"]
