"""Log lines: their form, their codes, and how many of a kind are written."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.launcher import Running, free_port, running
from oscbridge.system import logs

log = logging.getLogger("oscbridge.test")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What the process logs from now on; afterwards all is as it was."""
    root = logging.getLogger()
    before, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    written = io.StringIO()
    root.handlers = []
    try:
        logs.set_up("info", "text", written)
        yield written
    finally:
        root.handlers = before
        root.setLevel(level)
        logging.captureWarnings(False)
        logging.raiseExceptions = raises


def test_text_lines_carry_the_code_once(stream: io.StringIO) -> None:
    log.warning("%s", OscbridgeError("port-busy", "taken"))
    log.warning("the input cannot be heard: %s: %s", "port-missing", "none there")
    log.warning("it failed", extra={"code": "player-died"})
    log.info("nothing is wrong: %s: %s", "Hall", "a name, no code")
    lines = [line.split(" ", 1)[1].strip() for line in stream.getvalue().splitlines()]
    assert lines == [
        "WARNING port-busy: taken",
        "WARNING the input cannot be heard: port-missing: none there",
        "WARNING player-died: it failed",
        "INFO    nothing is wrong: Hall: a name, no code",
    ]


def test_json_lines_are_objects_with_what_is_known(stream: io.StringIO) -> None:
    logs.set_up("info", "json")
    log.error("%s: %s", "clock-lost", "silence\nof the drum machine")
    log.warning("died", extra={"code": "eyes-died", "worker": "eyes", "exit_status": -9})
    try:
        raise ValueError("ü")
    except ValueError as error:
        log.error("a fault", exc_info=error)
    first, second, third = (json.loads(line) for line in stream.getvalue().splitlines())
    assert first["time"].endswith("Z")
    assert (first["level"], first["code"], first["from"]) == (
        "error",
        "clock-lost",
        "oscbridge.test",
    )
    assert first["message"] == "clock-lost: silence\nof the drum machine"
    assert second["fields"] == {"worker": "eyes", "exit_status": -9}
    assert "fields" not in first
    assert third["exception"].endswith("ValueError: ü")
    assert "code" not in third


@given(st.text(), st.dictionaries(st.from_regex(r"x_[a-z]{1,8}", fullmatch=True), st.text()))
def test_whatever_is_told_is_one_line_of_json(message: str, fields: dict[str, str]) -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": (message,), **fields})
    line = logs.JsonFormatter().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told["message"] == message
    assert told.get("fields", {}) == fields


def written(
    limit: logs.RateLimit, count: int, text: str = "%s: %s", code: str = "a-code"
) -> list[int]:
    """How many were held back before each of those that were let through."""
    found = []
    for number in range(count):
        record = logging.LogRecord("here", logging.ERROR, "", 0, text, (code, number), None)
        if limit.filter(record):
            found.append(record.held_back)  # type: ignore[attr-defined]
    return found


def test_of_one_kind_a_few_lines_are_written_and_the_others_counted() -> None:
    now = 0.0
    limit = logs.RateLimit(lambda: now)
    assert written(limit, 1000) == [0] * logs.BURST
    assert limit.held_back() == 990
    now = logs.REFILL_S
    assert written(limit, 2) == [990]
    assert limit.held_back() == 1
    now *= 100
    assert written(limit, 20) == [1] + [0] * (logs.BURST - 1)


def test_another_code_place_or_level_is_another_kind() -> None:
    limit = logs.RateLimit(lambda: 0.0)
    written(limit, 100)
    assert written(limit, 1, code="another-code") == [0]
    assert written(limit, 1, text="elsewhere: %s: %s") == [0]


def test_three_months_of_one_fault_a_second_do_not_fill_a_disk() -> None:
    now = 0.0
    limit = logs.RateLimit(lambda: now)
    lines = 0
    for minute in range(90 * 24 * 60):
        now = minute * 60.0
        lines += len(written(limit, 1))
    assert lines <= logs.BURST + 90 * 24 * 3600 / logs.REFILL_S


def test_endless_new_kinds_take_no_endless_memory_and_hide_nothing() -> None:
    limit = logs.RateLimit(lambda: 0.0)
    written(limit, logs.BURST + 7)
    for number in range(5000):
        written(limit, 1, text=f"{number} %s: %s")
    assert len(limit._buckets) <= 1000
    assert limit.held_back() == 7


def test_debug_lines_are_all_written(stream: io.StringIO) -> None:
    logs.set_up("debug", "text")
    for _ in range(50):
        log.debug("again")
    assert len(stream.getvalue().splitlines()) == 50


def test_what_was_held_back_is_told_at_the_end(stream: io.StringIO) -> None:
    for _ in range(25):
        log.error("again")
    for handler in logging.getLogger().handlers:
        handler.close()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1].endswith("15 lines like earlier ones were not written")


def test_every_process_of_a_daemon_logs_json_and_a_reload_changes_it(tmp_path: Path) -> None:
    config, told = tmp_path / "hall.yaml", tmp_path / "log"
    config.write_text("log: {format: json}\nmusic: {start: on-play}\n")
    port = free_port()
    command = [sys.executable, "-m", "oscbridge", "run", "--dry-run", "--config", str(config)]
    command += ["--set", f"osc.port={port}", "--set", "web.port=0"]
    with told.open("w") as file, subprocess.Popen(command, stderr=file, text=True) as process:
        daemon = Running(port, process)
        daemon.await_ready()
        with daemon.client("tcp", timeout_s=30) as client:
            os.kill(int(client.status()["composer_pid"]), signal.SIGTERM)
            client.wait_for("error", 30)
            config.write_text("log: {format: text}\nmusic: {start: on-play}\n")
            client.send("reload")
            assert "log.format" in str(client.wait_for("reloaded", 30).args[1])
        process.terminate()
    lines = told.read_text().splitlines()
    objects = [json.loads(line) for line in lines if line.startswith("{")]
    assert {"time", "level", "from", "process", "message"} <= set(objects[0])
    (died,) = [line for line in objects if line.get("code") == "composer-died"]
    assert died["fields"] == {"worker": "composer", "exit_status": -signal.SIGTERM}
    assert died["level"] == "error"
    assert "config read again" in lines[len(objects)]


def test_what_ends_a_daemon_is_json_too(tmp_path: Path) -> None:
    told = tmp_path / "log"
    with (
        pytest.raises(OscbridgeError, match="daemon-ended"),
        running("log.format=json", "music.engine=nobody", log=told),
    ):
        pass
    last = json.loads(told.read_text().splitlines()[-1])
    assert (last["level"], last["code"]) == ("critical", "unknown-engine")
