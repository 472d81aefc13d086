"""Smoothing of readings: calm at rest, quick when a face really changes, alike at any frame rate.

The trade is the one of the 1 € filter (G. Casiez, N. Roussel, D. Vogel, "1 € Filter: A Simple
Speed-based Low-pass Filter for Noisy Input in Interactive Systems", CHI 2012): strong smoothing
while little happens, weak smoothing while something moves. What differs is how movement is told.
The 1 € filter takes the distance to the last output times the frame rate, so that 60 frames a
second are smoothed less than 10 and a single wrong reading counts as fast movement. Here readings
must have left the felt value, on average over a moment, by more than their own noise explains, and
two in a row must say so. ``oscbridge bench felt`` measures both.
"""

from __future__ import annotations

import math

from oscbridge.affect import Affect

AVERAGED_S = 0.06
"""Time constant of the mean distance between readings and felt value."""

NOISE_S = 1.0
"""Time constant at which the readings' own noise is learnt."""

SIGNIFICANT = 2.3
"""A movement is a mean distance of so many times what the noise leaves in that mean …"""

LEAST_MOVE = 0.02
"""… and this much besides: about one step of a controller, which nobody hears."""

ARRIVED = 0.3
"""The movement is over at this share of the distance that began it."""


class Smoother:
    """A point in the plane of valence and arousal that follows readings.

    Each reading stands for the time since the one before. The point only ever moves on the straight
    line towards the newest reading and never past it, so it stays within the readings' own range.

    Args:
        rest_s: time constant while readings only tremble; 0 takes each reading as it is.
        quick_s: time constant while they move (``rest_s`` where that is shorter).
    """

    def __init__(self, rest_s: float, quick_s: float) -> None:
        self.rest_s = rest_s
        self.quick_s = quick_s
        self.value: Affect | None = None
        """Where the point is; None before any reading."""
        self.at = -math.inf
        """The time up to which readings have been followed."""
        self._restart(-math.inf)

    def _restart(self, now: float) -> None:
        self.at = now
        self._last: Affect | None = None
        self._away = (0.0, 0.0)
        self._noise = 0.0
        self._is_far = False
        self.is_moving = False

    def place(self, value: Affect, now: float) -> None:
        """Stand at ``value``, as if the last reading had been there: learn the rest anew."""
        self._restart(now)
        self.value = value

    def wait(self, now: float) -> None:
        """Let the time pass without a reading, so that the next one does not stand for it."""
        self.at = max(self.at, now)

    def read(self, reading: Affect, now: float) -> Affect:
        """Move towards a reading of the time ``now`` (seconds, not before the last) and say where
        the point is now. The first reading is taken as it is."""
        elapsed_s = max(0.0, now - self.at)
        if self.value is None or self.rest_s <= 0.0:
            self.place(reading, now)
            return reading
        self._learn_noise(reading, elapsed_s)
        ahead = (reading.valence - self.value.valence, reading.arousal - self.value.arousal)
        share = _share(elapsed_s, AVERAGED_S)
        away = (
            self._away[0] + share * (ahead[0] - self._away[0]),
            self._away[1] + share * (ahead[1] - self._away[1]),
        )
        # White noise of deviation 1 leaves this much in an exponential mean.
        left = math.sqrt(share / (2.0 - share))
        needed = SIGNIFICANT * left * self._noise + LEAST_MOVE
        distance = math.hypot(*away)
        is_far = distance > needed and ahead[0] * away[0] + ahead[1] * away[1] > 0.0
        if self.is_moving:
            self.is_moving = distance > ARRIVED * needed
        else:  # One reading alone may be wrong.
            self.is_moving = is_far and self._is_far
        self._is_far = is_far
        constant_s = min(self.quick_s, self.rest_s) if self.is_moving else self.rest_s
        moved = _share(elapsed_s, constant_s)
        self.value = Affect.clipped(
            self.value.valence + moved * ahead[0], self.value.arousal + moved * ahead[1]
        )
        self._away = (away[0] * (1.0 - moved), away[1] * (1.0 - moved))
        self.at = max(self.at, now)
        return self.value

    def _learn_noise(self, reading: Affect, elapsed_s: float) -> None:
        last, self._last = self._last, reading
        if last is None:
            return
        change = math.hypot(reading.valence - last.valence, reading.arousal - last.arousal)
        # The difference of two readings has √2 times the noise of one. A real change counts little.
        change = min(change / math.sqrt(2.0), 3.0 * self._noise + LEAST_MOVE)
        self._noise += _share(elapsed_s, NOISE_S) * (change - self._noise)


def _share(elapsed_s: float, constant_s: float) -> float:
    """How much of the way an exponential approach covers."""
    return 1.0 if constant_s <= 0.0 else -math.expm1(-elapsed_s / constant_s)
