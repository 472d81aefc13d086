"""Some bars of a piece as a phrase: what a primer is cut out of, whether MIDI or sound.

Pure values, as ``phrase`` is. A piece is notes in beats and bars as (start, length) in beats.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError
from oscbridge.phrase import Note, Phrase

MOST_BARS = 64
"""Of a primer: no engine looks further back."""

_SMALLEST = 1 / 960
_WRITTEN = re.compile(r"\s*(\d{1,6})\s*(?:-\s*(\d{1,6})\s*)?")

Bars = Sequence[tuple[float, float]]
"""(start, length) in beats of every bar, in order."""


@dataclass(frozen=True, slots=True)
class BarRange:
    """Bars ``first`` to ``last``, both included, counted from 1 as musicians do."""

    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> BarRange | None:
        """``5-8``, ``12`` (four bars from there) or ``last`` (None: the last ones).

        Raises:
            OscbridgeError: ``bad-bars``.
        """
        if text.strip().lower() in ("", "last"):
            return None
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise OscbridgeError(
                "bad-bars", f"{text!r} names no bars; write 5-8, or 5 for four bars, or last"
            )
        first = int(found[1])
        last = int(found[2]) if found[2] else first + 3
        if first < 1 or not first <= last < first + MOST_BARS:
            raise OscbridgeError(
                "bad-bars",
                f"bars {text!r}: they count from 1, the last comes after the first, and at most "
                f"{MOST_BARS} are taken",
            )
        return cls(first, last)


def last_bars(notes: Sequence[Note], bars: Bars, tempo_bpm: float, most: int = 4) -> Phrase:
    """The last bars in which a note begins, at most ``most``; see ``_cut``.

    Raises:
        OscbridgeError: ``no-notes``.
    """
    if not notes:
        raise OscbridgeError("no-notes", "there are no notes to continue")
    first_start = min(note.start_beats for note in notes)
    last_start = max(note.start_beats for note in notes)
    line, length = [bar for bar in bars if bar[0] <= last_start + _SMALLEST / 2][-1]
    # Whole bars before the last one, up to the one in which the first note begins.
    before = max(0, math.ceil((line - first_start) / length - _SMALLEST))
    return _cut(notes, line, length, min(most, 1 + before), tempo_bpm)


def chosen_bars(notes: Sequence[Note], bars: Bars, wanted: BarRange, tempo_bpm: float) -> Phrase:
    """The bars that are asked for.

    Raises:
        OscbridgeError: ``bars-missing`` where the piece is shorter, ``no-notes`` where nothing is
            played in them.
    """
    if wanted.last > len(bars):
        raise OscbridgeError(
            "bars-missing",
            f"bars {wanted.first}-{wanted.last} are asked for, and there are {len(bars)}",
        )
    line, length = bars[wanted.last - 1]
    phrase = _cut(notes, line, length, wanted.last - wanted.first + 1, tempo_bpm)
    if not phrase.notes:
        raise OscbridgeError("no-notes", f"nothing is played in bars {wanted.first}-{wanted.last}")
    return phrase


def _cut(notes: Sequence[Note], line: float, length: float, count: int, tempo_bpm: float) -> Phrase:
    """``count`` bars of ``length`` beats, the last of them at ``line``.

    Notes that sound into the first of them begin there; all bars take the length of the last.
    """
    begin = line - (count - 1) * length
    end = count * length
    kept = []
    for note in notes:
        start = max(0.0, note.start_beats - begin)
        until = min(note.end_beats - begin, end)
        # Half a tick belongs to the bar line.
        if start < end - _SMALLEST / 2 and until - start > _SMALLEST / 2:
            kept.append(Note(start, note.pitch, until - start, note.velocity))
    return Phrase(tuple(kept), bars=count, beats_per_bar=length, tempo_bpm=tempo_bpm)
