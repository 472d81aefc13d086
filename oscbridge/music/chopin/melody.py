"""The melody of piano music: the line that is on top.

Of notes that start together the highest is the melody's, unless a higher note of the melody still
sounds. Each note ends at the latest where the next begins. (The skyline, after A. Uitdenbogerd &
J. Zobel, "Melodic matching techniques for large music databases", ACM Multimedia 1999.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from oscbridge.phrase import Note

TOGETHER_BEATS = 1 / 12
"""Notes that start closer than this are one chord; a grace note gives way to what it leads to."""


def melody_of(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The highest line, one note at a time."""
    line: list[Note] = []
    for note in sorted(notes):
        if line:
            last = line[-1]
            if note.start_beats - last.start_beats < TOGETHER_BEATS:
                if note.pitch >= last.pitch:
                    line[-1] = replace(note, start_beats=last.start_beats)
                continue
            if note.pitch < last.pitch and note.start_beats < last.end_beats - TOGETHER_BEATS:
                continue
            line[-1] = replace(
                last, length_beats=min(last.length_beats, note.start_beats - last.start_beats)
            )
        line.append(note)
    return tuple(line)
