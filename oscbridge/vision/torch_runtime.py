"""The eyes' networks in torch, on a device of choice: the CPU, CUDA, or Apple's MPS.

Each network is a stage of its own: facenet-pytorch's P-, R- and O-Net, and each reader's. The
cascade between them stays in numpy on the CPU, as with onnxruntime, and so do tracking and
resampling: boxes are the same whatever runs the networks. It also keeps MTCNN's area resampling
and ``nonzero`` off MPS, which lacks or lacked them (facenet-pytorch #201, pytorch #96056).

A stage that fails on the device goes on on the CPU, with a warning in the log. On MPS merely moving
MTCNN there has ended whole processes (facenet-pytorch #223), which no handler catches: there each
stage is first tried in a child process, and one that kills it stays on the CPU.

The CPU is tested; CUDA and MPS have not been run by the authors.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.vision.detector import mtcnn
from oscbridge.vision.readers import cnn5, emotion, inference, melancholy
from oscbridge.weights.models import weights_path

log = logging.getLogger(__name__)

_READERS = {
    "emotion": emotion.torch_module,
    "cnn5": cnn5.torch_module,
    "melancholy": melancholy.torch_module,
}
STAGES = (*mtcnn.NETWORKS, *_READERS)
_TRIAL = (sys.executable, "-m", "oscbridge.vision.torch_runtime")
_TRIAL_S = 120.0


def devices() -> list[str]:
    """What torch can compute on here, the CPU first."""
    found = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return found


class TorchRuntime:
    """Makes networks that run on one device.

    Args:
        device: ``cpu``, ``cuda`` or ``mps``.
        threads: torch's threads for one run on the CPU, in the whole process.

    Raises:
        OscbridgeError: ``device-missing``, naming what there is.
    """

    def __init__(self, device: str = "cpu", threads: int = 1) -> None:
        there = devices()
        if device not in there:
            raise OscbridgeError(
                "device-missing",
                f"torch finds no device '{device}' here; there are: {', '.join(there)} "
                "(see face.device)",
            )
        torch.set_num_threads(threads)
        self.device = device
        safe = survivors(device, STAGES) if device == "mps" else STAGES
        self._on = {stage: device if stage in safe else "cpu" for stage in STAGES}
        for stage in STAGES:
            if stage not in safe:
                log.warning("%s ended its process on %s; it runs on the cpu", stage, device)

    def face_network(self, name: str) -> TorchNetwork:
        """One of ``mtcnn.NETWORKS``, for ``Detector``."""
        return TorchNetwork(name, mtcnn.torch_module(name), self._on[name])

    def reader_network(self, name: str) -> inference.NetworkMaker:
        """What makes the network of one of ``readers.READERS``."""

        def make(weights: Path, size: int) -> TorchNetwork:
            return TorchNetwork(name, _READERS[name](weights), self._on[name])

        return make


class TorchNetwork:
    """A torch module behind onnxruntime's call. It may move to the CPU while it runs.

    Args:
        stage: its name, for the log.
        module: takes one tensor, gives one or several.
        device: where it starts.
    """

    def __init__(self, stage: str, module: torch.nn.Module, device: str) -> None:
        self.stage = stage
        self.device = "cpu"
        self._module = module.eval()
        try:
            self._module.to(device)
            self.device = device
        except (RuntimeError, NotImplementedError) as error:
            self._retreat(device, error)

    def run(
        self, output_names: Sequence[str] | None, input_feed: Mapping[str, NDArray[np.float32]]
    ) -> list[Any]:
        """See ``Network``."""
        (array,) = input_feed.values()
        if self.device != "cpu":
            try:
                return self._run(array)
            except (RuntimeError, NotImplementedError) as error:
                self._retreat(self.device, error)
        return self._run(array)

    def _run(self, array: NDArray[np.float32]) -> list[Any]:
        with torch.inference_mode():
            outputs = self._module(torch.from_numpy(array).to(self.device))
            several = [outputs] if isinstance(outputs, torch.Tensor) else outputs
            return [output.cpu().numpy() for output in several]

    def _retreat(self, device: str, error: Exception) -> None:
        log.warning("%s does not run on %s (%s); it goes on on the cpu", self.stage, device, error)
        self._module.to("cpu")
        self.device = "cpu"


def survivors(device: str, stages: Sequence[str]) -> list[str]:
    """The stages that run on a device without ending their process."""
    alive: list[str] = []
    left = list(stages)
    while left:
        try:
            trial = subprocess.run(  # nosec B603 # this Python, no shell
                [*_TRIAL, device, *left], capture_output=True, text=True, timeout=_TRIAL_S
            )
            ran, ended_well = trial.stdout.split(), trial.returncode == 0
        except subprocess.TimeoutExpired as hung:
            said = hung.stdout or b""
            ran = (said.decode() if isinstance(said, bytes) else said).split()
            ended_well = False
        alive += ran
        # The first that said nothing is the one that failed; those after it have not been tried.
        left = [] if ended_well else left[len(ran) + 1 :]
    return alive


def _try_out(device: str, stages: Sequence[str]) -> None:
    for stage in stages:
        if stage in _READERS:
            path = weights_path(stage)
            size = int(inference.numbers(path, ("size",))[0])
            module, example = _READERS[stage](path), np.zeros((1, 1, size, size), np.float32)
        else:
            module = mtcnn.torch_module(stage)
            side = mtcnn.NETWORKS[stage]
            example = np.zeros((2, 3, side, side), np.float32)
        network = TorchNetwork(stage, module, device)
        network.run(None, {"input": example})
        print(stage, flush=True)


if __name__ == "__main__":
    _try_out(sys.argv[1], sys.argv[2:])
