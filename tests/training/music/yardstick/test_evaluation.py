"""The whole yardstick on a small folder: one engine, every part, the page and the files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.midi import sound
from oscbridge.midi.sound import synthesiser
from oscbridge.training.music.yardstick import evaluation
from oscbridge.training.music.yardstick.drawing import heat_map, roll
from oscbridge.training.music.yardstick.evaluation import Amounts, bench, judged, to_hear
from oscbridge.training.music.yardstick.page import table_markdown, write_page
from oscbridge.training.music.yardstick.results import Result
from oscbridge.training.music.yardstick.summary import dig, merged, percent, plain
from tests.training.music.yardstick.making import Obedient, melody

TINY = Amounts(seeds=1, per_song={"vgmidi": 2, "pop909": 2}, halvings=2, ranked=4, timed=2)


@pytest.fixture(scope="module")
def common(songs: Path) -> evaluation.Bench:
    return bench(songs, "test", TINY)


@pytest.fixture(scope="module")
def result(common: evaluation.Bench) -> Result:
    # Timed under a name that a process of its own can load.
    return judged(Obedient(), "midinet", common)


def test_every_part_has_its_figures(result: Result, common: evaluation.Bench) -> None:
    report = result.report
    assert report["control"]["fresh"]["phrases"] == 81
    assert report["control"]["fresh"]["spearman"]["density"]["mean"] > 0.99
    assert report["control"]["primed"]["spearman"]["density"]["mean"] > 0.99
    assert report["quality"]["measures"]["empty_bar_rate"]["mean"] == 0
    assert report["quality"]["against_humans"]["frechet_ratio_to_humans"] > 1
    assert report["continuation"]["notes_in_primers_key"]["n"] == len(common.prompts)
    assert "ranking" not in report["continuation"]  # it knows no likelihood
    assert report["same_seed_same_phrase"] is True
    assert report["refused"] == {}
    assert report["speed"]["phrases"] == 2
    assert report["speed"]["wall_ms"]["p99"] > 0
    assert json.dumps(report)


def test_people_stand_beside_with_a_judge_that_was_chosen(common: evaluation.Bench) -> None:
    human = common.human
    assert human["prompts"]["vgmidi"]["songs"] > 0
    assert human["quality"]["against_humans"]["overlap_area"]["mean"] > 0.5
    about = human["judge"]["all"]
    assert about["arousal"]["classifier"] in about["arousal"]["cross_validated"]
    assert about["emopia"]["every_phrase"]["arousal"]["mean"] > 0.9


def test_no_prompt_is_from_a_song_that_anybody_learns_from(common: evaluation.Bench) -> None:
    from oscbridge.training.music.rolls import split_of

    assert common.prompts
    assert {split_of(prompt.song) for prompt in common.prompts} == {"test"}


def test_the_page_needs_nothing_from_elsewhere(
    result: Result, common: evaluation.Bench, tmp_path: Path
) -> None:
    heard = to_hear(Obedient(), "obedient", common, tmp_path / "phrases", None)
    assert len(heard) == 12
    assert all(path.is_file() for one in heard for path in one.files)
    report = {
        "part": "test",
        "amounts": "tiny",
        "human": common.human,
        "engines": {"obedient": result.report},
    }
    page = write_page(
        report, {"obedient": Result(result.report, result.maps, heard)}, heard[:2], tmp_path
    ).read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    for place in re.findall(r"(?:src|href)=\"([^\"]+)\"", page):
        assert (tmp_path / place).is_file()
    assert page.count("<svg") == 12 + 2 + 2 * 9
    assert json.loads((tmp_path / "report.json").read_text()) == json.loads(json.dumps(report))
    table = table_markdown(report)
    assert len({line.count("|") for line in table.splitlines()}) == 1


def test_runs_are_merged_where_they_are_of_a_kind() -> None:
    one = {"part": "test", "amounts": "full", "human": {"n": 1}, "engines": {"a": {}}}
    both = merged([one, {**one, "engines": {"b": {}}}])
    assert list(both["engines"]) == ["a", "b"]
    with pytest.raises(OscbridgeError) as caught:
        merged([one, {**one, "amounts": "quick"}])
    assert caught.value.code == "runs-differ"


def test_figures_are_spelled_for_people() -> None:
    assert percent({"mean": 0.5, "low": 0.25, "high": 1.0}) == "50 % (25 to 100)"
    assert plain(-0.5) == "−0.50"
    assert plain(None) == "–"
    assert dig({"a": {"b": 1}}, "a.b") == 1
    assert dig({"a": 1}, "a.b") is None


def test_a_roll_has_a_bar_for_every_note_and_a_map_a_square_for_every_cell() -> None:
    phrase = melody(1)
    assert roll(phrase).count("<rect") == 1 + len(phrase.notes)
    cells: list[list[float | None]] = [[0.0, 1.0], [None, 2.0]]
    assert heat_map("density", cells, (-1.0, 1.0)).count("<rect") == 3


def test_a_machine_without_a_synthesiser_gets_a_coded_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "FONT_FOLDERS", ())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(OscbridgeError) as caught:
        synthesiser()
    assert caught.value.code == "no-synthesiser"
    monkeypatch.setattr("shutil.which", lambda _: "/bin/fluidsynth")
    with pytest.raises(OscbridgeError) as caught:
        synthesiser()
    assert caught.value.code == "no-sound-font"
