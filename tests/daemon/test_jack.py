"""The whole loop on a real JACK server, heard by a program that shares no code with us."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from oscbridge.client import OscbridgeClient
from tests.daemon.running import SAMPLE, Running, running
from tests.jack import JackServer, MidiDump, running_server


@pytest.fixture(scope="module")
def server() -> Iterator[JackServer]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def dump(server: JackServer) -> Iterator[MidiDump]:
    # One for all tests: it leaves only when it hears something, and the server waits for it.
    with MidiDump(server) as dump:
        yield dump


@pytest.fixture
def rig(server: JackServer, dump: MidiDump) -> Iterator[tuple[Running, MidiDump]]:
    """A daemon on the JACK server at a quick tempo, and a listener connected to its port."""
    settings = ("midi.backend=jack", "music.tempo_bpm=200", "music.start=on-play")
    with running(*settings, dry_run=False, environment=server.environment) as daemon:
        dump.clear()
        server.connect(server.await_port("oscbridge:oscbridge"), dump.port)
        yield daemon, dump


def phrase_notes(client: OscbridgeClient) -> list[tuple[int, int]]:
    """Pitch and velocity of every note of the next phrase that the daemon tells of."""
    count = client.wait_for("phrase/info", 20).args[4]
    told = [client.wait_for("phrase/note", 5).args for _ in range(count)]
    return [(pitch, velocity) for _, pitch, _, _, velocity in told]


def test_a_face_makes_exactly_its_phrases_notes_sound_and_all_are_ended(
    rig: tuple[Running, MidiDump],
) -> None:
    daemon, dump = rig
    with daemon.client("tcp") as client:
        client.send("mode", "once")
        client.send_frame(SAMPLE.read_bytes(), 1)
        assert client.wait_for("emotion", id=1).args[1] == "happy"
        client.send("play")
        notes = phrase_notes(client)
        dump.wait_for(lambda dump: len(dump.notes) >= len(notes) and not dump.sounding(), 20)
    # Notes that begin together may be told in any order.
    assert sorted(dump.notes) == sorted(notes)


def test_stop_ends_what_sounds(rig: tuple[Running, MidiDump]) -> None:
    daemon, dump = rig
    with daemon.client("tcp") as client:
        client.send("play")
        dump.wait_for(lambda dump: dump.sounding())
        client.send("stop")
        dump.wait_for(lambda dump: not dump.sounding(), 2)
        assert client.status()["sounding"] == 0


def test_panic_ends_what_sounds_and_says_so_to_every_synthesizer(
    rig: tuple[Running, MidiDump],
) -> None:
    daemon, dump = rig
    with daemon.client("tcp") as client:
        client.send("play")
        dump.wait_for(lambda dump: dump.sounding())
        client.send("panic")
        # Controllers 123 (all notes off) and 120 (all sound off), MIDI 1.0.
        dump.wait_for(
            lambda dump: {(0xB0, 123, 0), (0xB0, 120, 0)} <= {m.bytes for m in dump.messages}, 2
        )
        assert not dump.sounding()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_the_daemon_ends_no_note_is_left(
    rig: tuple[Running, MidiDump], number: signal.Signals
) -> None:
    daemon, dump = rig
    with daemon.client("tcp") as client:
        client.send("play")
        dump.wait_for(lambda dump: len(dump.sounding()) >= 2)
        daemon.process.send_signal(number)
        dump.wait_for(lambda dump: not dump.sounding(), 3)


def test_a_killed_players_notes_are_ended_by_its_successor(
    rig: tuple[Running, MidiDump],
) -> None:
    daemon, dump = rig
    with daemon.client("tcp") as client:
        client.send("play")
        dump.wait_for(lambda dump: len(dump.sounding()) >= 2)
        left = dump.sounding()
        os.kill(int(client.status()["player_pid"]), signal.SIGKILL)
        client.send("stop")
        dump.wait_for(lambda dump: not dump.sounding() & left, 10)
        client.send("play")
        before = len(dump.notes)
        dump.wait_for(lambda dump: len(dump.notes) > before)  # still connected
        client.send("stop")
        dump.wait_for(lambda dump: not dump.sounding(), 5)


def test_valence_and_arousal_arrive_as_controllers(rig: tuple[Running, MidiDump]) -> None:
    daemon, dump = rig
    with daemon.client("tcp") as client:
        client.send("affect/set", 1.0, -1.0)
        dump.wait_for(
            lambda dump: {(0xB0, 20, 127), (0xB0, 21, 0)} <= {m.bytes for m in dump.messages}, 5
        )
        client.send("affect/set", 0.0, 0.0)
        dump.wait_for(
            lambda dump: {(0xB0, 20, 64), (0xB0, 21, 64)} <= {m.bytes for m in dump.messages}, 5
        )


def test_while_a_midi_clock_is_followed_the_tempo_is_refused_and_told_to_the_sender(
    rig: tuple[Running, MidiDump],
) -> None:
    daemon, _ = rig
    with daemon.client("udp") as client:
        assert client.request("clock", "midi", reply="clock/state").args[0] == "midi"
        client.send("tempo", 90.0, "mine")
        code, _, address, id = client.wait_for("error", id="mine").args
        assert (code, address, id) == ("clock-follows", "/oscbridge/tempo", "mine")
        assert client.request("clock", "internal", reply="clock/state").args[0] == "internal"
        client.send("tempo", 90.0)
        assert client.status()["tempo_bpm"] == 90.0
