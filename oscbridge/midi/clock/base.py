"""What every clock is: beats at seconds, a grid of bars, and word of what changed.

A clock is asked in the player's seconds and answers in beats (quarter notes); it never waits. Its
beats count on for as long as it lives, whatever the song that it follows does: where the song is
put to another place, the beats go on and the *grid* moves, so that nothing wraps and no beat comes
twice. A ``Cut`` then says that the music has lost its place; without one it goes on as it was.

Clocks that follow somebody else (MIDI clock, Ableton Link) overwrite the same anchor. A clock has
no lock: the player calls everything here with its own lock held.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace

from oscbridge.errors import OscbridgeError
from oscbridge.midi.messages import ClockSource, Event
from oscbridge.midi.steps import GRID_BEATS

SLOWEST_BPM = 10.0
FASTEST_BPM = 1000.0

ON_THE_LINE_BEATS = 1e-6
"""Closer than this to a bar line counts as on it: rounding must not cost a whole bar."""

_SAME_PLACE_BEATS = 1e-3
"""Grids that differ by less than this are one: half a millisecond at 120 bpm."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Beat ``beat`` falls at second ``instant``, and ``tempo_bpm`` holds from there on."""

    instant: float
    beat: float
    tempo_bpm: float
    running: bool


@dataclass(frozen=True, slots=True)
class Metre:
    """Bar ``bar`` begins at ``beat``; all bars from there have ``beats_per_bar``."""

    beat: float
    bar: int
    beats_per_bar: float


@dataclass(frozen=True, slots=True)
class Cut:
    """The last time that the music lost its place; ``number`` counts them.

    What sounded does not go on. Music begins again on the first bar line from ``beat`` on.
    """

    number: int
    beat: float


