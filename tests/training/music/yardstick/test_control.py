"""Rank correlations and judges, against engines whose obedience is known."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.phrase import Note, Phrase
from oscbridge.training.music.yardstick.asking import AskedEngine, Order
from oscbridge.training.music.yardstick.control import (
    LEVELS,
    Grid,
    cell_means,
    control,
    grid,
    grid_orders,
    maps,
    spearman,
)
from oscbridge.training.music.yardstick.examples import VARIANTS, Examples, heard, joined
from oscbridge.training.music.yardstick.judge import Judge, shuffled, train_judge, verdicts
from oscbridge.training.music.yardstick.sheet import sheet
from tests.training.music.yardstick.making import Deaf, Obedient, melody


def felt(collection: str, seed: int) -> Examples:
    """Phrases whose density says arousal and whose third says valence."""
    rng = np.random.default_rng(seed)
    sheets, valence, arousal, songs = [], [], [], []
    for number in range(60):
        affect = Affect(*(float(rng.choice([-0.8, 0.8])) for _ in range(2)))
        phrase = Obedient().compose(None, affect, 4, rng)
        sheets.append(sheet(phrase, has_loudness=False))
        valence.append(affect.valence)
        arousal.append(affect.arousal)
        songs.append(f"{collection}{number // 4}")
    return heard(sheets, np.array(valence), np.array(arousal), songs, collection)


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCBRIDGE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return train_judge(joined([felt("one", 1), felt("two", 2)]), "without_loudness")


def answered(engine: Obedient | Deaf, seeds: int = 2) -> Grid:
    found = grid(AskedEngine(engine, engine.name), grid_orders(seeds))
    assert found is not None
    return found


def test_the_grid_has_every_cell_with_as_many_seeds() -> None:
    orders = grid_orders(3)
    assert len(orders) == 9 * 9 * 3
    assert {order.affect.valence for order in orders} == set(LEVELS)
    assert LEVELS[0] == -1
    assert LEVELS[4] == 0
    assert LEVELS[-1] == 1
    assert len({order.seed for order in orders}) == len(orders)


def test_ranks_agree_fully_whatever_the_scale() -> None:
    values = np.array([3.0, 1.0, 2.0, 5.0])
    assert spearman(values, np.exp(values)) == pytest.approx(1)
    assert spearman(values, -values) == pytest.approx(-1)
    assert spearman(values, np.ones(4)) == 0


def test_an_engine_that_plays_the_asked_density_has_a_rank_correlation_of_one(judge: Judge) -> None:
    report = control(answered(Obedient()), {"all": judge})["spearman"]
    assert report["density"]["mean"] == pytest.approx(1, abs=1e-3)
    assert report["density"]["cells"] == pytest.approx(1)
    assert report["mode"]["mean"] > 0.7  # two modes cannot follow nine levels any closer
    assert report["tempo"]["mean"] == 0


def test_an_engine_that_does_not_listen_has_none(judge: Judge) -> None:
    report = control(answered(Deaf()), {"all": judge})["spearman"]
    for cue in ("density", "mode", "key_clarity"):
        assert abs(report[cue]["mean"]) < 0.25
        assert report[cue]["low"] <= 0 <= report[cue]["high"]


def test_a_judge_hears_what_an_obedient_engine_means_and_not_what_a_deaf_one_does(
    judge: Judge,
) -> None:
    obedient = control(answered(Obedient()), {"all": judge})["judge_outer_cells"]["all"]
    assert obedient["arousal_auc"] > 0.95
    assert obedient["valence_auc"] > 0.95
    assert obedient["quadrant"]["mean"] > 0.6
    deaf = control(answered(Deaf(), seeds=4), {"all": judge})["judge"]["all"]
    assert deaf["quadrant"]["mean"] == pytest.approx(0.25, abs=0.07)
    assert deaf["arousal_auc"] == pytest.approx(0.5, abs=0.12)


def test_a_shuffled_control_is_at_chance(judge: Judge) -> None:
    share = shuffled(judge, answered(Obedient()).examples)
    assert share["arousal"] == pytest.approx(0.5, abs=0.03)
    assert share["valence"] == pytest.approx(0.5, abs=0.03)
    assert share["quadrant"] == pytest.approx(0.25, abs=0.03)


def test_what_is_asked_on_an_axis_does_not_count(judge: Judge) -> None:
    answers = answered(Obedient(), seeds=1)
    found = verdicts(judge, answers.examples)
    assert found["arousal"]["n"] == 8 * 9
    assert found["quadrant"]["n"] == 8 * 8


def test_a_judge_that_hears_no_tempo_gives_one_answer_at_any_tempo() -> None:
    sheets = [
        sheet(Phrase(melody(3).notes, tempo_bpm=tempo), has_loudness=False) for tempo in (60, 180)
    ]
    made = heard(sheets, np.array([1.0, 1.0]), np.array([1.0, 1.0]), ["a", "b"])
    slow, fast = made.inputs("without_tempo")
    assert slow == pytest.approx(fast, nan_ok=True)
    slow, fast = made.inputs("all")
    assert not np.allclose(slow, fast, equal_nan=True)


def test_a_judge_that_hears_no_loudness_gives_one_answer_at_any_velocity() -> None:
    soft, loud = (
        Phrase(tuple(Note(n.start_beats, n.pitch, n.length_beats, v) for n in melody(3).notes))
        for v in (30, 110)
    )
    made = heard([sheet(soft), sheet(loud)], np.ones(2), np.ones(2), ["a", "b"])
    assert set(VARIANTS) >= {"without_loudness"}
    one, other = made.inputs("without_loudness")
    assert one == pytest.approx(other)
    one, other = made.inputs("all")
    assert not np.allclose(one, other)


def test_joined_examples_keep_their_collections_names() -> None:
    both = joined([felt("vgmidi", 1), felt("emopia", 2)])
    assert set(both.collections) == {"vgmidi", "emopia"}


def test_a_cell_of_the_heat_map_is_the_mean_of_its_phrases(judge: Judge) -> None:
    answers = answered(Obedient())
    means = cell_means(answers, answers.arousal)
    assert means[0] == pytest.approx(np.full(9, -1.0))
    assert means[8] == pytest.approx(np.full(9, 1.0))
    drawn = maps(answers, {"all": judge})
    dense = drawn["density"]
    low, high = dense[0][4], dense[8][4]
    assert low is not None
    assert high is not None
    assert high / low == pytest.approx(16)


class Refuses:
    """An engine that takes no pleasant order."""

    name = "refuses"

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        if affect.valence > 0:
            raise OscbridgeError("too-sweet", "no")
        return melody(1)


def test_refusals_are_counted_by_their_code_and_leave_the_rest_standing() -> None:
    asked = AskedEngine(Refuses(), "refuses")
    found = grid(asked, grid_orders(1))
    assert found is not None
    assert len(found.phrases) == 45
    assert asked.errors == {"too-sweet": 36}
    assert asked.repeats_itself(grid_orders(1))
    assert asked.errors == {"too-sweet": 36}  # each order once, though it was asked twice
    assert asked.composed == 81


def test_an_engine_that_draws_its_own_chance_is_found_out() -> None:
    class Moody(Deaf):
        def compose(
            self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
        ) -> Phrase:
            return super().compose(primer, affect, bars, np.random.default_rng())

    orders = [Order(None, Affect(0, 0), seed) for seed in range(3)]
    assert AskedEngine(Deaf(), "deaf").repeats_itself(orders)
    assert not AskedEngine(Moody(), "moody").repeats_itself(orders)
