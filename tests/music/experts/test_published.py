"""The published shape of the four experts, and the constants that are ours."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.music.experts import published as constants
from oscbridge.music.experts.engine import ExpertManner
from oscbridge.music.experts.published import EMOTIONS, emotion_of
from oscbridge.music.triples.model import TripleModel
from oscbridge.weights.models import weights_path
from tests.music.triples.loaded import made, scale_primer

CORNERS = {
    "happy": Affect(0.6, 0.6),
    "angry": Affect(-0.6, 0.6),
    "sad": Affect(-0.6, -0.6),
    "relaxed": Affect(0.6, -0.6),
}


def test_the_constants() -> None:
    assert EMOTIONS == ("happy", "angry", "sad", "relaxed")
    assert constants.NEUTRAL_MEANS == "relaxed"
    assert constants.NEUTRAL_RADIUS == 0.2
    assert constants.STEP_EXPANSION == {"happy": 0.97, "angry": 0.93, "sad": 1.12, "relaxed": 1.06}
    assert constants.LENGTH_EXPANSION == {
        "happy": 0.95,
        "angry": 0.88,
        "sad": 1.12,
        "relaxed": 1.06,
    }


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_each_quadrant_calls_its_expert(emotion: str) -> None:
    assert emotion_of(CORNERS[emotion]) == emotion


def test_a_neutral_face_means_relaxed() -> None:
    assert emotion_of(NEUTRAL) == "relaxed"
    assert emotion_of(Affect(0.1, 0.1)) == "relaxed"
    assert emotion_of(Affect(0.15, 0.15)) == "happy"


def test_the_four_are_separate_networks() -> None:
    triples = np.array([[60, 0, 1], [64, 0.5, 0.5], [67, 0.5, 0.5]], dtype=np.float32)
    heard = []
    for emotion in EMOTIONS:
        model = TripleModel(weights_path("experts"), emotion)
        heard.append(model.read(triples, model.blank()).logits)
    for one in range(4):
        for other in range(one):
            assert float(np.abs(heard[one] - heard[other]).max()) > 0.1


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_the_expansion_is_constant(emotion: str) -> None:
    manner = ExpertManner(emotion)
    rng = np.random.default_rng(0)
    for step, length in ((0.5, 1.0), (2.0, 0.25)):
        assert manner.times(step, length, rng) == (
            step * constants.STEP_EXPANSION[emotion],
            length * constants.LENGTH_EXPANSION[emotion],
        )


def test_the_sad_expert_takes_its_time_after_the_same_primer() -> None:
    def count(emotion: str) -> int:
        return sum(
            len(made("experts", scale_primer(), CORNERS[emotion], seed=seed).notes)
            for seed in range(5)
        )

    assert count("sad") < count("angry")
