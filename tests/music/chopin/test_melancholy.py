"""How the melancholy score acts: each rule and each constant."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.music.chopin import melancholy as rules
from oscbridge.music.chopin.melancholy import MelancholyManner, melancholy_of
from oscbridge.music.shaping import tempo_bpm
from oscbridge.music.triples.model import Outlook
from oscbridge.music.triples.opening import Bank
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase
from oscbridge.weights.models import weights_path
from tests.music.loaded import engine
from tests.music.triples.loaded import made, scale_primer


def test_the_constants() -> None:
    assert rules.NARROWING == 0.25
    assert rules.MODE_NATS == 0.6
    assert rules.REGISTER_CENTRE == 74
    assert rules.REGISTER_SHIFT == 6
    assert rules.REGISTER_WIDTH == 12
    assert rules.TIME_BASE == 1.1
    assert rules.TEMPO_BASE == 0.85
    assert (rules.VALENCE_WEIGHT, rules.AROUSAL_WEIGHT) == (0.45, 0.25)
    assert rules.MINOR_FROM == 0.5


def test_without_a_reader_the_affect_gives_the_score() -> None:
    assert melancholy_of(NEUTRAL) == 0.5
    assert melancholy_of(Affect(-1.0, -1.0)) == 1.0
    assert melancholy_of(Affect(1.0, 1.0)) == 0.0
    assert melancholy_of(Affect(-0.4, -0.4)) == pytest.approx(0.78)


def test_half_a_score_only_keeps_the_line_near_its_centre() -> None:
    outlook = Outlook(np.linspace(-3, 3, 128), 0.5, 0.75)
    manner = MelancholyManner(0.5)
    pull = manner.logits(outlook) - outlook.logits
    assert pull[74] == 0.0
    assert pull[86] == pytest.approx(-0.5)
    assert pull[50] == pytest.approx(-2.0)
    assert manner.times(0.5, 0.75, np.random.default_rng(0)) == (0.5, 0.75)
    assert manner.pace == 1.0


def test_melancholy_leans_to_a_minor_sinks_and_narrows() -> None:
    sad = MelancholyManner(1.0).logits(Outlook(np.zeros(128), 0.5, 0.5))
    assert sad[68] == 0.0  # the centre has sunk by six semitones
    assert sad[80] == pytest.approx(-0.5)
    assert sad[69] == pytest.approx(0.6 - 0.5 / 144)  # A4
    assert sad[67] == pytest.approx(-0.6 - 0.5 / 144)  # G4
    bright = MelancholyManner(0.0).logits(Outlook(np.zeros(128), 0.5, 0.5))
    assert bright[80] == 0.0
    assert bright[79] == pytest.approx(0.6 - 0.5 / 144)  # G5
    steep = Outlook(np.linspace(0, 1, 128), 0.5, 0.5)
    assert (MelancholyManner(1.0).logits(steep) - sad)[127] == pytest.approx(1 / 0.75)
    assert (MelancholyManner(0.0).logits(steep) - bright)[127] == pytest.approx(1 / 1.25)


def test_melancholy_stretches_time_and_slows_the_tempo() -> None:
    rng = np.random.default_rng(0)
    assert MelancholyManner(1.0).times(1.0, 2.0, rng) == pytest.approx((1.1, 2.2))
    assert MelancholyManner(0.0).times(1.1, 2.2, rng) == pytest.approx((1.0, 2.0))
    slow = made("chopin", affect=NEUTRAL, wishes=Wishes(melancholy=1.0)).tempo_bpm
    assert slow == pytest.approx(0.85 * tempo_bpm(NEUTRAL), abs=0.06)


def phrases(melancholy: float | None, affect: Affect = NEUTRAL) -> list[Phrase]:
    wishes = Wishes(melancholy=melancholy)
    return [made("chopin", scale_primer(72), affect, seed=seed, wishes=wishes) for seed in range(8)]


def test_a_melancholy_melody_is_lower_and_slower() -> None:
    sad = [note for phrase in phrases(1.0) for note in phrase.notes]
    bright = [note for phrase in phrases(0.0) for note in phrase.notes]
    assert np.mean([n.pitch for n in sad]) < np.mean([n.pitch for n in bright]) - 1
    assert len(sad) < 0.9 * len(bright)


def test_the_readers_score_wins_over_the_affect() -> None:
    joy, grief = Affect(0.9, 0.0), Affect(-0.9, 0.0)
    for one, other in zip(phrases(0.8, joy), phrases(0.8, grief), strict=True):
        assert one.notes == other.notes
    assert phrases(None, joy) != phrases(None, grief)


def test_without_a_primer_melancholy_begins_in_minor() -> None:
    bank = Bank(weights_path("chopin"))
    rng = np.random.default_rng(0)
    minor = [bank.draw(1, rng).key.minor for _ in range(30)]
    major = [bank.draw(0, rng).key.minor for _ in range(30)]
    assert np.mean(minor) > 0.6 > 0.4 > np.mean(major)


def test_it_is_one_line() -> None:
    for phrase in phrases(0.5):
        starts = [note.start_beats for note in phrase.notes]
        assert len(set(starts)) == len(starts)


def test_the_engine_has_the_score_of_the_affect_in_its_likelihood() -> None:
    one = engine("chopin")
    one.wishes = Wishes()
    primer, low = scale_primer(72), scale_primer(57)
    sad = one.score(primer, low, Affect(-1, -1)) - one.score(
        primer, scale_primer(84), Affect(-1, -1)
    )
    joy = one.score(primer, low, Affect(1, 1)) - one.score(primer, scale_primer(84), Affect(1, 1))
    assert sad > joy
