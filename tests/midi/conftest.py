"""Fixtures: a JACK server, and a player whose time moves by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from oscbridge.midi.clock import InternalClock, ManualTime
from oscbridge.midi.messages import Event
from oscbridge.midi.player import Player
from oscbridge.midi.ports.recorder import Recorder
from tests.jack import JackServer, running_server


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    """A real server; JACK clients in this process and its children find it."""
    with running_server() as server:
        for name, value in server.variables.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def no_midi(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no MIDI system: no JACK server of this name, no ALSA sequencer."""
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody-runs-this-one")
    monkeypatch.setattr("oscbridge.midi.ports.outputs.platform_backends", lambda: ("jack",))


Told = TypeVar("Told")


@dataclass
class Stage:
    """A player at 120 bpm in 4/4, its recorder, its events and the hand on its time."""

    time: ManualTime = field(default_factory=ManualTime)
    clock: InternalClock = field(default_factory=lambda: InternalClock(120.0, 4.0))
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port = Recorder(self.time.now)
        self.player = Player(self.port, self.clock, self.events.append, self.time)

    def told(self, kind: type[Told]) -> list[Told]:
        """Events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.player.close()
