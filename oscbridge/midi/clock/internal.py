"""Our own clock: steady, and a change of tempo keeps its place."""

from __future__ import annotations

from oscbridge.midi.clock.base import Anchor, Clock, Metre, check_tempo
from oscbridge.midi.messages import ClockSource


class InternalClock(Clock):
    """Runs at the tempo that it is told, from the moment that it is told."""

    def __init__(self, tempo_bpm: float = 120.0, beats_per_bar: float = 4.0) -> None:
        super().__init__(tempo_bpm, beats_per_bar)

    @property
    def source(self) -> ClockSource:
        return "internal"

    def start(self, now: float) -> None:
        """Run on from the present position."""
        anchor = self._anchor
        if not anchor.running:
            self._anchor = Anchor(now, anchor.beat, anchor.tempo_bpm, running=True)
            self.notify()

    def stop(self, now: float) -> None:
        """Stand still; ``start`` goes on from the same beat."""
        anchor = self._anchor
        if anchor.running:
            self._anchor = Anchor(now, self.beat_at(now), anchor.tempo_bpm, running=False)
            self.notify()

    def set_tempo(self, tempo_bpm: float, now: float) -> None:
        """From ``now`` on, this many quarter notes a minute (10 to 1000)."""
        check_tempo(tempo_bpm)
        self._anchor = Anchor(now, self.beat_at(now), float(tempo_bpm), self.running)
        self.notify()

    def take_over(self, anchor: Anchor, metre: Metre) -> None:
        """Go on from another clock's place, in its tempo and its bars."""
        check_tempo(anchor.tempo_bpm)
        self._anchor, self._metre = anchor, metre
        self.notify()
