"""The clock that follows MIDI clock: ticks, start, stop, continue and song position.

Source of the meanings: MIDI 1.0 Detailed Specification (MMA, 4.2), "System Real Time Messages" and
"Song Position Pointer". After a start or a continue nothing moves until the next tick, which *is*
the position; a song position counts sixteenths from the beginning of the song and has 14 bits, so
after 4,096 beats it begins at 0 again, and whoever goes on from there may mean where it already is.
"""

from __future__ import annotations

import math
from dataclasses import replace

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock.base import Anchor
from oscbridge.midi.clock.following import FollowingClock
from oscbridge.midi.clock.tick_line import TICKS_PER_BEAT, TickLine
from oscbridge.midi.messages import ClockLost, ClockSource
from oscbridge.midi.wire import CONTINUE, SONG_POSITION, START, STOP, TICK

TICKS_PER_SIXTEENTH = 6
SONG_POSITIONS = 1 << 14

_SONG_TICKS = SONG_POSITIONS * TICKS_PER_SIXTEENTH


class MidiClock(FollowingClock):
    """Told by ``receive`` what came in.

    Stopped, armed (a start or continue came, the next tick begins it) or running.

    Args:
        tempo_bpm: believed until ticks say otherwise.
        beats_per_bar: MIDI clock does not tell; see ``Clock``.
        lost_after_s: silence that counts as a stop.
    """

    leader = "that of the incoming MIDI clock"

    def __init__(
        self, tempo_bpm: float = 120.0, beats_per_bar: float = 4.0, lost_after_s: float = 0.5
    ) -> None:
        super().__init__(tempo_bpm, beats_per_bar)
        if not 0.05 <= lost_after_s <= 60.0:
            raise OscbridgeError(
                "out-of-range", f"clock_lost_s must be from 0.05 to 60, not {lost_after_s!r}"
            )
        self._lost_after_s = lost_after_s
        self._line = TickLine(tempo_bpm)
        self._ticked_at = -math.inf
        self._armed = False
        # The next tick is number ``_ticks`` of those that counted; its beat is _base + _ticks / 24.
        self._base = 0.0
        self._ticks = 0
        self._song_ticks = 0

    @property
    def source(self) -> ClockSource:
        return "midi"

    def receive(self, instant: float, data: bytes) -> None:
        """Obey one message; whatever is not for a clock is passed over."""
        status = data[0]
        if status == TICK:
            self._tick(instant)
        elif status == START:
            self._armed = True
            self._go_to(0, cut=True)
        elif status == CONTINUE:
            self._armed = not self.running
        elif status == STOP:
            self._halt(instant)
        elif status == SONG_POSITION and len(data) == 3:
            self._point(data[1] | data[2] << 7)
        else:
            return
        self.notify()

    def attend(self, now: float) -> float:
        """Silence for too long counts as a stop, and is told."""
        if not self.running:
            return math.inf
        lost_at = self._ticked_at + self._lost_after_s
        if now < lost_at:
            return lost_at
        # What sounded meanwhile was played, so that is where our own clock would go on from.
        beat = self.beat_at(now)
        self._halt(now)
        self._anchor = replace(self._anchor, beat=beat)
        self._events.append(
            ClockLost(
                self.source,
                f"no MIDI clock came for {self._lost_after_s:g} s: the music waits for a start, a "
                "continue or a downbeat; check that the sender is on and still connected",
            )
        )
        self.notify()
        return math.inf

    def downbeat(self, now: float) -> None:
        """This moment is beat 1. If ticks come but no start was ever heard, it is the start."""
        if not self.running and now - self._ticked_at < self._lost_after_s:
            since_tick = (now - self._line.instant) * self._line.tempo_bpm / 60.0
            self._base = self._anchor.beat + (1 - self._ticks) / TICKS_PER_BEAT - since_tick
            self._anchor = Anchor(now, self._anchor.beat, self._line.tempo_bpm, running=True)
            self._armed = False
        super().downbeat(now)
        self._song_ticks = round((self._next_beat - self._metre.beat) * TICKS_PER_BEAT)

    @property
    def _next_beat(self) -> float:
        return self._base + self._ticks / TICKS_PER_BEAT

    def _tick(self, instant: float) -> None:
        if instant - self._ticked_at > self._lost_after_s:
            self._line.forget()
        self._ticked_at = instant
        self._line.add(instant)
        beat, running = self._next_beat, self.running or self._armed
        if running:
            self._armed = False
            self._ticks += 1
            self._song_ticks += 1
        self._anchor = Anchor(self._line.instant, beat, self._line.tempo_bpm, running)

    def _halt(self, instant: float) -> None:
        self._armed = False
        self._anchor = Anchor(instant, self._next_beat, self._anchor.tempo_bpm, running=False)

    def _point(self, position: int) -> None:
        ticks = position * TICKS_PER_SIXTEENTH
        # How far we are beyond it, the short way round the wrap.
        beyond = (self._song_ticks - ticks + _SONG_TICKS // 2) % _SONG_TICKS - _SONG_TICKS // 2
        if self.running:
            # A loop of whole bars, as DAWs make, does not disturb the music.
            if abs(beyond) >= TICKS_PER_SIXTEENTH:
                self._go_to(ticks, cut=None)
        elif abs(beyond) < TICKS_PER_SIXTEENTH:
            # It can only tell sixteenths: this is where we stopped, and the music goes on there.
            self._song_ticks -= beyond
            self._nudge(-beyond / TICKS_PER_BEAT)
        else:
            self._go_to(ticks, cut=True)

    def _go_to(self, song_ticks: int, *, cut: bool | None) -> None:
        self._song_ticks = song_ticks
        self._song_at(self._next_beat, song_ticks / TICKS_PER_BEAT, cut=cut)

    def _nudge(self, beats: float) -> None:
        super()._nudge(beats)
        self._base += beats
