"""A phrase on the grid, and how its player strays from it.

An engine reads music on a grid; a player is a little before or behind it, always in the same places
of the bar: a swung eighth, a lazy backbeat. ``quantised`` gives the one, ``feel_of`` keeps the
other, and ``Feel.onto`` gives it to the phrase that answers. Pure values, as ``phrase`` is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from oscbridge.phrase import Note, Phrase

GRIDS = (4, 3)
"""Steps to a beat that a beat may be divided into: sixteenths or triplets."""

_TRIPLETS_MUST_GAIN = 0.6
"""Triplets are believed where they fit this much better: a swung pair of sixteenths is none."""
_ON_THE_GRID_BEATS = 1 / 48
_SHORTEST_BEATS = 1 / 16
_MOST_BEATS = 0.125
"""What lies further from the grid is no feel but another note."""


@dataclass(frozen=True, slots=True)
class Feel:
    """How late a player is at places of the bar, in beats; negative is early.

    Args:
        places: (position in the bar, lateness), sorted.
        beats_per_bar: length of the bar.
    """

    places: tuple[tuple[float, float], ...]
    beats_per_bar: float

    def onto(self, phrase: Phrase) -> Phrase:
        """The phrase, played so. Notes that are off the grid stay; ends stay where they are.

        A place where the player played nothing is played as the same place of other beats is.
        """
        if not self.places:
            return phrase
        exact = dict(self.places)
        in_beat = _means((position % 1.0, late) for position, late in self.places)
        moved = []
        for note in phrase.notes:
            position = note.start_beats % self.beats_per_bar
            late = _late_at(exact, position)
            if late is None:
                late = _late_at(in_beat, position % 1.0)
            if late is None:
                moved.append(note)
                continue
            # Nothing can begin before the phrase does, nor after it.
            latest = phrase.length_beats - _SHORTEST_BEATS
            start = min(max(0.0, note.start_beats + late), max(note.start_beats, latest))
            length = max(_SHORTEST_BEATS, note.end_beats - start)
            moved.append(replace(note, start_beats=start, length_beats=length))
        return replace(phrase, notes=tuple(moved))


NO_FEEL = Feel((), 4.0)


def quantised(phrase: Phrase) -> Phrase:
    """The phrase with every note's start and end on the grid of its beat.

    A start that belongs to the next phrase's first beat goes to the last place of this one; two
    notes of one pitch that fall together become one.
    """
    divisions = _divisions(phrase)
    kept: dict[tuple[float, int], Note] = {}
    for note in phrase.notes:
        start = _snapped(note.start_beats, divisions)
        if start >= phrase.length_beats:
            start = phrase.length_beats - 1 / 4
        step = 1 / divisions.get(int(start), GRIDS[0])
        end = max(start + step, _snapped(note.end_beats, divisions))
        known = kept.get((start, note.pitch))
        if known is None or known.velocity < note.velocity:
            kept[start, note.pitch] = Note(start, note.pitch, end - start, note.velocity)
    return replace(phrase, notes=tuple(kept.values()))


def feel_of(phrase: Phrase) -> Feel:
    """How its player strays from the grid."""
    divisions = _divisions(phrase)
    late = []
    for note in phrase.notes:
        place = _snapped(note.start_beats, divisions)
        apart = note.start_beats - place
        if abs(apart) <= _MOST_BEATS:
            late.append((place % phrase.beats_per_bar, apart))
    return Feel(tuple(sorted(_means(late).items())), phrase.beats_per_bar)


def _divisions(phrase: Phrase) -> dict[int, int]:
    """Beat → steps that it is divided into."""
    by_beat: dict[int, list[float]] = defaultdict(list)
    for note in phrase.notes:
        by_beat[int(note.start_beats)].append(note.start_beats % 1.0)
    divisions = {}
    for beat, starts in by_beat.items():
        even, triple = (sum(abs(s - round(s * steps) / steps) for s in starts) for steps in GRIDS)
        # Both inner places must be there: one alone is a swung eighth, which is a matter of feel.
        both = {1, 2} <= {round(s * GRIDS[1]) for s in starts}
        believed = both and triple < even * (1 - _TRIPLETS_MUST_GAIN)
        divisions[beat] = GRIDS[1] if believed else GRIDS[0]
    return divisions


def _snapped(beats: float, divisions: dict[int, int]) -> float:
    steps = divisions.get(int(beats), GRIDS[0])
    return round(beats * steps) / steps


def _means(items: Iterable[tuple[float, float]]) -> dict[float, float]:
    gathered: dict[float, list[float]] = defaultdict(list)
    for place, late in items:
        gathered[round(place, 4)].append(late)
    return {place: sum(values) / len(values) for place, values in gathered.items()}


def _late_at(places: dict[float, float], position: float) -> float | None:
    for place, late in places.items():
        if abs(place - position) <= _ON_THE_GRID_BEATS:
            return late
    return None
