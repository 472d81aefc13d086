"""The three recurrent engines in short words, for their tests."""

from __future__ import annotations

import numpy as np

from oscbridge.affect import Affect
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note, Phrase
from tests.music.loaded import engine

NAMES = ("notelstm", "experts", "chopin")


def made(
    name: str,
    primer: Phrase | None = None,
    affect: Affect = Affect(0.5, 0.5),  # noqa: B008  # frozen
    bars: int = 4,
    seed: int = 0,
    wishes: Wishes | None = None,
) -> Phrase:
    """A phrase of an engine."""
    player = engine(name)
    player.wishes = wishes or Wishes()
    return player.compose(primer, affect, bars, np.random.default_rng(seed))


def scale_primer(tonic: int = 60, beats: float = 0.5, bars: int = 4) -> Phrase:
    """A line up and down a major scale over its own bass, in even steps."""
    degrees = (0, 4, 7, 12, 11, 9, 7, 5, 4, 2, 0, 2, 4, 5, 7, 4)
    count = int(bars * 4 / beats)
    line = [Note(at * beats, tonic + degrees[at % len(degrees)], beats, 80) for at in range(count)]
    bass = [Note(4.0 * bar, tonic - 12, 4.0, 80) for bar in range(bars)]
    return Phrase(tuple(line + bass), bars=bars, tempo_bpm=100.0)
