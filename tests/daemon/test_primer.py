"""Files to be continued, sent to a real daemon over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mido
import numpy as np
import psutil
import pytest

from oscbridge.client import OscbridgeClient
from oscbridge.listening.audio import RATE
from oscbridge.midi.files import write_midi
from oscbridge.phrase import Note, Phrase
from tests.daemon.running import SAMPLE, Running, running
from tests.listening.bad_files import UNREADABLE, WITHOUT_NOTES
from tests.listening.sounds import SCALE, file_of, line, sung

LONGEST_S = 60.0


@pytest.fixture(scope="module")
def daemon() -> Iterator[Running]:
    with running("music.start=on-play", "music.tempo_bpm=240") as daemon:
        yield daemon


@pytest.fixture
def client(daemon: Running) -> Iterator[OscbridgeClient]:
    with daemon.client("tcp") as client:
        yield client
        client.request("primer/clear", "end", reply="primer/info")


def code_of(client: OscbridgeClient, path: Path | str, id: str) -> str:
    client.send("primer", str(path), id)
    return str(client.wait_for("error", LONGEST_S, id=id).args[0])


def notes_of(client: OscbridgeClient, id: str) -> list[tuple[object, ...]]:
    """The notes of a phrase with seed 3."""
    client.send("phrase", 3, id)
    count = client.wait_for("phrase/info", LONGEST_S, id=id).args[4]
    return [client.wait_for("phrase/note", id=id).args[1:] for _ in range(count)]


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Eight bars in D major; in each bar its number's pitch four times."""
    notes = tuple(Note(float(beat), 62 + (beat // 4), 1.0) for beat in range(32))
    path = tmp_path / "a song.mid"
    write_midi(Phrase(notes, bars=8, tempo_bpm=90.0), path)
    return path


def test_a_midi_file_is_continued(client: OscbridgeClient, song: Path) -> None:
    info = client.request("primer", str(song), 7, reply="primer/info").args
    assert info[:4] == (7, "midi", 16, 4)
    assert info[4] == pytest.approx(90.0, abs=0.01)
    assert client.status()["primer"] == "midi"
    first = notes_of(client, "first")
    client.request("primer", str(song), 8, reply="primer/info")
    assert notes_of(client, "again") == first
    client.request("primer/clear", "end", reply="primer/info")
    assert notes_of(client, "fresh") != first


def test_the_bars_that_are_chosen_are_taken(client: OscbridgeClient, song: Path) -> None:
    client.send("primer/bars", "2-3")
    assert client.request("primer", str(song), 1, reply="primer/info").args[2:4] == (8, 2)
    client.send("primer/bars", "7-9")
    assert code_of(client, song, "far") == "bars-missing"
    client.send("primer/bars", "some", "bad")
    assert client.wait_for("error", id="bad").args[0] == "bad-bars"
    client.send("primer/bars", "last")


def test_a_sung_recording_is_listened_to_and_its_progress_is_told(
    client: OscbridgeClient, tmp_path: Path
) -> None:
    path = tmp_path / "sung.mp3"
    path.write_bytes(file_of(sung(line(SCALE * 2), 44_100), 44_100, "MP3"))
    client.send("primer", str(path), 4)
    share, stage = client.wait_for("primer/progress", LONGEST_S, id=4).args[1:]
    assert 0 <= share <= 1
    assert stage
    info = client.wait_for("primer/info", LONGEST_S, id=4).args
    assert info[1] == "voice"
    assert info[5] == "C"


def test_what_cannot_be_continued_has_a_code(client: OscbridgeClient, tmp_path: Path) -> None:
    files = {
        "silence.wav": (file_of(np.zeros(2 * RATE, np.float32)), "no-notes"),
        "empty.wav": (b"", "no-audio"),
        "text.mp3": (b"no sound at all " * 50, "bad-audio"),
        "video.mp4": (b"\x00\x00\x00\x20ftypisom" + bytes(4000), "bad-audio"),
        "bad.mid": (b"MThd but nothing else", "bad-midi"),
        "picture.jpg": (SAMPLE.read_bytes(), "bad-audio"),
    }
    files |= UNREADABLE | {name: (data, "no-notes") for name, data in WITHOUT_NOTES.items()}
    for name, (data, code) in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert code_of(client, path, name) == code, name
    drums = mido.MidiFile()
    drums.tracks.append(
        mido.MidiTrack(
            [
                mido.Message("note_on", channel=9, note=36),
                mido.Message("note_off", channel=9, note=36, time=100),
            ]
        )
    )
    drums.save(tmp_path / "drums.mid")
    assert code_of(client, tmp_path / "drums.mid", "drums") == "no-notes"
    assert code_of(client, tmp_path / "nothing.wav", "gone") == "file-missing"
    assert code_of(client, tmp_path, "folder") == "file-not-regular"
    assert code_of(client, "relative.mid", "relative") == "path-unusable"


def test_clear_gives_up_what_is_being_listened_to(client: OscbridgeClient, tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    path.write_bytes(file_of(sung(line(SCALE * 15)), RATE, "FLAC"))
    client.send("primer", str(path), "long")
    client.wait_for("primer/progress", LONGEST_S, id="long")
    client.send("primer/clear", 9)
    assert client.wait_for("error", LONGEST_S, id="long").args[0] == "primer-cancelled"
    assert client.status()["primer"] == "none"


def test_a_second_file_takes_the_place_of_the_first(
    client: OscbridgeClient, song: Path, tmp_path: Path
) -> None:
    path = tmp_path / "long.flac"
    path.write_bytes(file_of(sung(line(SCALE * 15)), RATE, "FLAC"))
    client.send("primer", str(path), "long")
    client.send("primer", str(song), "song")
    assert client.wait_for("error", LONGEST_S, id="long").args[0] == "primer-cancelled"
    assert client.wait_for("primer/info", LONGEST_S, id="song").args[1] == "midi"


def test_when_the_ears_die_whoever_waits_is_told_and_the_next_file_is_read(
    daemon: Running, client: OscbridgeClient, song: Path, tmp_path: Path
) -> None:
    path = tmp_path / "long.flac"
    path.write_bytes(file_of(sung(line(SCALE * 15)), RATE, "FLAC"))
    client.send("primer", str(path), "long")
    client.wait_for("primer/progress", LONGEST_S, id="long")
    pid = client.status()["ears_pid"]
    assert isinstance(pid, int)
    psutil.Process(pid).kill()
    assert client.wait_for("error", LONGEST_S, id="long").args[0] == "ears-died"
    client.send("primer", str(song), "song")
    assert client.wait_for("primer/info", LONGEST_S, id="song").args[1] == "midi"


def test_listening_that_takes_too_long_is_ended(tmp_path: Path, song: Path) -> None:
    path = tmp_path / "long.flac"
    path.write_bytes(file_of(sung(line(SCALE * 15)), RATE, "FLAC"))
    settings = ("music.start=on-play", "music.primer_longest_s=1")
    with running(*settings) as daemon, daemon.client("tcp") as client:
        client.send("primer", str(path), "long")
        assert client.wait_for("error", LONGEST_S, id="long").args[0] == "primer-timeout"


def test_without_a_midi_system_live_playing_is_refused(client: OscbridgeClient) -> None:
    client.send("primer/live", 1, "live")
    assert client.wait_for("error", id="live").args[0] == "midi-unavailable"
    assert client.status()["live"] == "off"
