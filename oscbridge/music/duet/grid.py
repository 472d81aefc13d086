"""The grid that ``duet`` thinks on: bars of at most 96 ticks, twelve ticks to a beat.

Twelve holds sixteenths (3) and triplets (4, 2) alike. Notes are snapped beat by beat to whichever
of the two fits them better, so that an uneven performance becomes even without losing its triplets.
A bar longer than eight beats is read as several shorter ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.phrase import Note

TICKS_PER_BEAT = 12
MOST_BAR_TICKS = 96
LOWEST_PITCH = 21
PITCHES = 88
LENGTHS = np.array(
    [1, 2, 3, 4, 6, 8, 9, 12, 15, 16, 18, 21, 24, 30, 36, 42, 48, 60, 72, 84, 96, 120, 144, 192]
)
"""The lengths in ticks that a note may have."""
MOST_AT_ONCE = 8
"""Notes kept at one onset: the highest, the lowest, and the longest between them."""

_TRIPLET_MARGIN = 0.5
_SEXTUPLET_MARGIN = 0.25

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Passage:
    """Notes on the grid, in the order in which they are composed: by onset, highest first.

    Args:
        bar_ticks: ``[bars]`` length of each bar.
        bar: ``[notes]`` which bar each note starts in.
        tick: ``[notes]`` ticks from that bar's line.
        pitch: ``[notes]`` MIDI numbers, 21 to 108.
        length: ``[notes]`` index into ``LENGTHS``.
        velocity: ``[notes]`` MIDI velocity.
    """

    bar_ticks: Ints
    bar: Ints
    tick: Ints
    pitch: Ints
    length: Ints
    velocity: Ints

    @property
    def bars(self) -> int:
        return len(self.bar_ticks)

    @property
    def bar_starts(self) -> Ints:
        """``[bars]`` ticks from the passage's start to each bar line."""
        return np.concatenate([[0], np.cumsum(self.bar_ticks)[:-1]]).astype(np.int64)

    @property
    def start(self) -> Ints:
        """``[notes]`` ticks from the passage's start."""
        return self.bar_starts[self.bar] + self.tick if len(self.bar) else self.bar


def ticks_of_bar(length_beats: float) -> int:
    """A bar's length in ticks, at least one."""
    return max(1, int(np.floor(length_beats * TICKS_PER_BEAT + 0.5)))


