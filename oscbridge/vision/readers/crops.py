"""How a face is cut out of a picture, and made what the networks take: grey, square, 48 pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from oscbridge.errors import OscbridgeError
from oscbridge.vision.faces import Box

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
