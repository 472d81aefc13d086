"""``melancholy`` as a reader: how sad a face looks, from 0 to 1. An artistic index, no diagnosis.

It is an estimate of one thing only: which share of ten strangers would name the picture "sad". It
knows nothing of what a person feels, of moods that last, or of illness.
"""

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
from oscbridge.vision.reading import Reading
from oscbridge.weights.models import weights_path

if TYPE_CHECKING:
    import torch


class MelancholyReader:
    """MobileNet with its last ten layers cut and a new head, ready to read crops.

    Args:
        threads: onnxruntime's threads for one run.
        weights: a file that ``oscbridge train melancholy`` wrote; the shipped one where it is None.
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
        path = weights or weights_path("melancholy")
        size, self._slope, self._offset = inference.numbers(path, ("size", "slope", "offset"))
        self._size = int(size)
        self._network = (network or partial(_session, threads=threads))(path, self._size)

    def index(self, crops: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]) -> list[float]:
        """The index of grey square crops, in order, each in [0, 1].

        Raises:
            OscbridgeError: ``bad-crop``.
        """
        batch = as_batch(crops)
        if not batch:
            return []
        (logits,) = self._network.run(None, {"faces": prepare(batch, self._size)})
        raised = self._slope * logits[:, 0].astype(np.float64) + self._offset
        shares: list[float] = (1 / (1 + np.exp(-raised))).tolist()
        return shares

    def read(self, crops: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]) -> list[Reading]:
        """Readings in which the index leads alone: it scores ``sad``, the rest ``neutral``.

        So the affect lies on the line from neutral (index 0) to the place of the word "sad" in
        ``coordinates.COORDINATES`` (index 1): to this reader a face is more or less sad, and
        nothing else.

        Raises:
            OscbridgeError: ``bad-crop``.
        """
        return [_reading(index) for index in self.index(crops)]


def _reading(index: float) -> Reading:
    known = {"sad": index, "neutral": 1 - index}
    scores = tuple(known.get(name, 0.0) for name in EXPRESSIONS)
    return Reading(scores, derived_affect(scores), index)


def torch_module(path: Path) -> torch.nn.Module:
    """The network of a weights file as it is exported: float32 [B, 1, 64, 64] → logits [B, 1].

    Raises:
        OscbridgeError: ``weights-missing``; ``weights-mismatch``.
    """
    from oscbridge.vision.readers.networks.loading import load_weights
    from oscbridge.vision.readers.networks.mirrored import Mirrored
    from oscbridge.vision.readers.networks.mobilenet import MelancholyNet

    return Mirrored(load_weights(MelancholyNet(), path)).eval()


def _session(path: Path, size: int, threads: int) -> Network:
    return inference.session(
        "melancholy",
        path,
        size,
        torch_module,
        code=("mobilenet.py", "mirrored.py", "loading.py"),
        threads=threads,
    )
