"""What is decided before the first note."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.music.duet.composing import DraftedNote
from oscbridge.music.duet.cues import COUNT, Cue
from oscbridge.music.duet.expression import Expression
from oscbridge.music.duet.performing import (
    TEMPO_MOVED,
    base_velocity,
    performed,
    tempo_with_primer,
)
from oscbridge.music.duet.plan import of_bar, planned, rest_at, wanted_mode
from oscbridge.music.duet.runtime import read_tables
from oscbridge.phrase import Note
from oscbridge.weights.models import weights_path


@pytest.fixture(scope="module")
def expression() -> Expression:
    return Expression(**read_tables(weights_path("duet"))[0])


def test_the_listener_taught_that_arousal_is_density_and_valence_the_mode(
    expression: Expression,
) -> None:
    low, high = (expression.cues(Affect(0, a)) for a in (-1, 1))
    assert high[Cue.DENSITY] > low[Cue.DENSITY] + 0.5
    assert high[Cue.TEMPO] > low[Cue.TEMPO] + 0.5
    dark, bright = (expression.cues(Affect(v, 0)) for v in (-1, 1))
    assert bright[Cue.MODE] > dark[Cue.MODE] + 0.5


@pytest.mark.parametrize("valence", [-0.9, -0.3, 0.0, 0.5, 1.0])
@pytest.mark.parametrize("arousal", [-0.8, 0.0, 0.8])
def test_what_is_asked_for_is_what_the_listener_hears(
    expression: Expression, valence: float, arousal: float
) -> None:
    asked = Affect(valence, arousal)
    twist = expression.cues(asked) - _line(expression, asked)
    told = expression.heard(expression.cues(asked) - twist)
    assert told == pytest.approx([valence, arousal], abs=1e-6)


def _line(expression: Expression, affect: Affect) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The cues without the part that goes with valence times arousal."""
    from oscbridge.music.duet.expression import TWIST_REACH

    product = TWIST_REACH * affect.valence * affect.arousal
    return expression.cues(affect) - product * expression.twist


def test_near_neutral_the_primers_mode_stays_and_far_from_it_valence_decides() -> None:
    assert wanted_mode(NEUTRAL, -1.0) < -0.25
    assert wanted_mode(NEUTRAL, 1.0) > 0.25
    assert wanted_mode(Affect(0.8, 0.0), -1.0) > 0.5
    assert wanted_mode(Affect(-0.8, 0.0), 1.0) < -0.5


def test_sixteen_bars_rest_more_at_an_answer_and_most_at_the_cadence() -> None:
    rests = [rest_at(bar, 16) for bar in range(16)]
    assert rests[15] > rests[7] > rests[3] > 0
    assert all(rests[bar] == 0 for bar in range(16) if bar % 4 != 3)


def test_at_neutral_a_plan_stays_nearer_the_primer_than_at_a_strong_affect(
    expression: Expression,
) -> None:
    primer = np.full(COUNT, 0.9)
    rows = 64

    def away(affect: Affect) -> float:
        cues = planned(expression, affect, primer, 0.7, 110.0, 1.0, np.random.default_rng(0), rows)
        return float(np.abs(cues[:, Cue.DENSITY] - 0.9).mean())

    assert away(NEUTRAL) < away(Affect(0.0, -1.0))


def test_the_density_wish_multiplies_the_onsets(expression: Expression) -> None:
    def density(factor: float) -> float:
        rng = np.random.default_rng(1)
        cues = planned(expression, NEUTRAL, None, 0.7, 110.0, factor, rng, 16)
        return float(cues[:, Cue.DENSITY].mean())

    assert density(0.5) < density(1.0) < density(2.0)


def test_a_bar_of_rest_asks_for_fewer_onsets(expression: Expression) -> None:
    phrase = np.zeros((1, COUNT))
    last = of_bar(expression, phrase, 15, 16, np.random.default_rng(3))
    first = of_bar(expression, phrase, 0, 16, np.random.default_rng(3))
    assert last[0, Cue.DENSITY] < first[0, Cue.DENSITY]
    assert last[0, Cue.CLOSE] > first[0, Cue.CLOSE]


def test_arousal_moves_a_primers_tempo_by_no_more_than_its_share() -> None:
    assert tempo_with_primer(100.0, Affect(1.0, 0.0)) == 100.0
    assert tempo_with_primer(100.0, Affect(0.0, 1.0)) == pytest.approx(100 * (1 + TEMPO_MOVED))
    assert tempo_with_primer(100.0, Affect(0.0, -1.0)) == pytest.approx(100 * (1 - TEMPO_MOVED))


def test_arousal_is_loud() -> None:
    soft, loud = (base_velocity(Affect(0.0, a), ()) for a in (-1.0, 1.0))
    assert loud - soft > 25
    hushed = base_velocity(NEUTRAL, (Note(0, 60, 1, 30),))
    assert hushed < base_velocity(NEUTRAL, ())


def test_a_pitch_struck_again_ends_the_note_before() -> None:
    drafted = [DraftedNote(0, 0, 40, 48, 4), DraftedNote(0, 12, 40, 12, 4)]
    notes = performed(
        drafted,
        shift=0,
        bar_starts_beats=[0.0],
        beat_scale=1.0,
        length_beats=4.0,
        velocity=70,
        affect=NEUTRAL,
    )
    assert [note.length_beats for note in notes] == [1.0, 1.0]


def test_short_notes_are_detached_when_arousal_is_high() -> None:
    def length(arousal: float) -> float:
        return performed(
            [DraftedNote(0, 0, 40, 12, 4)],
            shift=0,
            bar_starts_beats=[0.0],
            beat_scale=1.0,
            length_beats=4.0,
            velocity=70,
            affect=Affect(0.0, arousal),
        )[0].length_beats

    assert length(1.0) < length(0.0) == length(-1.0) == 1.0
