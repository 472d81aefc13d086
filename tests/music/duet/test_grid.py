"""Notes on bars of ticks, and what becomes of bars and notes that do not fit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.music.duet.grid import (
    LENGTHS,
    MOST_AT_ONCE,
    MOST_BAR_TICKS,
    gridded,
    length_index,
    split_bar,
    ticks_of_bar,
)
from oscbridge.phrase import Note


def test_a_played_sixteenth_lands_on_the_sixteenth() -> None:
    passage = gridded([Note(0.27, 60, 0.2), Note(0.51, 62, 0.2)], [0.0], [4.0])
    assert passage.tick.tolist() == [3, 6]


def test_triplets_stay_triplets() -> None:
    notes = [Note(i / 3, 60 + i, 0.3) for i in range(3)]
    assert gridded(notes, [0.0], [4.0]).tick.tolist() == [0, 4, 8]


def test_notes_of_one_onset_are_ordered_from_the_top() -> None:
    passage = gridded([Note(1.0, p, 1.0) for p in (48, 67, 60)], [0.0], [4.0])
    assert passage.pitch.tolist() == [67, 60, 48]


def test_a_note_just_before_the_line_belongs_to_the_next_bar() -> None:
    passage = gridded([Note(3.99, 60, 1.0)], [0.0, 4.0], [4.0, 4.0])
    assert (passage.bar.tolist(), passage.tick.tolist()) == ([1], [0])


def test_the_same_pitch_twice_at_one_onset_is_one_note_and_the_longer() -> None:
    passage = gridded([Note(0.0, 60, 0.5), Note(0.01, 60, 2.0)], [0.0], [4.0])
    assert LENGTHS[passage.length].tolist() == [24]


def test_of_a_crowd_at_one_onset_the_outer_notes_stay() -> None:
    passage = gridded([Note(0.0, 40 + i, 1.0) for i in range(30)], [0.0], [4.0])
    assert len(passage.pitch) == MOST_AT_ONCE
    assert (passage.pitch.max(), passage.pitch.min()) == (69, 40)


def test_pitches_outside_the_piano_come_back_by_octaves() -> None:
    passage = gridded([Note(0.0, 3, 1.0), Note(1.0, 127, 1.0)], [0.0], [4.0])
    assert passage.pitch.tolist() == [27, 103]


@given(st.integers(1, 2000))
def test_a_long_bar_is_split_without_loss(ticks: int) -> None:
    parts = split_bar(ticks)
    assert sum(parts) == ticks
    assert all(0 < part <= MOST_BAR_TICKS for part in parts)


def test_every_allowed_length_is_its_own_nearest() -> None:
    assert length_index(LENGTHS.astype(np.float64)).tolist() == list(range(len(LENGTHS)))


@given(
    st.lists(st.tuples(st.floats(0, 15.99), st.integers(0, 127), st.floats(1e-3, 99)), max_size=60),
    st.sampled_from([2.0, 3.0, 3.5, 4.0, 5.0, 1.3]),
)
def test_whatever_is_played_lies_inside_its_bar_and_in_order(
    played: list[tuple[float, int, float]], beats: float
) -> None:
    bars = 3
    notes = [Note(start, pitch, length) for start, pitch, length in played]
    passage = gridded(notes, [i * beats for i in range(bars)], [beats] * bars)
    assert (passage.tick < passage.bar_ticks[passage.bar]).all()
    keys = list(zip(passage.bar, passage.tick, -passage.pitch, strict=True))
    assert keys == sorted(set(keys))
    assert passage.bar_ticks.tolist() == [ticks_of_bar(beats)] * bars
