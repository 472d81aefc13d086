"""What every engine is asked: human primers with their true continuations, kept from all training.

A prompt is four bars of a piece, and the four that follow. They are spread evenly over each song,
so that the choice is fixed by the data alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.phrase import Phrase
from oscbridge.training.music.corpus import Piece
from oscbridge.training.music.yardstick.sheet import Sheet, sheet

BARS = 4
Item = TypeVar("Item")
FEWEST_NOTES = 8
LABEL_AT_FULL_AFFECT = 0.5
"""Means of thirty listeners stay within about ±0.5: such a label is an affect of ±1 to an engine.
"""


@dataclass(frozen=True)
class Prompt:
    """Four bars by a human and the four that follow.

    Args:
        piece, song, collection: where they are from.
        primer, truth: the bars, and what the composer wrote next.
        affect: how the truth felt to listeners, scaled to an engine's range; neutral where nobody
            was asked.
    """

    piece: str
    song: str
    collection: str
    primer: Phrase
    truth: Phrase
    affect: Affect

    @property
    def primer_sheet(self) -> Sheet:
        return _heard(self.primer, self.collection)

    @property
    def truth_sheet(self) -> Sheet:
        return _heard(self.truth, self.collection)


def _heard(phrase: Phrase, collection: str) -> Sheet:
    return sheet(phrase, has_loudness=collection != "vgmidi", has_tempo=collection != "emopia")


def prompts(pieces: Sequence[Piece], most_per_song: int) -> list[Prompt]:
    """At most so many prompts of each song, spread over its pieces and their length."""
    by_song: dict[str, list[Prompt]] = defaultdict(list)
    for piece in pieces:
        for bar, primer in piece.phrases(BARS, hop=2):
            truth = piece.phrase(bar + BARS, BARS)
            if (
                truth is None
                or truth.beats_per_bar != primer.beats_per_bar
                or min(len(primer.notes), len(truth.notes)) < FEWEST_NOTES
                or not 2.0 <= primer.beats_per_bar <= 6.0
            ):
                continue
            label = piece.label(bar + BARS, BARS)
            affect = (
                NEUTRAL
                if label is None
                else Affect.clipped(*(value / LABEL_AT_FULL_AFFECT for value in label))
            )
            by_song[piece.song].append(
                Prompt(piece.name, piece.song, piece.collection, primer, truth, affect)
            )
    chosen: list[Prompt] = []
    for song in sorted(by_song):
        all_of_it = by_song[song]
        places = np.linspace(0, len(all_of_it) - 1, min(most_per_song, len(all_of_it)) + 2)[1:-1]
        chosen += [all_of_it[round(place)] for place in places]
    return chosen


def spread(chosen: Sequence[Item], count: int) -> list[Item]:
    """``count`` of the items (all where there are fewer), spread evenly over them."""
    if len(chosen) <= count:
        return list(chosen)
    return [chosen[int(place)] for place in np.arange(count) * len(chosen) / count]
