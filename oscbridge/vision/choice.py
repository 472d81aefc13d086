"""Which of several faces is read: the largest, but not one and then the other from frame to frame.

A detector's boxes tremble by a few per cent. Of two people side by side now one is larger and now
the other; who is read stays until another is clearly larger for a moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.vision.faces import Box, Face

CLEARLY_LARGER = 1.2
"""Another face is clearly larger with at least this many times the area."""

LARGER_FOR_S = 0.3
"""It must be so in every frame for this long."""

_SAME_FACE = 0.3
"""Overlap of two boxes, a frame apart, that may be one face; it may move by half its width."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is read.

    Args:
        box: of that face, in pixels of the frame.
        rival_since_s: since when a clearly larger face has been there, or None.
    """

    box: Box
    rival_since_s: float | None = None


def choose(
    faces: tuple[Face, ...], last: Choice | None, now_s: float
) -> tuple[tuple[Face, ...], Choice | None]:
    """The faces with the one to read first, the others by size; and what to give next time.

    Args:
        faces: largest first.
        last: the choice in the frame before, or None to take the largest.
        now_s: the clock.
    """
    if not faces:
        return faces, None
    chosen, since_s = faces[0], None
    if last is not None:
        kept = max(faces, key=lambda face: face.box.overlap(last.box))
        is_rivalled = faces[0].box.area >= CLEARLY_LARGER * kept.box.area
        if kept.box.overlap(last.box) >= _SAME_FACE and kept is not faces[0]:
            if is_rivalled:
                since_s = now_s if last.rival_since_s is None else last.rival_since_s
            if since_s is None or now_s - since_s < LARGER_FOR_S:
                chosen = kept
            else:
                since_s = None
    others = tuple(face for face in faces if face is not chosen)
    return (chosen, *others), Choice(chosen.box, since_s)
