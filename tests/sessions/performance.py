"""Small performances, for tests: a player that is moved by hand tells a writer what it does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from oscbridge.affect import Affect
from oscbridge.midi.clock.internal import InternalClock
from oscbridge.midi.messages import PhraseEnded
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.midi.sequencer import Sequencer
from oscbridge.midi.steps import schedule
from oscbridge.midi.tape.marks import Mark
from oscbridge.midi.tape.tape import Tape
from oscbridge.music.messages import Compose
from oscbridge.music.variation import vary
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note, Phrase
from oscbridge.sessions.limits import Limits
from oscbridge.sessions.writer import Writer


def composed(order: Compose) -> Phrase:
    """An engine: a scale whose first note is the seed's, and which the primer moves."""
    first = 40 + order.seed % 12 + (0 if order.primer is None else order.primer.notes[0].pitch % 5)
    length = order.bars * 4
    notes = tuple(Note(float(beat), first + beat % 12, 1.5, 80) for beat in range(length))
    return Phrase(notes, order.bars, 4.0, engine="scale", seed=order.seed, affect=order.affect)


@dataclass
class Trouble:
    """What a writer had to tell."""

    told: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, code: str, message: str) -> None:
        self.told.append((code, message))

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.told]


class Performance:
    """A writer, and what it is told."""

    def __init__(self, folder: Path, limits: Limits | None = None, **options: Any) -> None:
        self.trouble = Trouble()
        self.writer = Writer(folder, "evening", {}, limits or Limits(), self.trouble, **options)
        self._tokens = 0
        self._last: Phrase | None = None
        self._new_player()

    def die(self) -> None:
        """The player dies as it is, and another one begins."""
        self.writer.marks((Mark("restarted", 0.0),))
        self._new_player()

    def _new_player(self) -> None:
        self.now = 0.0
        self._clock = InternalClock(120.0, 4.0)
        self._tape = Tape(self._clock, lambda: self.now)
        self._tape.switch(on=True)
        self._sequencer = Sequencer(
            Recorder(lambda: self.now), self._clock, program=1, tape=self._tape
        )
        self._clock.start(0.0)

    def phrase(self, seed: int, *, late: bool = False, tempo_bpm: float = 120.0) -> None:
        """Have one composed and play it at once; ``late``: a variation of the last instead."""
        self._tokens += 1
        order = Compose(self._tokens, "scale", self._last, Affect(0.5, 0.1), 1, seed, Wishes())
        self.writer.ordered(order, follows=False)
        if late:
            assert self._last is not None
            phrase = vary(self._last, seed)
            self.writer.made(order.token, "variation", self._last, phrase, seed=seed, feel=None)
        else:
            phrase = replace(composed(order), tempo_bpm=tempo_bpm)
            self.writer.composed(order.token, phrase, 5.0)
        self._last = phrase
        self.writer.given(self._tokens, phrase, "now")
        self._sequencer.play(phrase, schedule(phrase), self._tokens, "now", self.now)
        self.run(0.0)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        until = self.now + seconds
        while (coming := self._sequencer.advance(self.now)) <= until:
            self.now = max(self.now, coming)
        self.now = until
        self._tell()

    def stop(self) -> None:
        """End the notes and the phrase."""
        self._sequencer.stop()
        self._tell()

    def close(self) -> Path:
        """End the recording; gives its log."""
        self.writer.close()
        return self.writer.path

    def _tell(self) -> None:
        self.writer.marks(self._tape.take())
        for event in self._sequencer.take_events():
            if isinstance(event, PhraseEnded):
                self.writer.ended(event.token, completed=event.completed)


def evening(folder: Path, **options: Any) -> Path:
    """A performance of four phrases, one of them stopped; gives its log."""
    performance = Performance(folder, **options)
    performance.phrase(3)
    performance.run(1.3)
    performance.phrase(4)
    performance.run(0.7)
    performance.stop()
    performance.run(2.0)
    performance.phrase(5, late=True)
    performance.run(0.4)
    performance.phrase(6, tempo_bpm=90.0)
    performance.run(3.0)
    performance.stop()
    return performance.close()
