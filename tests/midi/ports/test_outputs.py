"""Opening a port: by system, by name, and on a machine that has none."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading

import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.outputs import MissingBackend, PortInfo, list_ports, open_output
from oscbridge.midi.ports.quiet import quiet_stderr
from oscbridge.midi.ports.systems import choose_port, platform_backends
from tests.jack import JackServer, MidiDump

NAMES = ["Microsoft GS Wavetable Synth 0", "loopMIDI Port 1", "loopMIDI Port 2", "oscbridge 3"]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [("loopMIDI Port 1", 1), ("wavetable", 0), ("PORT 2", 2), ("oscbridge", 3)],
)
def test_an_existing_port_is_found_by_its_name_or_a_part_of_it(wanted: str, index: int) -> None:
    assert choose_port(wanted, NAMES) == index


def test_an_exact_name_wins_over_longer_ones_that_contain_it() -> None:
    assert choose_port("synth", ["a synth", "synth", "synth 2"]) == 1


def test_several_candidates_are_listed() -> None:
    with pytest.raises(OscbridgeError, match='"loopMIDI Port 1", "loopMIDI Port 2"') as error:
        choose_port("loopmidi", NAMES)
    assert error.value.code == "port-ambiguous"


@pytest.mark.parametrize(("names", "told"), [(NAMES, "Wavetable Synth 0"), ([], "there are: none")])
def test_no_candidate_lists_what_there_is_and_names_the_cure(names: list[str], told: str) -> None:
    with pytest.raises(OscbridgeError, match=told) as error:
        choose_port("kurzweil", names)
    assert error.value.code == "port-missing"
    assert "loopMIDI" in error.value.message


@pytest.mark.parametrize(
    ("platform", "backends"),
    [("linux", ("jack", "alsa")), ("darwin", ("coremidi", "jack")), ("win32", ("windows",))],
)
def test_each_platform_has_its_own_systems(platform: str, backends: tuple[str, ...]) -> None:
    assert platform_backends(platform) == backends


def test_an_unknown_backend_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(OscbridgeError, match="auto, alsa, jack, coremidi") as error:
        open_output(backend="oss")
    assert error.value.code == "midi-backend"


@pytest.mark.usefixtures("no_midi")
def test_without_a_midi_system_a_recorder_plays_and_says_so_in_one_line() -> None:
    port = open_output()
    assert port.backend == "dry-run"
    assert port.notice is not None
    assert "nothing will sound" in port.notice
    assert "jackd" in port.notice
    assert "\n" not in port.notice


@pytest.mark.usefixtures("no_midi")
def test_a_system_asked_for_by_name_is_never_replaced_by_a_recorder() -> None:
    with pytest.raises(OscbridgeError, match="start a server") as error:
        open_output(backend="jack")
    assert error.value.code == "midi-unavailable"


@pytest.mark.usefixtures("no_midi")
def test_the_list_tells_why_a_system_is_missing() -> None:
    (missing,) = list_ports()
    assert isinstance(missing, MissingBackend)
    assert "JACK" in str(missing)
    assert "start a server" in str(missing)


def test_asking_for_a_port_writes_nothing_on_the_terminal_and_starts_no_server() -> None:
    program = (
        "from oscbridge.midi.ports.outputs import list_ports, open_output\n"
        "open_output().close(); print(len(list_ports()) > 0)"
    )
    environment = {**os.environ, "JACK_DEFAULT_SERVER": "nobody-runs-this-one"}
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (ran.stdout, ran.stderr) == ("True\n", "")


def test_quiet_blocks_that_overlap_give_the_terminal_back_whichever_ends_first() -> None:
    terminal = os.fstat(2).st_ino
    first, second = quiet_stderr(), quiet_stderr()
    with contextlib.ExitStack() as stack:
        lines = first.__enter__()
        stack.enter_context(second)
        os.write(2, b"to the second\n")
        first.__exit__(None, None, None)
        assert lines == []
    assert os.fstat(2).st_ino == terminal


def test_what_a_library_writes_on_stderr_is_taken_and_kept(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with quiet_stderr() as lines:
        os.write(2, b"C++ is angry\n")
    os.write(2, b"we are not\n")
    assert lines == ["C++ is angry"]
    assert capfd.readouterr().err == "we are not\n"


def test_a_virtual_port_is_seen_and_heard_by_other_programs(jack: JackServer) -> None:
    with open_output() as port:
        assert port.backend == "jack"
        assert "oscbridge:oscbridge" in jack.ports()
        assert PortInfo("jack", "in", "oscbridge:oscbridge") in list_ports()
        with MidiDump(jack, "oscbridge:oscbridge") as dump:
            port.send(b"\x90\x3c\x50")
            port.close()
            dump.wait_for(lambda heard: len(heard.messages) == 2)
            assert [heard.bytes for heard in dump.messages] == [(0x90, 60, 80), (0x80, 60, 64)]


def test_an_existing_port_is_played_on_by_part_of_its_name(jack: JackServer) -> None:
    with MidiDump(jack) as dump:
        with open_output(port=dump.port[:-3].upper()) as port:
            assert dump.port in port.description
            port.send(b"\x90\x3c\x50")
        dump.wait_for(lambda heard: len(heard.messages) == 2)


def test_auto_does_not_hide_that_the_port_asked_for_is_missing(jack: JackServer) -> None:
    with pytest.raises(OscbridgeError, match='no MIDI port is called "kurzweil"') as error:
        open_output(port="kurzweil")
    assert error.value.code == "port-missing"


def test_a_server_that_dies_is_a_lost_port_not_a_hang(jack: JackServer) -> None:
    port = open_output(backend="jack")
    known = threading.Event()
    port.watch_loss(known.set)
    port.send(b"\x90\x3c\x50")
    jack.kill()
    # Told also to a player that sends nothing at that moment.
    assert known.wait(1.0)
    with pytest.raises(OscbridgeError, match="JACK server went away") as error:
        port.send(b"\x80\x3c\x40")
    assert error.value.code == "port-lost"
    port.close()


def test_after_a_server_died_a_new_one_serves_a_new_port(jack: JackServer) -> None:
    lost = open_output(backend="jack")
    known = threading.Event()
    lost.watch_loss(known.set)
    jack.kill()
    assert known.wait(1.0)
    lost.close()
    # A client left behind would take the new one's wake-ups: both have the same name.
    jack.start()
    with open_output(backend="jack") as port, MidiDump(jack, "oscbridge:oscbridge") as dump:
        for pitch in range(40):
            port.send(bytes((0xB0, 20, pitch)))
            dump.wait_for(lambda heard, pitch=pitch: len(heard.messages) == pitch + 1, 1.0)  # type: ignore[misc]


def test_a_stuck_server_is_a_lost_port_too_and_closing_does_not_wait_for_it(
    jack: JackServer,
) -> None:
    # In a process of its own: what cannot take leave of the server stays until its process ends.
    program = (
        "import os, signal, sys, threading\n"
        "from oscbridge.midi.ports import jack_output\n"
        "from oscbridge.midi.ports.outputs import open_output\n"
        "jack_output.STALLED_S = 1.0\n"
        "port = open_output(backend='jack')\n"
        "known = threading.Event(); port.watch_loss(known.set)\n"
        "os.kill(int(sys.argv[1]), signal.SIGSTOP)\n"
        "port.send(bytes((0xb0, 20, 64)))\n"
        "print(known.wait(3) and port.lost.code, flush=True)\n"
        "port.close(); print('closed', flush=True); os._exit(0)\n"
    )
    try:
        ran = subprocess.run(
            [sys.executable, "-c", program, str(jack.pid)],
            capture_output=True,
            text=True,
            timeout=20,
        )
    finally:
        os.kill(jack.pid, signal.SIGCONT)
    assert ran.stdout == "port-lost\nclosed\n"
