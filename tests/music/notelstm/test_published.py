"""The published constants and formulas of notelstm: each is guarded here."""

from __future__ import annotations

import math

import numpy as np
import pytest
from torch import nn

from oscbridge.affect import Affect
from oscbridge.music.notelstm import published as constants
from oscbridge.music.notelstm.emotion import (
    CORRECTED_MEAN,
    Clusters,
    EmotionManner,
    bent_logits,
    emotion_score,
    stretched,
)
from oscbridge.music.triples.model import Outlook
from oscbridge.music.triples.network import TripleNetwork
from oscbridge.training.notelstm import training
from oscbridge.weights.models import weights_path
from tests.music.triples.loaded import made, scale_primer


def clusters() -> Clusters:
    return Clusters.read(weights_path("notelstm"))


def test_the_published_constants() -> None:
    assert constants.CLUSTERS == 2
    assert constants.LABELS == (-1, 1)
    assert constants.ALPHA == constants.BETA == 0.5
    assert constants.TEMPERATURE == 2.0
    assert constants.STRETCH_MEAN == 1.0
    assert constants.STRETCH_SPREAD == 0.1


def test_one_lstm_has_three_heads_and_the_pitchs_has_128_logits() -> None:
    network = TripleNetwork()
    assert isinstance(network.lstm, nn.LSTM)
    heads = [layer.out_features for layer in network.modules() if isinstance(layer, nn.Linear)]
    assert heads == [128, 1, 1]


def test_the_emotion_score_is_the_published_formula() -> None:
    centres = np.array([[0.0, 0.0], [3.0, 4.0]])
    x = np.array([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]])
    near, far = 1.0, math.hypot(2.0, 4.0)
    share = math.exp(near) / (math.exp(near) + math.exp(far))
    end = math.exp(5.0) / (1.0 + math.exp(5.0))
    assert emotion_score(x, centres, -1) == pytest.approx([end, 1 - end, 1 - share])
    assert emotion_score(x, centres, 1) == pytest.approx([1 - end, end, share])


def test_a_far_x_has_a_score_and_no_overflow() -> None:
    far = emotion_score(np.array([[1e4, 0.0]]), np.array([[0.0, 0.0], [3.0, 4.0]]), 1)
    assert 0.0 <= float(far[0]) <= 1.0


def test_the_logits_are_bent_by_the_published_formula() -> None:
    logits, score = np.array([2.0, -4.0]), np.array([1.0, 0.5])
    assert bent_logits(logits, score) == pytest.approx([0.75, -0.875])


def test_the_manner_scores_each_candidate_note_as_a_song_of_one_note() -> None:
    known = clusters()
    outlook = Outlook(np.linspace(-3, 3, 128), 0.5, 0.75)
    bent = EmotionManner(known, 1).logits(outlook)
    for pitch in (0, 60, 127):
        x = (np.array([[pitch, 0.5, 0.75]]) - known.mean) / known.spread
        score = float(emotion_score(x, known.centres, 1)[0])
        wanted = (0.5 * score + 0.5 * outlook.logits[pitch]) / 2.0
        assert bent[pitch] == pytest.approx(wanted)


def test_the_other_label_bends_pitch_the_other_way() -> None:
    outlook = Outlook(np.zeros(128), 0.5, 0.75)
    known = clusters()
    one, other = (EmotionManner(known, label).logits(outlook) for label in (-1, 1))
    assert one + other == pytest.approx(np.full(128, 0.25))
    assert float(np.abs(one - other).max()) > 0.05


def test_steps_and_lengths_are_stretched_by_the_published_formula() -> None:
    for label in (-1, 1):
        gamma = float(np.random.default_rng(3).normal(1.0, 0.1))
        got = stretched(2.0, label, constants.STRETCH_MEAN, np.random.default_rng(3))
        assert got == pytest.approx(2.0 * (1 - label * (1 - abs(gamma))))


def test_as_published_the_stretch_is_next_to_nothing_and_corrected_it_is_a_tenth() -> None:
    def mean_of(label: int, mean: float) -> float:
        rng = np.random.default_rng(0)
        return float(np.mean([stretched(1.0, label, mean, rng) for _ in range(4000)]))

    for label in (-1, 1):
        assert mean_of(label, constants.STRETCH_MEAN) == pytest.approx(1.0, abs=0.01)
    assert mean_of(1, CORRECTED_MEAN) == pytest.approx(0.9, abs=0.01)
    assert mean_of(-1, CORRECTED_MEAN) == pytest.approx(1.1, abs=0.01)


def test_step_and_length_have_a_gamma_and_a_delta_of_their_own() -> None:
    manner = EmotionManner(clusters(), 1)
    step, length = manner.times(1.0, 1.0, np.random.default_rng(0))
    assert step != length


def test_corrected_the_livelier_label_plays_more_notes() -> None:
    def count(affect: Affect) -> int:
        return sum(
            len(made("notelstm:corrected", scale_primer(), affect, seed=seed).notes)
            for seed in range(5)
        )

    assert count(Affect(0.0, 1.0)) > 1.2 * count(Affect(0.0, -1.0))


def test_the_label_is_the_side_of_neutral_along_the_clusters_difference() -> None:
    known = clusters()
    assert known.direction[1] > 0.05  # the livelier cluster is the more aroused
    assert known.label_of(Affect(0.0, 0.5)) == 1
    assert known.label_of(Affect(0.0, -0.5)) == -1
    assert known.label_of(Affect(0.0, 0.0)) == 1
    along = known.direction / np.linalg.norm(known.direction)
    assert known.label_of(Affect(*(0.5 * along))) == 1
    assert known.label_of(Affect(*(-0.5 * along))) == -1


def test_the_loss_divides_the_logits_by_what_sampling_divides_them_by() -> None:
    assert training.RECIPE.sharpness == constants.TEMPERATURE / constants.BETA == 4.0
