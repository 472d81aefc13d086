"""Our own clock: steady, and a change of tempo keeps its place."""

from __future__ import annotations

from oscbridge.midi.clock_base import Anchor, Clock, check_tempo


class InternalClock(Clock):
    """Runs at the tempo that it is told, from the moment that it is told."""

    source = "internal"

    def __init__(self, tempo_bpm: float = 120.0, beats_per_bar: float = 4.0) -> None:
        super().__init__(tempo_bpm, beats_per_bar)

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

    def take_over(self, other: Clock, now: float) -> None:
        """Go on from another clock's place, in its tempo and its bars, without a gap."""
        tempo_bpm, beat = other.tempo_bpm, other.beat_at(now)
        bar, into_bar = other.bar_and_beat(beat)
        check_tempo(tempo_bpm)
        self._anchor = Anchor(now, beat, tempo_bpm, running=True)
        self._metre = type(self._metre)(beat - into_bar, bar, other.beats_per_bar)
        self.notify()
