"""Readings of one's own labelled pictures, made beforehand by as many workers as there are.

A reading is what `oscbridge face` tells of a picture. Nothing is read again: no face is moved,
mirrored or spoilt, as `oscbridge evaluate` does where it has the faces themselves.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import EXPRESSIONS
from oscbridge.errors import OscbridgeError
from oscbridge.training.face.data import Faces
from oscbridge.training.face.pictures import NO_FACE, Labelled, doubts, faces_of, for_validation

DIGITS = 7
"""Decimals of a reading that is scored: four would make equals of faces that were told apart."""

Line = Mapping[str, Any]
"""What `oscbridge face` tells of a picture."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read in the pictures that are scored.

    Args:
        faces: their labels; ``images`` is empty, [N, 0, 0].
        scores: float64 [N, 8].
        affect: float64 [N, 2], valence and arousal.
        melancholy: float64 [N], NaN where the reader gives none.
        counts: ``pictures`` (in the folder), ``without_face``, ``failed``.
    """

    faces: Faces
    scores: NDArray[np.float64]
    affect: NDArray[np.float64]
    melancholy: NDArray[np.float64]
    counts: dict[str, int]


def gather(files: Sequence[Labelled], lines: Mapping[str, Line], part: str) -> Readings:
    """The readings of one part of the pictures, and how many of all pictures have none.

    Each picture that has none is told on stderr, with the reason. The parts are those of
    ``pictures.splits``.

    Args:
        lines: of each file, by its path.

    Raises:
        OscbridgeError: ``data-missing``, where no picture of that part has a reading.
    """
    read, counts = [], {"pictures": len(files), "without_face": 0, "failed": 0}
    for picture in files:
        line = lines[str(picture.path)]
        if "error" in line:
            counts["failed"] += 1
            _say(f"left out: {picture.path}: {line['error']}: {line['message']}")
        elif line["face"] is None:
            counts["without_face"] += 1
            _say(f"left out: {picture.path}: {NO_FACE}")
        else:
            read.append((picture, line))
    if not read:
        raise OscbridgeError("data-missing", f"no face was found in {len(files)} pictures")
    pictures = [picture for picture, _ in read]
    if part != "all" and (doubt := doubts(pictures)):
        _say(doubt)
    val = for_validation(pictures)
    in_val, rest = np.flatnonzero(val), np.flatnonzero(~val)
    # In the order of ``Splits.part``: intervals are drawn from the same faces as there.
    rows = {"val": in_val, "test": in_val[:0], "all": np.concatenate([rest, in_val])}[part]
    if not len(rows):
        raise OscbridgeError("data-missing", f"there are no faces in part {part}; try --part all")
    chosen = [read[row][1] for row in rows.tolist()]
    return Readings(
        faces_of(pictures, np.zeros((len(pictures), 0, 0), np.uint8)).where(rows),
        np.array([[line["scores"][name] for name in EXPRESSIONS] for line in chosen]),
        np.array([(line["valence"], line["arousal"]) for line in chosen]),
        np.array([line["melancholy"] for line in chosen], np.float64),
        counts,
    )


def check_options(*, robustness: bool) -> None:
    """Nothing, where only that is asked for which readings can tell.

    Raises:
        OscbridgeError: ``faces-needed``.
    """
    if robustness:
        raise OscbridgeError(
            "faces-needed",
            "--robustness spoils the faces and reads them again, which --readings, --jobs and "
            "--cluster do not; ask for it without these",
        )


def _say(text: str) -> None:
    print(text, file=sys.stderr)
