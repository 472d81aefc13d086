"""The eyes in torch: the same faces and readings as on onnxruntime; devices asked for by name."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.vision import torch_runtime
from oscbridge.vision.eyes import Eyes
from oscbridge.vision.settings import EyesSettings
from oscbridge.vision.sight import Sight
from oscbridge.vision.torch_runtime import STAGES, TorchNetwork, TorchRuntime, devices, survivors
from tests.vision.conftest import encoded, moved

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def both() -> tuple[Eyes, Eyes]:
    return Eyes(EyesSettings()), Eyes(EyesSettings(runtime="torch"))


def assert_same(one: Sight, other: Sight) -> None:
    assert one.followed == other.followed
    assert len(one.faces) == len(other.faces)
    for a, b in zip(one.faces, other.faces, strict=True):
        assert a.box.overlap(b.box) >= 0.95
        assert a.score == pytest.approx(b.score, abs=1e-3)
        np.testing.assert_allclose(a.landmarks, b.landmarks, atol=1.0)
    assert (one.reading is None) == (other.reading is None)
    if one.reading is not None and other.reading is not None:
        assert one.reading.scores == pytest.approx(other.reading.scores, abs=1e-3)
        assert one.reading.affect.valence == pytest.approx(other.reading.affect.valence, abs=1e-3)
        assert one.reading.affect.arousal == pytest.approx(other.reading.affect.arousal, abs=1e-3)


@pytest.mark.parametrize("name", ["astronaut", "two_people", "cameraman", "cat"])
def test_torch_sees_reads_and_follows_what_onnxruntime_does(
    request: pytest.FixtureRequest, both: tuple[Eyes, Eyes], name: str
) -> None:
    scene = request.getfixturevalue(name)
    for right in (0, 6, 12):
        frame = encoded(moved(scene, right, right // 2))
        one, other = (eyes.look_at_bytes(frame, name) for eyes in both)
        assert_same(one, other)
        assert one.followed == (right > 0 and name != "cat")


@pytest.mark.parametrize("runtime", ["torch", "onnx"])
def test_a_device_that_is_not_here_is_a_coded_error_that_names_what_is(runtime: str) -> None:
    missing = next(name for name in ("mps", "cuda") if name not in devices())
    with pytest.raises(OscbridgeError) as caught:
        Eyes(EyesSettings(runtime=runtime, device=missing))
    assert caught.value.code == "device-missing"
    assert f"'{missing}'" in caught.value.message
    assert "cpu" in caught.value.message


class Fussy(torch.nn.Module):
    """Runs on the CPU alone, as a network with an operation that a device lacks."""

    def __init__(self, moves: bool) -> None:
        super().__init__()
        self.moves = moves
        self.weight = torch.nn.Parameter(torch.ones(3))

    def to(self, device: str) -> Fussy:  # type: ignore[override]
        if device != "cpu" and not self.moves:
            raise RuntimeError("no such memory")
        return super().to(device)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        if x.device.type != "cpu":
            raise NotImplementedError("no such operation")
        return (x * self.weight,)


@pytest.mark.parametrize("moves", [True, False])
def test_a_stage_that_a_device_cannot_run_goes_on_on_the_cpu_and_says_so(
    moves: bool, caplog: pytest.LogCaptureFixture
) -> None:
    # torch's device without memory: what is moved there is gone, as on a device that failed.
    network = TorchNetwork("pnet", Fussy(moves), "meta" if not moves else "cpu")
    if moves:
        network.device = "meta"
    for _ in range(2):
        (out,) = network.run(None, {"input": np.full(3, 2.0, np.float32)})
        np.testing.assert_array_equal(out, [2.0, 2.0, 2.0])
    assert network.device == "cpu"
    assert caplog.text.count("pnet does not run on meta") == 1


def test_every_stage_survives_a_trial_on_the_cpu() -> None:
    assert survivors("cpu", STAGES) == list(STAGES)


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("deadly", STAGES)
def test_a_stage_that_kills_its_process_is_found_out_and_the_others_live(
    deadly: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = tmp_path / "trial.py"
    trial.write_text(
        "import os, sys\n"
        "for stage in sys.argv[2:]:\n"
        f"    if stage == {deadly!r}: os.kill(os.getpid(), {int(signal.SIGSEGV)})\n"
        "    print(stage, flush=True)\n"
    )
    monkeypatch.setattr(torch_runtime, "_TRIAL", (sys.executable, str(trial)))
    assert survivors("mps", STAGES) == [stage for stage in STAGES if stage != deadly]


def test_threads_are_those_that_were_asked_for() -> None:
    before = torch.get_num_threads()
    try:
        TorchRuntime("cpu", threads=1)
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)
