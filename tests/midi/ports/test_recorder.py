"""The dry-run port: what it keeps, tells and saves, and how any port closes."""

from __future__ import annotations

from pathlib import Path

import mido
import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.ports.recorder import HeardNote, Recorder


class Times:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_recorder_tells_notes_with_their_times() -> None:
    times = Times()
    port = Recorder(times)
    port.send(b"\x90\x3c\x50")
    times.now = 100.5
    port.send(b"\x80\x3c\x40")
    port.send(b"\x91\x40\x20")
    assert port.notes() == [
        HeardNote(1, 60, 80, 100.0, 100.5),
        HeardNote(2, 64, 32, 100.5, None),
    ]
    assert port.lines() == [
        "    0.000 s  ch 1  note on   C4   (60)  velocity 80",
        "    0.500 s  ch 1  note off  C4   (60)",
        "    0.500 s  ch 2  note on   E4   (64)  velocity 32",
    ]


def test_a_saved_recording_keeps_its_seconds(tmp_path: Path) -> None:
    times = Times()
    port = Recorder(times)
    port.send(b"\xc0\x05")
    for seconds, data in ((101.25, b"\x90\x3c\x50"), (102.0, b"\x80\x3c\x40")):
        times.now = seconds
        port.send(data)
    path = tmp_path / "new" / "dry.mid"
    port.save(path, tempo_bpm=77.0)
    played = [(message.time, message.type) for message in mido.MidiFile(path) if message.time]
    assert played == [
        (pytest.approx(1.25, abs=1e-3), "note_on"),
        (pytest.approx(0.75, abs=1e-3), "note_off"),
    ]


def test_a_recording_with_midi_clock_is_saved_without_it(tmp_path: Path) -> None:
    times = Times()
    port = Recorder(times)
    for data in (b"\xfa", b"\xf8", b"\x90\x3c\x50"):
        port.send(data)
        times.now += 0.5
    port.save(tmp_path / "dry.mid")
    (note,) = [m for m in mido.MidiFile(tmp_path / "dry.mid") if not m.is_meta]
    assert (note.type, note.time) == ("note_on", pytest.approx(1.0, abs=1e-3))


def test_a_long_recording_forgets_its_oldest_messages() -> None:
    port = Recorder(keep=10)
    for pitch in range(50):
        port.send(bytes((0x90, pitch, 1)))
        port.send(bytes((0x80, pitch, 64)))
    assert [message.data[1] for message in port.messages[::2]] == [45, 46, 47, 48, 49]


def test_closing_ends_what_sounds_once_and_only_once() -> None:
    port = Recorder()
    port.send(b"\x90\x3c\x50")
    port.send(b"\x93\x3d\x50")
    port.send(b"\x90\x3e\x50")
    port.send(b"\x90\x3e\x00")
    port.close()
    port.close()
    assert [message.data for message in port.messages[4:]] == [b"\x80\x3c\x40", b"\x83\x3d\x40"]
    assert port.sounding == 0


def test_a_closed_port_refuses_by_code() -> None:
    port = Recorder()
    port.close()
    with pytest.raises(OscbridgeError, match="port-closed"):
        port.send(b"\x90\x3c\x50")


class BrokenPort(OutputPort):
    """A port whose cable is pulled after some messages."""

    def __init__(self, good: int) -> None:
        super().__init__("alsa", "a port with a bad cable")
        self.good = good
        self.released = 0

    def _write(self, data: bytes) -> None:
        self.good -= 1
        if self.good < 0:
            raise OSError("no such device")

    def _release(self) -> None:
        self.released += 1


def test_a_port_that_fails_says_port_lost_and_is_still_given_back() -> None:
    port = BrokenPort(good=1)
    port.send(b"\x90\x3c\x50")
    with pytest.raises(OscbridgeError, match=r"bad cable.*no such device") as lost:
        port.send(b"\x80\x3c\x40")
    assert lost.value.code == "port-lost"
    port.close()
    port.close()
    assert port.released == 1
