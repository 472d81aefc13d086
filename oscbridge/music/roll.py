"""The piano roll: a phrase as a grid of sixteenths by pitches, in two layers.

Layer 0 (*sounding*) is 1 wherever a pitch sounds, layer 1 (*onset*) is 1 only where it is struck.
One layer alone would melt a repeated note into a held one. Sixteen steps make a 4/4 bar, so a step
is a quarter of a beat. Rows are the 84 pitches from C1 (MIDI 24) to B7 (107); a note outside them
is moved by whole octaves to the nearest row, which keeps its pitch class and thereby the harmony.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.octaves import into_range
from oscbridge.phrase import Note, Phrase

STEPS_PER_BEAT = 4
STEPS_PER_BAR = 16
"""Four beats of four steps: the grid of the published system."""
WINDOW_BARS = 4
WINDOW_STEPS = STEPS_PER_BAR * WINDOW_BARS
LOWEST_PITCH = 24
PITCHES = 84
HIGHEST_PITCH = LOWEST_PITCH + PITCHES - 1
SOUNDING, ONSET = 0, 1
LAYERS = 2

Roll = NDArray[np.uint8]
"""``[2, 84, steps]`` of 0 and 1: layers, pitches (low to high), time steps."""


def folded(pitch: int) -> int:
    """The pitch itself, or its nearest octave inside the roll's range (MIDI numbers)."""
    return into_range(pitch, LOWEST_PITCH, HIGHEST_PITCH)


def roll_of_notes(notes: Iterable[Note], steps: int) -> Roll:
    """Notes as a roll ``[2, 84, steps]``, each moved to the nearest step and at least one step
    long.

    A pitch struck again while it sounds is a new onset, and ends the note before it. Notes that
    start at or after ``steps`` are left out, except one that only rounding has moved there.
    """
    roll = np.zeros((LAYERS, PITCHES, steps), dtype=np.uint8)
    for note in notes:
        if note.start_beats * STEPS_PER_BEAT >= steps:
            continue
        start = min(round_half_up(note.start_beats * STEPS_PER_BEAT), steps - 1)
        end = max(start + 1, min(round_half_up(note.end_beats * STEPS_PER_BEAT), steps))
        row = folded(note.pitch) - LOWEST_PITCH
        roll[SOUNDING, row, start:end] = 1
        roll[ONSET, row, start] = 1
    return roll


def round_half_up(value: float) -> int:
    """To the nearest whole number, halves upwards: Python's own would part 0.5 and 1.5."""
    return int(np.floor(value + 0.5))


def notes_of_roll(roll: Roll, velocity: int = 80) -> tuple[Note, ...]:
    """The notes of a roll ``[2, 84, steps]``, sorted; all of one velocity.

    A note begins at an onset that also sounds, or where a pitch begins to sound with no onset
    marked; it lasts until the pitch falls silent or is struck again.
    """
    sounding = roll[SOUNDING].astype(bool)
    before = np.zeros_like(sounding)
    before[:, 1:] = sounding[:, :-1]
    struck = sounding & (roll[ONSET].astype(bool) | ~before)
    steps = roll.shape[2]
    notes = []
    for row, start in np.argwhere(struck):
        tail = ~sounding[row, start + 1 :] | struck[row, start + 1 :]
        stops = np.flatnonzero(tail)
        end = start + 1 + int(stops[0]) if stops.size else steps
        notes.append(
            Note(
                start_beats=float(start) / STEPS_PER_BEAT,
                pitch=int(row) + LOWEST_PITCH,
                length_beats=float(end - start) / STEPS_PER_BEAT,
                velocity=velocity,
            )
        )
    return tuple(sorted(notes))


def last_window(phrase: Phrase) -> Roll:
    """The phrase's last sixteen beats as a roll ``[2, 84, 64]``.

    A shorter phrase is repeated backwards until sixteen beats are full, so that its end still meets
    the window's end. Another metre is read on the same sixteen beats: time is kept, bar lines are
    not.
    """
    length = max(1, round_half_up(phrase.length_beats * STEPS_PER_BEAT))
    # Only what reaches into the window is drawn: a primer may be hours long.
    before = max(0, length - WINDOW_STEPS) / STEPS_PER_BEAT
    window = roll_of_notes(
        (
            replace(
                note,
                start_beats=max(0.0, note.start_beats - before),
                length_beats=note.end_beats - max(before, note.start_beats),
            )
            for note in phrase.notes
            if note.end_beats > before
        ),
        min(length, WINDOW_STEPS),
    )
    if length < WINDOW_STEPS:
        window = np.tile(window, (1, 1, -(-WINDOW_STEPS // length)))[:, :, -WINDOW_STEPS:]
    # A note cut by the window's left edge is struck there.
    window[ONSET, :, 0] = window[SOUNDING, :, 0]
    return window


def transposed(roll: Roll, semitones: int) -> Roll:
    """A roll ``[2, 84, steps]`` moved up by ``semitones``; what would leave its range comes back by
    octaves.
    """
    moved = np.zeros_like(roll)
    low, high = max(0, semitones), min(PITCHES, PITCHES + semitones)
    if low < high:
        moved[:, low:high] = roll[:, low - semitones : high - semitones]
    outside = set(range(PITCHES)) - set(range(low - semitones, high - semitones))
    for row in outside:
        if roll[SOUNDING, row].any():
            target = folded(row + LOWEST_PITCH + semitones) - LOWEST_PITCH
            moved[:, target] |= roll[:, row]
    return moved
