"""Musical time: which beat it is at a given second, and at which second a beat falls.

A clock is asked in monotonic seconds and answers in beats (quarter notes) since its start; it never
waits. A time source is what waits, so that a test can put in one whose time moves by hand. Sources
that follow somebody else (MIDI clock, Ableton Link) are further clocks: they overwrite the same
anchor, and ``notify`` tells the player that what it is waiting for has moved.
"""

from __future__ import annotations

import math
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from oscbridge.errors import OscbridgeError

SLOWEST_BPM = 10.0
FASTEST_BPM = 1000.0

_ON_THE_LINE_BEATS = 1e-6
"""Closer than this to a bar line counts as on it: rounding must not cost a whole bar."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Beat ``beat`` falls at second ``instant``, and ``tempo_bpm`` holds from there on."""

    instant: float
    beat: float
    tempo_bpm: float
    running: bool


@dataclass(frozen=True, slots=True)
class _Metre:
    """Bar ``bar`` begins at ``beat``; all bars from there have ``beats_per_bar``."""

    beat: float
    bar: int
    beats_per_bar: float


class Clock(ABC):
    """What the player asks of any source of musical time.

    Beats and bars count from 0. The bar grid begins where the clock does, and again where a metre
    is set.
    """

    def __init__(self, tempo_bpm: float, beats_per_bar: float) -> None:
        _check_tempo(tempo_bpm)
        _check_metre(beats_per_bar)
        self._anchor = _Anchor(0.0, 0.0, float(tempo_bpm), running=False)
        self._metre = _Metre(0.0, 0, float(beats_per_bar))
        self._listeners: list[Callable[[], None]] = []

    @property
    def tempo_bpm(self) -> float:
        return self._anchor.tempo_bpm

    @property
    def running(self) -> bool:
        return self._anchor.running

    @property
    def beats_per_bar(self) -> float:
        return self._metre.beats_per_bar

    def beat_at(self, instant: float) -> float:
        """The position in beats at a monotonic second; a stopped clock stays where it stopped."""
        anchor = self._anchor
        if not anchor.running:
            return anchor.beat
        return anchor.beat + (instant - anchor.instant) * anchor.tempo_bpm / 60.0

    def time_of(self, beat: float) -> float:
        """The monotonic second at which a beat falls, or infinity while the clock stands."""
        anchor = self._anchor
        if not anchor.running:
            return math.inf
        return anchor.instant + (beat - anchor.beat) * 60.0 / anchor.tempo_bpm

    def bar_and_beat(self, beat: float) -> tuple[int, float]:
        """The bar that holds a position, and how many beats into it that is."""
        metre = self._metre
        bars = math.floor((beat - metre.beat + _ON_THE_LINE_BEATS) / metre.beats_per_bar)
        return metre.bar + bars, max(0.0, beat - metre.beat - bars * metre.beats_per_bar)

    def bar_line(self, bar: int) -> float:
        """Where a bar begins, in beats, if it is not before the last change of metre."""
        metre = self._metre
        return metre.beat + (bar - metre.bar) * metre.beats_per_bar

    def next_bar_line(self, beat: float) -> float:
        """The first bar line at or after a position, in beats."""
        metre = self._metre
        bars = math.ceil((beat - metre.beat - _ON_THE_LINE_BEATS) / metre.beats_per_bar)
        return metre.beat + bars * metre.beats_per_bar

    def set_metre(self, beats_per_bar: float, at_beat: float) -> None:
        """From the bar line at ``at_beat`` on, bars have this length.

        Raises:
            OscbridgeError: ``out-of-range``.
        """
        _check_metre(beats_per_bar)
        bar, into_bar = self.bar_and_beat(at_beat)
        if into_bar > _ON_THE_LINE_BEATS:
            bar += 1
        if into_bar > _ON_THE_LINE_BEATS or beats_per_bar != self._metre.beats_per_bar:
            self._metre = _Metre(at_beat, bar, float(beats_per_bar))
            self.notify()

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever a time that was told before no longer holds."""
        self._listeners.append(listener)

    def notify(self) -> None:
        """Tell all listeners that the mapping between beats and seconds has changed."""
        for listener in self._listeners:
            listener()

    @abstractmethod
    def start(self, now: float) -> None:
        """Run from here on; no effect on a clock that runs."""

    @abstractmethod
    def stop(self, now: float) -> None:
        """Stand still at this position."""

    @abstractmethod
    def set_tempo(self, tempo_bpm: float, now: float) -> None:
        """Change the tempo, where this clock decides it.

        Raises:
            OscbridgeError: ``out-of-range``; ``clock-follows`` from a clock that follows another.
        """


class InternalClock(Clock):
    """Our own clock: steady, and a change of tempo keeps its place."""

    def __init__(self, tempo_bpm: float = 120.0, beats_per_bar: float = 4.0) -> None:
        super().__init__(tempo_bpm, beats_per_bar)

    def start(self, now: float) -> None:
        """Run on from the present position."""
        anchor = self._anchor
        if not anchor.running:
            self._anchor = _Anchor(now, anchor.beat, anchor.tempo_bpm, running=True)
            self.notify()

    def stop(self, now: float) -> None:
        """Stand still; ``start`` goes on from the same beat."""
        anchor = self._anchor
        if anchor.running:
            self._anchor = _Anchor(now, self.beat_at(now), anchor.tempo_bpm, running=False)
            self.notify()

    def set_tempo(self, tempo_bpm: float, now: float) -> None:
        """From ``now`` on, this many quarter notes a minute (10 to 1000)."""
        _check_tempo(tempo_bpm)
        self._anchor = _Anchor(now, self.beat_at(now), float(tempo_bpm), self.running)
        self.notify()


def _check_tempo(tempo_bpm: float) -> None:
    if not SLOWEST_BPM <= tempo_bpm <= FASTEST_BPM:
        raise OscbridgeError(
            "out-of-range",
            f"the tempo must be from {SLOWEST_BPM:g} to {FASTEST_BPM:g} bpm, not {tempo_bpm!r}",
        )


def _check_metre(beats_per_bar: float) -> None:
    if not 0.25 <= beats_per_bar <= 64:
        raise OscbridgeError(
            "out-of-range", f"a bar must have from 0.25 to 64 beats, not {beats_per_bar!r}"
        )


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
        return time.monotonic()

    def wait_until(self, deadline: float, wake: threading.Condition) -> None:
        remaining = deadline - time.monotonic()
        if remaining > self._spin_s:
            wake.wait(None if remaining == math.inf else remaining - self._spin_s)
            return
        # Others may take the lock meanwhile: nobody waits for us to spin.
        wake.release()
        try:
            while time.monotonic() < deadline:
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
