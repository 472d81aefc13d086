"""The clock that follows Ableton Link: tempo and bar shared with every program on the network.

Through ``aalink``, which is GPL-3 and therefore an extra that a user installs. Link's own thread
keeps the session; it is asked some fifty times a second, which takes a microsecond, and between two
looks the beat runs straight on, as Link's does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock.base import Anchor, Clock, check_tempo
from oscbridge.midi.messages import ClockSource

LOOK_EVERY_S = 0.02

_QUICK_S = 0.00005
"""A look that took longer was interrupted, and its time is not known well enough."""

_LEAP_BEATS = 0.05
"""More than this off is no correction: the session was joined, or set to another place."""


class LinkClock(Clock):
    """A peer in a Link session.

    Bars begin where the session's do, for everyone with the same quantum: that of all others is
    ``beats_per_bar`` at the time of joining (4 in most programs).

    Args:
        tempo_bpm: of the session, if we are the first in it.
        beats_per_bar: the quantum.
        now: the player's seconds.
        start_stop: run only while the session plays.

    Raises:
        OscbridgeError: ``link-missing`` with how to install it, ``out-of-range``.
    """

    def __init__(
        self,
        tempo_bpm: float,
        beats_per_bar: float,
        now: Callable[[], float],
        *,
        start_stop: bool = False,
    ) -> None:
        super().__init__(tempo_bpm, beats_per_bar)
        self._now = now
        self._start_stop = start_stop
        self._link = _join(tempo_bpm, beats_per_bar, start_stop)
        instant, beat = self._look()
        self._ahead = 0.0  # our beats less the session's
        self._anchor = Anchor(instant, beat, self._link.tempo, running=self._plays())
        self._song_at(beat, beat, cut=False)

    @property
    def peers(self) -> int:
        """How many other programs are in the session."""
        return int(self._link.num_peers)

    @property
    def source(self) -> ClockSource:
        return "link"

    def start(self, now: float) -> None:
        """Does nothing: a session runs, or whoever starts it says so."""

    def stop(self, now: float) -> None:
        """Does nothing, likewise."""

    def set_tempo(self, tempo_bpm: float, now: float) -> None:
        """Change the tempo of the whole session, as any peer may."""
        check_tempo(tempo_bpm)
        self._link.tempo = tempo_bpm
        self.attend(now)
        self.notify()

    def attend(self, now: float) -> float:
        """Take over what the session has become."""
        instant, session_beat = self._look()
        was, plays, tempo_bpm = self._anchor, self._plays(), self._link.tempo
        expected, beat = self.beat_at(instant), session_beat + self._ahead
        may_differ = abs(tempo_bpm - was.tempo_bpm) / 60.0 * max(0.0, instant - was.instant)
        leap = was.running and abs(beat - expected) > _LEAP_BEATS + may_differ
        if leap or (plays and not was.running):
            beat = expected
            self._ahead = beat - session_beat
            self._song_at(beat, session_beat, cut=None if was.running else True)
        elif not plays:
            beat = expected
        self._anchor = Anchor(instant, beat, tempo_bpm, plays)
        if leap or plays != was.running:
            self.notify()
        return now + LOOK_EVERY_S

    def close(self) -> None:
        """Leave the session."""
        self._link.enabled = False

    def _plays(self) -> bool:
        return bool(self._link.playing) if self._start_stop else True

    def _look(self) -> tuple[float, float]:
        # (our second, the session's beat) of one moment.
        looks = []
        for _ in range(5):
            before = self._now()
            beat = self._link.beat
            after = self._now()
            looks.append((after - before, (before + after) / 2, beat))
            if after - before < _QUICK_S:
                break
        _, instant, beat = min(looks)
        return instant, beat

    def _nudge(self, beats: float) -> None:
        # Ours alone: the others' bars are not ours to move.
        super()._nudge(beats)
        self._ahead += beats


def _join(tempo_bpm: float, quantum: float, start_stop: bool) -> Any:
    try:
        import aalink
    except ImportError as error:
        raise OscbridgeError(
            "link-missing",
            "Ableton Link needs the package aalink, which is under the GPL-3 and so is not "
            f"installed by itself: `pip install 'oscbridge[link]'` ({error})",
        ) from error

    import asyncio  # here, for it is large and nobody else in the player needs it

    async def make() -> Any:
        return aalink.Link(tempo_bpm)  # asks for a running loop, for what we do not use

    link = asyncio.run(make())
    link.quantum = quantum
    link.start_stop_sync_enabled = start_stop
    link.enabled = True
    return link
