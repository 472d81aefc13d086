"""How far a frame may be reduced before it is looked at: fewer pixels are faster."""

from __future__ import annotations

from collections.abc import Sequence

from oscbridge.vision.faces import Face

_MOST_WORKING_PIXELS = 2_100_000
"""A frame is searched at this size at most (just over 1920 × 1080), to bound time and memory."""

_FOLLOWED_SIDE_PX = 64
"""A followed face needs no more pixels: O-Net takes 48, the emotion net learnt from 48."""


def working_shrink(width: int, height: int) -> int:
    """How far a frame of so many pixels is reduced to be searched."""
    shrink = 1
    while width * height > _MOST_WORKING_PIXELS * shrink * shrink:
        shrink *= 2
    return shrink


def following_shrink(faces: Sequence[Face]) -> int:
    """How far a frame may be reduced while its smallest face keeps the pixels that are needed."""
    side = min(max(face.box.width, face.box.height) for face in faces)
    return next((n for n in (8, 4, 2) if side / n >= _FOLLOWED_SIDE_PX), 1)