class Clock(ABC):
    """What the player asks of any source of musical time.

    Beats and bars count from 0. The bar grid begins where the clock does, and again where a metre
    is set.

    Args:
        tempo_bpm: quarter notes a minute, 10 to 1000.
        beats_per_bar: 0.25 to 64.

    Raises:
        OscbridgeError: ``out-of-range``.
    """

    def __init__(self, tempo_bpm: float, beats_per_bar: float) -> None:
        check_tempo(tempo_bpm)
        check_metre(beats_per_bar)
        self._anchor = Anchor(0.0, 0.0, float(tempo_bpm), running=False)
        self._metre = Metre(0.0, 0, float(beats_per_bar))
        self._cut = Cut(0, 0.0)
        self._listeners: list[Callable[[], None]] = []
        self._events: list[Event] = []

    # -- where the music is ----------------------------------------------------------------------

    @property
    @abstractmethod
    def source(self) -> ClockSource:
        """Who counts the beats."""

    @property
    def leads(self) -> bool:
        """Whether ``set_tempo`` may be asked of it."""
        return True

    @property
    def tempo_bpm(self) -> float:
        return self._anchor.tempo_bpm

    @property
    def running(self) -> bool:
        return self._anchor.running

    @property
    def beats_per_bar(self) -> float:
        return self._metre.beats_per_bar

    @property
    def cut(self) -> Cut:
        """When the music last lost its place."""
        return self._cut

    def beat_at(self, instant: float) -> float:
        """The position in beats at a second; a stopped clock stays where it stopped."""
        anchor = self._anchor
        if not anchor.running:
            return anchor.beat
        return anchor.beat + (instant - anchor.instant) * anchor.tempo_bpm / 60.0

    def time_of(self, beat: float) -> float:
        """The second at which a beat falls, or infinity while the clock stands."""
        anchor = self._anchor
        if not anchor.running:
            return math.inf
        return anchor.instant + (beat - anchor.beat) * 60.0 / anchor.tempo_bpm

    def bar_and_beat(self, beat: float) -> tuple[int, float]:
        """The bar that holds a position, and how many beats into it that is."""
        metre = self._metre
        bars = math.floor((beat - metre.beat + ON_THE_LINE_BEATS) / metre.beats_per_bar)
        return metre.bar + bars, max(0.0, beat - metre.beat - bars * metre.beats_per_bar)

    def bar_line(self, bar: int) -> float:
        """Where a bar begins, in beats, if it is not before the last change of metre."""
        metre = self._metre
        return metre.beat + (bar - metre.bar) * metre.beats_per_bar

    def next_bar_line(self, beat: float) -> float:
        """The first bar line at or after a position, in beats."""
        metre = self._metre
        bars = math.ceil((beat - metre.beat - ON_THE_LINE_BEATS) / metre.beats_per_bar)
        return metre.beat + bars * metre.beats_per_bar

    def beat_from(self, position: float) -> float:
        """The first beat of the grid (a whole quarter of its bar, or a bar line) at or after a
        position, in beats.
        """
        bar, into_bar = self.bar_and_beat(position)
        whole = math.ceil(into_bar - GRID_BEATS)
        if whole >= self.beats_per_bar:
            return self.bar_line(bar + 1)
        return self.bar_line(bar) + whole

    # -- what moves it ---------------------------------------------------------------------------

    def set_metre(self, beats_per_bar: float, at_beat: float) -> None:
        """From the bar line at ``at_beat`` on, bars have this length.

        Raises:
            OscbridgeError: ``out-of-range``.
        """
        check_metre(beats_per_bar)
        bar, into_bar = self.bar_and_beat(at_beat)
        if into_bar > ON_THE_LINE_BEATS:
            bar += 1
        if into_bar > ON_THE_LINE_BEATS or beats_per_bar != self._metre.beats_per_bar:
            self._metre = Metre(at_beat, bar, float(beats_per_bar))
            self.notify()

    def downbeat(self, now: float) -> None:
        """This moment is beat 1: the position goes to the nearest bar line.

        No cut: at most half a bar is passed over, or waited for.
        """
        beat = self.beat_at(now)
        bar, into_bar = self.bar_and_beat(beat)
        if into_bar >= self.beats_per_bar / 2:
            bar += 1
        self._nudge(self.bar_line(bar) - beat)
        self.notify()

    def attend(self, now: float) -> float:
        """Look after what the clock follows; returns the second at which to look again."""
        return math.inf

    def receive(self, instant: float, data: bytes) -> None:  # noqa: B027
        """A MIDI message came in at that second; only a clock that follows MIDI listens."""

    def take_events(self) -> list[Event]:
        """What is to be told since the last call, in order."""
        events, self._events = self._events, []
        return events

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever a time that was told before no longer holds."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[], None]) -> None:
        """Call it no more."""
        self._listeners.remove(listener)

    def notify(self) -> None:
        """Tell all listeners that the mapping between beats and seconds has changed."""
        for listener in list(self._listeners):
            listener()

    def close(self) -> None:  # noqa: B027
        """Give back what the clock holds; it is not asked again."""

    @abstractmethod
    def start(self, now: float) -> None:
        """Run from here on, if that is ours to say; no effect on a clock that runs."""

    @abstractmethod
    def stop(self, now: float) -> None:
        """Stand still at this position, if that is ours to say."""

    @abstractmethod
    def set_tempo(self, tempo_bpm: float, now: float) -> None:
        """Change the tempo, where this clock decides it.

        Raises:
            OscbridgeError: ``out-of-range``; ``clock-follows`` from a clock that follows another.
        """

    # -- for the clocks themselves ---------------------------------------------------------------

    def _nudge(self, beats: float) -> None:
        # The position moves by so much; the grid, and all that is planned on it, stays.
        self._anchor = replace(self._anchor, beat=self._anchor.beat + beats)

    def _song_at(self, beat: float, song_beat: float, *, cut: bool | None = None) -> None:
        # At ``beat`` the song that is followed stands at ``song_beat`` of its own: the bars are
        # counted from its beginning. The music loses its place if that moves the grid under it
        # (``cut`` None), or as the caller knows better.
        begin = beat - song_beat
        if cut is None:
            apart = (begin - self._metre.beat) % self._metre.beats_per_bar
            cut = _SAME_PLACE_BEATS < apart < self._metre.beats_per_bar - _SAME_PLACE_BEATS
        self._metre = Metre(begin, 0, self._metre.beats_per_bar)
        if cut:
            self._cut = Cut(self._cut.number + 1, beat)


def check_tempo(tempo_bpm: float) -> None:
    """Raises ``out-of-range``."""
    if not SLOWEST_BPM <= tempo_bpm <= FASTEST_BPM:
        raise OscbridgeError(
            "out-of-range",
            f"the tempo must be from {SLOWEST_BPM:g} to {FASTEST_BPM:g} bpm, not {tempo_bpm!r}",
        )


def check_metre(beats_per_bar: float) -> None:
    """Raises ``out-of-range``."""
    if not 0.25 <= beats_per_bar <= 64:
        raise OscbridgeError(
            "out-of-range", f"a bar must have from 0.25 to 64 beats, not {beats_per_bar!r}"
        )
