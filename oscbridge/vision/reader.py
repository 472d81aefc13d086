"""Reads a face: eight expression scores and a point of valence and arousal from one grey square
crop.

Runs the exported network through onnxruntime; torch is imported only where the export is not cached
yet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from safetensors import SafetensorError, safe_open

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.vision.network import Network
from oscbridge.vision.reading import FOUR_CLASSES, THREE_CLASSES, Reading
from oscbridge.weights.models import digest, onnx_session, weights_path

if TYPE_CHECKING:
    import torch

__all__ = [
    "CROP_DOWN",
    "CROP_SCALE",
    "FER_SIDE",
    "FOUR_CLASSES",
    "THREE_CLASSES",
    "EmotionReader",
    "Reading",
    "as_batch",
    "crop_face",
    "header",
    "prepare",
    "softmax",
    "torch_module",
]

FER_SIDE = 48
"""Side in pixels of the faces that the network learnt from; it knows no finer detail."""

CROP_SCALE = 1.085
"""Side of FER2013's frame over √(width · height) of MTCNN's box on the same face.

Measured with ``oscbridge.training.face.framing.measure``: 3,000 of the training faces (seed 0),
enlarged from 48 to 160 pixels and edge-padded by 90 all round, through facenet-pytorch's MTCNN;
median over the 2,550 that it found with a probability of 0.95 or more. Half of them lie between
0.997 and 1.196.
"""

CROP_DOWN = -0.012
"""From the box's centre down to the frame's, over the same unit; measured likewise (half of them
between −0.043 and 0.024). Sideways it was 0.007, which a mirrored face would turn round: taken as
0.
"""


class Box(Protocol):
    """A face box in pixels of the picture, which may reach beyond its edges."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


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
        network: Callable[[Path, int], Network] | None = None,
    ) -> None:
        path = weights or weights_path("emotion")
        self.size, self.temperature = header(path)
        make = network or partial(_session, threads=threads)
        self._network = make(path, self.size)

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
        scores = softmax(logits.astype(np.float64) / self.temperature)
        return [
            Reading(tuple(map(float, row)), Affect.clipped(*point))
            for row, point in zip(scores, affect, strict=True)
        ]


def as_batch(crops: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    """Crops as a list, whether they came as one, a stack or a sequence.

    Raises:
        OscbridgeError: ``bad-crop``: not grey, not square, not bytes, or under 2 pixels.
    """
    batch = [crops] if isinstance(crops, np.ndarray) and crops.ndim == 2 else list(crops)
    for crop in batch:
        _check(crop)
    return batch


def prepare(
    crops: Sequence[NDArray[np.uint8]] | NDArray[np.uint8], size: int
) -> NDArray[np.float32]:
    """Grey square crops, any side ≥ 2, → the network's input float32 [B, 1, size, size].

    Each is reduced to 48 pixels where it is larger (training had no finer detail), enlarged to
    ``size``, and brought to mean 0 and deviation 1, so that dim or flat light changes nothing.
    Training's own evaluation calls this same function.
    """
    batch = np.empty((len(crops), 1, size, size), np.float32)
    for row, crop in zip(batch, crops, strict=True):
        image = Image.fromarray(crop)
        if image.width > FER_SIDE:
            image = image.resize((FER_SIDE, FER_SIDE), Image.Resampling.BILINEAR)
        values = np.asarray(image, np.float32) / 255
        resized = Image.fromarray(values).resize((size, size), Image.Resampling.BILINEAR)
        row[0] = np.asarray(resized)
    batch -= batch.mean((2, 3), keepdims=True)
    batch /= np.maximum(np.sqrt(np.square(batch).mean((2, 3), keepdims=True)), 1e-3)
    return batch


def crop_face(luma: NDArray[np.uint8], box: Box, side: int = FER_SIDE) -> NDArray[np.uint8]:
    """The square around a face as FER2013 would have framed it: uint8 [H, W] → uint8 [side, side].

    ``CROP_SCALE`` and its neighbours say where that square lies against MTCNN's box. What reaches
    beyond the picture repeats its edge.

    Raises:
        OscbridgeError: ``bad-box``: not finite, or without an area.
    """
    numbers = (box.x, box.y, box.width, box.height)
    if not all(map(math.isfinite, numbers)) or box.width <= 0 or box.height <= 0:
        raise OscbridgeError(
            "bad-box", f"a face box needs finite numbers and an area, not {numbers}"
        )
    unit = math.sqrt(box.width * box.height)
    # Beyond this no picture that we accept reaches; it keeps a wild box from asking for gigabytes.
    length = min(unit * CROP_SCALE, 4.0 * max(luma.shape))
    left = box.x + box.width / 2 - length / 2
    top = box.y + box.height / 2 + CROP_DOWN * unit - length / 2
    columns = np.arange(math.floor(left), math.ceil(left + length) + 1)
    rows = np.arange(math.floor(top), math.ceil(top + length) + 1)
    region = luma[np.ix_(rows.clip(0, luma.shape[0] - 1), columns.clip(0, luma.shape[1] - 1))]
    inside = (left - columns[0], top - rows[0], left - columns[0] + length, top - rows[0] + length)
    square = Image.fromarray(region).resize((side, side), Image.Resampling.BILINEAR, box=inside)
    return np.asarray(square)


def header(path: Path) -> tuple[int, float]:
    """Input side in pixels and temperature, from an emotion weights file's own header.

    Raises:
        OscbridgeError: ``weights-missing``, ``weights-mismatch``.
    """
    if not path.is_file():
        raise OscbridgeError("weights-missing", f"no weights at {path}")
    try:
        with safe_open(path, "np") as file:
            values = file.metadata() or {}
        return int(values["size"]), float(values["temperature"])
    except (KeyError, ValueError, OSError, SafetensorError) as error:
        raise OscbridgeError(
            "weights-mismatch", f"{path} holds no emotion reader's weights: {error!r}"
        ) from error


def _session(path: Path, size: int, threads: int) -> Network:
    code = Path(__file__).with_name("efficientnet.py")
    session: Network = onnx_session(
        "emotion",
        digest(path.read_bytes(), code.read_bytes()),
        partial(_build, path, size),
        inputs=["faces"],
        outputs=["logits", "affect"],
        dynamic_axes={"faces": {0: "n"}, "logits": {0: "n"}, "affect": {0: "n"}},
        threads=threads,
    )
    return session


def _build(path: Path, size: int) -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
    import torch

    return torch_module(path), (torch.zeros(1, 1, size, size),)


def torch_module(path: Path) -> torch.nn.Module:
    """The network of a weights file as it is exported, on the CPU: float32 [B, 1, S, S] → logits
    [B, 8], affect [B, 2].

    Raises:
        OscbridgeError: ``weights-missing``, ``weights-mismatch``.
    """
    from oscbridge.vision.efficientnet import load

    return load(path)


def _check(crop: NDArray[np.uint8]) -> None:
    if (
        crop.ndim != 2
        or crop.shape[0] != crop.shape[1]
        or crop.shape[0] < 2
        or crop.dtype != np.uint8
    ):
        raise OscbridgeError(
            "bad-crop",
            f"a crop must be uint8 [S, S] with S of 2 or more, not {crop.dtype} {crop.shape};"
            " make it with crop_face",
        )


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores [B, K] that add to 1."""
    raised = np.exp(logits - logits.max(1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(1, keepdims=True)
    return shares
