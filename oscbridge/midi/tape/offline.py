"""A performance done again from its marks: the same sequencer, on a clock that nobody waits for.

Phrases begin where they began, what was silenced is silenced there, and between the two the
sequencer does what it did: which note is sent at which beat follows from the phrases. Controllers
and programs are sent as they were.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from oscbridge.midi.clock.base import Anchor, Clock
from oscbridge.midi.messages import ClockSource
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.sequencer import Sequencer
from oscbridge.midi.steps import schedule
from oscbridge.midi.tape.marks import Mark
from oscbridge.midi.tape.tape import Tape
from oscbridge.phrase import Phrase


class BeatTime(Clock):
    """A clock whose seconds are its beats; it is moved by whoever reads a log."""

    def __init__(self) -> None:
        super().__init__(60.0, 4.0)
        self.position = 0.0
        self._anchor = Anchor(0.0, 0.0, 60.0, running=True)

    @property
    def source(self) -> ClockSource:
        return "internal"

    def beat_at(self, instant: float) -> float:
        return instant

    def time_of(self, beat: float) -> float:
        return beat

    def start(self, now: float) -> None:
        """It runs."""

    def stop(self, now: float) -> None:
        """It does not stop."""

    def set_tempo(self, tempo_bpm: float, now: float) -> None:
        """Beats have no tempo."""


class _Nowhere(OutputPort):
    # Never late: a note that was skipped is told by a mark, and no other is.
    def __init__(self) -> None:
        super().__init__("dry-run", "nowhere")

    @property
    def lookahead_s(self) -> float:
        return 1e12

    def _write(self, data: bytes) -> None:
        """What is sent is on the tape."""

    def _release(self) -> None:
        """Nothing to give back."""


def perform(marks: Iterable[Mark], phrase_of: Callable[[int], Phrase]) -> Iterator[Mark]:
    """All marks of a performance, its notes included, in the order in which they were made.

    Args:
        marks: those that a log holds: all but the notes (others of kind ``sent`` are repeated).
        phrase_of: the phrase of a token.

    Raises:
        OscbridgeError: what ``phrase_of`` raises.
    """
    stage = _Stage()
    held = list(marks)
    skipped = _skipped(held)
    for number, mark in enumerate(held):
        yield from stage.reach(mark.done_beats)
        if mark.kind == "started":
            phrase = phrase_of(int(mark.number))
            yield from stage.begin(phrase, mark, skipped.get(number, frozenset()))
        elif mark.kind == "silenced":
            yield from stage.silence(mark.beat)
        elif mark.kind == "dropped":
            yield from stage.drop()
        elif mark.kind == "restarted":
            stage = _Stage()
            yield mark
        elif mark.kind in ("sent", "tempo"):
            yield mark


def _skipped(marks: list[Mark]) -> dict[int, frozenset[int]]:
    # Position of a phrase's beginning → its notes that came up too late.
    found: dict[int, set[int]] = {}
    begun = -1
    for number, mark in enumerate(marks):
        if mark.kind == "started":
            begun = number
        elif mark.kind == "skipped":
            found.setdefault(begun, set()).add(int(mark.number))
    return {number: frozenset(notes) for number, notes in found.items()}


class _Stage:
    def __init__(self) -> None:
        self._clock = BeatTime()
        self._tape = Tape(self._clock, lambda: self._clock.position)
        self._tape.on = True
        self._sequencer = Sequencer(
            _Nowhere(), self._clock, valence_cc=None, arousal_cc=None, tape=self._tape
        )

    def reach(self, beat: float) -> Iterator[Mark]:
        self._sequencer.advance(beat)
        return self._sounds()

    def begin(self, phrase: Phrase, mark: Mark, skipped: frozenset[int]) -> Iterator[Mark]:
        steps = [step for step in schedule(phrase) if step.note not in skipped]
        self._sequencer.play(phrase, steps, int(mark.number), "now", mark.beat)
        self._sequencer.advance(mark.beat)
        return self._sounds()

    def silence(self, beat: float) -> Iterator[Mark]:
        self._clock.position = beat
        self._sequencer.silence()
        return self._sounds()

    def drop(self) -> Iterator[Mark]:
        self._sequencer.drop()
        return self._sounds()

    def _sounds(self) -> Iterator[Mark]:
        self._sequencer.take_events(math.inf)
        return (mark for mark in self._tape.take() if mark.kind in ("sent", "silenced"))
