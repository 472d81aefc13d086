"""Several faces as one: the mean of what they say."""

from __future__ import annotations

from collections.abc import Sequence

from oscbridge.affect import Affect
from oscbridge.vision.reading import Reading


def mean_reading(readings: Sequence[Reading]) -> Reading:
    """Each score's mean, that of valence and arousal, and of the melancholy of those that have it.

    Args:
        readings: at least one.
    """
    if len(readings) == 1:
        return readings[0]
    count = len(readings)
    scores = tuple(
        sum(column) / count for column in zip(*(r.scores for r in readings), strict=True)
    )
    affect = Affect.clipped(
        sum(r.affect.valence for r in readings) / count,
        sum(r.affect.arousal for r in readings) / count,
    )
    told = [r.melancholy for r in readings if r.melancholy is not None]
    return Reading(scores, affect, sum(told) / len(told) if told else None)
