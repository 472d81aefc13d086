"""``cnn5`` as a reader: four scores from one grey square crop, and the affect derived from them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import EXPRESSIONS
from oscbridge.vision.network import Network
from oscbridge.vision.readers import inference
from oscbridge.vision.readers.coordinates import derived_affect
from oscbridge.vision.readers.crops import as_batch, prepare
from oscbridge.vision.reading import FOUR_CLASSES, Reading
from oscbridge.weights.models import weights_path

if TYPE_CHECKING:
    import torch

_COLUMNS = [EXPRESSIONS.index(name) for name in FOUR_CLASSES]


class Cnn5Reader:
    """Five convolution and five dense layers, ready to read crops.

    It knows four expressions: the other four are always scored 0. Its valence and arousal are the
    scores' mean of ``coordinates.COORDINATES``.

    Args:
        threads: onnxruntime's threads for one run.
        weights: a file that ``oscbridge train cnn5`` wrote; the shipped one where it is None.
        network: makes the network from such a file; onnxruntime's when not given.

    Raises:
        OscbridgeError: ``weights-missing``; ``weights-mismatch``.
    """

    def __init__(
        self,
        threads: int = 1,
        weights: Path | None = None,
        network: inference.NetworkMaker | None = None,
    ) -> None:
        path = weights or weights_path("cnn5")
        size, self._temperature = inference.numbers(path, ("size", "temperature"))
        self._size = int(size)
        self._network = (network or partial(_session, threads=threads))(path, self._size)

    def read(self, crops: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]) -> list[Reading]:
        """Readings of grey square crops, in order; see ``EmotionReader.read``.

        Raises:
            OscbridgeError: ``bad-crop``.
        """
        batch = as_batch(crops)
        if not batch:
            return []
        (logits,) = self._network.run(None, {"faces": prepare(batch, self._size)})
        scores = np.zeros((len(batch), len(EXPRESSIONS)))
        scores[:, _COLUMNS] = inference.softmax(logits.astype(np.float64) / self._temperature)
        return [Reading(tuple(row), derived_affect(row)) for row in scores.tolist()]


def torch_module(path: Path) -> torch.nn.Module:
    """The network of a weights file as it is exported: float32 [B, 1, 48, 48] → logits [B, 4].

    Raises:
        OscbridgeError: ``weights-missing``; ``weights-mismatch``.
    """
    from oscbridge.vision.readers.networks.cnn5 import Cnn5
    from oscbridge.vision.readers.networks.loading import load_weights
    from oscbridge.vision.readers.networks.mirrored import Mirrored

    return Mirrored(load_weights(Cnn5(), path)).eval()


def _session(path: Path, size: int, threads: int) -> Network:
    return inference.session(
        "cnn5",
        path,
        size,
        torch_module,
        code=("cnn5.py", "mirrored.py", "loading.py"),
        threads=threads,
    )
