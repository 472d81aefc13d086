"""Whether a frame goes on where the last one was: thumbnails, compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SIDE = 16
_NEW_SCENE = 24.0
"""Mean change, of 255, of a 16 × 16 thumbnail that counts as a cut."""


def thumbnail(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """float32 [16, 16]: means of the green channel of a picture uint8 [H, W, 3], sparsely
    sampled."""
    height, width = rgb.shape[:2]
    if min(height, width) < _SIDE:
        return np.zeros((_SIDE, _SIDE), np.float32)
    down, across = max(height // 64, 1), max(width // 64, 1)
    green = rgb[::down, ::across, 1]
    tall, wide = green.shape[0] // _SIDE, green.shape[1] // _SIDE
    blocks = green[: tall * _SIDE, : wide * _SIDE].reshape(_SIDE, tall, _SIDE, wide)
    means: NDArray[np.float32] = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


def is_same_scene(thumb: NDArray[np.float32], last: NDArray[np.float32]) -> bool:
    """Whether two thumbnails may be of one scene: no cut, no light switched on or off."""
    return bool(np.abs(thumb - last).mean() < _NEW_SCENE)
