"""The reader of logs: what it accepts, what it refuses, and that it never fails otherwise."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.midi.tape.marks import Mark
from oscbridge.phrase import Note, Phrase
from oscbridge.sessions import log as module
from oscbridge.sessions.events import mark_as_json, mark_from_json
from oscbridge.sessions.log import read_log
from oscbridge.sessions.notes import digest_of, phrase_as_json, phrase_from_json
from oscbridge.sessions.replay import replay
from tests.sessions.performance import evening

Edit = Callable[[list[str]], list[str]]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A log's lines."""
    return evening(tmp_path_factory.mktemp("log")).read_text().splitlines(keepends=True)


def _error(path: Path, text: str) -> OscbridgeError:
    path.write_text(text)
    with pytest.raises(OscbridgeError) as caught:
        read_log(path)
    return caught.value


_floats = st.floats(-1e9, 1e9)
_phrases = st.builds(
    Phrase,
    st.lists(
        st.builds(
            Note, st.floats(0, 3.99), st.integers(0, 127), st.floats(1e-6, 9), st.integers(1, 127)
        ),
        max_size=8,
    ).map(tuple),
    bars=st.just(1),
    beats_per_bar=st.just(4.0),
    engine=st.text(max_size=5).filter(lambda text: text.isprintable()),
    seed=st.integers(0, 2**31),
    affect=st.builds(Affect, st.floats(-1, 1), st.floats(-1, 1)),
)


@given(_phrases)
@settings(max_examples=50, deadline=None)
def test_a_phrase_comes_back_from_the_log_as_it_was(phrase: Phrase) -> None:
    back = phrase_from_json(json.loads(json.dumps(phrase_as_json(phrase))))
    assert back == phrase
    assert digest_of(back) == digest_of(phrase)


@given(
    st.one_of(
        st.builds(
            lambda done, beat, token, bar: Mark("started", done, beat, token, bar),
            _floats,
            _floats,
            st.integers(0, 2**31),
            st.integers(-9, 99),
        ),
        st.builds(lambda done, beat: Mark("silenced", done, beat), _floats, _floats),
        st.builds(
            lambda kind, done: Mark(kind, done),
            st.sampled_from(["dropped", "reached", "restarted"]),
            _floats,
        ),
        st.builds(
            lambda done, note: Mark("skipped", done, number=note), _floats, st.integers(0, 999)
        ),
        st.builds(
            lambda done, beat, bpm: Mark("tempo", done, beat, bpm),
            _floats,
            _floats,
            st.floats(1, 1000),
        ),
        st.builds(
            lambda done, beat, data: Mark("sent", done, beat, data=data),
            _floats,
            _floats,
            st.tuples(st.integers(0xB0, 0xBF), st.integers(0, 127), st.integers(0, 127)).map(bytes),
        ),
    )
)
@settings(max_examples=80, deadline=None)
def test_a_mark_comes_back_from_the_log_as_it_was(mark: Mark) -> None:
    assert mark_from_json(json.loads(json.dumps(mark_as_json(mark)))) == mark


@pytest.mark.parametrize(
    "text", ["", "\n", "MThd", "[]\n", "{}\n", '{"oscbridge-session": "1"}\n', "\x00" * 100]
)
def test_what_is_no_log_is_told_from_a_damaged_one(tmp_path: Path, text: str) -> None:
    assert _error(tmp_path / "x.jsonl", text).code == "not-a-session"


def test_a_log_of_a_later_format_is_refused_with_who_wrote_it(tmp_path: Path) -> None:
    error = _error(tmp_path / "x.jsonl", '{"oscbridge-session":2,"oscbridge":"9.1"}\n')
    assert error.code == "session-newer"
    assert "9.1" in error.message


def test_a_missing_log_is_told(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError) as caught:
        read_log(tmp_path / "none.jsonl")
    assert caught.value.code == "file-missing"