def split_bar(ticks: int) -> list[int]:
    """A bar in parts of at most 96 ticks, each of whole beats where the bar is."""
    parts = -(-ticks // MOST_BAR_TICKS)
    if parts == 1:
        return [ticks]
    unit = TICKS_PER_BEAT if ticks % TICKS_PER_BEAT == 0 else 1
    units = ticks // unit
    return [(units * (i + 1) // parts - units * i // parts) * unit for i in range(parts)]


def length_index(ticks: NDArray[np.float64]) -> Ints:
    """The nearest allowed length, on a logarithmic scale, as an index into ``LENGTHS``."""
    edges = np.sqrt(LENGTHS[1:] * LENGTHS[:-1])
    index: Ints = np.searchsorted(edges, np.maximum(ticks, 1e-6)).astype(np.int64)
    return index


def _snapped(offset_beats: NDArray[np.float64], group: Ints) -> Ints:
    """Ticks nearest to offsets; each group (a beat) is straight, in triplets or in sextuplets."""
    grids = [np.floor(offset_beats * n + 0.5) * (TICKS_PER_BEAT // n) for n in (4, 3, 6)]
    groups = int(group.max()) + 1
    errors = []
    for ticks in grids:
        wrong = (offset_beats - ticks / TICKS_PER_BEAT) ** 2
        errors.append(np.bincount(group, weights=wrong, minlength=groups) + 1e-4)
    straight, triplet, sextuplet = errors
    choice = np.zeros(groups, dtype=np.int64)
    choice[triplet < _TRIPLET_MARGIN * straight] = 1
    choice[sextuplet < _SEXTUPLET_MARGIN * np.minimum(straight, triplet)] = 2
    which = choice[group]
    chosen: Ints = np.choose(which, grids).astype(np.int64)
    return chosen


def gridded(
    notes: Sequence[Note], bar_starts_beats: Sequence[float], bar_lengths_beats: Sequence[float]
) -> Passage:
    """Notes in beats as a passage; those outside the bars are left out.

    Args:
        notes: any order, in beats from wherever the bars are counted.
        bar_starts_beats, bar_lengths_beats: the bars, in order.
    """
    bar_ticks: list[int] = []
    lines: list[float] = []
    for start_beats, length_beats in zip(bar_starts_beats, bar_lengths_beats, strict=True):
        line = start_beats
        for part in split_bar(ticks_of_bar(length_beats)):
            bar_ticks.append(part)
            lines.append(line)
            line += part / TICKS_PER_BEAT
    ticks = np.array(bar_ticks, dtype=np.int64)
    empty = np.zeros(0, dtype=np.int64)
    if not notes or not bar_ticks:
        return Passage(ticks, empty, empty, empty, empty, empty)
    start = np.array([n.start_beats for n in notes])
    length = np.array([n.length_beats for n in notes])
    pitch = np.array([n.pitch for n in notes], dtype=np.int64)
    velocity = np.array([n.velocity for n in notes], dtype=np.int64)
    line_at = np.array(lines)
    near = 1.0 / (2 * TICKS_PER_BEAT)
    bar = np.searchsorted(line_at, start + near, side="right") - 1
    inside = (bar >= 0) & (start < line_at[-1] + ticks[-1] / TICKS_PER_BEAT - 1e-6)
    start, length, pitch, velocity, bar = (
        each[inside] for each in (start, length, pitch, velocity, bar)
    )
    if not len(start):
        return Passage(ticks, empty, empty, empty, empty, empty)
    offset = np.maximum(0.0, start - line_at[bar])
    beat = np.floor(offset + near).astype(np.int64)
    _, group = np.unique(bar * 1024 + beat, return_inverse=True)
    tick = _snapped(offset, group.astype(np.int64))
    # What rounding moved over the bar line belongs to the next bar, in the last one to its end.
    over = tick >= ticks[bar]
    follows = over & (bar + 1 < len(ticks))
    tick = np.where(follows, 0, np.minimum(tick, ticks[bar] - 1))
    bar = np.where(follows, bar + 1, bar)
    pitch = _folded(pitch)
    index = length_index(length * TICKS_PER_BEAT)
    return _ordered(ticks, bar, tick, pitch, index, velocity)


def _folded(pitch: Ints) -> Ints:
    """Pitches moved by octaves into the piano's range."""
    low = np.maximum(0, -(-(LOWEST_PITCH - pitch) // 12))
    high = np.maximum(0, -(-(pitch - (LOWEST_PITCH + PITCHES - 1)) // 12))
    moved: Ints = pitch + 12 * low - 12 * high
    return moved


def _ordered(
    ticks: Ints, bar: Ints, tick: Ints, pitch: Ints, length: Ints, velocity: Ints
) -> Passage:
    """Sorted, without doubles, and with at most ``MOST_AT_ONCE`` notes at an onset."""
    order = np.lexsort((-length, -pitch, tick, bar))
    bar, tick, pitch, length, velocity = (
        each[order] for each in (bar, tick, pitch, length, velocity)
    )
    onset = bar * MOST_BAR_TICKS + tick
    single = np.ones(len(bar), dtype=np.bool_)
    single[1:] = (onset[1:] != onset[:-1]) | (pitch[1:] != pitch[:-1])
    bar, tick, pitch, length, velocity, onset = (
        each[single] for each in (bar, tick, pitch, length, velocity, onset)
    )
    firsts = np.flatnonzero(np.concatenate([[True], onset[1:] != onset[:-1]]))
    lasts = np.concatenate([firsts[1:], [len(onset)]])
    keep = np.ones(len(onset), dtype=np.bool_)
    for first, last in zip(firsts, lasts, strict=True):
        if last - first > MOST_AT_ONCE:
            inner = np.arange(first + 1, last - 1)
            longest = inner[np.argsort(-length[inner], kind="stable")]
            keep[longest[MOST_AT_ONCE - 2 :]] = False
    return Passage(ticks, *(each[keep] for each in (bar, tick, pitch, length, velocity)))
