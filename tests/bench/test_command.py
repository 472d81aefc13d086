"""`oscbridge bench` in its quick form: every benchmark measures what it says; no time is judged."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from oscbridge.bench.notes import NOTES_IN_BAR
from oscbridge.bench.registry import BENCHES, chosen
from oscbridge.commands import bench
from oscbridge.errors import OscbridgeError


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints on standard output."""
    parser = argparse.ArgumentParser()
    bench.arguments(parser)
    assert bench.main(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def measured(capsys: pytest.CaptureFixture[str], name: str, *words: str) -> dict[str, Any]:
    """The one result of a quick run, its figures by name under ``figures``."""
    (result,) = json.loads(run(capsys, name, "--quick", "--json", *words))
    assert result["name"] == name
    assert result["quick"] is True
    figures = result["findings"]["figures"]
    assert figures
    result["figures"] = {figure["what"]: figure for figure in figures}
    return dict(result)


def test_every_benchmark_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = run(capsys, "--list")
    for known in BENCHES:
        assert known.what in listed


def test_unasked_all_but_the_long_ones_run() -> None:
    names = [known.name for known in chosen([])]
    assert "frames" in names
    assert "soak" not in names


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(OscbridgeError, match="did you mean 'frames'") as refused:
        chosen(["frame"])
    assert refused.value.code == "unknown-benchmark"


def test_a_length_that_makes_no_sense_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OscbridgeError, match="--seconds"):
        run(capsys, "soak", "--seconds", "0")


def test_frames_are_measured_every_way_beside_the_rival(
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = measured(capsys, "frames")
    ways = {f"{what} over {transport}" for what in ("blob", "path") for transport in ("UDP", "TCP")}
    assert ways < set(result["figures"])
    for figure in result["figures"].values():
        assert 0 < figure["ours"]["p50"] <= figure["ours"]["max"]
        assert figure["rival"]["p50"] > 0
    for way in ways:
        assert result["figures"][way]["ratio"] > 0


def test_a_flood_is_counted_on_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    facts = measured(capsys, "flood")["findings"]["facts"]
    assert facts["kept"] == [500]
    assert 0 < facts["rival_kept"][0] <= 500


def test_each_frame_of_a_stream_is_accounted_for(capsys: pytest.CaptureFixture[str]) -> None:
    result = measured(capsys, "stream", "--seconds", "2")
    facts = result["findings"]["facts"]
    assert facts["sent"] == 120
    assert facts["answered"] + facts["dropped_as_told"] == facts["sent"]
    assert {f"processor time, {who}" for who in ("main", "eyes", "composer", "player")} < set(
        result["figures"]
    )


def test_notes_leave_once_each_while_eyes_and_composer_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = measured(capsys, "notes")
    facts = result["findings"]["facts"]
    assert facts["looks_in_a_second"] > 0
    assert facts["phrases_composed_in_a_second"] > 0
    beside = [figure for figure in result["figures"].values() if figure["rival"]]
    assert len(beside) == 4
    for figure in beside:
        assert 0 < figure["ours"]["count"] <= figure["rival"]["count"] == 2 * NOTES_IN_BAR
    assert result["figures"][f"player: never sent, of {2 * NOTES_IN_BAR}"]["ours"]["value"] == 0


def test_memory_is_told_for_each_process_and_saved(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved = tmp_path / "kept" / "memory.json"
    figures = measured(capsys, "memory", "--out", str(saved))["figures"]
    parts = [figure["ours"]["value"] for what, figure in figures.items() if what != "all processes"]
    assert figures["all processes"]["ours"]["value"] == pytest.approx(sum(parts), abs=0.5)
    assert json.loads(saved.read_text())[0]["name"] == "memory"


def test_a_soak_answers_every_frame_and_leaves_no_note(capsys: pytest.CaptureFixture[str]) -> None:
    result = measured(capsys, "soak", "--seconds", "4")
    assert result["command"] == "oscbridge bench soak --seconds 4 --quick"
    assert result["findings"]["facts"]["notes_played"] > 0
    for what in ("frames neither answered nor told as dropped", "notes left sounding after a stop"):
        assert result["figures"][what]["ours"]["value"] == 0


def test_phrases_in_a_row_are_exact_and_leave_no_note(capsys: pytest.CaptureFixture[str]) -> None:
    result = measured(capsys, "phrases")
    assert result["findings"]["facts"]["notes_composed"] > 0
    for what in ("not exact, of 25 phrases", "notes left sounding at the end"):
        assert result["figures"][what]["ours"]["value"] == 0


def test_without_psutil_the_error_says_how_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psutil", None)
    with pytest.raises(OscbridgeError, match=r"oscbridge\[bench\]") as missing:
        run(capsys, "memory", "--quick")
    assert missing.value.code == "package-missing"