def test_a_last_line_that_was_cut_off_is_passed_over(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("".join(lines)[:-9])
    log = read_log(path)
    assert not log.complete
    assert len(log.marks) == sum('"done"' in line for line in lines)


def _with(kind: str, **values: Any) -> Edit:
    def edit(lines: list[str]) -> list[str]:
        for number, line in enumerate(lines):
            event = json.loads(line)
            if event.get("e") == kind:
                edited = json.dumps({**event, **values}) + "\n"
                return [*lines[:number], edited, *lines[number + 1 :]]
        raise AssertionError(f"no {kind} in the log")

    return edit


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (_with("started", beat="4"), "no number"),
        (_with("started", done=1e300), "out of all bounds"),
        (_with("started", token=-1), "less than 0"),
        (_with("sent", data="f8"), "no MIDI message"),
        (_with("sent", data="zz"), "non-hexadecimal"),
        (_with("tempo", bpm=0), "a tempo of"),
        (_with("phrase", digest="0" * 16), "somebody changed them"),
        (_with("order", seed=-1), "seed"),
        (_with("order", bars=10**9), "bars"),
        (_with("order", affect=[2, 0]), "valence"),
        (_with("order", wishes={}), "missing"),
        (_with("order", engine="\ud800"), "surrogates"),
        (_with("made", how="magic"), "magic"),
        (_with("play", digest="x"), "no digest"),
        (_with("play", e=7), "should name the event"),
        (lambda lines: [*lines[:3], "[1]\n", *lines[3:]], "no JSON object"),
        (lambda lines: [*lines[:3], "{\n", *lines[3:]], "no JSON"),
        (lambda lines: [*lines[:3], '{"e":NaN}\n', *lines[3:]], "NaN"),
        (lambda lines: [*lines[:3], "[" * 100_000 + "\n", *lines[3:]], "no JSON"),
        (lambda lines: [*lines[:3], "9" * 10_000 + "\n", *lines[3:]], "no JSON"),
    ],
)
def test_a_damaged_log_is_refused_with_the_line(
    tmp_path: Path, lines: list[str], edit: Edit, says: str
) -> None:
    edited = edit(lines)
    error = _error(tmp_path / "x.jsonl", "".join(edited))
    assert error.code == "bad-session"
    number = next(n for n, (a, b) in enumerate(zip(edited, lines, strict=False), 1) if a != b)
    assert f"line {number}:" in error.message
    assert says in error.message


def test_a_line_without_end_is_not_read(
    tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_LINE", 5_000)
    error = _error(tmp_path / "x.jsonl", "".join([*lines[:2], '"' + "x" * 6_000]))
    assert error.code == "bad-session"
    assert "line 3" in error.message


def test_a_phrase_that_the_log_does_not_hold_is_told(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("".join(line for line in lines if '"e":"play"' not in line))
    with pytest.raises(OscbridgeError) as caught:
        replay(read_log(path), None)
    assert caught.value.code == "bad-session"


@given(st.data())
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_becomes_of_a_log_nothing_but_coded_errors_comes_of_it(
    tmp_path: Path, lines: list[str], data: st.DataObject
) -> None:
    changed = bytearray("".join(lines).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        how = data.draw(st.sampled_from(["byte", "cut", "digit", "line", "twice"]))
        if how == "byte":
            changed[at] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del changed[at : at + data.draw(st.integers(1, 40))]
        elif how == "digit":
            changed[at:at] = data.draw(st.sampled_from([b"9", b"-", b"e9", b"null", b"[]", b'"']))
        else:
            begin = changed.rfind(b"\n", 0, at) + 1
            end = changed.find(b"\n", at) + 1
            line = changed[begin:end]
            if how == "line":
                del changed[begin:end]
            else:
                changed[begin:begin] = line
        if not changed:
            return
    path = tmp_path / "x.jsonl"
    path.write_bytes(bytes(changed))
    with contextlib.suppress(OscbridgeError):  # any other exception fails the test
        replay(read_log(path), None).file()
