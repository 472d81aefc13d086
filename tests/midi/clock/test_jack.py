"""A real MIDI clock on a real JACK server drives a real player process; the sender listens."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from oscbridge.midi import messages as m
from oscbridge.midi.process import serve
from oscbridge.phrase import Note, Phrase
from tests.jack import JackServer

pytest.importorskip("jack", reason="JACK-Client is not installed")

SENDER = Path(__file__).with_name("sender.py")

RATE = 48000
SIXTEENTHS = Phrase(tuple(Note(step / 4, 60, 0.1) for step in range(64)), bars=4)


class PlayerProcess:
    """The player as the daemon runs it."""

    def __init__(self, settings: m.PlayerSettings) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, settings))
        self.process.start()
        theirs.close()
        self.await_event(lambda event: isinstance(event, m.PlayerReady))

    def await_event(self, wanted: Callable[[m.Event], bool], timeout_s: float = 30.0) -> m.Event:
        while self.connection.poll(timeout_s):
            event: m.Event = self.connection.recv()
            if wanted(event):
                return event
        raise AssertionError("the event did not come")

    def close(self) -> None:
        self.connection.send(m.Quit())
        self.process.join(10)
        self.connection.close()


@pytest.fixture
def player(jack: JackServer) -> Iterator[PlayerProcess]:
    player = PlayerProcess(m.PlayerSettings(backend="jack", program=None, clock="midi"))
    player.await_event(lambda event: isinstance(event, m.ClockChanged) and event.source == "midi")
    yield player
    player.close()


def offs_ms(jack: JackServer, player: PlayerProcess, *sender: str) -> list[float]:
    """How far each sixteenth that was heard is from the sender's, in milliseconds."""
    player.connection.send(m.Play(SIXTEENTHS, 1))
    player.connection.send(m.Play(SIXTEENTHS, 2, "after-current"))
    ports = (jack.await_port("oscbridge-in"), jack.await_port("oscbridge:oscbridge"))
    ran = subprocess.run(
        [sys.executable, str(SENDER), *ports, *sender],
        env=jack.environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    stopped = player.await_event(
        lambda event: isinstance(event, m.ClockChanged) and not event.running
    )
    assert isinstance(stopped, m.ClockChanged)
    player.connection.send(m.Status(1))
    status = player.await_event(lambda event: isinstance(event, m.PlayerStatus))
    assert isinstance(status, m.PlayerStatus)
    assert status.sounding == 0
    ticks, heard = ([float(frame) for frame in line.split()] for line in ran.stdout.splitlines())
    sixteenths = ticks[::6]
    # The note of the moment of the stop may or may not have left.
    assert abs(len(heard) - len(sixteenths)) <= 1
    return [(a - b) * 1000 / RATE for a, b in zip(heard, sixteenths, strict=False)]


def test_notes_land_on_the_beats_of_a_midi_clock_that_goes_from_120_to_140(
    jack: JackServer, player: PlayerProcess
) -> None:
    offs = offs_ms(jack, player, "120:8", "140:8")
    print(describe(offs))
    # The first note is told of the start after the fact; the leap of tempo is learnt in some ticks.
    assert sorted(map(abs, offs))[len(offs) // 2] < 2.0
    assert max(map(abs, offs)) < 30.0


def test_notes_stay_on_the_beats_of_a_clock_that_jitters_by_three_milliseconds(
    jack: JackServer, player: PlayerProcess
) -> None:
    offs = offs_ms(jack, player, "120:12", "--jitter", "3")
    print(describe(offs))
    assert sorted(map(abs, offs[4:]))[len(offs[4:]) // 2] < 2.0
    assert max(map(abs, offs[4:])) < 10.0


def describe(offs: list[float]) -> str:
    """Median, 99th percentile and worst of the distances, and their mean with its sign."""
    size = sorted(map(abs, offs))
    return (
        f"{len(offs)} notes: mean {sum(offs) / len(offs):+.3f} ms, "
        f"median {size[len(size) // 2]:.3f}, "
        f"p99 {size[int(0.99 * len(size))]:.3f}, worst {size[-1]:.3f}; "
        + " ".join(f"{off:.2f}" for off in offs)
    )
