"""Seconds, and how to wait for them: the machine's own, or a hand's.

A clock says at which second a beat falls and never waits; a time source is what waits, so that a
test can put in one whose time moves by hand.
"""

from __future__ import annotations

import math
import threading
import time
from typing import Protocol

from oscbridge.errors import OscbridgeError
from oscbridge.system.seconds import now_s


class TimeSource(Protocol):
    """Seconds, and how to wait for them."""

    def now(self) -> float:
        """Monotonic seconds."""

    def wait_until(self, deadline: float, wake: threading.Condition) -> None:
        """Wait with ``wake`` held: until it is notified, or about until the deadline.

        May return early; the caller looks at the time and waits again.
        """


class MonotonicTime:
    """The machine's monotonic clock: sleeps, and spins the last stretch.

    Args:
        spin_ms: how long before a deadline the sleep ends and the spinning begins. A sleep ends
            late by what the system needs to wake a thread; spinning hides that, for its own length.
    """

    def __init__(self, spin_ms: float = 1.0) -> None:
        if not 0.0 <= spin_ms <= 20.0:
            raise OscbridgeError("out-of-range", f"spin_ms must be from 0 to 20, not {spin_ms!r}")
        self._spin_s = spin_ms / 1000.0

    def now(self) -> float:
        return now_s()

    def wait_until(self, deadline: float, wake: threading.Condition) -> None:
        remaining = deadline - now_s()
        if remaining > self._spin_s:
            wake.wait(None if remaining == math.inf else remaining - self._spin_s)
            return
        # Others may take the lock meanwhile: nobody waits for us to spin.
        wake.release()
        try:
            while now_s() < deadline:
                time.sleep(0)  # lets go of the interpreter lock
        finally:
            wake.acquire()


class ManualTime:
    """Time that moves only when told, for tests and for rendering faster than time.

    One thread at a time may wait on it. ``advance_to`` stops at every deadline of that thread on
    the way and lets it work there, so that what it does depends on nothing but the order of calls.
    """

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self._state = threading.Condition()
        self._wake: threading.Condition | None = None
        self._deadline = math.inf
        self._turn = 0

    def now(self) -> float:
        return self._now

    def wait_until(self, deadline: float, wake: threading.Condition) -> None:
        with self._state:
            self._wake, self._deadline = wake, deadline
            self._turn += 1
            self._state.notify_all()
        wake.wait()

    def advance(self, seconds: float) -> None:
        """Move on by so much."""
        self.advance_to(self._now + seconds)

    def advance_to(self, instant: float) -> None:
        """Move on to ``instant``, by way of every deadline before it.

        Raises:
            TimeoutError: nobody waits on this time source (any more).
        """
        self._rouse()
        while self._deadline <= instant:
            self._now = max(self._now, self._deadline)
            self._rouse()
        self._now = max(self._now, instant)
        self._rouse()

    def _rouse(self) -> None:
        # Wakes the waiting thread and returns when it waits again.
        with self._state:
            if not self._state.wait_for(lambda: self._wake is not None, timeout=10.0):
                raise TimeoutError("no thread waits on this time source")
        assert self._wake is not None
        with self._wake:
            # Read while the thread cannot be between its look at the time and its wait.
            turn = self._turn
            self._wake.notify_all()
        with self._state:
            if not self._state.wait_for(lambda: self._turn > turn, timeout=10.0):
                raise TimeoutError("the thread that waited on this time source does not return")
