"""The JACK port of our own, on a real server: exact to the frame, and never in the way."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from oscbridge.midi.clock import InternalClock
from oscbridge.midi.messages import Event, PhraseEnded, PortLost
from oscbridge.midi.player import Player
from oscbridge.midi.ports import outputs
from oscbridge.midi.ports.jack_output import JackOutput
from oscbridge.midi.ports.outputs import open_output
from oscbridge.phrase import Note, Phrase
from tests.jack import JackServer, MidiDump, until

ON, OFF = b"\x90\x3c\x50", b"\x80\x3c\x40"
LONG = Phrase((Note(0.0, 48, 16.0),), bars=4)


def frames(dump: MidiDump) -> list[int]:
    """Frames of all note-ons."""
    return [heard.frame for heard in dump.messages if heard.is_on]


def test_the_port_has_the_name_that_saved_connections_know(jack: JackServer) -> None:
    with open_output() as port:
        assert isinstance(port, JackOutput)
        assert "oscbridge:oscbridge" in jack.ports()


def test_messages_arrive_at_the_frames_of_their_instants(jack: JackServer) -> None:
    with JackOutput() as port, MidiDump(jack, "oscbridge:oscbridge") as dump:
        start = port.time_source().now() + 0.1
        for number in range(200):
            port.send_at(ON, start + number * 0.00501)
            port.send_at(OFF, start + number * 0.00501 + 0.002)
        dump.wait_for(lambda heard: len(heard.messages) == 400)
        first = port.frame_of(start)
        wanted = [port.frame_of(start + number * 0.00501) - first for number in range(200)]
        # jack_midi_dump counts from a zero of its own.
        assert [frame - frames(dump)[0] for frame in frames(dump)] == wanted
        assert port.lateness.late == 0


def test_a_phrase_is_played_on_an_exact_grid(jack: JackServer) -> None:
    ended = threading.Event()

    def listen(event: Event) -> None:
        if isinstance(event, PhraseEnded):
            ended.set()

    with MidiDump(jack) as dump:
        player = Player(port := JackOutput(), InternalClock(600), listen, program=None)
        jack.connect("oscbridge:oscbridge", dump.port)
        player.play(Phrase(tuple(Note(n / 4, 60, 0.2) for n in range(64)), bars=4))
        assert ended.wait(10)
        player.close()
        gaps = {later - earlier for earlier, later in itertools.pairwise(frames(dump))}
        assert port.lateness.late == 0
    assert gaps == {1200}  # a quarter of a beat at 600 bpm and 48 kHz


def test_time_follows_the_server_and_agrees_with_the_machine_at_first(jack: JackServer) -> None:
    with JackOutput() as port:
        source = port.time_source()
        assert source.now() == pytest.approx(time.monotonic(), abs=0.25)
        moments = [source.now() for _ in range(2000)]
        assert moments == sorted(moments)
        assert port.second_of(port.frame_of(1000.0)) == pytest.approx(1000.0, abs=1 / 48_000)


def test_stop_is_heard_at_once_and_nothing_after_it(jack: JackServer) -> None:
    with MidiDump(jack) as dump:
        player = Player(JackOutput(ahead_ms=200.0), InternalClock(960), lambda event: None)
        jack.connect("oscbridge:oscbridge", dump.port)
        player.play(Phrase(tuple(Note(n / 8, 60 + n % 20, 0.5) for n in range(128)), bars=4))
        dump.wait_for(lambda heard: len(heard.notes) > 20)
        player.panic()  # 200 ms of notes are on their way
        dump.wait_for(lambda heard: heard.messages[-1].bytes == (0xB0, 120, 0))
        assert not dump.sounding()
        player.close()
        assert dump.messages[-1].bytes == (0xB0, 120, 0)


def test_a_killed_server_is_told_to_an_idle_player_and_closing_takes_no_time(
    jack: JackServer,
) -> None:
    lost = threading.Event()

    def listen(event: Event) -> None:
        if isinstance(event, PortLost):
            lost.set()

    player = Player(JackOutput(), InternalClock(), listen)
    jack.kill()
    assert lost.wait(1.0)
    before, spent = time.monotonic(), time.process_time()
    player.close()
    assert time.monotonic() - before < 2.5
    assert time.process_time() - spent < 0.5, "it spins"


def test_a_server_that_stood_still_goes_on_where_it_was_and_so_does_the_music(
    jack: JackServer,
) -> None:
    with JackOutput() as port, MidiDump(jack, "oscbridge:oscbridge") as dump:
        start = port.time_source().now() + 0.1
        for number in range(100):
            port.send_at(ON, start + number * 0.005)
            port.send_at(OFF, start + number * 0.005 + 0.002)
        dump.wait_for(lambda heard: len(heard.messages) > 20)
        os.kill(jack.pid, signal.SIGSTOP)
        try:
            time.sleep(1.5)  # longer than any busy machine; shorter than a server given up
            assert port.time_source().now() < start + 1.0, "time ran on without the server"
        finally:
            os.kill(jack.pid, signal.SIGCONT)
        dump.wait_for(lambda heard: len(heard.messages) == 200)
        gaps = {later - earlier for earlier, later in itertools.pairwise(frames(dump))}
        assert gaps == {240}
        assert port.lost is None


def test_two_players_on_one_server_have_two_names(jack: JackServer) -> None:
    with JackOutput() as first, JackOutput() as second:
        assert "oscbridge:oscbridge" in first.description
        assert "oscbridge-01:oscbridge" in second.description


def test_without_jack_client_rtmidi_plays_and_says_what_is_missing(
    jack: JackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "load_jack", lambda: None)
    with open_output(backend="jack") as port:
        assert not isinstance(port, JackOutput)
        assert "pip install JACK-Client" in (port.notice or "")
        assert "oscbridge:oscbridge" in jack.ports()


def test_a_server_that_dies_writes_nothing_on_the_terminal(jack: JackServer) -> None:
    program = (
        "import threading\n"
        "from oscbridge.midi.ports.outputs import open_output\n"
        "port = open_output(); known = threading.Event(); port.watch_loss(known.set)\n"
        "print('open', flush=True); known.wait(10); port.close(); print('closed')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: "oscbridge:oscbridge" in jack.ports(), 10, "the port did not appear")
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    jack.kill()
    out, err = process.communicate(timeout=10)
    assert (out, err) == ("closed\n", "")
