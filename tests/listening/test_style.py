"""Notes become features that do not depend on who wrote the file down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.listening.style import (
    block_sizes,
    features,
    heard_features,
    is_on_grid,
    played_segments,
    segments,
)

NOTES = st.lists(
    st.tuples(st.integers(0, 64 * 24), st.integers(21, 108)), min_size=24, max_size=120
)


def arrays(notes: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([start / 24 for start, _ in notes]), np.array([pitch for _, pitch in notes])


@settings(deadline=None, max_examples=40)
@given(NOTES)
def test_any_notes_give_finite_features_of_one_size(notes: list[tuple[int, int]]) -> None:
    starts, pitches = arrays(sorted(notes))
    found = features(starts, pitches)
    assert found.shape == features(*arrays([(24 * i, 60) for i in range(24)])).shape
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


def test_the_same_music_four_bars_later_has_the_same_features() -> None:
    notes = [(12 * i, 60 + (i * 7) % 12) for i in range(100)]
    now, later = arrays(notes), arrays([(start + 16 * 24, pitch) for start, pitch in notes])
    assert segments(*now)[0] == pytest.approx(segments(*later)[0])


def test_chords_and_scales_have_other_features() -> None:
    scale = arrays([(12 * i, 60 + (0, 2, 4, 5, 7, 9, 11)[i % 7]) for i in range(96)])
    chords = arrays([(48 * (i // 4), (48, 55, 64, 72)[i % 4]) for i in range(96)])
    assert np.abs(segments(*scale)[0] - segments(*chords)[0]).max() > 0.5


def test_a_few_notes_give_no_segment() -> None:
    assert segments(*arrays([(24 * i, 60) for i in range(23)])) == []
    assert segments(np.zeros(0), np.zeros(0, np.int64)) == []


def test_a_long_piece_is_counted_in_halves_of_segments() -> None:
    assert len(segments(*arrays([(24 * i, 60 + i % 5) for i in range(256)]))) == 7


@settings(deadline=None, max_examples=40)
@given(NOTES, st.sampled_from([0.25, 0.5, 2.0]))
def test_heard_notes_have_the_same_features_at_any_tempo(
    notes: list[tuple[int, int]], pace: float
) -> None:
    # Whole beats, so that no two onsets are so near that a tempo would make one chord of them.
    starts, pitches = arrays(notes)
    slow = heard_features(np.round(starts) * 0.5, pitches)
    fast = heard_features(np.round(starts) * 0.5 * pace, pitches)
    assert slow is not None
    assert fast is not None
    assert np.isfinite(slow).all()
    assert len(slow) == sum(block_sizes(in_beats=False))
    assert slow == pytest.approx(fast, abs=1e-5)


def test_an_octave_higher_only_the_register_is_another() -> None:
    low = [(0.25 * i, 48 + (i * 7) % 12 + (12 if i % 3 == 0 else 0)) for i in range(120)]
    one = heard_features(*(np.array(column) for column in zip(*low, strict=True)))
    high = [(start, pitch + 12) for start, pitch in low]
    other = heard_features(*(np.array(column) for column in zip(*high, strict=True)))
    assert one is not None
    assert other is not None
    changed = np.flatnonzero(np.abs(one - other) > 1e-4)
    assert 0 < len(changed) < 80


def test_a_spread_chord_is_one_onset() -> None:
    together = [(0.5 * (i // 3), (48, 55, 64)[i % 3]) for i in range(90)]
    spread = [(start + 0.01 * (i % 3), pitch) for i, (start, pitch) in enumerate(together)]
    one = heard_features(*(np.array(column) for column in zip(*together, strict=True)))
    other = heard_features(*(np.array(column) for column in zip(*spread, strict=True)))
    assert one == pytest.approx(other, abs=0.01)


def test_a_few_heard_notes_have_no_features() -> None:
    assert heard_features(np.arange(23.0), np.full(23, 60)) is None


def test_written_notes_keep_to_a_grid_and_played_ones_do_not() -> None:
    rng = np.random.default_rng(0)
    written = np.cumsum(rng.choice([0.25, 0.5, 1 / 3, 1.0], 300))
    written = np.round(written * 12) / 12
    assert is_on_grid(written)
    assert not is_on_grid(written * 1.13 + rng.normal(0, 0.02, 300))


def test_played_notes_have_the_features_of_heard_ones() -> None:
    starts, pitches = arrays([(12 * i, 60 + (i * 7) % 12) for i in range(100)])
    found = played_segments(starts, pitches)
    assert [len(one) for one in found] == [sum(block_sizes(in_beats=False))]
    assert played_segments(starts[:20], pitches[:20]) == []
