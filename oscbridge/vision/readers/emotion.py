"""``emotion`` as a reader: eight scores, and valence and arousal that it learnt, from one crop."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.vision.network import Network
from oscbridge.vision.readers import inference
from oscbridge.vision.readers.crops import as_batch, prepare
from oscbridge.vision.reading import Reading
from oscbridge.weights.models import weights_path

if TYPE_CHECKING:
    import torch


class EmotionReader:
    """The emotion network, ready to read crops.

    Args:
        threads: onnxruntime's threads for one run.
        weights: a file that ``oscbridge train emotion`` wrote; the shipped one where it is None.
        network: makes the network from such a file and its input's side; onnxruntime's when not
            given.

    Raises:
        OscbridgeError: ``weights-missing`` (no such file), ``weights-mismatch`` (not an emotion
            reader's).
    """

    def __init__(
        self,
        threads: int = 1,
        weights: Path | None = None,
        network: inference.NetworkMaker | None = None,
    ) -> None:
        path = weights or weights_path("emotion")
        self.size, self.temperature = header(path)
        self._network = (network or partial(_session, threads=threads))(path, self.size)

    def read(self, crops: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]) -> list[Reading]:
        """Readings of grey square crops, in order: a list of uint8 [S, S], an array [B, S, S], or
        one.

        Raises:
            OscbridgeError: ``bad-crop``: not grey, not square, not bytes, or under 2 pixels.
        """
        batch = as_batch(crops)
        if not batch:
            return []
        logits, affect = self._network.run(None, {"faces": prepare(batch, self.size)})
        scores = inference.softmax(logits.astype(np.float64) / self.temperature)
        return [
            Reading(tuple(map(float, row)), Affect.clipped(*point))
            for row, point in zip(scores, affect, strict=True)
        ]


def header(path: Path) -> tuple[int, float]:
    """Input side in pixels and temperature, from an emotion weights file's own header.

    Raises:
        OscbridgeError: ``weights-missing``, ``weights-mismatch``.
    """
    size, temperature = inference.numbers(path, ("size", "temperature"))
    return int(size), temperature


def torch_module(path: Path) -> torch.nn.Module:
    """The network of a weights file as it is exported, on the CPU: float32 [B, 1, S, S] → logits
    [B, 8], affect [B, 2].

    Raises:
        OscbridgeError: ``weights-missing``, ``weights-mismatch``.
    """
    from oscbridge.vision.readers.networks.efficientnet import load

    return load(path)


def _session(path: Path, size: int, threads: int) -> Network:
    return inference.session(
        "emotion",
        path,
        size,
        torch_module,
        code=("efficientnet.py", "loading.py"),
        threads=threads,
        outputs=("logits", "affect"),
    )
