"""A face's melancholy index over time: an artistic index for the music, and no diagnosis.

It follows the face with one time constant, whatever the camera's frame rate, and is nothing once
the face does not lead any more: under a performer's hand, or when the face is gone and faded.
"""

from __future__ import annotations

import math

LED_BY_A_FACE = ("sure", "uncertain", "held", "fading", "frozen")
"""States of the felt emotion (``felt.STATES``) in which the index counts."""


class FeltMelancholy:
    """One smoothed index in [0, 1].

    Args:
        smoothing_s: time constant in seconds; 0 follows every reading at once.
    """

    def __init__(self, smoothing_s: float) -> None:
        self.smoothing_s = smoothing_s
        self._value: float | None = None
        self._read_at = -math.inf

    def read(self, score: float | None, now: float) -> None:
        """A face was read; None: without the index, because no such reader runs."""
        if score is None or self._value is None or self.smoothing_s <= 0:
            self._value = score
        else:
            share = -math.expm1(-max(0.0, now - self._read_at) / self.smoothing_s)
            self._value += share * (score - self._value)
        self._read_at = now

    def in_state(self, state: str) -> float | None:
        """The index, where a face leads in that state of the felt emotion; else None."""
        return self._value if state in LED_BY_A_FACE else None
