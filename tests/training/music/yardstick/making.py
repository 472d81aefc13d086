"""Music made by formula, for tests."""

from __future__ import annotations

import numpy as np

from oscbridge.affect import Affect
from oscbridge.phrase import Note, Phrase


def melody(seed: int, notes: int = 32, *, beats_per_bar: float = 4.0) -> Phrase:
    """A random walk in C major over four bars, with a bass note on every bar line."""
    rng = np.random.default_rng(seed)
    scale = [p for p in range(48, 85) if p % 12 in (0, 2, 4, 5, 7, 9, 11)]
    place = len(scale) // 2
    made = []
    for start in np.sort(rng.choice(int(16 * beats_per_bar), size=notes, replace=False)) / 4:
        place = int(np.clip(place + rng.integers(-2, 3), 0, len(scale) - 1))
        made.append(Note(float(start), scale[place], 0.5, int(rng.integers(60, 100))))
    made += [Note(bar * beats_per_bar, 36, beats_per_bar) for bar in range(4)]
    return Phrase(tuple(made), beats_per_bar=beats_per_bar)


class Obedient:
    """An engine that does exactly as it is told: density by arousal, mode by valence."""

    name = "obedient"

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        count = round(4 * 2 ** (2 + 2 * affect.arousal))
        third = 4 if affect.valence >= 0 else 3
        notes = [
            Note(4.0 * bars * at / count, 60 + (0, third, 7)[at % 3], 4.0 * bars / count)
            for at in range(count)
        ]
        return Phrase(tuple(notes), bars=bars)


class Deaf:
    """An engine that does not listen: a random walk, whatever is asked."""

    name = "deaf"

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        return melody(int(rng.integers(2**31)))
