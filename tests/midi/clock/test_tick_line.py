"""The line through the ticks: steady under jitter, quick when the tempo leaps."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.midi.clock.tick_line import LONGEST, TickLine


def truth(*tempos: tuple[float, int]) -> Iterator[float]:
    """Due seconds of ticks: so many at each tempo."""
    now = 5.0
    for bpm, count in tempos:
        for _ in range(count):
            yield now
            now += 60.0 / (bpm * 24)


@settings(deadline=None, max_examples=30)
@given(st.floats(40, 240), st.integers(0, 2**32))
def test_three_milliseconds_of_jitter_move_the_line_by_about_one(bpm: float, seed: int) -> None:
    jitter, line = random.Random(seed), TickLine(120)
    worst, squares, count = 0.0, 0.0, 0
    for number, due in enumerate(truth((bpm, 800))):
        line.add(due + jitter.uniform(-0.003, 0.003))
        if number >= LONGEST:
            off = abs(line.instant - due)
            worst, squares, count = max(worst, off), squares + off * off, count + 1
    assert worst < 0.0015
    assert (squares / count) ** 0.5 < 0.0006
    assert line.tempo_bpm == pytest.approx(bpm, rel=0.003)


@given(st.floats(20, 300), st.floats(20, 300))
@settings(deadline=None)
def test_a_leap_of_tempo_is_followed_within_twelve_ticks(before: float, after: float) -> None:
    line = TickLine(120)
    ticks = list(truth((before, 200), (after, 13)))
    for due in ticks:
        line.add(due)
    assert line.instant == pytest.approx(ticks[-1], abs=0.002)
    if abs(after / before - 1) > 0.02:
        assert line.tempo_bpm == pytest.approx(after, rel=0.01)


def test_a_leap_under_jitter_is_followed_within_two_beats() -> None:
    for seed in range(10):
        jitter, line = random.Random(seed), TickLine(120)
        for due in truth((120, 300), (140, 48)):
            line.add(due + jitter.uniform(-0.003, 0.003))
        assert line.tempo_bpm == pytest.approx(140, abs=1.5)
        assert line.instant == pytest.approx(due, abs=0.003)


def test_a_tempo_that_slides_is_followed_to_a_millisecond() -> None:
    line, due, bpm = TickLine(120), 0.0, 120.0
    for number in range(600):
        if number > 200:
            bpm += 5 * 60.0 / (bpm * 24)  # five bpm in each second
        due += 60.0 / (bpm * 24)
        line.add(due)
        if number > 20:
            assert line.instant == pytest.approx(due, abs=0.0015)


def test_one_late_tick_hardly_moves_the_line() -> None:
    line = TickLine(120)
    for number, due in enumerate(truth((120, 300))):
        line.add(due + (0.02 if number == 250 else 0.0))
        assert line.instant == pytest.approx(due, abs=0.0003)


def test_ticks_that_come_all_at_once_leave_a_legal_tempo() -> None:
    line = TickLine(120)
    for due in truth((120, 50)):
        line.add(due)
    for _ in range(30):
        line.add(due)
        assert 10 <= line.tempo_bpm <= 1000


def test_the_first_tick_after_a_pause_is_where_it_came_and_the_tempo_is_kept() -> None:
    line = TickLine(120)
    for due in truth((90, 100)):
        line.add(due)
    line.forget()
    line.add(1000.0)
    assert line.instant == 1000.0
    assert line.tempo_bpm == pytest.approx(90)
