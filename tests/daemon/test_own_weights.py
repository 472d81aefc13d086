"""A real daemon with an engine's own weights: from its settings only."""

from __future__ import annotations

from pathlib import Path

import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from oscbridge.affect import NEUTRAL
from oscbridge.errors import OscbridgeError
from oscbridge.music.compose import compose
from oscbridge.music.engine import load_engine
from oscbridge.weights.models import weights_path
from tests.daemon.running import running


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped experts, but that the relaxed one is the angry one."""
    path = tmp_path_factory.mktemp("own") / "mine.safetensors"
    with safe_open(str(weights_path("experts")), framework="numpy") as shipped:
        tensors = {name: shipped.get_tensor(name) for name in shipped.keys()}  # noqa: SIM118
        form = shipped.metadata()
    for name in [name for name in tensors if name.startswith("relaxed.")]:
        tensors[name] = tensors[name.replace("relaxed.", "angry.")]
    save_file(tensors, str(path), metadata=form)
    return path


def test_the_daemon_composes_with_the_weights_of_its_settings(own: Path) -> None:
    wanted = compose(load_engine("experts", own), None, NEUTRAL, 4, 11)
    shipped = compose(load_engine("experts"), None, NEUTRAL, 4, 11)
    settings = ("music.start=on-play", "music.engine=experts", f"music.weights={own}")
    with running(*settings) as daemon, daemon.client("tcp") as client:
        count = client.request("phrase", 11, "one", reply="phrase/info").args[4]
        told = [client.wait_for("phrase/note", id="one").args[1:3] for _ in range(count)]
    assert told == [(note.pitch, pytest.approx(note.start_beats)) for note in wanted.notes]
    assert [pitch for pitch, _ in told] != [note.pitch for note in shipped.notes]


def test_weights_that_are_not_there_keep_the_daemon_from_starting(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        pytest.raises(OscbridgeError),
        running("music.engine=experts", f"music.weights={tmp_path / 'none.safetensors'}"),
    ):
        pass
    assert "weights-missing" in capfd.readouterr().err
