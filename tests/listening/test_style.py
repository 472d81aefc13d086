"""Notes become figures that do not depend on who wrote the file down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.listening.style import figures, segments

NOTES = st.lists(
    st.tuples(st.integers(0, 64 * 24), st.integers(21, 108)), min_size=24, max_size=120
)


def arrays(notes: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([start / 24 for start, _ in notes]), np.array([pitch for _, pitch in notes])


@settings(deadline=None, max_examples=40)
@given(NOTES)
def test_any_notes_give_finite_figures_of_one_size(notes: list[tuple[int, int]]) -> None:
    starts, pitches = arrays(sorted(notes))
    found = figures(starts, pitches)
    assert found.shape == figures(*arrays([(24 * i, 60) for i in range(24)])).shape
    assert np.isfinite(found).all()


@settings(deadline=None, max_examples=20)
@given(NOTES, st.randoms(use_true_random=False))
def test_the_order_in_which_notes_are_listed_does_not_matter(
    notes: list[tuple[int, int]], random: object
) -> None:
    mixed = list(notes)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for one, other in zip(segments(*arrays(notes)), segments(*arrays(mixed)), strict=True):
        assert one == pytest.approx(other)


def test_the_same_music_four_bars_later_has_the_same_figures() -> None:
    notes = [(12 * i, 60 + (i * 7) % 12) for i in range(100)]
    now, later = arrays(notes), arrays([(start + 16 * 24, pitch) for start, pitch in notes])
    assert segments(*now)[0] == pytest.approx(segments(*later)[0])


def test_chords_and_scales_have_other_figures() -> None:
    scale = arrays([(12 * i, 60 + (0, 2, 4, 5, 7, 9, 11)[i % 7]) for i in range(96)])
    chords = arrays([(48 * (i // 4), (48, 55, 64, 72)[i % 4]) for i in range(96)])
    assert np.abs(segments(*scale)[0] - segments(*chords)[0]).max() > 0.5


def test_a_few_notes_give_no_segment() -> None:
    assert segments(*arrays([(24 * i, 60) for i in range(23)])) == []
    assert segments(np.zeros(0), np.zeros(0, np.int64)) == []


def test_a_long_piece_is_counted_in_halves_of_segments() -> None:
    assert len(segments(*arrays([(24 * i, 60 + i % 5) for i in range(256)]))) == 7
