"""A JACK server's frames as seconds, for a player to go by.

Counted in frames, beat 100,000 falls on the frame where arithmetic puts it, whatever the sound
card's crystal makes of 48,000 Hz, so there is no drift against anything that is recorded or played
on the same server. The seconds agree with ``time.monotonic()`` at the beginning and part from it by
the card's error (some parts in a million), and by what a server loses that misses its periods.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_SHORTEST_WAIT_S = 0.002
"""Time stands still when the server does: nobody must run round in a circle meanwhile."""


class JackTime:
    """Seconds that never go back; a lost server's run on by themselves.

    Args:
        rate: frames in a second.
        frame_now: the frame that it is, counted without wrap.
        has_ended: whether the server is lost, or left.
    """

    def __init__(
        self, rate: int, frame_now: Callable[[], float], has_ended: Callable[[], bool]
    ) -> None:
        self._rate = rate
        self._frame_now = frame_now
        self._has_ended = has_ended
        self._epoch_s = time.monotonic() - frame_now() / rate
        self._latest = (self._epoch_s, time.monotonic())

    def frame_of(self, instant: float) -> int:
        """The frame at a second, counted from JACK's own zero without wrap."""
        return round((instant - self._epoch_s) * self._rate)

    def second_of(self, frame: int) -> float:
        """The second at which a frame begins."""
        return self._epoch_s + frame / self._rate

    def now(self) -> float:
        """Seconds, counted in the server's frames."""
        told, monotonic = self._latest
        if self._has_ended():
            return told + max(0.0, time.monotonic() - monotonic)
        now = max(told, self._epoch_s + self._frame_now() / self._rate)
        self._latest = (now, time.monotonic())
        return now

    def wait_until(self, deadline: float, wake: threading.Condition) -> None:
        """Sleep; what comes late by less than the look-ahead's margin is on time all the same."""
        remaining = deadline - self.now()
        if remaining > 0:
            wake.wait(min(max(remaining, _SHORTEST_WAIT_S), threading.TIMEOUT_MAX))
