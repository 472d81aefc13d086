"""cnn5 and melancholy learn from votes as told, resume, and end in files their readers run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from oscbridge.affect import EXPRESSIONS
from oscbridge.errors import OscbridgeError
from oscbridge.training.face import cnn5, loop, melancholy
from oscbridge.training.face.data import VOTE_NAMES, Faces, from_votes, splits
from oscbridge.training.face.loop import Plan
from oscbridge.training.face.scores import FOUR, ccc
from oscbridge.vision.readers.cnn5 import Cnn5Reader
from oscbridge.vision.readers.melancholy import MelancholyReader
from oscbridge.vision.readers.networks.mobilenet import MelancholyNet


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    # On a busy machine several threads wait for each other longer than one takes.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def voted(*faces: dict[str, int]) -> Faces:
    rows = np.array([[face.get(name, 0) for name in VOTE_NAMES] for face in faces], np.float32)
    count = len(faces)
    return from_votes(np.zeros((count, 48, 48), np.uint8), rows, np.arange(count))


@pytest.mark.parametrize("model", [cnn5, melancholy])
def test_no_seed_teaches_faces_of_the_test(
    model: Any, small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: list[Faces] = []

    def train_network(net: torch.nn.Module, plan: Plan, faces: Faces, out: Path, **_: Any) -> None:
        taught.append(faces)

    monkeypatch.setattr(model, "train_network", train_network)
    for seed in range(4):
        model.train(small_data, tmp_path / "run", seed=seed)
    tested = set(splits(small_data).test.index.tolist())
    assert tested
    for faces in taught:
        assert not tested & set(faces.index.tolist())


def test_only_votes_for_the_four_teach_cnn5() -> None:
    faces = voted({"happiness": 6, "surprise": 4}, {"surprise": 10}, {"neutral": 10})
    kept = cnn5.of_the_four(faces)
    assert kept.index.tolist() == [0, 2]
    shares, _ = cnn5.targets(kept)
    assert shares.tolist() == [[0, 1, 0, 0], [1, 0, 0, 0]]


def test_a_face_with_few_votes_for_the_four_weighs_little() -> None:
    faces = voted({"happiness": 2, "surprise": 8}, {"happiness": 10})
    _, weights = cnn5.targets(faces)
    assert weights[0] == pytest.approx(0.2 * weights[1])


def test_rare_expressions_weigh_more() -> None:
    faces = voted(*[{"neutral": 10}] * 9, {"anger": 10})
    _, weights = cnn5.targets(faces)
    assert weights.mean() == pytest.approx(1)
    assert weights[-1] == pytest.approx(weights[0] * 9**cnn5.BALANCE)


def test_clear_labels_outside_the_four_are_left_out() -> None:
    faces = voted({"neutral": 9}, {"surprise": 9}, {"anger": 9}, {"sadness": 5, "anger": 5})
    assert cnn5.in_four(faces).tolist() == [FOUR.index("neutral"), -1, FOUR.index("angry"), -1]


def test_the_melancholy_target_is_the_share_of_votes_for_sadness() -> None:
    faces = voted({"sadness": 3, "neutral": 5, "unknown": 2}, {"happiness": 10})
    assert melancholy.sadness(faces) == pytest.approx([3 / 8, 0])


def test_calibration_finds_the_logits_that_votes_came_from() -> None:
    logits = np.random.default_rng(0).normal(0, 2, 500)
    truth = melancholy.calibrated(logits, 0.7, -1.2)
    assert melancholy.fit_calibration(logits, truth) == pytest.approx((0.7, -1.2), abs=1e-6)


def test_agreement_of_a_perfect_index_is_perfect() -> None:
    faces = voted(
        *({"sadness": n, "neutral": 10 - n} for n in range(11)), *({"happiness": 10},) * 3
    )
    told = melancholy.agreement(melancholy.sadness(faces), faces, resamples=20)
    figures = {name: f["value"] for name, f in told["figures"].items()}
    assert figures["pearson"] == pytest.approx(1)
    assert figures["ccc"] == pytest.approx(1)
    assert figures["mae"] == 0
    assert figures["auc_clear_sad"] == 1
    assert told["percentiles"]["100"] == 1
    assert sum(tenth["faces"] for tenth in told["by_tenth"]) == len(faces)
    json.dumps(told, allow_nan=False)


def test_ties_count_half_in_the_area_under_the_curve() -> None:
    assert melancholy.auc(np.array([1.0, 2.0]), np.array([1.0, 0.0])) == pytest.approx(0.875)
    assert np.isnan(melancholy.auc(np.array([]), np.array([1.0])))


def test_melancholys_loss_falls_with_agreement() -> None:
    shares = torch.zeros(4, 8)
    shares[:, EXPRESSIONS.index("sad")] = torch.tensor([0.0, 0.2, 0.6, 0.9])
    shares[:, EXPRESSIONS.index("neutral")] = 1 - shares[:, EXPRESSIONS.index("sad")]
    right = torch.logit(shares[:, EXPRESSIONS.index("sad")].clamp(0.01, 0.99))
    eight = torch.log(shares.clamp_min(1e-4))
    near = melancholy.loss_of(right, eight, shares)
    assert near < melancholy.loss_of(right.flip(0), eight, shares)
    assert near < melancholy.loss_of(right, -eight, shares)


@pytest.mark.parametrize("name", ["cnn5", "melancholy"])
def test_training_ends_in_weights_that_the_reader_runs(
    name: str, small_data: Path, tmp_path: Path
) -> None:
    trainer: Any = {"cnn5": cnn5, "melancholy": melancholy}[name]
    path = trainer.train(small_data, tmp_path / "run", epochs=1)
    val = splits(small_data).val
    result = trainer.evaluate(small_data, path, resamples=5, report=tmp_path / "report")
    json.dumps(result, allow_nan=False)
    assert (tmp_path / "report" / f"{name}.json").is_file()
    assert len(list((tmp_path / "report").glob("*.png"))) == 1
    # The report's figures are those of the shipped reader's own answers.
    if name == "cnn5":
        truth = cnn5.in_four(val)
        labels = np.array(
            [EXPRESSIONS.index(r.label) for r in Cnn5Reader(weights=path).read(val.images)]
        )
        right = (labels == np.array(cnn5.COLUMNS)[truth])[truth >= 0].mean()
        assert result["figures"]["accuracy_4"]["value"] == pytest.approx(right)
    else:
        index = np.array(MelancholyReader(weights=path).index(val.images))
        agreed = ccc(index, melancholy.sadness(val))
        assert result["figures"]["ccc"]["value"] == pytest.approx(agreed)


def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(
    small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cnn5.train(small_data, tmp_path / "whole", epochs=2)

    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    real = torch.save

    def save_then_stop(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        monkeypatch.setattr(loop, "augment", stop)

    monkeypatch.setattr(torch, "save", save_then_stop)
    with pytest.raises(KeyboardInterrupt):
        cnn5.train(small_data, tmp_path / "halved", epochs=2)
    monkeypatch.undo()
    cnn5.train(small_data, tmp_path / "halved", epochs=2)
    kept, again = (
        torch.load(tmp_path / run / "checkpoint.pt", weights_only=True)["mean"]
        for run in ("whole", "halved")
    )
    assert all(torch.equal(kept[name], again[name]) for name in kept)


def test_a_checkpoint_of_another_plan_is_refused(small_data: Path, tmp_path: Path) -> None:
    cnn5.train(small_data, tmp_path / "run", epochs=1)
    with pytest.raises(OscbridgeError) as refusal:
        cnn5.train(small_data, tmp_path / "run", epochs=1, rate=1e-4)
    assert refusal.value.code == "checkpoint-mismatch"


def test_training_without_data_says_so(tmp_path: Path) -> None:
    for trainer in (cnn5, melancholy):
        with pytest.raises(OscbridgeError) as refusal:
            trainer.train(tmp_path, tmp_path / "run")
        assert refusal.value.code == "data-missing"


def test_small_views_come_first() -> None:
    plan = Plan(5, 0, 64, 1e-3, 0.0, small_size=48, small_epochs=3)
    assert [plan.size_at(epoch) for epoch in range(5)] == [48, 48, 48, 64, 64]


def test_the_second_head_is_thrown_away(small_data: Path, tmp_path: Path) -> None:
    path = melancholy.train(small_data, tmp_path / "run", epochs=1)
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        names = set(file.keys())
    assert names == {n for n, v in MelancholyNet().state_dict().items() if v.is_floating_point()}
