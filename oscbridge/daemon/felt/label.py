"""The felt label: a name that stays until another one has clearly led for a while.

The likeliest of eight scores flickers between two that are nearly equal. So the scores are smoothed
over time, and a label gives way only to one that leads it by a margin for a while. When even the
best score is low, the label is uncertain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from oscbridge.affect import EXPRESSIONS

SMOOTHED_S = 0.25
"""Time constant of the scores."""

SURE_AGAIN = 0.05
"""An uncertain label becomes sure at this much above the score at which it became uncertain."""


class SteadyLabel:
    """One label over time. All times are seconds on one monotonic clock.

    Args:
        margin: by how much another expression's score must lead.
        for_s: for how long.
        uncertain_below: score of the label below which it is uncertain; 0: never.
    """

    def __init__(self, margin: float, for_s: float, uncertain_below: float) -> None:
        self.margin = margin
        self.for_s = for_s
        self.uncertain_below = uncertain_below
        self.is_uncertain = False
        self._scores: list[float] = []
        self._label = 0
        self._rival: tuple[int, float] | None = None
        self._at = -math.inf

    @property
    def label(self) -> str | None:
        """The label; None before any reading."""
        return EXPRESSIONS[self._label] if self._scores else None

    @property
    def confidence(self) -> float:
        """The label's smoothed score, 0 to 1; 0 before any reading."""
        return self._scores[self._label] if self._scores else 0.0

    def forget(self) -> None:
        """Start anew with the next reading: another face, or one that was long away."""
        self._scores, self._rival, self.is_uncertain = [], None, False

    def read(self, scores: Sequence[float], now: float) -> None:
        """A face was read: the eight ``EXPRESSIONS``' scores, which stand for the time since the
        reading before."""
        before, self._at = self._at, max(self._at, now)
        if not self._scores:
            self._scores = list(scores)
            self._label = _best(self._scores)
        else:
            share = -math.expm1(-max(0.0, now - before) / SMOOTHED_S)
            self._scores = [
                old + share * (new - old) for old, new in zip(self._scores, scores, strict=True)
            ]
            self._contest(before, now)
        limit = self.uncertain_below + (SURE_AGAIN if self.is_uncertain else 0.0)
        self.is_uncertain = self.confidence < min(limit, 1.0)

    def _contest(self, before: float, now: float) -> None:
        best = _best(self._scores)
        if best == self._label or self._scores[best] < self._scores[self._label] + self.margin:
            self._rival = None
            return
        since = before if self._rival is None or self._rival[0] != best else self._rival[1]
        self._rival = (best, since)
        if now - since >= self.for_s:
            self._label, self._rival = best, None


def _best(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=scores.__getitem__)
