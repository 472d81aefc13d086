"""The tape: what the player did at which beat, for a log from which it can be done again.

A mark is made where something happens that the phrases and the beats do not tell by themselves (one
begins, all is silenced, a controller moves), and for every message that is sent. In beats, not in
seconds: the tape holds the performance as it was scheduled, and no jitter of the machine.

The sequencer works ahead of the present by the port's look-ahead, so a mark also says how far it
had come (``done_beats``): whoever does it again goes so far first.
"""

from __future__ import annotations

from collections.abc import Callable

from oscbridge.midi.clock.base import Clock
from oscbridge.midi.tape.marks import Mark, MarkKind
from oscbridge.midi.wire import LAST_CHANNEL_STATUS


class Tape:
    """Marks, until they are taken. Makes none while it is off.

    Args:
        clock: whose beats they are told in.
        now: the second that it is.
    """

    def __init__(self, clock: Clock, now: Callable[[], float]) -> None:
        self.on = False
        self._clock = clock
        self._now = now
        self._marks: list[Mark] = []
        self._done = 0.0
        self._tempo_bpm = 0.0

    def take(self) -> tuple[Mark, ...]:
        """What was marked since the last call."""
        if not self._marks:
            return ()
        marks = tuple(self._marks)
        self._marks.clear()
        return marks

    def reach(self, position: float) -> None:
        """Everything up to this beat is done."""
        # A position may go back by less than a bar: what is done is not done again.
        self._done = max(self._done, position)

    def started(self, token: int, beat: float, bar: int) -> None:
        """A phrase begins."""
        self._mark("started", beat, token, bar)
        self._done = beat

    def skipped(self, note: int) -> None:
        """That note of the present phrase is not played."""
        self._mark("skipped", 0.0, note)

    def silenced(self) -> None:
        """All notes end now."""
        self._mark("silenced", self._here())

    def reached(self) -> None:
        """Nothing happened, but so far."""
        self._mark("reached")

    def dropped(self) -> None:
        """The present phrase ends before its time."""
        self._mark("dropped")

    def sent(self, data: bytes, beat: float | None = None) -> None:
        """A message was sent, for a beat or (None) at once. What is not music is left out."""
        if data[0] <= LAST_CHANNEL_STATUS:
            self._mark("sent", self._here() if beat is None else beat, data=bytes(data))

    def tempo(self, instant: float | None = None) -> None:
        """From a second on (None: now) the clock has another tempo, or the same."""
        if self._clock.tempo_bpm != self._tempo_bpm:
            self._tempo_bpm = self._clock.tempo_bpm
            beat = self._here() if instant is None else self._clock.beat_at(instant)
            self._mark("tempo", beat, self._tempo_bpm)

    def switch(self, on: bool) -> None:
        """Make marks, or make none; the first one tells the tempo."""
        if on and not self.on:
            self.on = True
            self._tempo_bpm = 0.0
            self.tempo()
        self.on = on

    def _here(self) -> float:
        return self._clock.beat_at(self._now())

    def _mark(
        self,
        kind: MarkKind,
        beat: float = 0.0,
        number: float = 0,
        bar: int = 0,
        data: bytes = b"",
    ) -> None:
        if self.on:
            self._marks.append(Mark(kind, self._done, beat, number, bar, data))
