"""What may follow what."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.music.duet.events import BAR_PITCH, BAR_TIME
from oscbridge.music.duet.grid import LOWEST_PITCH, PITCHES
from oscbridge.music.duet.rules import (
    BELOW,
    FORBIDDEN,
    KeyRule,
    length_bias,
    pitch_bias,
    time_table,
)


@pytest.mark.parametrize("ticks", [24, 36, 42, 48, 60, 96])
def test_no_time_leads_past_the_bar_line(ticks: int) -> None:
    table = time_table(ticks, triplets=True)
    for place in range(ticks):
        allowed = np.flatnonzero(table[place] > FORBIDDEN)
        assert all(place + t < ticks for t in allowed if t != BAR_TIME)
        assert BAR_TIME in allowed


def test_without_triplets_onsets_are_sixteenths() -> None:
    allowed = np.flatnonzero(time_table(48, triplets=False)[0] > FORBIDDEN)
    assert allowed.tolist() == [*range(0, 48, 3), BAR_TIME]


def test_notes_of_a_chord_go_down_and_not_by_a_semitone() -> None:
    allowed = np.flatnonzero(BELOW[40] > FORBIDDEN)
    assert allowed.tolist() == list(range(39))
    assert (BELOW[BAR_PITCH] == 0).all()


def test_the_range_is_kept_at_the_musics_own_pitch() -> None:
    rule = KeyRule(mode=1.0, strictness=0.0, turned=0.0, shift=-5, lowest=60, highest=72)
    rows = np.flatnonzero(pitch_bias(rule) > FORBIDDEN)
    assert (rows.min() + LOWEST_PITCH + 5, rows.max() + LOWEST_PITCH + 5) == (60, 72)


def test_pitches_outside_the_key_are_disfavoured_and_both_modes_are_in_between_them() -> None:
    def outside(mode: float) -> set[int]:
        rule = KeyRule(mode=mode, strictness=2.0, turned=0.0, shift=0, lowest=0, highest=127)
        bias = pitch_bias(rule)
        return {(row + LOWEST_PITCH) % 12 for row in range(PITCHES) if bias[row] <= -2.0}

    assert outside(1.0) == {1, 3, 6, 8, 10}
    assert outside(0.0) == {1, 6}
    assert 4 in outside(-1.0)
    assert 3 not in outside(-1.0)


def test_the_longest_note_is_a_limit() -> None:
    assert (length_bias(12.0) > FORBIDDEN).sum() == 8
