"""MIDI inputs: stamps, real JACK ports, and errors by code."""

from __future__ import annotations

import random
import threading
import time

import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.input import InputPort, Listener
from oscbridge.midi.ports.inputs import open_input
from oscbridge.midi.ports.outputs import open_output
from oscbridge.midi.ports.rtmidi_input import Stamper
from tests.jack import JackServer
from tests.midi.daw import HandInput


class Heard:
    """A listener that can be waited for."""

    def __init__(self) -> None:
        self.messages: list[tuple[float, bytes]] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def __call__(self, instant: float, data: bytes) -> None:
        with self._changed:
            self.messages.append((instant, data))
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.messages) >= count, 10), self.messages


def test_what_is_sent_to_the_virtual_port_is_heard_in_a_thread_of_its_own(jack: JackServer) -> None:
    heard = Heard()
    port = open_input(heard, backend="jack", name="ears")
    with open_output("mouth", "jack") as output:
        jack.connect("mouth:mouth", jack.await_port("ears-in"))
        before = time.monotonic()
        for data in (b"\xfa", b"\xf8", b"\xf2\x10\x00", b"\x90\x3c\x50", b"\xfe", b"\xfc"):
            output.send(data)
        heard.wait_for(5)
    assert [data for _, data in heard.messages[:5]] == [
        b"\xfa",
        b"\xf8",
        b"\xf2\x10\x00",
        b"\x90\x3c\x50",
        b"\xfc",
    ]
    # In the seconds of ``now``; a busy machine's JACK misjudges its own frames by tenths of them.
    assert all(abs(instant - before) < 10 for instant, _ in heard.messages)
    assert heard.threads == {"oscbridge-input"}
    port.close()
    port.close()
    assert port.closed
    assert not any("ears" in name for name in jack.ports())


def test_messages_of_one_period_keep_the_distance_at_which_they_were_sent(jack: JackServer) -> None:
    heard = Heard()
    with open_output("mouth", "jack") as output:
        source = output.time_source()
        port = open_input(heard, source.now, backend="jack", name="ears", output=output)
        jack.connect("mouth:mouth", jack.await_port("ears-in"))
        begin = source.now() + 0.2
        for number in range(100):
            output.send_at(b"\xf8", begin + number * 0.001)
        heard.wait_for(100)
        port.close()
    offs = [instant - begin - n * 0.001 for n, (instant, _) in enumerate(heard.messages)]
    # Half a frame of rounding on the way out.
    assert max(map(abs, offs)) < 0.00005


def test_an_existing_port_is_listened_to_by_part_of_its_name(jack: JackServer) -> None:
    heard = Heard()
    with open_output("keyboard", "jack") as output:
        port = open_input(heard, backend="jack", name="ears", port="KEYB")
        assert "keyboard:keyboard" in port.description
        deadline = time.monotonic() + 5
        while not heard.messages and time.monotonic() < deadline:
            output.send(b"\x90\x3c\x50")
            time.sleep(0.05)
        assert heard.messages
        port.close()
        with pytest.raises(OscbridgeError, match='no MIDI port is called "kurzweil"') as missing:
            open_input(heard, backend="jack", port="kurzweil")
        assert missing.value.code == "port-missing"


def test_an_input_on_a_port_that_is_sending_already_hears_it_however_slowly_it_is_made(
    jack: JackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = InputPort.__init__

    def held_up(port: InputPort, backend: str, description: str, listener: Listener) -> None:
        time.sleep(0.05)  # some cycles of the server's
        made(port, backend, description, listener)

    monkeypatch.setattr(InputPort, "__init__", held_up)
    heard, over = Heard(), threading.Event()
    with open_output("keyboard", "jack") as output:

        def play() -> None:
            while not over.wait(0.002):
                output.send(b"\xf8")

        player = threading.Thread(target=play)
        player.start()
        try:
            port = open_input(heard, backend="jack", name="ears", port="keyboard")
            heard.wait_for(10)
        finally:
            over.set()
            player.join()
        port.close()


def test_where_no_system_works_the_reason_and_the_cure_are_told(
    no_midi: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oscbridge.midi.ports.inputs.platform_backends", lambda: ("jack",))
    with pytest.raises(OscbridgeError, match="start a server") as unavailable:
        open_input(lambda instant, data: None)
    assert unavailable.value.code == "midi-unavailable"


def test_a_dry_run_has_no_input() -> None:
    with pytest.raises(OscbridgeError, match='"dry-run" has no input') as unavailable:
        open_input(lambda instant, data: None, backend="dry-run")
    assert unavailable.value.code == "midi-unavailable"


def test_what_comes_after_the_end_is_not_told() -> None:
    heard = Heard()
    port = HandInput(heard, lambda: 1.0)
    port._arrive(1.0, b"\xf8")
    heard.wait_for(1)
    port.close()
    port._arrive(2.0, b"\xf8")
    assert len(heard.messages) == 1


def test_stamps_do_not_hold_what_the_callback_was_late_by() -> None:
    late, stamper = random.Random(3), Stamper()
    stamps = []
    for number in range(500):
        since_last = 0.02 if number else 0.0
        stamps.append(stamper.stamp(since_last, 10 + number * 0.02 + late.expovariate(1 / 0.002)))
    offs = [stamp - 10 - number * 0.02 for number, stamp in enumerate(stamps)][100:]
    assert max(offs) < 0.0015
    assert min(offs) >= 0


def test_stamps_follow_a_sender_whose_seconds_are_not_ours() -> None:
    stamper = Stamper()
    for number in range(5000):
        heard = number * 0.02 * 1.0002
        off = stamper.stamp(0.02 if number else 0.0, heard) - heard
        assert abs(off) < 0.001


def test_a_pause_that_the_intervals_do_not_tell_of_begins_the_stamps_anew() -> None:
    stamper = Stamper()
    stamper.stamp(0.0, 5.0)
    assert stamper.stamp(0.0, 105.0) == pytest.approx(105.0)
    assert stamper.stamp(0.02, 105.02) == pytest.approx(105.02)
