"""The arithmetic of MTCNN's cascade, in numpy: scales, proposals, regression, suppression.

K. Zhang et al., "Joint Face Detection and Alignment Using Multitask Cascaded Convolutional
Networks", IEEE Signal Processing Letters 23 (2016), with the rounding of facenet-pytorch 2.5.3 so
that both give the same boxes. Boxes here are float32 [N, 4] corners x1, y1, x2, y2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

CELL = 12
"""Side of the square, in pixels of a pyramid level, that one output of P-Net judges."""

STRIDE = 2
"""Step between neighbouring squares."""


_PAIRS_AT_ONCE = 200
"""Up to so many boxes are compared with each other at once."""


def pyramid(height: int, width: int, min_face: float, factor: float) -> list[float]:
    """Scales at which faces from ``min_face`` pixels upwards fill P-Net's square, largest first."""
    scale = CELL / min_face
    shorter = min(height, width) * scale
    scales = []
    while shorter >= CELL:
        scales.append(scale)
        scale *= factor
        shorter *= factor
    return scales


def proposals(scores: Floats, offsets: Floats, scale: float, threshold: float) -> Floats:
    """P-Net's squares above the threshold, in pixels of the picture.

    Args:
        scores: [h, w] probability of a face.
        offsets: [4, h, w] regression of the four corners.

    Returns:
        [N, 9]: corners, score, offsets.
    """
    rows, columns = np.nonzero(scores >= threshold)
    near = np.stack([columns, rows], axis=1).astype(np.float32) * STRIDE
    low = np.floor((near + 1) / np.float32(scale))
    high = np.floor((near + CELL) / np.float32(scale))
    found = scores[rows, columns][:, None]
    return np.concatenate([low, high, found, offsets[:, rows, columns].T], axis=1)


def regressed(boxes: Floats, offsets: Floats, *, extra: float) -> Floats:
    """Corners moved by offsets that are fractions of the box's size (plus ``extra`` pixels)."""
    size = boxes[:, 2:4] - boxes[:, 0:2] + np.float32(extra)
    moved: Floats = boxes[:, :4] + offsets * np.concatenate([size, size], axis=1)
    return moved


def squared(boxes: Floats) -> Floats:
    """Squares about the same centres, with the longer side."""
    size = boxes[:, 2:4] - boxes[:, 0:2]
    side = size.max(axis=1, keepdims=True)
    low = boxes[:, 0:2] + size * np.float32(0.5) - side * np.float32(0.5)
    return np.concatenate([low, low + side], axis=1)


def pixels(boxes: Floats, height: int, width: int) -> NDArray[np.int32]:
    """The part of each box inside the picture, as pixel ranges [N, 4]: left, top, right, bottom.

    Corners count from 1 and include both ends, as in the authors' own code; the ranges count from 0
    and leave out their end. A range may be empty.
    """
    whole = np.trunc(boxes).astype(np.int32)
    low = np.maximum(whole[:, 0:2], 1) - 1
    high = np.minimum(whole[:, 2:4], np.array([width, height], np.int32))
    return np.concatenate([low, high], axis=1)


def suppressed(
    boxes: Floats, scores: Floats, threshold: float, *, smaller: bool = False
) -> NDArray[np.intp]:
    """Indices that stay, best first, once every box that overlaps a better one is gone.

    Args:
        threshold: largest overlap that may stay.
        smaller: measure the overlap against the smaller box, each side one pixel longer (what the
            last stage does), instead of against the union.
    """
    if len(boxes) == 1:
        return np.zeros(1, np.intp)
    extra = np.float32(1 if smaller else 0)
    order = np.argsort(-scores, kind="stable")
    low, high = boxes[order, 0:2], boxes[order, 2:4]
    areas = np.prod(high - low + extra, axis=1)

    def hidden(by: slice, rest: slice) -> NDArray[np.bool_]:
        """[by, rest]: whether the one hides the other."""
        near, far = low[by, None], high[by, None]
        sides = np.minimum(far, high[None, rest]) - np.maximum(near, low[None, rest]) + extra
        shared = np.prod(np.maximum(sides, 0), axis=2)
        one, other = areas[by, None], areas[None, rest]
        whole = np.minimum(one, other) if smaller else one + other - shared
        # False for a degenerate box (0/0), which so stays, as it does in torch.
        too_much: NDArray[np.bool_] = shared > threshold * whole
        return too_much

    count = len(order)
    # All pairs at once make few calls, but many boxes would need much memory.
    pairs = hidden(slice(count), slice(count)) if count <= _PAIRS_AT_ONCE else None
    stays = np.ones(count, bool)
    for i in range(count):
        if stays[i]:
            row = pairs[i] if pairs is not None else hidden(slice(i, i + 1), slice(count))[0]
            stays[i + 1 :] &= ~row[i + 1 :]
    return order[stays]
