"""One clock for the player, whoever counts: sources change under it while music plays.

Beats count on through every change, so nothing that is planned comes twice. Going over to our own
clock keeps the place, the tempo and the bars: music goes on without a seam, also from a clock that
was lost. Going over to somebody else's is a cut: what sounds ends, and the phrase begins again on
their next bar line. The offset lives here, too: it moves the music, not the source.
"""

from __future__ import annotations

import math

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock.base import Anchor, Clock, Cut, Metre
from oscbridge.midi.clock.internal import InternalClock
from oscbridge.midi.messages import ClockChanged, ClockSource, Event

LARGEST_OFFSET_MS = 10_000.0
LARGEST_OFFSET_BEATS = 64.0

_TELL_TEMPO_EVERY_S = 1.0
_TEMPO_CHANGED_BPM = 0.5
"""A tempo that was measured is never twice the same; listeners hear of what a person would."""


class ClockSwitch(Clock):
    """Delegates to the source of the moment.

    Args:
        source: the first one.
    """

    def __init__(self, source: Clock) -> None:
        super().__init__(source.tempo_bpm, source.beats_per_bar)
        self._using = source
        self._cuts = 0
        self._shift = 0.0  # our beats less the source's, but for the offset
        self._later_s = 0.0
        self._later_beats = 0.0
        self._told: ClockChanged | None = self._state()
        self._told_at = -math.inf
        source.subscribe(self.notify)

    @property
    def using(self) -> Clock:
        """The source of the moment."""
        return self._using

    # -- what a clock is asked -------------------------------------------------------------------

    @property
    def source(self) -> ClockSource:
        return self._using.source

    @property
    def leads(self) -> bool:
        return self._using.leads

    @property
    def tempo_bpm(self) -> float:
        return self._using.tempo_bpm

    @property
    def running(self) -> bool:
        return self._using.running

    @property
    def beats_per_bar(self) -> float:
        return self._using.beats_per_bar

    @property
    def cut(self) -> Cut:
        cut = self._using.cut
        return Cut(self._cuts + cut.number, cut.beat + self._shift)

    def beat_at(self, instant: float) -> float:
        return self._using.beat_at(instant - self._later_s) + self._shift - self._later_beats

    def time_of(self, beat: float) -> float:
        return self._using.time_of(beat - self._shift + self._later_beats) + self._later_s

    def bar_and_beat(self, beat: float) -> tuple[int, float]:
        return self._using.bar_and_beat(beat - self._shift)

    def bar_line(self, bar: int) -> float:
        return self._using.bar_line(bar) + self._shift

    def next_bar_line(self, beat: float) -> float:
        return self._using.next_bar_line(beat - self._shift) + self._shift

    # -- what it is told -------------------------------------------------------------------------

    def use(self, source: Clock, now: float) -> None:
        """Let this source count from here on; the old one is only looked at no more."""
        self._told = None  # whoever asked for it hears of it
        if source is self._using:
            return
        previous = self._using
        beat, cuts = self.beat_at(now), self.cut.number
        if isinstance(source, InternalClock):
            bar, into_bar = self.bar_and_beat(beat)
            source.take_over(
                Anchor(now - self._later_s, beat + self._later_beats, self.tempo_bpm, running=True),
                Metre(beat - into_bar, bar, self.beats_per_bar),
            )
            self._shift = 0.0
        else:
            # What it has to tell of the time before is nobody's concern.
            source.attend(now)
            source.take_events()
            self._shift = beat - source.beat_at(now - self._later_s) + self._later_beats
            cuts += 1
        self._cuts = cuts - source.cut.number
        self._events.extend(previous.take_events())
        previous.unsubscribe(self.notify)
        self._using = source
        source.subscribe(self.notify)
        self.notify()

    def set_offset(self, ms: float, beats: float = 0.0) -> None:
        """The music is so much later than the source; negative is earlier. Both add up.

        What plays keeps its place: it waits, or passes something over.

        Raises:
            OscbridgeError: ``out-of-range``.
        """
        for name, value, largest in (
            ("ms", ms, LARGEST_OFFSET_MS),
            ("beats", beats, LARGEST_OFFSET_BEATS),
        ):
            if not -largest <= value <= largest:
                raise OscbridgeError(
                    "out-of-range",
                    f"the offset's {name} must be from {-largest:g} to {largest:g}, not {value!r}",
                )
        self._later_s, self._later_beats = ms / 1000.0, float(beats)
        self.notify()

    def set_metre(self, beats_per_bar: float, at_beat: float) -> None:
        self._using.set_metre(beats_per_bar, at_beat - self._shift)

    def downbeat(self, now: float) -> None:
        """This moment is the source's beat 1; the music's comes by the offset later."""
        self._using.downbeat(now)

    def start(self, now: float) -> None:
        self._using.start(now)
        self._told = self._state()  # who starts us knows

    def stop(self, now: float) -> None:
        self._using.stop(now)

    def set_tempo(self, tempo_bpm: float, now: float) -> None:
        self._using.set_tempo(tempo_bpm, now)

    def receive(self, instant: float, data: bytes) -> None:
        self._using.receive(instant, data)

    # -- what it tells ---------------------------------------------------------------------------

    def attend(self, now: float) -> float:
        """Look after the source, and note what a listener should hear of it."""
        again = self._using.attend(now)
        state, told = self._state(), self._told
        if told is None or (state.source, state.running) != (told.source, told.running):
            self._tell(state, now)
        elif abs(state.tempo_bpm - told.tempo_bpm) >= _TEMPO_CHANGED_BPM:
            # Compared as it is told, or rounding would send the player round in a circle.
            tell_at = self._told_at + _TELL_TEMPO_EVERY_S
            if now >= tell_at:
                self._tell(state, now)
            else:
                again = min(again, tell_at)
        return again

    def take_events(self) -> list[Event]:
        return self._using.take_events() + super().take_events()

    def close(self) -> None:
        self._using.close()

    def _tell(self, state: ClockChanged, now: float) -> None:
        self._events.append(state)
        self._told, self._told_at = state, now

    def _state(self) -> ClockChanged:
        clock = self._using
        return ClockChanged(clock.source, clock.running, clock.tempo_bpm)
