"""Notes as (pitch, step, length): order, grid, chords."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.music.triples.triple import (
    LENGTH,
    LONGEST_BEATS,
    MOST_TOGETHER,
    PITCH,
    SHORTEST_BEATS,
    STEP,
    chosen_of_chord,
    on_grid,
    triples_of,
)
from oscbridge.phrase import Note

notes_strategy = st.lists(
    st.builds(
        Note,
        st.floats(0, 64),
        st.integers(0, 127),
        st.floats(0.01, 16),
        st.just(80),
    ),
    max_size=60,
)


@given(notes_strategy)
def test_steps_add_up_to_the_starts_and_chords_are_written_from_below(notes: list[Note]) -> None:
    triples, starts = triples_of(notes)
    assert triples.shape == (len(starts), 3)
    if not notes:
        return
    gaps = np.diff(starts)
    assert (gaps >= 0).all()
    assert triples[0, STEP] == 0
    assert np.allclose(triples[1:, STEP], np.minimum(gaps, LONGEST_BEATS), atol=1e-3)
    together = gaps < 1e-9
    assert (np.diff(triples[:, PITCH])[together] > 0).all()
    _, sizes = np.unique(starts, return_counts=True)
    assert sizes.max() <= MOST_TOGETHER
    assert (triples[:, LENGTH] >= SHORTEST_BEATS).all()
    assert (triples[:, LENGTH] <= LONGEST_BEATS).all()


@given(st.floats(0, 1000))
def test_a_time_moves_to_a_sixteenth_or_a_triplet_eighth_no_further_than_needed(
    beats: float,
) -> None:
    moved = float(on_grid(np.array(beats)))
    twelfth = round((moved % 1.0) * 12) % 12
    assert twelfth in {0, 3, 4, 6, 8, 9}
    assert abs(moved - beats) <= 0.125 + 1e-9


@given(st.sets(st.integers(0, 127), min_size=1, max_size=12))
def test_a_thick_chord_keeps_its_outer_notes_and_four_at_most(pitches: set[int]) -> None:
    kept = chosen_of_chord(list(pitches))
    assert len(kept) == min(len(pitches), MOST_TOGETHER) == len(set(kept))
    assert kept[0] == min(pitches)
    assert kept[-1] == max(pitches)
    assert set(kept) <= pitches


def test_a_pitch_doubled_by_two_voices_is_one_note_of_the_longer_length() -> None:
    triples, _ = triples_of([Note(1.0, 60, 0.5), Note(1.0, 60, 2.0)])
    assert triples.tolist() == [[60.0, 0.0, 2.0]]
