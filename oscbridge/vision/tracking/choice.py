"""Which of several faces is followed: the largest, the most central, or one by its number.

A detector's boxes tremble by a few per cent. Of two people side by side now one is larger and now
the other; who is followed stays until another is clearly larger (or nearer to the centre) for a
moment.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError
from oscbridge.vision.faces import Box, Face

CLEARLY_LARGER = 1.2
"""Another face is clearly larger with at least this many times the area."""

CLEARLY_NEARER = 0.1
"""Another is clearly nearer to the centre by at least this share of the frame's shorter side."""

CLEAR_FOR_S = 0.3
"""It must be so in every frame for this long."""

LARGEST, CENTRE, GROUP = "largest", "centre", "group"

Which = int | str
"""``LARGEST``, ``CENTRE``, ``GROUP`` (all together), or a face's number."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is followed.

    Args:
        which: by what rule.
        id: the face's number.
        rival_since_s: since when another one has clearly led, or None.
    """

    which: Which
    id: int
    rival_since_s: float | None = None


def rule_of(which: Which) -> Which:
    """A rule from outside, checked; a number may come as text.

    Raises:
        OscbridgeError: ``unknown-choice``.
    """
    text = str(which).strip().lower()
    # No face has a number of so many digits; Python reads none of more than 4,300.
    if text.isdecimal() and len(text) < 10 and int(text) > 0:
        return int(text)
    if text == "center":
        return CENTRE
    if text in (LARGEST, CENTRE, GROUP):
        return text
    raise OscbridgeError(
        "unknown-choice",
        f"cannot follow '{text[:40]}'; allowed: {LARGEST}, {CENTRE}, {GROUP} or a face's number, "
        "from 1",
    )


def choose(
    faces: tuple[Face, ...],
    last: Choice | None,
    now_s: float,
    which: Which = LARGEST,
    size: tuple[int, int] = (0, 0),
) -> tuple[tuple[Face, ...], Choice | None]:
    """The faces with the one to follow first, the others by size; and what to give next time, None
    where nobody is followed. Of a group the largest is first.

    Args:
        faces: largest first, with their numbers.
        last: the choice in the frame before, or None to choose anew.
        now_s: the clock.
        which: by what rule.
        size: of the frame: width and height in pixels.
    """
    if not faces:
        return faces, None
    if isinstance(which, int):
        found = next((face for face in faces if face.id == which), None)
        choice = None if found is None else Choice(which, which)
        return _with_first(faces, found or faces[0]), choice
    is_central = which == CENTRE
    best = min(faces, key=lambda face: _off_centre(face.box, size)) if is_central else faces[0]
    kept = None
    if last is not None and last.which == which:
        kept = next((face for face in faces if face.id == last.id), None)
    if last is None or kept is None or kept is best:
        return _with_first(faces, best), Choice(which, best.id)
    if not (_is_nearer(best, kept, size) if is_central else _is_larger(best, kept)):
        return _with_first(faces, kept), Choice(which, kept.id)
    since_s = now_s if last.rival_since_s is None else last.rival_since_s
    if now_s - since_s < CLEAR_FOR_S:
        return _with_first(faces, kept), Choice(which, kept.id, since_s)
    return _with_first(faces, best), Choice(which, best.id)


def _is_larger(rival: Face, kept: Face) -> bool:
    return rival.box.area >= CLEARLY_LARGER * kept.box.area


def _is_nearer(rival: Face, kept: Face, size: tuple[int, int]) -> bool:
    gain = _off_centre(kept.box, size) - _off_centre(rival.box, size)
    return gain >= CLEARLY_NEARER * min(size)


def _off_centre(box: Box, size: tuple[int, int]) -> float:
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    return math.dist(middle, (size[0] / 2, size[1] / 2))


def _with_first(faces: tuple[Face, ...], first: Face) -> tuple[Face, ...]:
    return (first, *(face for face in faces if face is not first))
