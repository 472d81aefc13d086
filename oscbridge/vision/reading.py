"""What one face says: eight scores, an affect, maybe an index of melancholy. A light value, so that
it travels anywhere.

The main process takes readings out of a pipe; for that it must not need numpy or any network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oscbridge.affect import EXPRESSIONS, Affect

THREE_CLASSES = ("happy", "sad", "angry")
FOUR_CLASSES = ("neutral", "happy", "sad", "angry")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one face says.

    Args:
        scores: for the eight ``EXPRESSIONS``, adding to 1; a reader that knows fewer scores 0.
        affect: learnt, or derived from the scores.
        melancholy: an artistic index of how sad the face looks, 0 to 1, no diagnosis; None where it
            was not asked for.
    """

    scores: tuple[float, ...]
    affect: Affect
    melancholy: float | None = None

    @property
    def label(self) -> str:
        return EXPRESSIONS[self.scores.index(max(self.scores))]

    @property
    def confidence(self) -> float:
        """The label's score: of clear faces that are read with 0.8, four in five are read right."""
        return max(self.scores)

    @property
    def three(self) -> dict[str, float]:
        """Happy, sad and angry alone, adding to 1."""
        return self._among(THREE_CLASSES)

    @property
    def four(self) -> dict[str, float]:
        """Neutral, happy, sad and angry alone, adding to 1."""
        return self._among(FOUR_CLASSES)

    def _among(self, names: tuple[str, ...]) -> dict[str, float]:
        chosen = {name: self.scores[EXPRESSIONS.index(name)] for name in names}
        total = sum(chosen.values())
        return {
            name: value / total if total > 0 else 1 / len(names) for name, value in chosen.items()
        }


def mean_reading(readings: Sequence[Reading]) -> Reading:
    """Several faces as one: the means of scores, valence and arousal, and of melancholy where read.

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
