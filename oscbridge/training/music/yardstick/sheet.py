"""A phrase as columns of numbers, so that every measure is a few array operations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oscbridge.phrase import Phrase

Numbers = NDArray[np.float64]
TOGETHER_SECONDS = 0.04
"""Onsets closer than this are one chord: hands and notators differ, ears do not."""
STEPS_PER_BEAT = 4


@dataclass(frozen=True)
class Sheet:
    """A phrase's notes, by start, then pitch.

    Args:
        start, length: ``[notes]`` in beats.
        pitch, velocity: ``[notes]``.
        bars, beats_per_bar, tempo_bpm: as in ``Phrase``.
        has_loudness: whether the velocities say anything (a notator's default does not).
        has_tempo: whether the tempo is known apart from the notes (a played clip's is not).
    """

    start: Numbers
    length: Numbers
    pitch: NDArray[np.int64]
    velocity: Numbers
    bars: int
    beats_per_bar: float
    tempo_bpm: float
    has_loudness: bool = True
    has_tempo: bool = True

    @property
    def seconds(self) -> float:
        """How long the phrase lasts at its tempo."""
        return self.bars * self.beats_per_bar * 60.0 / self.tempo_bpm

    @property
    def end(self) -> Numbers:
        return self.start + self.length

    @cached_property
    def chord(self) -> NDArray[np.int64]:
        """Which onset each note belongs to, ``[notes]``: 0, 1, … in time."""
        if not len(self.start):
            return np.zeros(0, dtype=np.int64)
        apart = np.diff(self.start) * 60.0 / self.tempo_bpm > TOGETHER_SECONDS
        return np.concatenate([[0], np.cumsum(apart)]).astype(np.int64)

    @cached_property
    def onsets(self) -> Numbers:
        """Start in beats of each chord, ``[onsets]``."""
        first = np.flatnonzero(np.diff(self.chord, prepend=-1))
        return self.start[first]

    @cached_property
    def top(self) -> NDArray[np.int64]:
        """Highest pitch of each chord, ``[onsets]``."""
        highest = np.zeros(len(self.onsets), dtype=np.int64)
        np.maximum.at(highest, self.chord, self.pitch)
        return highest

    @cached_property
    def weights(self) -> Numbers:
        """Sounding time in beats of each pitch class, ``[12]``."""
        total = np.bincount(self.pitch % 12, weights=self.length, minlength=12)
        return total.astype(np.float64)

    @cached_property
    def sounding(self) -> NDArray[np.bool_]:
        """Whether each pitch class sounds (or is struck) at each chord, ``[onsets, 12]``."""
        found = np.zeros((len(self.onsets), 12), dtype=bool)
        if len(self.onsets):
            first = self.chord
            last = np.searchsorted(self.onsets, self.end - 1e-3)
            holds = (np.arange(len(self.onsets))[:, None] >= first) & (
                np.arange(len(self.onsets))[:, None] < np.maximum(last, first + 1)
            )
            for pitch_class in range(12):
                found[:, pitch_class] = holds[:, self.pitch % 12 == pitch_class].any(axis=1)
        return found

    @cached_property
    def pattern(self) -> NDArray[np.bool_]:
        """Whether anything starts at each sixteenth, ``[bars, steps of a bar]``."""
        wide = max(1, round(self.beats_per_bar * STEPS_PER_BEAT))
        steps = np.floor(self.onsets * STEPS_PER_BEAT + 0.5).astype(np.int64)
        grid = np.zeros(self.bars * wide, dtype=bool)
        grid[np.clip(steps, 0, len(grid) - 1)] = True
        return grid.reshape(self.bars, wide)


def sheet(phrase: Phrase, *, has_loudness: bool = True, has_tempo: bool = True) -> Sheet:
    """The columns of a phrase."""
    notes = phrase.notes
    return Sheet(
        start=np.array([n.start_beats for n in notes], dtype=np.float64),
        length=np.array([n.length_beats for n in notes], dtype=np.float64),
        pitch=np.array([n.pitch for n in notes], dtype=np.int64),
        velocity=np.array([n.velocity for n in notes], dtype=np.float64),
        bars=phrase.bars,
        beats_per_bar=phrase.beats_per_bar,
        tempo_bpm=phrase.tempo_bpm,
        has_loudness=has_loudness,
        has_tempo=has_tempo,
    )
