"""Musical measures on phrases small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.phrase import Note, Phrase
from oscbridge.training.music.measures import (
    MEASURES,
    dissonant_share,
    empty_bar_share,
    grooving_similarity,
    mean_length_beats,
    notes_per_second,
    on_beat_share,
    pitch_class_entropy,
    polyphony,
    repeated_share,
    scale_share,
    step_share,
)


def chord(*pitches: int, start: float = 0.0, length: float = 1.0) -> tuple[Note, ...]:
    return tuple(Note(start, pitch, length) for pitch in pitches)


def test_eight_notes_in_two_seconds_are_four_a_second() -> None:
    notes = tuple(Note(i / 2, 60, 0.5) for i in range(8))
    assert notes_per_second(Phrase(notes, bars=1, tempo_bpm=120.0)) == 4.0


@pytest.mark.parametrize(
    ("pitches", "share"),
    [((60, 64, 67), 0.0), ((60, 61), 1.0), ((60, 66), 1.0), ((60, 74), 1.0), ((60, 64, 70), 2 / 3)],
)
def test_seconds_sevenths_and_the_tritone_are_dissonant(
    pitches: tuple[int, ...], share: float
) -> None:
    assert dissonant_share(Phrase(chord(*pitches))) == pytest.approx(share)


def test_a_bar_in_which_nothing_starts_is_empty_even_under_a_held_note() -> None:
    assert empty_bar_share(Phrase((Note(0.0, 60, 16.0),))) == 0.75


def test_entropy_of_four_pitch_classes_alike_is_two_bits() -> None:
    assert pitch_class_entropy(Phrase(chord(60, 62, 64, 77))) == pytest.approx(2.0)


def test_a_diatonic_passage_is_all_in_its_scale() -> None:
    notes = chord(60, 64, 67) + chord(65, 69, 72, start=1.0) + chord(60, 64, 67, start=2.0)
    assert scale_share(Phrase(notes)) == 1.0


def test_texture_and_rhythm_are_counted() -> None:
    phrase = Phrase((*chord(60, 64), Note(1.25, 64, 0.25), Note(1.75, 64, 0.25)), bars=1)
    assert polyphony(phrase) == pytest.approx((4 * 2 + 1 + 1) / 6)
    assert on_beat_share(phrase) == 0.5
    assert mean_length_beats(phrase) == pytest.approx(2.5 / 4)
    assert repeated_share(phrase) == 0.25
    assert step_share(phrase) == 1.0


def test_bars_with_the_same_rhythm_groove_alike() -> None:
    notes = tuple(Note(4.0 * bar + beat, 60 + bar, 1.0) for bar in range(4) for beat in (0, 1.5))
    assert grooving_similarity(Phrase(notes)) == 1.0


@pytest.mark.parametrize("name", MEASURES)
def test_silence_has_finite_measures(name: str) -> None:
    assert np.isfinite(MEASURES[name](Phrase(())))
