"""A performance done again, and where it is not the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from oscbridge import __version__
from oscbridge.music.messages import Compose
from oscbridge.phrase import Phrase
from oscbridge.sessions.log import Log, read_log
from oscbridge.sessions.replay import first_difference, likely_cause, reel_of, replay
from tests.sessions.performance import composed, evening


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return evening(tmp_path)


def _other_notes(order: Compose) -> Phrase:
    phrase = composed(order)
    return replace(phrase, notes=phrase.notes[:-1]) if order.seed == 4 else phrase


def test_a_phrase_that_comes_out_otherwise_is_told_and_the_logged_one_is_played(
    log: Path,
) -> None:
    read = read_log(log)
    done = replay(read, _other_notes)
    (difference,) = done.differences
    line = json.loads(log.read_text().splitlines()[difference.line - 1])
    assert line["e"] == "composed"
    assert "seed 4" in difference.what
    assert done.file() == log.with_suffix(".mid").read_bytes()


def test_the_notes_of_the_log_do_without_any_engine(log: Path) -> None:
    done = replay(read_log(log), None)
    assert done.composed == 0
    assert done.file() == log.with_suffix(".mid").read_bytes()


def test_the_first_difference_between_two_files_is_named_with_its_beat(log: Path) -> None:
    done = replay(read_log(log), composed)
    ours, marks = done.file(), list(done.marks)
    where = [n for n, m in enumerate(marks) if m.kind == "sent" and m.data[0] == 0x90][2]
    marks[where] = marks[where]._replace(data=bytes((0x90, 1, 2)))
    other = reel_of(marks, done.begin_beat).file()
    said = first_difference(ours, other, complete=True)
    assert said is not None
    assert "at beat 2.0000 here" in said
    assert "(1) velocity 2" in said
    assert first_difference(ours, ours, complete=True) is None


def test_a_recording_that_broke_off_is_compared_as_far_as_it_goes(log: Path) -> None:
    done = replay(read_log(log), composed)
    cut = reel_of(done.marks[: len(done.marks) // 2], done.begin_beat).file()
    assert first_difference(done.file(), cut, complete=False) is None
    assert first_difference(done.file(), cut, complete=True) is not None


def test_the_likely_cause_is_the_first_thing_that_is_not_as_it_was() -> None:
    assert "weights of nobodys" in likely_cause(Log({"models": {"nobodys": "0" * 16}}))
    assert "oscbridge 0.0.1" in likely_cause(Log({"oscbridge": "0.0.1"}))
    libraries = {"oscbridge": __version__, "packages": {"numpy": "0.1"}}
    assert "numpy 0.1" in likely_cause(Log(libraries))
    assert "processor" in likely_cause(Log({"oscbridge": __version__}))
