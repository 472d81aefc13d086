"""Recordings sent to a real daemon: who composed them and what plays."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from oscbridge.client import OscbridgeClient
from oscbridge.listening.audio import RATE
from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS, PROGRAMS, UNCERTAIN
from oscbridge.midi.files import write_midi
from oscbridge.phrase import Note, Phrase
from tests.daemon.running import Running, running
from tests.listening.played import fluidsynth, prelude
from tests.listening.sounds import file_of, line, struck

LONGEST_S = 60.0


@pytest.fixture(scope="module")
def daemon() -> Iterator[Running]:
    with running("music.start=on-play") as daemon:
        yield daemon


@pytest.fixture
def client(daemon: Running) -> Iterator[OscbridgeClient]:
    with daemon.client("tcp") as client:
        yield client


def test_a_recording_is_answered_with_composer_and_instrument(
    client: OscbridgeClient, tmp_path: Path
) -> None:
    path = tmp_path / "a recording.wav"
    path.write_bytes(file_of(struck(line())))
    client.send("listen", str(path), 5)
    _, label, confidence = client.wait_for("composer", LONGEST_S, id=5).args
    assert label in (*COMPOSERS, UNCERTAIN)
    assert 0.0 < float(confidence) <= 1.0
    _, label, confidence = client.wait_for("instrument", LONGEST_S, id=5).args
    assert label in (*INSTRUMENTS, UNCERTAIN)
    assert 0.0 < float(confidence) <= 1.0


def clarinet(folder: Path) -> Path:
    """A MIDI file of 16 bars for the clarinet."""
    notes = tuple(Note(0.5 * i, 60 + i % 12, 0.5) for i in range(128))
    path = folder / "a.mid"
    write_midi(Phrase(notes, bars=16), path, program=71)
    return path


def test_a_midi_file_names_its_own_instrument(client: OscbridgeClient, tmp_path: Path) -> None:
    client.send("listen", str(clarinet(tmp_path)), "score")
    assert client.wait_for("instrument", LONGEST_S, id="score").args[1] == "clarinet"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.wav", b"", "no-audio"),
        ("broken.mp3", b"\xff\xfb\x90\x00" + b"\x00\x01" * 40, "bad-audio"),
        ("silent.wav", file_of(np.zeros(2 * RATE, np.float32)), "no-sound"),
        ("broken.mid", b"MThd\x00\x00", "bad-midi"),
    ],
)
def test_what_cannot_be_listened_to_gets_one_coded_error(
    client: OscbridgeClient, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    client.send("listen", str(path), name)
    assert client.wait_for("error", LONGEST_S, id=name).args[0] == code


def test_files_wait_for_their_turn_and_a_primer_does_not_push_them_out(
    client: OscbridgeClient, tmp_path: Path
) -> None:
    path = tmp_path / "a.mid"
    write_midi(Phrase(tuple(Note(float(i), 60 + i % 9, 1.0) for i in range(64)), bars=16), path)
    client.send("listen", str(path), "one")
    client.send("listen", str(path), "two")
    client.send("primer", str(path), "three")
    for id in ("one", "two"):
        assert client.wait_for("instrument", LONGEST_S, id=id).args[1] == "piano"
    assert client.wait_for("primer/info", LONGEST_S, id="three").args[1] == "midi"


def test_what_is_heard_changes_nothing_unless_it_is_followed(
    client: OscbridgeClient, tmp_path: Path
) -> None:
    before = client.status()["program"]
    client.send("listen", str(clarinet(tmp_path)), "plain")
    client.wait_for("instrument", LONGEST_S, id="plain")
    assert client.status()["program"] == before


def test_where_it_is_followed_the_instrument_sets_the_program(tmp_path: Path) -> None:
    with (
        running("music.start=on-play", "music.follow_listen=true") as daemon,
        daemon.client("tcp") as client,
    ):
        client.send("listen", str(clarinet(tmp_path)), "followed")
        client.wait_for("instrument", LONGEST_S, id="followed")
        assert client.status()["program"] == 71


@pytest.fixture(scope="module")
def following() -> Iterator[Running]:
    with running(
        "music.start=on-play", "music.follow_listen=true", "midi.backend=dry-run", "midi.program=40"
    ) as daemon:
        yield daemon


def engine_after_loading(client: OscbridgeClient, wanted: str) -> object:
    """The engine of the status, once it is the wanted one or a minute has gone."""
    ends = time.monotonic() + LONGEST_S
    while True:
        engine = client.status()["engine"]
        if engine == wanted or time.monotonic() > ends:
            return engine


def test_a_recording_of_chopin_brings_the_chopin_engine_and_the_instruments_program(
    following: Running, tmp_path: Path
) -> None:
    with following.client("tcp") as client:
        client.send("engine", "midinet")
        assert engine_after_loading(client, "midinet") == "midinet"
        client.send("listen", str(fluidsynth(prelude(), tmp_path)), "played")
        assert client.wait_for("composer", LONGEST_S, id="played").args[1] == "Chopin"
        plays = client.wait_for("instrument", LONGEST_S, id="played").args[1]
        assert engine_after_loading(client, "chopin") == "chopin"
        # A sound font's piano may leave it uncertain of the instrument: then nothing is changed.
        heard = PROGRAMS[str(plays)][0] if plays != UNCERTAIN else 40
        assert client.status()["program"] == heard
        info = client.request("phrase", 5, "next", reply="phrase/info").args
        assert info[1] == "chopin"


def test_a_score_by_chopin_for_the_clarinet_brings_engine_and_program(
    following: Running, tmp_path: Path
) -> None:
    with following.client("tcp") as client:
        client.send("engine", "midinet")
        assert engine_after_loading(client, "midinet") == "midinet"
        path = tmp_path / "prelude.mid"
        write_midi(prelude(), path, program=71)
        client.send("listen", str(path), "score")
        assert client.wait_for("composer", LONGEST_S, id="score").args[1] == "Chopin"
        assert engine_after_loading(client, "chopin") == "chopin"
        assert client.status()["program"] == 71
