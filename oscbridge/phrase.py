"""The second noun: a phrase is a few bars of notes, in beats. Pure values, no I/O.

A beat is a quarter note wherever a number has ``beats`` in its name: a bar of 6/8 is 3 beats long.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from oscbridge.affect import NEUTRAL, Affect


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One note.

    Args:
        start_beats: distance from the phrase's first bar line, ≥ 0.
        pitch: MIDI note number, 0 to 127.
        length_beats: sounding length, > 0.
        velocity: MIDI velocity, 1 to 127.

    Raises:
        ValueError: a field is outside its range.
    """

    start_beats: float
    pitch: int
    length_beats: float
    velocity: int = 80

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start_beats) and self.start_beats >= 0):
            raise ValueError(f"start_beats must be 0 or more, not {self.start_beats!r}")
        if not (math.isfinite(self.length_beats) and self.length_beats > 0):
            raise ValueError(f"length_beats must be more than 0, not {self.length_beats!r}")
        if not 0 <= self.pitch <= 127:
            raise ValueError(f"pitch must be between 0 and 127, not {self.pitch!r}")
        if not 1 <= self.velocity <= 127:
            raise ValueError(f"velocity must be between 1 and 127, not {self.velocity!r}")

    @property
    def end_beats(self) -> float:
        return self.start_beats + self.length_beats


@dataclass(frozen=True, slots=True)
class Phrase:
    """Notes on a grid of bars, and where they came from.

    Notes are kept sorted by start, then pitch. A note may start only inside the phrase; one that
    would sound past its end is cut there, so that phrases can follow each other without overlap.

    Args:
        notes: the notes, any order.
        bars: length in bars, ≥ 1.
        beats_per_bar: length of a bar in quarter notes (4/4 → 4.0, 6/8 → 3.0, 7/8 → 3.5).
        tempo_bpm: quarter notes a minute that the phrase was made for; a player may use its own.
        engine, seed, affect: what made it, for the record.

    Raises:
        ValueError: a length or tempo is not positive, or a note starts past the end.
    """

    notes: tuple[Note, ...]
    bars: int = 4
    beats_per_bar: float = 4.0
    tempo_bpm: float = 120.0
    engine: str = ""
    seed: int = 0
    affect: Affect = field(default=NEUTRAL)

    def __post_init__(self) -> None:
        if self.bars < 1:
            raise ValueError(f"bars must be 1 or more, not {self.bars!r}")
        if not (math.isfinite(self.beats_per_bar) and self.beats_per_bar > 0):
            raise ValueError(f"beats_per_bar must be more than 0, not {self.beats_per_bar!r}")
        if not (math.isfinite(self.tempo_bpm) and self.tempo_bpm > 0):
            raise ValueError(f"tempo_bpm must be more than 0, not {self.tempo_bpm!r}")
        end = self.length_beats
        kept: list[Note] = []
        for note in sorted(self.notes):
            if note.start_beats >= end:
                raise ValueError(f"{note!r} starts past the phrase's end at beat {end}")
            kept.append(
                note
                if note.end_beats <= end
                else replace(note, length_beats=end - note.start_beats)
            )
        object.__setattr__(self, "notes", tuple(kept))

    @property
    def length_beats(self) -> float:
        return self.bars * self.beats_per_bar


def one_after_another(phrases: Sequence[Phrase]) -> Phrase:
    """Several phrases in a row as one; bars, tempo and origin are the first one's.

    Raises:
        ValueError: there is none, or their bars are of different lengths.
    """
    if not phrases:
        raise ValueError("there are no phrases to join")
    if len({phrase.beats_per_bar for phrase in phrases}) > 1:
        raise ValueError("the phrases' bars are of different lengths")
    notes, at = [], 0.0
    for phrase in phrases:
        notes += [replace(note, start_beats=note.start_beats + at) for note in phrase.notes]
        at += phrase.length_beats
    return replace(phrases[0], notes=tuple(notes), bars=sum(phrase.bars for phrase in phrases))
