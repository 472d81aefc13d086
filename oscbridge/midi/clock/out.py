"""MIDI clock out: 24 ticks to the beat, with start, stop and song position, from any clock.

Each tick is asked of the clock anew, so a change of tempo moves the next one and makes no burst.
Where the music is put to another place a receiver is put there, too: stop, song position, continue,
and the first tick on the next sixteenth, for a song position can tell no less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from oscbridge.midi.clock.base import Clock
from oscbridge.midi.clock.midi import SONG_POSITIONS, TICKS_PER_SIXTEENTH
from oscbridge.midi.clock.tick_line import TICKS_PER_BEAT
from oscbridge.midi.wire import CONTINUE, SONG_POSITION, START, STOP, TICK

_CATCH_UP = 3
"""So many ticks may come late together, after a thread's pause; more are a leap, not a delay."""

_DUE_BEATS = 1e-7
_SAME_GRID_BEATS = 1e-3


class ClockOut:
    """Ticks of a clock. For one thread at a time, the player's.

    Args:
        clock: what is told.
        send: takes a message and the second at which it is due, or None for at once.
    """

    def __init__(self, clock: Clock, send: Callable[[bytes, float | None], None]) -> None:
        self._clock = clock
        self._send = send
        self._on = False
        self._playing = False
        self._placed_at = -math.inf
        self._cut = clock.cut.number
        # Tick number n of the song falls on our beat _base + n / 24.
        self._base = 0.0
        self._next = 0

    def set(self, on: bool) -> None:
        """Begin to send, or send a stop and nothing more."""
        self._on = on
        if not on:
            self._halt()

    def ticks(self, horizon: float) -> Iterator[float]:
        """Send all that is due up to a second; gives each tick's own second just before it goes.

        What else is due before it should be sent then: a port keeps the order of what it is given.
        """
        if not self._on:
            return
        if not self._clock.running:
            self._halt()
            return
        if not self._playing or self._moved():
            self._place(horizon)
        while (due := self.next_at) <= horizon:
            yield due
            behind = self._clock.beat_at(horizon) - self._beat(self._next)
            if self._moved() or behind * TICKS_PER_BEAT > _CATCH_UP:
                self._place(horizon)
                continue
            self._send(bytes((TICK,)), self._clock.time_of(self._beat(self._next)))
            self._next += 1

    @property
    def next_at(self) -> float:
        """The second of the next tick, or infinity."""
        if not self._on or not self._playing:
            return math.inf
        return self._clock.time_of(self._beat(self._next) - _DUE_BEATS)

    def withdrawn(self, now: float) -> None:
        """What was sent ahead and is not due yet was taken back, but for the ticks."""
        if self._placed_at > now:
            self._playing = False  # the start is to be sent again

    def _beat(self, tick: int) -> float:
        return self._base + tick / TICKS_PER_BEAT

    def _moved(self) -> bool:
        # A cut, or bars that begin elsewhere; by whole bars it is all the same to a receiver.
        clock = self._clock
        if clock.cut.number != self._cut:
            return True
        apart = (self._song_begin(0.0) - self._base) % clock.beats_per_bar
        return _SAME_GRID_BEATS < apart < clock.beats_per_bar - _SAME_GRID_BEATS

    def _song_begin(self, beat: float) -> float:
        # Where bar 0 begins, told from any beat.
        bar, into_bar = self._clock.bar_and_beat(beat)
        return beat - into_bar - bar * self._clock.beats_per_bar

    def _place(self, horizon: float) -> None:
        position = self._clock.beat_at(horizon)
        self._halt()
        self._cut = self._clock.cut.number
        self._base = self._song_begin(position)
        sixteenth = max(0, math.ceil((position - self._base) * 4 - 1e-5))
        self._next = sixteenth * TICKS_PER_SIXTEENTH
        self._playing, self._placed_at = True, horizon
        if sixteenth == 0:
            self._send(bytes((START,)), horizon)
        else:
            place = sixteenth % SONG_POSITIONS
            self._send(bytes((SONG_POSITION, place & 0x7F, place >> 7)), horizon)
            self._send(bytes((CONTINUE,)), horizon)

    def _halt(self) -> None:
        if self._playing:
            self._playing = False
            self._send(bytes((STOP,)), None)
