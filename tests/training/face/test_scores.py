"""Figures are what their definitions say on cases small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.training.face.data import VOTE_NAMES, from_votes
from oscbridge.training.face.scores import (
    calibration_error,
    ccc,
    confusion,
    fit_prior,
    fit_temperature,
    recalls,
    score,
    softmax,
)


def test_ccc_punishes_a_shift_that_correlation_forgives() -> None:
    truth = np.array([0.0, 1.0, 2.0, 3.0])
    assert ccc(truth, truth) == pytest.approx(1)
    # variances 1.25 each, shift 1: 2 × 1.25 / (1.25 + 1.25 + 1)
    assert ccc(truth + 1, truth) == pytest.approx(2.5 / 3.5)
    assert ccc(-truth, truth) < 0


def test_calibration_error_is_the_gap_between_confidence_and_luck() -> None:
    confidence = np.full(10, 0.9)
    right = np.array([True] * 6 + [False] * 4)
    assert calibration_error(confidence, right) == pytest.approx(0.3)
    assert calibration_error(np.ones(4), np.ones(4, bool)) == pytest.approx(0)


def test_a_confusion_matrix_has_the_raters_in_its_rows() -> None:
    table = confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), 3)
    assert table.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert recalls(table)[:2].tolist() == [0.5, 1.0]
    assert np.isnan(recalls(table)[2])


def test_the_temperature_undoes_overconfidence() -> None:
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 1.5, (20_000, 8))
    drawn = (softmax(honest).cumsum(1) < rng.random((20_000, 1))).sum(1)
    assert fit_temperature(honest * 2.5, drawn) == pytest.approx(2.5, rel=0.03)


def test_unclear_faces_do_not_decide_the_temperature() -> None:
    logits = np.array([[3.0, 0.0], [3.0, 0.0], [0.0, 9.0]])
    some, all_clear = np.array([0, 1, -1]), np.array([0, 1])
    assert fit_temperature(logits, some) == fit_temperature(logits[:2], all_clear)
    assert fit_temperature(logits, np.full(3, -1)) == 1.0


def test_accuracies_count_clear_faces_among_their_own_labels() -> None:
    votes = np.zeros((4, len(VOTE_NAMES)), np.float32)
    votes[0, 1] = votes[1, 3] = votes[2, 6] = 10  # happy, sad, fear
    votes[3, 0] = votes[3, 3] = 5  # not clear: counts nowhere
    faces = from_votes(np.zeros((4, 48, 48), np.uint8), votes, np.arange(4))
    scores = np.full((4, 8), 0.01)
    scores[0, 1] = 0.9  # happy read as happy
    scores[1, [6, 3]] = 0.6, 0.3  # sad read as fear, but as sad among the four
    scores[2, 6] = 0.9  # fear read as fear; no business of the four
    scores[3, 7] = 0.9
    result = score(scores, faces.affect.astype(float), faces, resamples=50)
    values = {name: figure["value"] for name, figure in result["figures"].items()}
    assert result["clear_faces"] == 3
    assert values["accuracy_8"] == pytest.approx(2 / 3)
    assert values["accuracy_4"] == 1
    assert values["recall_sad"] == 0
    assert values["ccc_valence"] == pytest.approx(1)
    for figure in result["figures"].values():
        assert figure["low"] <= figure["value"] <= figure["high"]
    assert "recall_disgust" not in result["figures"]  # no face has it


def test_the_same_resamples_come_back() -> None:
    votes = np.zeros((40, len(VOTE_NAMES)), np.float32)
    votes[np.arange(40), np.arange(40) % 8] = 10
    faces = from_votes(np.zeros((40, 48, 48), np.uint8), votes, np.arange(40))
    scores = softmax(np.random.default_rng(0).normal(size=(40, 8)))
    affect = np.zeros((40, 2))
    once, again = (score(scores, affect, faces, resamples=30) for _ in range(2))
    assert once["figures"]["accuracy_8"] == again["figures"]["accuracy_8"]


def test_a_rare_label_that_loses_narrowly_is_found_and_a_clear_one_is_not_lost() -> None:
    rng = np.random.default_rng(0)
    majority = np.array([0] * 300 + [3] * 40, np.int64)  # neutral, and a few sad ones
    logits = rng.normal(0, 0.1, (340, 8))
    logits[:300, 0] += 4
    logits[300:, 0] += 1.2
    logits[300:, 3] += 1.0  # sad loses by a hair
    share = np.array([0.8, 0.02, 0.02, 0.1, 0.02, 0.02, 0.01, 0.01])
    shift = fit_prior(logits, majority, share)
    assert shift[3] > shift[0]
    moved = (logits + shift).argmax(1)
    assert (moved[300:] == 3).mean() > 0.9
    assert (moved[:300] == 0).all()


def test_labels_found_already_are_left_alone() -> None:
    majority = np.array([0, 1, 3, 4] * 20, np.int64)
    logits = np.eye(8)[majority] * 10
    share = np.full(8, 1 / 8)
    share[0] += 0.05
    np.testing.assert_array_equal(fit_prior(logits, majority, share), np.zeros(8))
