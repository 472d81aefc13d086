"""What a phrase begins from: home, the way back, the primer's habits, the bank."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.music.triples.opening import WINDOW, Bank, opening_of
from oscbridge.music.triples.triple import PITCH
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note, Phrase
from oscbridge.weights.models import weights_path
from tests.music.triples.loaded import NAMES, scale_primer


@pytest.mark.parametrize("up", range(-5, 7))
def test_a_primer_in_any_key_is_heard_at_home_and_the_answer_moves_back(up: int) -> None:
    opening = opening_of(scale_primer(60 + up))
    assert opening is not None
    assert opening.key.tonic == 0
    assert not opening.key.minor
    assert opening.back == up
    home = opening_of(scale_primer(60))
    assert home is not None
    assert np.array_equal(opening.triples, home.triples)


def test_a_wished_for_key_sets_where_the_answer_goes() -> None:
    opening = opening_of(scale_primer(60), Wishes(key="D"))
    assert opening is not None
    assert opening.back == 2
    minor = opening_of(scale_primer(60), Wishes(key="Bm"))
    assert minor is not None
    assert minor.back == 2  # B minor has the notes of D major


def test_only_the_windows_last_notes_are_heard() -> None:
    opening = opening_of(scale_primer(bars=32))
    assert opening is not None
    assert len(opening.triples) == WINDOW


def test_a_primer_without_notes_gives_no_opening() -> None:
    assert opening_of(Phrase(())) is None


def test_the_rest_before_the_phrase_is_what_is_left_of_the_primer() -> None:
    opening = opening_of(Phrase((Note(14.5, 60, 0.5),), bars=4))
    assert opening is not None
    assert opening.rest_beats == pytest.approx(1.5)


def test_the_share_of_joined_notes_counts_those_that_could_join() -> None:
    chords = tuple(Note(float(at), pitch, 1.0) for at in range(16) for pitch in (60, 64, 67))
    opening = opening_of(Phrase(chords))
    assert opening is not None
    assert opening.together == 1.0
    line = opening_of(Phrase(tuple(Note(float(at), 60 + at, 1.0) for at in range(16))))
    assert line is not None
    assert line.together == 0.0


@pytest.mark.parametrize("name", NAMES)
def test_a_bank_has_many_passages_of_each_class_all_at_home(name: str) -> None:
    bank = Bank(weights_path(name))
    rng = np.random.default_rng(0)
    for kind in sorted(set(bank.classes.tolist())):
        drawn = [bank.draw(kind, rng) for _ in range(20)]
        assert len({each.triples.tobytes() for each in drawn}) > 10
        assert {each.key.tonic for each in drawn} <= {0, 9}
        assert len({each.back for each in drawn}) > 4
        for each in drawn:
            assert 8 <= len(each.triples) <= WINDOW
            assert ((each.triples[:, PITCH] >= 0) & (each.triples[:, PITCH] < 128)).all()
