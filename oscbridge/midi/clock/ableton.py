"""The clock that follows Ableton Live by what AbletonOSC tells of it.

Live tells its tempo, whether it plays, each whole beat that it passes, and, when asked, its place.
It tells with delay: its scripts run some ten times a second, so a beat is told 0 to 0.1 s after it
was. No message can come *before* what it tells, though. So each one is a lower bound, "Live is at
least here", and of the last ones, moved on to the present by the tempo (which is told exactly), the
furthest is the truest: the least delayed counts and all other delays drop out. An answer to where
Live is was measured when it was sent, so it is delayed by the way alone; whole beats by themselves
leave a constant delay undetected where the beat is a multiple of Live's own interval.

What is left is measured by nobody but the tests, against delays of these sizes; Link and MIDI clock
are the clocks to take where milliseconds count.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace

from oscbridge.midi.clock.base import FASTEST_BPM, SLOWEST_BPM, Anchor
from oscbridge.midi.clock.following import FollowingClock
from oscbridge.midi.messages import AbletonWord, ClockLost, ClockSource

KEPT = 24
"""So many messages are weighed; the oldest must not be so old that two crystals part."""

COARSE_ENOUGH = 8
"""So many whole beats alone are believed; fewer only move the place forward."""

LATEST_S = 0.3
"""A message that is later than this is out of place: Live was moved, or the message was held up."""

_LATEST_BEATS = 0.1
_HELD_UP = 3
"""So many late ones in succession are the truth."""

_SAME_PLACE_BEATS = 0.5


class AbletonClock(FollowingClock):
    """Told by ``hear`` what came.

    Args:
        tempo_bpm: believed until Live tells its own.
        beats_per_bar: see ``Clock``.
        lost_after_s: silence, beyond two beats, that counts as a stop.
    """

    leader = "Live's"

    def __init__(
        self, tempo_bpm: float = 120.0, beats_per_bar: float = 4.0, lost_after_s: float = 0.5
    ) -> None:
        super().__init__(tempo_bpm, beats_per_bar)
        self._lost_after_s = lost_after_s
        self._playing = False
        self._origin = 0.0  # our beats less the song's
        self._bounds: deque[tuple[float, float, bool]] = deque(maxlen=KEPT)
        self._last = -math.inf  # the place that was told last
        self._late = 0
        self._heard_at = -math.inf

    @property
    def source(self) -> ClockSource:
        return "ableton"

    def hear(self, instant: float, word: AbletonWord, value: float) -> None:
        """Live told something, and it came at that second.

        Args:
            instant: of the player's time.
            word: ``tempo`` (bpm), ``playing`` (0 or 1), ``beat`` (the whole beat of the song that
                was passed) or ``position`` (the beat of the song where Live is).
            value: see there.
        """
        if not math.isfinite(value):
            return
        self._heard_at = max(self._heard_at, instant)
        match word:
            case "tempo":
                self._take_tempo(instant, value)
            case "playing":
                self._take_playing(instant, value > 0)
            case "beat":
                self._take_place(instant, value, exact=False)
            case "position":
                self._take_place(instant, value, exact=True)

    def attend(self, now: float) -> float:
        """Silence for too long counts as a stop, and is told."""
        if not self.running:
            return math.inf
        allowed_s = self._lost_after_s + 2 * 60.0 / self.tempo_bpm
        lost_at = self._heard_at + allowed_s
        if now < lost_at:
            return lost_at
        self._halt(now)
        self._events.append(
            ClockLost(
                self.source,
                f"Ableton Live told no beat for {allowed_s:.1f} s: the music waits until it does; "
                "/oscbridge/clock internal goes on from the place at once",
            )
        )
        return math.inf

    def _take_tempo(self, instant: float, tempo_bpm: float) -> None:
        if not SLOWEST_BPM <= tempo_bpm <= FASTEST_BPM or tempo_bpm == self.tempo_bpm:
            return
        # What came before was moved on by the old tempo; the next place that is told decides.
        self._bounds.clear()
        self._anchor = Anchor(instant, self.beat_at(instant), tempo_bpm, self.running)
        self.notify()

    def _take_playing(self, instant: float, playing: bool) -> None:
        self._playing = playing
        if self.running and not playing:
            self._halt(instant)
        # A start begins with the place that comes next.

    def _take_place(self, instant: float, place: float, *, exact: bool) -> None:
        if not self.running:
            self._take_place_at_rest(instant, place, exact)
            return
        latest = LATEST_S * self.tempo_bpm / 60.0 + _LATEST_BEATS
        off = place - self._song_at_second(instant)
        held_up = off < -latest and self._last < place
        if held_up and self._late + 1 < _HELD_UP:
            # Told in order, but late: what matters is that it will not do so for ever.
            self._late += 1
            self._last = place
            return
        if abs(off) > latest:
            if held_up:
                self._bounds.clear()
            else:
                self._moved(instant, round(off))
        self._late = 0
        self._last = place
        self._bounds.append((instant, place, exact))
        self._go_by_bounds(instant)

    def _take_place_at_rest(self, instant: float, place: float, exact: bool) -> None:
        here = self._anchor.beat - self._origin
        off = place - here
        near = abs(off) < _SAME_PLACE_BEATS if exact else -1.0 < off < _SAME_PLACE_BEATS
        if not near:
            self._origin = self._anchor.beat - place
            self._song_at(self._anchor.beat, place, cut=True)
        elif exact or off > 0:
            self._anchor = replace(self._anchor, beat=place + self._origin)
        self._last = place
        if self._playing:
            self._bounds.clear()
            self._bounds.append((instant, place, exact))
            self._late = 0
            self._anchor = replace(self._anchor, instant=instant, running=True)
        self.notify()

    def _moved(self, instant: float, beats: int) -> None:
        # Live was put to another place, or its loop began again: by whole beats, as it does; what
        # is left over is learnt like any delay.
        beat = self.beat_at(instant)
        self._origin -= beats
        self._song_at(beat, beat - self._origin)
        self._bounds.clear()
        self.notify()

    def _go_by_bounds(self, instant: float) -> None:
        rate = self.tempo_bpm / 60.0
        place = max(place + (instant - came) * rate for came, place, _ in self._bounds)
        sure = any(exact for _, _, exact in self._bounds) or len(self._bounds) >= COARSE_ENOUGH
        if not sure:
            place = max(place, self._song_at_second(instant))
        self._anchor = replace(self._anchor, instant=instant, beat=place + self._origin)
        self.notify()

    def _halt(self, instant: float) -> None:
        beat = self.beat_at(instant)
        self._anchor = Anchor(instant, beat, self.tempo_bpm, running=False)
        self._bounds.clear()
        self.notify()

    def _song_at_second(self, instant: float) -> float:
        return self.beat_at(instant) - self._origin

    def _nudge(self, beats: float) -> None:
        # Ours alone: Live's bars are not ours to move.
        super()._nudge(beats)
        self._origin += beats
