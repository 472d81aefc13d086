"""`oscbridge listen`: a line for each file, whatever the others are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oscbridge.cli import main
from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS
from tests.listening.sounds import file_of, line, struck


def test_each_file_has_its_line_and_a_bad_one_does_not_stop_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, sound = tmp_path / "empty.wav", tmp_path / "sound.flac"
    empty.write_bytes(b"")
    sound.write_bytes(file_of(struck(line()), kind="FLAC"))
    assert main(["listen", "--json", str(empty), str(sound), str(tmp_path / "none.mp3")]) == 1
    lines = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert [each.get("error") for each in lines] == ["no-audio", None, "file-missing"]
    assert set(lines[1]["composer"]["scores"]) == set(COMPOSERS)
    assert set(lines[1]["instrument"]["scores"]) == set(INSTRUMENTS)


def test_an_unsure_answer_names_the_likeliest() -> None:
    from oscbridge.commands.listen import readable

    guess = {"label": "uncertain", "confidence": 0.31, "scores": {"Chopin": 0.31, "Mozart": 0.2}}
    sure = {"label": "piano", "confidence": 0.9, "scores": {"piano": 0.9}}
    said = readable({"path": "a.wav", "composer": guess, "instrument": sure})
    assert said == "a.wav: composer uncertain (31%, Chopin likeliest), instrument piano (90%)"
