"""Whether AbletonOSC answers: when to greet it, when to ask after it, when to say that it is gone.

It says nothing by itself while Live stands still, so it is asked now and then. Who does not answer
is greeted again, at growing intervals. The greeting asks for all that Live should tell, so that a
Live that was started anew tells it again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 10.0

LOST_AFTER_S = 3.0
"""Silence that counts as no answer: Live looks at its messages ten times a second."""

ASK_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done now.

    Args:
        greet: ask for everything.
        ask: ask for a sign of life.
        lost: tell that there is no answer; once until there is one.
    """

    greet: bool = False
    ask: bool = False
    lost: bool = False


class Health:
    """For one thread; seconds are the caller's."""

    def __init__(self, now: float) -> None:
        self.answering = False
        self.told = False
        """Whether it was told that there is no answer."""
        self._waits_since = now
        self._pause_s = FIRST_PAUSE_S
        self._greet_at = now
        self._ask_at = math.inf
        self._heard_at = -math.inf

    def heard(self, now: float) -> bool:
        """Something came. True if it was away, or had not been there yet."""
        came = not self.answering
        self.answering, self.told = True, False
        self._heard_at, self._ask_at = now, now + ASK_EVERY_S
        self._pause_s = FIRST_PAUSE_S
        return came

    def restarted(self, now: float) -> None:
        """It was started anew. It announces that before it can answer, so it is greeted until it
        does."""
        self.answering, self.told = False, False
        self._waits_since, self._greet_at, self._pause_s = now, now, FIRST_PAUSE_S

    def attend(self, now: float) -> Due:
        """To be called every few tenths of a second."""
        if self.answering:
            if now >= self._heard_at + ASK_EVERY_S + LOST_AFTER_S:
                self.answering = False
                self._waits_since = self._heard_at
                self._greet_at = now
            else:
                ask = now >= self._ask_at
                if ask:
                    self._ask_at = now + ASK_EVERY_S / 5
                return Due(ask=ask)
        greet = now >= self._greet_at
        if greet:
            self._greet_at = now + self._pause_s
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
        lost = not self.told and now >= self._waits_since + LOST_AFTER_S
        self.told = self.told or lost
        return Due(greet=greet, lost=lost)
