"""What is made of a soak's lines: the figures, the table, the plot; of a run broken off, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oscbridge.bench.rigs.listeners import JackEar
from oscbridge.bench.soak_report import as_markdown, blocks, findings, late_notes, plot, read
from oscbridge.errors import OscbridgeError

WINDOWS = 360


def written(path: Path, *, grows_mb: float = 0.0, late_at: int | None = None) -> Path:
    """An hour in which all goes well but for what is asked for."""
    lines: list[dict[str, Any]] = [
        {"kind": "begin", "seconds": 3600.0, "jack": "jackd", "at": "2026-01-01T00:00:00+00:00"}
    ]
    for number in range(1, WINDOWS + 1):
        lines.append(window(number, grows_mb, late_at))
    stopped = {**lines[-1]["status"], "notes_ended": lines[-1]["status"]["notes_started"]}
    lines.append({**lines[-1], "kind": "end", "stopped": stopped, "delays_ms": []})
    lines[-1]["heard_off"] = lines[-1]["heard_on"]
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def window(number: int, grows_mb: float, late_at: int | None) -> dict[str, Any]:
    late = 12.0 if late_at is not None and number >= late_at else 0.5
    return {
        "kind": "window",
        "t_s": number * 10.0,
        "sent": number * 100,
        "answered": number * 100 - 3,
        "dropped": 2,
        "controls": number,
        "pongs": number,
        "errors": {"eyes-died": 1},
        "told_errors": {},
        "beat_off_ms": [0.0, 0.1],
        "delays_ms": [8.0] * 98 + [9.0, 20.0],
        "load": 0.5,
        "status": {
            "notes_started": number * 60,
            "notes_ended": number * 60 - 1,
            "late_p99_ms": 0.2,
            "late_max_ms": late,
            "eyes_restarts": 0,
            "composer_restarts": 0,
            "player_restarts": 0,
        },
        "handles": {"main": 30, "eyes": 20},
        "threads": {"main": 5, "eyes": 2},
        "waited_ms": {"main": 10.0 * number, "player": 2.0 * number},
        "page_faults": {"main": 0, "player": 0},
        "memory_mb": {"main": 30.0 + grows_mb * number / WINDOWS, "eyes": 100.0},
        "heard_on": number * 60,
        "heard_off": number * 60 - 1,
        "ticks": number * 480,
        "tick_off_frames": [-0.4, 0.5],
        "missed_periods": 0,
    }


def by_name(path: Path) -> dict[str, Any]:
    return {figure.what: figure for figure in findings(read(path)).figures}


def test_an_hour_in_which_all_went_well_meets_every_target(tmp_path: Path) -> None:
    figures = by_name(written(tmp_path / "soak.jsonl"))
    assert all(figure.met is not False for figure in figures.values())
    # Sent, and neither answered, nor told as dropped, nor failed with an error: none.
    assert figures["frames neither answered nor told as dropped"].ours["value"] == 0


def test_memory_that_grows_is_told_by_the_hour(tmp_path: Path) -> None:
    figure = by_name(written(tmp_path / "soak.jsonl", grows_mb=6.0))["memory, slope after warm-up"]
    assert figure.ours["value"] == pytest.approx(6.0, abs=0.05)
    assert figure.met is False


def test_a_run_that_was_broken_off_in_the_middle_of_a_line_can_be_told(tmp_path: Path) -> None:
    path = written(tmp_path / "soak.jsonl")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    lines = read(path)
    assert 100 < len(lines) < WINDOWS
    assert len(blocks(lines)) == 6
    assert by_name(path)["notes left sounding after a stop"].ours["value"] == 1  # none was sent


def test_what_holds_no_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "soak.jsonl"
    path.write_text('{"kind": "begin"}\n')
    with pytest.raises(OscbridgeError, match="no soak"):
        read(path)


def test_the_table_has_a_row_for_each_ten_minutes(tmp_path: Path) -> None:
    rows = as_markdown(read(written(tmp_path / "soak.jsonl"))).splitlines()[2:]
    assert len(rows) == 6
    assert rows[0].startswith("| 0–10 | 8.0 / 9 / 20 | 130.0 | 50 | 7 | 3,600 |")


def test_what_happened_beside_a_late_note_is_told(tmp_path: Path) -> None:
    (late,) = late_notes(read(written(tmp_path / "soak.jsonl", late_at=100)))
    assert (late["t_s"], late["late_ms"]) == (1000.0, 12.0)
    assert late["waited_ms"] == {"main": 10.0, "player": 2.0}


def test_the_plot_is_a_picture(tmp_path: Path) -> None:
    plot(read(written(tmp_path / "soak.jsonl")), tmp_path / "soak.png")
    assert (tmp_path / "soak.png").read_bytes().startswith(b"\x89PNG")


def test_clock_ticks_are_held_against_the_first_also_when_the_counter_wraps() -> None:
    ear = JackEar.__new__(JackEar)
    ear._frames_per_tick, ear._first, ear._turns, ear._last = 1000.0, None, 0, 0
    ear._off_frames, ear.ticks = [0.0, 0.0], 0
    for number in range(10):
        ear._tick((2**32 - 4500 + number * 1000 + (7 if number == 8 else 0)) % 2**32)
    assert ear._off_frames == [0.0, 7.0]
