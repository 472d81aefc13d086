"""The recurrent network as the composer runs it: note by note on onnxruntime, with its state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.triples.triple import PITCH, STEP, Triples
from oscbridge.weights.models import digest, onnx_session

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Memory:
    """What the network remembers: hidden and cell state, ``[1, 1, 320]`` each."""

    hidden: NDArray[np.float32]
    cell: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the network expects after a note.

    Args:
        logits: ``[128]`` of the next pitch.
        step: the expected step in beats, ≥ 0.
        length: the expected length in beats, ≥ 0.
    """

    logits: NDArray[np.float64]
    step: float
    length: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network expects after each of some notes, and its memory after the last.

    Args:
        logits: ``[n, 128]``.
        steps, lengths: ``[n]`` in beats, ≥ 0.
        memory: after the last note.
    """

    logits: NDArray[np.float64]
    steps: NDArray[np.float64]
    lengths: NDArray[np.float64]
    memory: Memory

    @property
    def last(self) -> Outlook:
        return Outlook(self.logits[-1], float(self.steps[-1]), float(self.lengths[-1]))


class TripleModel:
    """One trained network of a weights file.

    Args:
        path: the ``.safetensors`` file.
        part: the network's name in it; a file may hold several.
    """

    def __init__(self, path: Path, part: str = "network") -> None:
        from safetensors import safe_open

        source = Path(__file__).with_name("network.py").read_bytes()
        self._session = onnx_session(
            f"{path.stem}-{part}",
            digest(path.read_bytes(), source, part.encode()),
            lambda: _exportable(path, part),
            inputs=["pitches", "times", "hidden", "cell"],
            outputs=["logits", "steps", "lengths", "hidden_after", "cell_after"],
            dynamic_axes={name: {1: "notes"} for name in ("pitches", "times")}
            | {name: {1: "notes"} for name in ("logits", "steps", "lengths")},
        )
        self._size = int(self._session.get_inputs()[2].shape[2])
        with safe_open(str(path), framework="numpy") as stored:
            self.spread: tuple[float, float] = tuple(
                float(each) for each in stored.get_tensor(f"{part}.spread")
            )  # type: ignore[assignment]
        """How far steps and lengths are from what was expected: root mean squares in beats, on
        validation pieces."""

    def blank(self) -> Memory:
        """The memory before any note."""
        zeros = np.zeros((1, 1, self._size), dtype=np.float32)
        return Memory(zeros, zeros)

    def read(self, triples: Triples, memory: Memory) -> Reading:
        """Let the network hear notes ``[n ≥ 1, 3]``."""
        logits, steps, lengths, hidden, cell = self._session.run(
            None,
            {
                "pitches": triples[None, :, PITCH].astype(np.int64),
                "times": np.ascontiguousarray(triples[None, :, STEP:], dtype=np.float32),
                "hidden": memory.hidden,
                "cell": memory.cell,
            },
        )
        return Reading(
            logits[0].astype(np.float64),
            np.maximum(steps[0].astype(np.float64), 0.0),
            np.maximum(lengths[0].astype(np.float64), 0.0),
            Memory(hidden, cell),
        )


def load_network(path: Path, part: str = "network") -> torch.nn.Module:
    """The torch network of that name in a weights file, in eval mode and single precision."""
    from safetensors.torch import load_file

    from oscbridge.music.triples.network import TripleNetwork

    stored: dict[str, Any] = load_file(str(path))
    network = TripleNetwork()
    network.load_state_dict(
        {
            name.removeprefix(f"{part}."): value.float()
            for name, value in stored.items()
            if name.startswith(f"{part}.") and name != f"{part}.spread"
        }
    )
    return network.eval()


def _exportable(path: Path, part: str) -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
    import torch

    from oscbridge.music.triples.network import blank_state

    example = (torch.zeros(1, 2, dtype=torch.long), torch.zeros(1, 2, 2), *blank_state(1))
    return load_network(path, part), example
