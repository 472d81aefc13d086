"""Whether a frame goes on where the last one was: thumbnails, compared."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_SIDE = 16
THUMB_SHAPE = (_SIDE, _SIDE)
_EACH = 4
"""Samples along each side of one of the thumbnail's pixels."""

_NEW_SCENE = 24.0
"""Mean change, of 255, of a 16 × 16 thumbnail that counts as a cut."""


def thumbnail(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """float32 [16, 16]: means of the green channel of a picture uint8 [H, W, 3], sparsely sampled.
    Nearly the same for one picture at any size."""
    height, width = rgb.shape[:2]
    if min(height, width) < _SIDE:
        return np.zeros((_SIDE, _SIDE), np.float32)
    green = rgb[_places(height)[:, None], _places(width), 1]
    blocks = green.reshape(_SIDE, _EACH, _SIDE, _EACH)
    means: NDArray[np.float32] = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


@lru_cache(maxsize=64)
def _places(length: int) -> NDArray[np.intp]:
    """Evenly spread over a side, edge to edge."""
    count = _SIDE * _EACH
    return ((2 * np.arange(count) + 1) * length // (2 * count)).astype(np.intp)


def is_same_scene(thumb: NDArray[np.float32], last: NDArray[np.float32]) -> bool:
    """Whether two thumbnails may be of one scene: no cut, no light switched on or off."""
    return bool(np.abs(thumb - last).mean() < _NEW_SCENE)
