"""A safe variation of a phrase: what sounds when nothing newer is there in time.

Needs no model and no numpy, and cannot fail: the same bars in another order, with
other accents. The last bar stays last, so a cadence stays one.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace

from oscbridge.phrase import Note, Phrase

ACCENT = 10
"""Velocities move by at most this much."""


def vary(phrase: Phrase, seed: int) -> Phrase:
    """The phrase with its bars but the last in another order, and other accents.

    Notes that sound over a bar line are cut at the end of their bar, since another bar may follow.

    Args:
        phrase: any phrase.
        seed: the same seed gives the same variation.
    """
    chance = random.Random(seed)
    order = _another_order(phrase.bars - 1, chance)
    order.append(phrase.bars - 1)
    length = phrase.beats_per_bar
    notes: list[Note] = []
    for new, old in enumerate(order):
        for note in phrase.notes:
            if not old * length <= note.start_beats < (old + 1) * length:
                continue
            # A start a rounding error before a bar line must not land on the next one.
            end = (new + 1) * length
            start = min(note.start_beats + (new - old) * length, math.nextafter(end, 0.0))
            velocity = note.velocity + chance.randint(-ACCENT, ACCENT)
            moved = replace(
                note,
                start_beats=start,
                length_beats=min(note.length_beats, end - start),
                velocity=min(127, max(1, velocity)),
            )
            notes.append(moved)
    return replace(phrase, notes=tuple(notes))


def _another_order(count: int, chance: random.Random) -> list[int]:
    order = list(range(count))
    while count > 1 and order == sorted(order):
        chance.shuffle(order)
    return order
