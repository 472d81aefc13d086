"""Phrase to roll and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.music.roll import (
    HIGHEST_PITCH,
    LAYERS,
    LOWEST_PITCH,
    ONSET,
    PITCHES,
    SOUNDING,
    STEPS_PER_BAR,
    WINDOW_STEPS,
    Roll,
    folded,
    last_window,
    notes_of_roll,
    roll_of_notes,
    transposed,
)
from oscbridge.phrase import Note, Phrase

cells = st.tuples(st.integers(0, PITCHES - 1), st.integers(0, WINDOW_STEPS - 1), st.integers(1, 20))


def drawn(strokes: list[tuple[int, int, int]]) -> Roll:
    roll = np.zeros((LAYERS, PITCHES, WINDOW_STEPS), dtype=np.uint8)
    for row, start, length in strokes:
        roll[SOUNDING, row, start : start + length] = 1
        roll[ONSET, row, start] = 1
    return roll


def test_a_bar_of_four_beats_has_sixteen_steps_and_a_window_four_bars() -> None:
    assert (STEPS_PER_BAR, WINDOW_STEPS) == (16, 64)


@given(st.lists(cells, max_size=80))
def test_a_roll_survives_the_way_to_notes_and_back(strokes: list[tuple[int, int, int]]) -> None:
    roll = drawn(strokes)
    assert np.array_equal(roll_of_notes(notes_of_roll(roll), WINDOW_STEPS), roll)


@given(st.lists(cells, max_size=80))
def test_every_onset_of_a_roll_becomes_one_note(strokes: list[tuple[int, int, int]]) -> None:
    roll = drawn(strokes)
    assert len(notes_of_roll(roll)) == int(roll[ONSET].sum())


def test_a_repeated_note_stays_two_notes() -> None:
    notes = (Note(0.0, 60, 1.0), Note(1.0, 60, 1.0))
    assert [n.start_beats for n in notes_of_roll(roll_of_notes(notes, 16))] == [0.0, 1.0]


def test_a_note_shorter_than_a_step_still_sounds() -> None:
    assert len(notes_of_roll(roll_of_notes([Note(0.5, 60, 0.01)], 16))) == 1


@given(st.integers(0, 127))
def test_folding_keeps_the_pitch_class_and_lands_in_range(pitch: int) -> None:
    assert folded(pitch) % 12 == pitch % 12
    assert LOWEST_PITCH <= folded(pitch) <= HIGHEST_PITCH


@given(st.lists(cells, max_size=40), st.integers(-6, 6))
def test_transposing_moves_every_pitch_class(
    strokes: list[tuple[int, int, int]], semitones: int
) -> None:
    roll = drawn(strokes)
    before = {(n.pitch + semitones) % 12 for n in notes_of_roll(roll)}
    assert {n.pitch % 12 for n in notes_of_roll(transposed(roll, semitones))} == before


def test_transposing_to_and_fro_changes_nothing_away_from_the_edges() -> None:
    roll = drawn([(30, 0, 4), (37, 3, 8), (44, 20, 2)])
    assert np.array_equal(transposed(transposed(roll, 5), -5), roll)


def test_a_long_primer_is_read_at_its_end() -> None:
    phrase = Phrase((Note(0.0, 60, 1.0), Note(31.0, 72, 1.0)), bars=8)
    rows = np.flatnonzero(last_window(phrase)[SOUNDING].any(axis=1))
    assert rows.tolist() == [72 - LOWEST_PITCH]


def test_a_short_primer_is_repeated_so_that_the_ends_meet() -> None:
    window = last_window(Phrase((Note(0.0, 60, 1.0),), bars=1))
    assert np.flatnonzero(window[ONSET, 60 - LOWEST_PITCH]).tolist() == [0, 16, 32, 48]


def test_a_note_cut_by_the_windows_edge_is_struck_there() -> None:
    window = last_window(Phrase((Note(3.0, 60, 4.0),), bars=5))
    assert window[ONSET, 60 - LOWEST_PITCH, 0] == 1


@settings(max_examples=60)
@given(
    st.floats(0.01, 40.0),
    st.integers(1, 12),
    st.lists(
        st.tuples(st.floats(0, 0.999), st.integers(0, 127), st.floats(0.001, 50)), max_size=30
    ),
)
def test_any_phrase_has_a_window(
    beats_per_bar: float, bars: int, strokes: list[tuple[float, int, float]]
) -> None:
    length = beats_per_bar * bars
    notes = tuple(Note(place * length, pitch, long) for place, pitch, long in strokes)
    window = last_window(Phrase(notes, bars=bars, beats_per_bar=beats_per_bar))
    assert window.shape == (LAYERS, PITCHES, WINDOW_STEPS)
    assert bool(window.any()) <= bool(notes)


@pytest.mark.parametrize("layer", [SOUNDING, ONSET])
def test_no_notes_give_a_silent_roll(layer: int) -> None:
    assert not roll_of_notes([], 16)[layer].any()
