"""The writer: whole files, in parts, within limits, and never in the music's way."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from oscbridge.sessions import writer as module
from oscbridge.sessions.limits import Limits
from oscbridge.sessions.log import read_log
from oscbridge.sessions.replay import replay
from tests.sessions.performance import Performance, composed, evening


def test_a_performance_done_again_is_the_recorded_file_to_the_byte(tmp_path: Path) -> None:
    path = evening(tmp_path)
    done = replay(read_log(path), composed)
    assert done.composed == 3
    assert done.differences == []
    assert done.file() == path.with_suffix(".mid").read_bytes()


def test_a_performance_in_parts_is_the_same_in_each(tmp_path: Path) -> None:
    # Every log is larger than that at once, so every phrase begins another.
    evening(tmp_path, limits=Limits(part_bytes=200))
    logs = sorted(tmp_path.glob("*.jsonl"))
    assert len(logs) > 3
    for log in logs:
        read = read_log(log)
        assert read.complete
        assert replay(read, composed).file() == log.with_suffix(".mid").read_bytes()


def test_a_recording_that_begins_late_begins_with_the_next_phrase(tmp_path: Path) -> None:
    performance = Performance(tmp_path, from_start=False)
    performance.run(1.0)
    performance.phrase(3)
    performance.run(3.0)
    path = performance.close()

    log = read_log(path)
    assert log.begin_beat == 2.0
    assert [mark.kind for mark in log.marks][:3] == ["tempo", "sent", "started"]
    assert replay(log, composed).file() == path.with_suffix(".mid").read_bytes()


@pytest.mark.parametrize("seconds", [0.0, 0.5, 0.6, 1.0, 1.3, 2.2])
def test_what_a_player_sent_before_it_died_is_done_again_and_no_more(
    tmp_path: Path, seconds: float
) -> None:
    performance = Performance(tmp_path)
    performance.phrase(3)
    performance.run(seconds)
    performance.die()
    performance.run(0.5)
    performance.phrase(4)
    performance.run(0.5)
    path = performance.close()
    assert replay(read_log(path), composed).file() == path.with_suffix(".mid").read_bytes()


def test_a_log_is_readable_at_every_moment(tmp_path: Path) -> None:
    performance = Performance(tmp_path)
    performance.phrase(3)
    performance.run(1.0)
    written = threading.Event()
    performance.writer._put(written.set)
    assert written.wait(10)

    log = read_log(performance.writer.path)
    assert not log.complete
    assert replay(log, composed).composed == 1
    performance.close()


def test_a_disk_that_is_full_is_told_once_and_what_was_written_stays_readable(
    tmp_path: Path,
) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, hard))  # no file may become larger
    try:
        performance = Performance(tmp_path)
        for seed in range(20):
            performance.phrase(seed)
            performance.run(2.0)
        path = performance.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert performance.trouble.codes == ["session-write"]
    assert replay(read_log(path), composed).composed > 1


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    performance = Performance(tmp_path / "taken" / "sessions")
    performance.phrase(1)
    performance.close()
    assert performance.trouble.codes == ["session-write"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_disk_that_is_too_slow_costs_events_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_QUEUE", 10)
    weights = tmp_path / "weights"
    os.mkfifo(weights)  # whoever reads it waits until somebody writes
    performance = Performance(tmp_path / "sessions", weights={"slow": weights})
    for number in range(15):
        performance.writer.event("osc", number=number)
    weights.write_bytes(b"")  # now the disk goes on
    written = threading.Event()
    while not performance.writer._try(written.set):
        pass
    assert written.wait(10)
    performance.writer.event("osc", number=99)
    path = performance.close()

    assert performance.trouble.codes == ["session-lost"]
    assert read_log(path).lost == 5
    numbers = [json.loads(line).get("number") for line in path.read_text().splitlines()]
    assert [n for n in numbers if n is not None] == [*range(10), 99]


def test_when_the_folder_is_full_recording_ends_and_nothing_is_deleted(tmp_path: Path) -> None:
    old = tmp_path / "old.jsonl"
    old.write_bytes(b"x" * 5_000)
    performance = Performance(tmp_path, limits=Limits(total_bytes=4_000))
    performance.phrase(1)
    performance.close()
    assert performance.trouble.codes == ["session-full"]
    assert old.is_file()


def test_only_where_it_was_allowed_the_oldest_session_is_deleted_and_told(tmp_path: Path) -> None:
    for number, name in enumerate(("older", "newer")):
        path = tmp_path / f"{name}.jsonl"
        path.write_bytes(b"x" * 5_000)
        path.with_suffix(".mid").write_bytes(b"x" * 1_000)
        os.utime(path, (number, number))
    limits = Limits(total_bytes=8_000, delete_oldest=True)
    performance = Performance(tmp_path, limits=limits)
    performance.phrase(1)
    performance.close()
    assert [code for code, _ in performance.trouble.told] == ["session-deleted"]
    assert "older" in performance.trouble.told[0][1]
    assert sorted(path.name for path in tmp_path.glob("*er.*")) == ["newer.jsonl", "newer.mid"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_lost_at_the_very_end_is_in_the_log_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_QUEUE", 10)
    weights = tmp_path / "weights"
    os.mkfifo(weights)
    performance = Performance(tmp_path / "sessions", weights={"slow": weights})
    for number in range(15):
        performance.writer.event("osc", number=number)
    weights.write_bytes(b"")
    assert read_log(performance.close()).lost == 5


def test_a_name_that_is_no_text_does_not_end_the_recording(tmp_path: Path) -> None:
    performance = Performance(tmp_path)
    performance.writer.event("error", message="no file caf\udce9.mid")  # a Latin-1 name on Linux
    performance.phrase(1)
    path = performance.close()
    assert performance.trouble.codes == []
    messages = [json.loads(line).get("message") for line in path.open("rb")]
    assert "no file caf\udce9.mid" in messages
    assert replay(read_log(path), composed).composed == 1


def test_a_session_that_leads_nowhere_or_goes_meanwhile_does_not_end_the_recording(
    tmp_path: Path,
) -> None:
    (tmp_path / "gone.jsonl").symlink_to(tmp_path / "nowhere")
    performance = Performance(tmp_path)
    performance.phrase(1)
    performance.close()
    assert performance.trouble.codes == []


def test_a_part_holds_no_phrases_of_a_player_that_died_before(tmp_path: Path) -> None:
    performance = Performance(tmp_path, limits=Limits(part_bytes=200))
    performance.phrase(3)
    performance.run(0.5)
    performance.die()
    performance.phrase(4)
    performance.run(3.0)
    performance.close()
    last = max(tmp_path.glob("evening-*.jsonl"))
    given = [line for line in map(json.loads, last.open()) if line.get("e") == "play"]
    assert [line["token"] for line in given] == [2]
