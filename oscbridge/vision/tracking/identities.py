"""Who is who from frame to frame: each face of a stream keeps a number while it can be told apart.

Only places are compared, no looks: a face is the one that was there a moment ago, or near there.
It keeps its number when it is not found for a moment (turned away, a hand before it). Two people
who change places behind each other may change numbers, and who comes back later has a new one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from oscbridge.vision.faces import Box, Face

KEPT_S = 2.0
"""A face that has not been found for so long is gone."""

_SAME_PLACE = 0.3
"""Overlap (intersection over union) of two boxes that may be one face's."""

_SAME_PLACE_AFTER_A_CUT = 0.5
"""The same where the whole picture changed: a light went on, or this is another scene."""

_NEAR = 0.6
"""A face may also have moved by this share of its size, and by as much again each second …"""

_FARTHEST = 1.5
"""… up to this share."""

_SIZE_RATIO = 1.6


@dataclass(frozen=True, slots=True)
class Known:
    """A face that has a number: where it was last, in pixels of the frame, and when."""

    id: int
    box: Box
    seen_s: float


def identify(
    faces: tuple[Face, ...],
    known: tuple[Known, ...],
    now_s: float,
    new_ids: Iterator[int],
    *,
    is_cut: bool = False,
) -> tuple[tuple[Face, ...], tuple[Known, ...]]:
    """The faces with their numbers, in the same order; and what to give next time.

    Args:
        faces: of this frame.
        known: what this gave for the stream's last frame.
        now_s: the clock.
        new_ids: numbers that were never given out.
        is_cut: the picture has little to do with the last one.
    """
    remembered = [one for one in known if now_s - one.seen_s <= KEPT_S]
    likeness = sorted(
        (
            (likeness, i, j)
            for i, face in enumerate(faces)
            for j, one in enumerate(remembered)
            if (likeness := _likeness(face.box, one, now_s, is_cut)) is not None
        ),
        key=lambda entry: entry[0],
        reverse=True,
    )
    ids: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in likeness:
        if i not in ids and j not in taken:
            ids[i] = remembered[j].id
            taken.add(j)
    named = tuple(
        replace(face, id=ids[i] if i in ids else next(new_ids)) for i, face in enumerate(faces)
    )
    away = (one for j, one in enumerate(remembered) if j not in taken)
    return named, (*(Known(face.id, face.box, now_s) for face in named), *away)


def _likeness(box: Box, one: Known, now_s: float, is_cut: bool) -> float | None:
    """Above 0 for boxes that overlap, below for near ones (the nearer the higher), or None."""
    overlap = box.overlap(one.box)
    if overlap >= (_SAME_PLACE_AFTER_A_CUT if is_cut else _SAME_PLACE):
        return overlap
    if is_cut or not 1 / _SIZE_RATIO**2 <= box.area / max(one.box.area, 1e-9) <= _SIZE_RATIO**2:
        return None
    side = math.sqrt(max(box.area, one.box.area, 1e-9))
    moved = math.dist(_middle(box), _middle(one.box)) / side
    reach = min(_NEAR * (1.0 + now_s - one.seen_s), _FARTHEST)
    return -moved if moved <= reach else None


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2
