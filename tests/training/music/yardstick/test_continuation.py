"""Distances from a primer, and rankings by engines whose taste is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.keys import key_of
from oscbridge.phrase import Note, Phrase
from oscbridge.training.music.yardstick.continuation import (
    continuation,
    distances,
    line_ups,
    moved,
    ranking,
)
from oscbridge.training.music.yardstick.prompts import Prompt
from oscbridge.training.music.yardstick.sheet import sheet
from tests.training.music.yardstick.making import melody


def prompt(number: int, collection: str = "pop909") -> Prompt:
    return Prompt(
        piece=f"{collection}/{number}",
        song=f"song {number}",
        collection=collection,
        primer=melody(2 * number),
        truth=moved(melody(2 * number + 1), number % 12),
        affect=NEUTRAL,
    )


PROMPTS = [prompt(number) for number in range(12)]


class Knows:
    """Likes the true continuations best, or least."""

    def __init__(self, sign: float) -> None:
        self._sign = sign
        self._true = {tuple(n.pitch for n in one.truth.notes) for one in PROMPTS}

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        return self._sign * (tuple(n.pitch for n in continuation.notes) in self._true)


class Indifferent:
    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        return -1.0


class Refuses:
    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        raise OscbridgeError("no-notes", "nothing to score")


def test_a_primer_is_no_distance_from_itself() -> None:
    here = sheet(melody(1))
    found = distances(here, here)
    assert found["notes_in_primers_key"] == 1
    assert found["rhythm_distance"] == 0
    assert found["register_distance"] == 0
    assert found["density_distance"] == 0
    assert found["runs_from_primer"] == 1


def test_an_answer_an_octave_up_at_half_the_density_is_that_far() -> None:
    primer = Phrase(tuple(Note(at / 2, 60 + at % 5, 0.5) for at in range(32)))
    answer = Phrase(tuple(Note(float(at), 72 + (2 * at) % 5, 0.5) for at in range(16)))
    found = distances(sheet(primer), sheet(answer))
    assert found["register_distance"] == pytest.approx(12, abs=0.2)
    assert found["density_distance"] == pytest.approx(1, abs=0.05)
    assert found["rhythm_distance"] == pytest.approx(4 / 16)
    assert found["runs_from_primer"] == 0


def test_notes_outside_the_key_are_counted() -> None:
    primer = Phrase(tuple(Note(float(at), p, 1.0) for at, p in enumerate((60, 64, 67, 72, 65, 69))))
    answer = Phrase((Note(0, 60, 1), Note(1, 61, 1), Note(2, 66, 1), Note(3, 67, 1)))
    assert distances(sheet(primer), sheet(answer))["notes_in_primers_key"] == 0.5


def test_refused_prompts_are_left_out() -> None:
    answers = [None if n % 2 else sheet(one.truth) for n, one in enumerate(PROMPTS)]
    assert continuation(PROMPTS, answers)["rhythm_distance"]["n"] == 6


def test_false_ones_are_other_songs_in_the_true_ones_scale_with_one_velocity_and_tempo() -> None:
    for _, candidates, _ in line_ups(PROMPTS, same_key=True):
        homes = {key_of(candidate.notes).home for candidate in candidates}
        assert len(homes) == 1
        assert len({tuple(n.pitch for n in one.notes) for one in candidates}) == 4
        assert {n.velocity for one in candidates for n in one.notes} == {80}
        assert {one.tempo_bpm for one in candidates} == {120}


def test_metres_and_collections_are_not_mixed() -> None:
    waltz = replace(prompt(99), truth=melody(3, beats_per_bar=3.0))
    assert len(line_ups([*PROMPTS, waltz, prompt(98, "vgmidi")], same_key=True)) == len(PROMPTS)


@pytest.mark.parametrize(("sign", "share"), [(1.0, 1.0), (-1.0, 0.0)])
def test_a_scorer_that_knows_is_always_right_and_its_opposite_never(
    sign: float, share: float
) -> None:
    found = ranking(Knows(sign), PROMPTS, same_key=False)
    assert found is not None
    # Without transposition the false ones are true elsewhere, and so liked as much.
    assert found["true_first"]["mean"] == pytest.approx(0.25)
    moved_ones = ranking(Knows(sign), PROMPTS[:12], same_key=True)
    assert moved_ones is not None
    assert abs(moved_ones["true_first"]["mean"] - share) < 0.3


def test_a_scorer_without_taste_is_at_chance() -> None:
    found = ranking(Indifferent(), PROMPTS, same_key=True)
    assert found is not None
    assert found["true_first"]["mean"] == pytest.approx(0.25)
    assert found["mean_place"]["mean"] == pytest.approx(2.5)


def test_a_scorer_that_refuses_everything_has_no_ranking() -> None:
    assert ranking(Refuses(), PROMPTS, same_key=True) is None
