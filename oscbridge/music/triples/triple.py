"""A note as three numbers: its pitch, the step from the note before, its length.

Notes are in order of start, then pitch, so that a chord is a note followed by steps of zero, and a
note that is not higher than the one before cannot sound together with it. Steps and lengths are in
beats, which leaves the tempo to whoever plays. Starts lie on sixteenths and on triplet eighths;
nothing finer is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from oscbridge.phrase import Note

PITCH, STEP, LENGTH = 0, 1, 2
"""Columns of ``Triples``."""
PITCHES = 128
LONGEST_BEATS = 4.0
"""Longer steps and lengths are read as this: a rest of many bars is no rhythm."""
MOST_TOGETHER = 4
"""Of a chord with more notes, the lowest, the highest and two between them are kept."""
TWELFTHS_IN_A_BEAT = (0, 3, 4, 6, 8, 9, 12)
SHORTEST_BEATS = 0.25

Triples = NDArray[np.float32]
"""``[notes, 3]``: MIDI pitch, step in beats (0 to 4), length in beats (0.25 to 4)."""

_GRID = np.array(TWELFTHS_IN_A_BEAT) / 12.0


def on_grid(beats: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times in beats (any shape), each moved to the nearest sixteenth or triplet eighth."""
    whole = np.floor(beats)
    nearest = np.argmin(np.abs((beats - whole)[..., None] - _GRID), axis=-1)
    moved: NDArray[np.float64] = whole + _GRID[nearest]
    return moved


def within_midi(pitches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pitches (any shape) that a transposition moved by up to an octave, by octaves back to 0 to
    127.
    """
    moved = pitches.copy()
    moved[moved < 0] += 12
    moved[moved >= PITCHES] -= 12
    return moved


def chosen_of_chord(pitches: Sequence[int]) -> list[int]:
    """At most four of some distinct pitches: the outer two and two that part the rest evenly."""
    ordered = sorted(pitches)
    if len(ordered) <= MOST_TOGETHER:
        return ordered
    places = np.linspace(0, len(ordered) - 1, MOST_TOGETHER)
    return [ordered[int(place + 0.5)] for place in places]


def chords_of(notes: Iterable[Note]) -> list[tuple[float, dict[int, float]]]:
    """(start on the grid, {pitch: length in beats}) in order of start; chords thinned to four."""
    found = list(notes)
    if not found:
        return []
    starts = on_grid(np.array([note.start_beats for note in found]))
    by_start: dict[float, dict[int, float]] = {}
    for start, note in zip(starts.tolist(), found, strict=True):
        here = by_start.setdefault(round(start, 4), {})
        here[note.pitch] = max(here.get(note.pitch, 0.0), note.length_beats)
    return [
        (start, {pitch: chord[pitch] for pitch in chosen_of_chord(list(chord))})
        for start, chord in sorted(by_start.items())
    ]


def triples_of(notes: Iterable[Note]) -> tuple[Triples, NDArray[np.float64]]:
    """Notes as triples ``[n, 3]``, and the start of each in beats ``[n]``; the first step is 0."""
    rows: list[tuple[float, float, float]] = []
    starts: list[float] = []
    before: float | None = None
    for start, chord in chords_of(notes):
        for pitch, length in chord.items():
            step = 0.0 if before is None else min(start - before, LONGEST_BEATS)
            rows.append((float(pitch), step, length))
            starts.append(start)
            before = start
    triples = np.array(rows, dtype=np.float64).reshape(-1, 3)
    triples[:, LENGTH] = np.clip(on_grid(triples[:, LENGTH]), SHORTEST_BEATS, LONGEST_BEATS)
    return triples.astype(np.float32), np.array(starts, dtype=np.float64)
