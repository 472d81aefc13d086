"""What a phrase continues: the last bars of a primer on the grid, its key, and what it is like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.music.duet.cues import Cue, bar_cues
from oscbridge.music.duet.events import LAGS
from oscbridge.music.duet.expression import phrase_mean
from oscbridge.music.duet.grid import TICKS_PER_BEAT, Passage, gridded, split_bar, ticks_of_bar
from oscbridge.music.keys import Key, key_of
from oscbridge.phrase import Note, Phrase

CONTEXT_BARS = max(LAGS)
"""Bars of what came before that are read: as far as the network looks back."""
KEY_BARS = 8
"""Bars that tell the key."""
LONGEST_BAR_BEATS = 32.0
MOST_CONTEXT_NOTES = 360
"""Of a denser context only the last notes are read."""


@dataclass(frozen=True, slots=True)
class Metre:
    """A bar as it is composed: in parts of at most eight beats.

    Args:
        beats_per_bar: of the phrase.
        parts: ticks of each part; their sum is the bar rounded to ticks.
    """

    beats_per_bar: float
    parts: tuple[int, ...]

    @classmethod
    def of(cls, beats_per_bar: float) -> Metre:
        """The metre of bars of so many beats.

        Raises:
            OscbridgeError: ``bad-metre`` where that is more than 32.
        """
        if beats_per_bar > LONGEST_BAR_BEATS:
            raise OscbridgeError(
                "bad-metre",
                f"a bar of {beats_per_bar:g} beats is too long to compose in; "
                f"give a primer with bars of at most {LONGEST_BAR_BEATS:g}",
            )
        return cls(beats_per_bar, tuple(split_bar(ticks_of_bar(beats_per_bar))))

    @property
    def beat_scale(self) -> float:
        """Real beats to a beat of twelve ticks; 1 unless the bar is no whole number of ticks."""
        return self.beats_per_bar * TICKS_PER_BEAT / sum(self.parts)

    def starts_beats(self, bars: int) -> list[float]:
        """Where each part of so many bars begins."""
        return [
            bar * self.beats_per_bar + sum(self.parts[:part]) / TICKS_PER_BEAT * self.beat_scale
            for bar in range(bars)
            for part in range(len(self.parts))
        ]


@dataclass(frozen=True, slots=True)
class Context:
    """The last bars before a phrase.

    Args:
        passage: at its own pitch.
        tempo_bpm: of those bars.
    """

    passage: Passage
    tempo_bpm: float

    def mean_cues(self, tonic: int) -> NDArray[np.float64]:
        """Mean scaled cues ``[11]`` of its bars, without the empty ones."""
        tempo = np.full(self.passage.bars, self.tempo_bpm)
        cues = bar_cues(self.passage, tonic, tempo)
        full = ~np.isnan(cues[:, Cue.REGISTER])
        return phrase_mean(cues[full] if full.any() else cues)


def key_of_primer(primer: Phrase) -> Key:
    """The key of its last eight bars."""
    since = max(0.0, primer.length_beats - KEY_BARS * primer.beats_per_bar)
    late = tuple(note for note in primer.notes if note.start_beats >= since - 1e-6)
    return key_of(late or primer.notes)


def context_of(primer: Phrase, metre: Metre, bars: int = CONTEXT_BARS) -> Context:
    """The primer's last ``bars`` bars; silent ones after its last note are left out, and notes
    beyond the last ``MOST_CONTEXT_NOTES``.
    """
    last = max((note.start_beats for note in primer.notes), default=0.0)
    end = min(primer.bars, int(last // primer.beats_per_bar) + 1)
    first = max(0, end - bars)
    since, until = first * primer.beats_per_bar, end * primer.beats_per_bar
    scale = metre.beat_scale
    notes = [
        replace(
            note,
            start_beats=(note.start_beats - since) / scale,
            length_beats=note.length_beats / scale,
        )
        for note in primer.notes
        if since <= note.start_beats < until
    ]
    return Context(_passage(notes, metre, end - first), primer.tempo_bpm)


def _passage(notes: Sequence[Note], metre: Metre, bars: int) -> Passage:
    lengths = [part / TICKS_PER_BEAT for _ in range(bars) for part in metre.parts]
    lines = np.concatenate([[0.0], np.cumsum(lengths)[:-1]]).tolist()
    return tail(gridded(notes, lines, lengths))


def tail(passage: Passage, bars: int | None = None) -> Passage:
    """The last bars of a passage, with at most ``MOST_CONTEXT_NOTES`` notes."""
    first = 0 if bars is None else max(0, passage.bars - bars)
    keep = np.flatnonzero(passage.bar >= first)[-MOST_CONTEXT_NOTES:]
    return Passage(
        passage.bar_ticks[first:],
        passage.bar[keep] - first,
        *(each[keep] for each in (passage.tick, passage.pitch, passage.length, passage.velocity)),
    )


def joined(before: Passage | None, after: Passage) -> Passage:
    """Two passages in a row, the first of which may be none."""
    if before is None:
        return after
    return Passage(
        np.concatenate([before.bar_ticks, after.bar_ticks]),
        np.concatenate([before.bar, after.bar + before.bars]),
        *(
            np.concatenate([getattr(before, name), getattr(after, name)])
            for name in ("tick", "pitch", "length", "velocity")
        ),
    )
