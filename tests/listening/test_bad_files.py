"""Every ear, given what is no music: a code or an honest answer, never notes that are not there."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from oscbridge.cli import main
from oscbridge.daemon.ears.primers import PrimerReader
from oscbridge.errors import OscbridgeError
from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS, UNCERTAIN
from oscbridge.training.experts.folder import OwnFile
from oscbridge.training.experts.transcription import Transcriber
from tests.listening.bad_files import TORN_MP3, UNREADABLE, WITHOUT_NOTES
from tests.listening.sounds import file_of

PRIMER = PrimerReader()
CODES = {
    **{name: code for name, (_, code) in UNREADABLE.items()},
    **dict.fromkeys(WITHOUT_NOTES, "no-notes"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bad")
    for name, (data, _) in UNREADABLE.items():
        (place / name).write_bytes(data)
    for name, data in WITHOUT_NOTES.items():
        (place / name).write_bytes(data)
    return place


@pytest.fixture(scope="module")
def transcriber(tmp_path_factory: pytest.TempPathFactory) -> Transcriber:
    return Transcriber(tmp_path_factory.mktemp("heard"))


@pytest.mark.parametrize("name", CODES)
def test_a_primer_is_refused_with_its_code(folder: Path, name: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        PRIMER.read(str(folder / name))
    assert caught.value.code == CODES[name]


@pytest.mark.parametrize("name", CODES)
def test_no_training_music_is_made_of_it(folder: Path, name: str, transcriber: Transcriber) -> None:
    with pytest.raises(OscbridgeError) as caught:
        transcriber.pieces(OwnFile(folder / name, "sad", f"sad/{name}", name))
    assert caught.value.code == CODES[name]


def test_a_phrase_with_such_a_primer_is_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.mid"
    asked = ["phrase", "--valence=0", "--arousal=0", "--engine=midinet", "--out", str(out)]
    for name in ("film.mp3", "silence.wav", "empty.wav"):
        assert main([*asked, "--primer", str(folder / name)]) != 0
        assert CODES[name] in capsys.readouterr().err
    assert not out.exists()


def test_listen_answers_each_with_a_code_or_says_that_it_is_not_sure(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [*UNREADABLE, *WITHOUT_NOTES]
    assert main(["listen", "--json", *(str(folder / name) for name in names)]) == 1
    lines = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert len(lines) == len(names)
    for name, line in zip(names, lines, strict=True):
        if name in UNREADABLE:
            assert line["error"] == CODES[name]
        elif name == "silence.wav":
            assert line["error"] == "no-sound"
        else:
            assert line["composer"]["label"] in (*COMPOSERS, UNCERTAIN)
            assert line["instrument"]["label"] in (*INSTRUMENTS, UNCERTAIN)


def test_a_torn_mp3_gives_what_is_left_of_it_or_a_code(
    tmp_path: Path, transcriber: Transcriber
) -> None:
    path = tmp_path / "torn.mp3"
    path.write_bytes(TORN_MP3)
    codes: list[str] = []
    try:
        assert PRIMER.read(str(path)).phrase.notes
    except OscbridgeError as error:
        codes.append(error.code)
    try:
        assert transcriber.pieces(OwnFile(path, "sad", "sad/torn.mp3", "torn"))
    except OscbridgeError as error:
        codes.append(error.code)
    assert set(codes) <= {"bad-audio", "no-audio", "no-notes"}


def test_of_two_hours_no_more_is_held_than_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "two hours.flac"
    path.write_bytes(file_of(np.zeros(7_200 * 4_000, np.float32), 4_000, "FLAC"))
    tracemalloc.start()
    with pytest.raises(OscbridgeError) as caught:
        PRIMER.read(str(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code == "no-notes"
    # All of it would be 635 MB at the rate that is heard.
    assert peak < 60e6
