"""The melodies that chopin learns from."""

from __future__ import annotations

from itertools import pairwise

from oscbridge.training.chopin.training import heard, melody_row, mode_of, right_hand
from tests.training.triples.made_up import piece


def test_the_highest_voice_is_the_right_hand_and_its_bars_stay() -> None:
    top = right_hand(piece())
    assert set(top.voices) == {1}
    assert all(note.pitch >= 60 for note in top.notes)
    assert top.bars == piece().bars
    phrase = top.phrase(4)
    assert phrase is not None
    assert min(note.pitch for note in phrase.notes) >= 60


def test_a_melody_row_is_one_note_at_a_time() -> None:
    row = melody_row(piece())
    assert len(row.triples) == 16 * 8
    assert (row.triples[1:, 1] > 0).all()


def test_a_passage_is_heard_as_its_melody_and_has_a_mode() -> None:
    phrase = piece().phrase(0)
    assert phrase is not None
    for one, other in pairwise(heard(phrase).notes):
        assert one.end_beats <= other.start_beats + 1e-9
    assert mode_of(piece(), 0, phrase) == 0
