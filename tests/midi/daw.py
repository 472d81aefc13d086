"""A DAW for tests: it sends MIDI clock by hand-moved time, to a player or to a clock alone."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import InternalClock, ManualTime
from oscbridge.midi.clock.sources import ClockSources
from oscbridge.midi.messages import Event
from oscbridge.midi.player import Player
from oscbridge.midi.ports.input import InputPort, Listener
from oscbridge.midi.ports.recorder import Recorder

TICK, START, CONTINUE, STOP = b"\xf8", b"\xfa", b"\xfb", b"\xfc"


def song_position(sixteenths: int) -> bytes:
    """The message that puts a song to so many sixteenths from its beginning."""
    return bytes((0xF2, sixteenths & 0x7F, sixteenths >> 7))


class HandInput(InputPort):
    """An input whose messages a test gives, in the test's own thread."""

    def __init__(self, listener: Listener, now: Callable[[], float]) -> None:
        super().__init__("jack", "an input by hand", listener)
        self._now = now

    def give(self, data: bytes) -> None:
        self._listener(self._now(), data)

    def _release(self) -> None:
        pass


class Daw:
    """Sends ticks at a tempo, and the rest when told.

    Args:
        give: takes each message, at the moment that ``move_to`` has reached.
        move_to: takes the second to go on to before each tick.
        bpm: tempo of the ticks.
    """

    def __init__(
        self, give: Callable[[bytes], None], move_to: Callable[[float], None], bpm: float = 120.0
    ) -> None:
        self.give = give
        self.bpm = bpm
        self.now = 0.0
        self._move_to = move_to

    def ticks(self, beats: float, off_s: Iterable[float] = itertools.repeat(0.0)) -> None:
        """Ticks for so many beats, the first one now, each off its time by ``off_s``.

        Ends a millisecond before the tick after the last one is due.
        """
        count = round(beats * 24)
        for _, off in zip(range(count), off_s, strict=False):
            self._move_to(self.now + off)
            self.give(TICK)
            self.now += 60.0 / (self.bpm * 24)
        self._move_to(self.now - 0.001)

    def play(self, beats: float, first: bytes = START) -> None:
        """``start`` or ``continue``, and ticks."""
        self.give(first)
        self.ticks(beats)

    def rest(self, seconds: float) -> None:
        """Nothing for so long."""
        self.now += seconds
        self._move_to(self.now)


Told = TypeVar("Told")


@dataclass
class FollowingStage:
    """A player that follows a DAW's MIDI clock; all times by hand."""

    time: ManualTime = field(default_factory=ManualTime)
    clock: InternalClock = field(default_factory=lambda: InternalClock(120.0, 4.0))
    events: list[Event] = field(default_factory=list)
    inputs: list[HandInput] = field(default_factory=list)
    broken: bool = False

    def __post_init__(self) -> None:
        self.port = Recorder(self.time.now)
        self.player = Player(
            self.port, self.clock, self.events.append, self.time, self._make_sources
        )
        self.player.set_clock("midi")
        self.daw = Daw(lambda data: self.inputs[-1].give(data), self._move_to)

    def told(self, kind: type[Told]) -> list[Told]:
        """Events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    def starts(self) -> list[float]:
        """The second of every note-on."""
        return [note.start for note in self.port.notes()]

    def _move_to(self, instant: float) -> None:
        if instant > self.time.now():
            self.time.advance_to(instant)

    def _make_sources(self, now: Callable[[], float], receive: Listener) -> ClockSources:
        return ClockSources(now, receive, self._open_input)

    def _open_input(self, listener: Listener, now: Callable[[], float]) -> InputPort:
        if self.broken:
            raise OscbridgeError("midi-unavailable", "the test has pulled the cable")
        self.inputs.append(HandInput(listener, now))
        return self.inputs[-1]


def check_notes(port: Recorder) -> None:
    """Every note-on has its own note-off after it, before the pitch begins again; none is left."""
    sounding: set[int] = set()
    for message in port.messages:
        if message.data[0] == 0x90:
            assert message.data[1] not in sounding, "a pitch began again while it sounded"
            sounding.add(message.data[1])
        elif message.data[0] == 0x80:
            assert message.data[1] in sounding, "a note-off for a note that does not sound"
            sounding.remove(message.data[1])
    assert not sounding, "stuck notes"


def await_true(look: Callable[[], bool], timeout_s: float, otherwise: str) -> None:
    """Look every few milliseconds until it is so."""
    end = time.monotonic() + timeout_s
    while not look():
        assert time.monotonic() < end, f"{otherwise} within {timeout_s} s"
        time.sleep(0.005)
