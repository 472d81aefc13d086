"""The player as a process: obeys over a pipe, and ends its notes however its life ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from oscbridge.midi.messages import (
    CommandRefused,
    Event,
    Panic,
    PhraseEnded,
    PhraseNeeded,
    PhraseStarted,
    Play,
    PlayerFailed,
    PlayerReady,
    PlayerSettings,
    PlayerStatus,
    Quit,
    SetAffect,
    SetProgram,
    SetTempo,
    Status,
    Stop,
)
from oscbridge.midi.process import serve
from oscbridge.phrase import Note, Phrase
from tests.jack import JackServer, MidiDump, until

DRY = PlayerSettings(backend="dry-run", tempo_bpm=240, realtime=False)
ON_JACK = PlayerSettings(backend="jack", tempo_bpm=240, program=None, realtime=False)
LONG = Phrase((Note(0.0, 48, 64.0, 99), Note(0.0, 55, 64.0, 98)), bars=16)
MELODY = Phrase(tuple(Note(i / 2, 60 + i, 0.5, 40 + i) for i in range(32)), bars=4, tempo_bpm=240)


class Child:
    """A player process of this test."""

    def __init__(self, settings: PlayerSettings) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: Any = context.Process(target=serve, args=(theirs, settings))
        self.process.start()
        theirs.close()
        self.events: list[Event] = []

    def await_event(self, matches: Callable[[Any], bool], timeout_s: float = 20.0) -> Any:
        """The next event that matches; the ones before it are kept in ``events``."""
        end = time.monotonic() + timeout_s
        while self.pipe.poll(max(0.0, end - time.monotonic())):
            event = self.pipe.recv()
            self.events.append(event)
            if matches(event):
                return event
        raise AssertionError(f"not told within {timeout_s} s; told: {self.events}")

    def ready(self) -> PlayerReady:
        """Wait for the port."""
        event = self.await_event(lambda event: isinstance(event, PlayerReady | PlayerFailed))
        assert isinstance(event, PlayerReady), event
        return event

    def await_started(self) -> None:
        """Wait for the beginning of a phrase."""
        self.await_event(lambda event: isinstance(event, PhraseStarted))

    def left_within(self, seconds: float) -> bool:
        """Whether the process ends by itself in time."""
        self.process.join(seconds)
        return not self.process.is_alive()

    def close(self) -> None:
        self.pipe.close()
        if not self.left_within(5):
            self.process.kill()
            self.process.join()


@pytest.fixture
def start() -> Iterator[Callable[[PlayerSettings], Child]]:
    children: list[Child] = []

    def begin(settings: PlayerSettings) -> Child:
        children.append(Child(settings))
        return children[-1]

    yield begin
    for child in children:
        child.close()


Start = Callable[[PlayerSettings], Child]


def test_every_command_is_obeyed_and_the_events_come_back(start: Start) -> None:
    child = start(DRY)
    assert child.ready() == PlayerReady("dry-run", "recorder (dry run, no MIDI port)", None)
    for command in (SetTempo(1000.0), SetProgram(7), SetAffect(0.3, 0.4), Play(MELODY, token=41)):
        child.pipe.send(command)
    child.await_event(lambda event: event == PhraseNeeded(41))
    child.await_event(lambda event: event == PhraseEnded(41, completed=True))
    child.pipe.send(Status(request=5))
    status = child.await_event(lambda event: isinstance(event, PlayerStatus))
    assert (status.request, status.tempo_bpm) == (5, 1000.0)
    assert status.notes_started == status.notes_ended == 32
    child.pipe.send(Play(LONG, token=42, when="now"))
    child.await_started()
    child.pipe.send(Stop())
    child.await_event(lambda event: event == PhraseEnded(42, completed=False))
    child.pipe.send(Panic())
    child.pipe.send(Quit())
    assert child.left_within(5)
    assert child.process.exitcode == 0
    assert not any(isinstance(event, CommandRefused | PlayerFailed) for event in child.events)


def test_a_command_that_cannot_be_obeyed_is_refused_by_code_and_the_player_lives(
    start: Start,
) -> None:
    child = start(DRY)
    child.ready()
    nothing: Any = None
    for command in (SetTempo(-1), SetProgram(1000), "sing", Play(nothing, token=9)):
        child.pipe.send(command)
    child.pipe.send_bytes(b"no pickle")
    child.pipe.send(Status())
    child.await_event(lambda event: isinstance(event, PlayerStatus))
    refused = [event for event in child.events if isinstance(event, CommandRefused)]
    assert [(event.code, event.token) for event in refused] == [
        ("out-of-range", None),
        ("out-of-range", None),
        ("bad-command", None),
        ("bad-command", 9),
        ("bad-command", None),
    ]


def test_a_port_that_cannot_be_opened_is_told_and_the_process_leaves(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody-runs-this-one")
    child = start(ON_JACK)
    failed = child.await_event(lambda event: isinstance(event, PlayerFailed))
    assert failed.code == "midi-unavailable"
    assert child.left_within(5)
    assert child.process.exitcode == 1


def test_the_process_leaves_within_a_second_when_the_pipe_closes(start: Start) -> None:
    child = start(DRY)
    child.ready()
    child.pipe.close()
    assert child.left_within(1.0)


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_sigint_is_left_to_the_parent_and_sigterm_ends_the_process(start: Start) -> None:
    child = start(DRY)
    child.ready()
    os.kill(child.process.pid, signal.SIGINT)
    child.pipe.send(Status(request=1))
    child.await_event(lambda event: isinstance(event, PlayerStatus))
    child.process.terminate()
    assert child.left_within(1.0)
    assert child.process.exitcode == 0


@pytest.mark.skipif(os.name != "posix", reason="POSIX stops a process")
def test_a_parent_that_does_not_read_does_not_hold_the_player_up(start: Start) -> None:
    child = start(PlayerSettings(backend="dry-run", tempo_bpm=1000, realtime=False))
    child.ready()
    # Each phrase is told by two events; together they are more than any pipe holds.
    for token in range(3000):
        child.pipe.send(Play(MELODY, token=token))
    child.pipe.send(Play(MELODY, token=9999))
    child.pipe.send(Quit())
    assert child.left_within(10)
    assert child.process.exitcode == 0


def test_nothing_heavy_is_imported_by_the_player() -> None:
    program = (
        "import sys, oscbridge.midi.process, oscbridge.midi.ports.outputs as p;"
        "p.open_output(backend='dry-run');"
        "print([m for m in ('torch', 'numpy', 'mido', 'pretty_midi', 'onnxruntime', 'asyncio')"
        " if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout == "[]\n"


def test_an_independent_program_hears_every_note_of_a_phrase_and_its_end(
    jack: JackServer, start: Start
) -> None:
    child = start(ON_JACK)
    assert child.ready().backend == "jack"
    with MidiDump(jack, "oscbridge:oscbridge") as dump:
        child.pipe.send(Play(MELODY, token=1))
        child.await_event(lambda event: event == PhraseEnded(1, completed=True))
        dump.wait_for(lambda heard: len(heard.messages) == 64)
        assert dump.notes == [(60 + i, 40 + i) for i in range(32)]
        assert dump.sounding() == set()
        ons = [message.frame for message in dump.messages if message.is_on]
        # An eighth at 240 bpm is 6,000 frames. Loose: this is a test of order, not of timing.
        assert ons[-1] - ons[0] == pytest.approx(31 * 6000, rel=0.05)


@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "quit", "pipe", "stop", "panic"])
def test_no_note_hangs_however_the_player_is_interrupted(
    jack: JackServer, start: Start, end: str
) -> None:
    child = start(ON_JACK)
    child.ready()
    with MidiDump(jack, "oscbridge:oscbridge") as dump:
        child.pipe.send(Play(LONG, token=1))
        dump.wait_for(lambda heard: len(heard.notes) == 2)
        if end.startswith("SIG"):
            os.kill(child.process.pid, getattr(signal, end))
        elif end == "pipe":
            child.pipe.close()
        else:
            child.pipe.send({"quit": Quit(), "stop": Stop(), "panic": Panic()}[end])
        dump.wait_for(lambda heard: not heard.sounding(), timeout_s=1.5)
        assert dump.notes == [(48, 99), (55, 98)]
        if end == "panic":
            dump.wait_for(lambda heard: heard.messages[-1].bytes == (0xB0, 120, 0))
        elif end != "stop":
            assert child.left_within(1.0)


def test_no_note_hangs_when_the_parent_is_killed_outright(jack: JackServer, tmp_path: Path) -> None:
    parent = tmp_path / "parent.py"
    parent.write_text(
        textwrap.dedent(
            """
            import multiprocessing
            from oscbridge.midi.messages import Play
            from oscbridge.midi.process import serve
            from tests.midi.test_process import LONG, ON_JACK

            if __name__ == "__main__":
                context = multiprocessing.get_context("spawn")
                ours, theirs = context.Pipe()
                child = context.Process(target=serve, args=(theirs, ON_JACK))
                child.start()
                theirs.close()
                input()
                ours.send(Play(LONG, token=1))
                while True:
                    ours.recv()
            """
        )
    )
    root = Path(__file__).parent.parent.parent
    process = subprocess.Popen(
        [sys.executable, str(parent)],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        text=True,
    )
    try:
        with MidiDump(jack, "oscbridge:oscbridge") as dump:
            assert process.stdin is not None
            process.stdin.write("play\n")
            process.stdin.flush()
            dump.wait_for(lambda heard: len(heard.notes) == 2)
            process.kill()
            process.wait()
            dump.wait_for(lambda heard: not heard.sounding(), timeout_s=1.5)
            assert dump.notes == [(48, 99), (55, 98)]
        until(lambda: "oscbridge:oscbridge" not in jack.ports(), 1.0, "the player did not leave")
    finally:
        process.kill()
        process.wait()


def test_a_lost_server_is_told_and_the_process_still_leaves(jack: JackServer, start: Start) -> None:
    child = start(ON_JACK)
    child.ready()
    child.pipe.send(Play(MELODY, token=1))
    child.await_started()
    jack.kill()
    lost = child.await_event(lambda event: type(event).__name__ == "PortLost")
    assert "JACK server went away" in lost.message
    child.pipe.send(Quit())
    assert child.left_within(3.0)


def test_the_connection_is_all_that_serve_needs() -> None:
    # What the daemon's workers rely on: the signature that they call.
    assert list(serve.__annotations__) == ["connection", "settings", "return"]
    assert serve.__annotations__["connection"] == Connection.__name__
