"""The first noun: an affect is a point on the circumplex, an expression is a name for a face.

Pure values, no I/O. Valence runs from −1 (unpleasant) to 1 (pleasant), arousal from −1 (calm) to 1
(excited), after J. A. Russell, "A circumplex model of affect", J. Pers. Soc. Psychol. 39 (1980).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

EXPRESSIONS: tuple[str, ...] = (
    "neutral",
    "happy",
    "surprise",
    "sad",
    "angry",
    "disgust",
    "fear",
    "contempt",
)
"""The eight expressions, in the order of every score vector in the program and on the wire."""


@dataclass(frozen=True, slots=True)
class Affect:
    """A felt emotion: ``valence`` and ``arousal``, each in [−1, 1].

    Raises:
        ValueError: a coordinate is outside [−1, 1] or not a finite number.
    """

    valence: float
    arousal: float

    def __post_init__(self) -> None:
        for name in ("valence", "arousal"):
            value = getattr(self, name)
            if not (math.isfinite(value) and -1.0 <= value <= 1.0):
                raise ValueError(f"{name} must be between -1 and 1, not {value!r}")

    @property
    def quadrant(self) -> int:
        """1 (V+A+), 2 (V−A+), 3 (V−A−) or 4 (V+A−); a coordinate of 0 counts as positive."""
        if self.arousal >= 0:
            return 1 if self.valence >= 0 else 2
        return 4 if self.valence >= 0 else 3

    @classmethod
    def clipped(cls, valence: float, arousal: float) -> Affect:
        """The affect nearest to the given numbers (for model outputs, which may overshoot).

        Raises:
            ValueError: one is not a number (NaN), to which nothing is near.
        """
        # In this order of arguments min and max hand a NaN on; in the other they swallow it.
        return cls(min(max(float(valence), -1.0), 1.0), min(max(float(arousal), -1.0), 1.0))


NEUTRAL = Affect(0.0, 0.0)
