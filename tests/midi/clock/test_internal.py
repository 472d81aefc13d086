"""Clocks: where a beat falls, and that a change of tempo keeps its place."""

from __future__ import annotations

import math
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import InternalClock, ManualTime, MonotonicTime


def test_a_beat_lasts_sixty_seconds_over_the_tempo() -> None:
    clock = InternalClock(tempo_bpm=90)
    clock.start(10.0)
    assert clock.beat_at(10.0) == 0
    assert clock.beat_at(12.0) == pytest.approx(3.0)
    assert clock.time_of(3.0) == pytest.approx(12.0)


@given(
    st.lists(
        st.tuples(st.floats(0.001, 100), st.floats(10, 1000)),
        min_size=1,
        max_size=10,
    )
)
def test_the_position_is_continuous_through_any_changes_of_tempo(
    changes: list[tuple[float, float]],
) -> None:
    clock = InternalClock(120)
    clock.start(0.0)
    now, beats = 0.0, 0.0
    tempo = 120.0
    for wait, following in changes:
        now += wait
        beats += wait * tempo / 60
        assert clock.beat_at(now) == pytest.approx(beats)
        clock.set_tempo(following, now)
        assert clock.beat_at(now) == pytest.approx(beats)
        assert clock.time_of(clock.beat_at(now)) == pytest.approx(now)
        tempo = following


def test_a_stopped_clock_stays_where_it_is_and_goes_on_from_there() -> None:
    clock = InternalClock(60)
    assert clock.time_of(1.0) == math.inf
    clock.start(0.0)
    clock.stop(2.5)
    assert clock.beat_at(100.0) == 2.5
    assert clock.time_of(3.0) == math.inf
    clock.start(100.0)
    assert clock.beat_at(101.0) == 3.5


def test_a_position_on_a_bar_line_needs_no_further_bar() -> None:
    clock = InternalClock(120, 4)
    assert clock.next_bar_line(0.0) == 0.0
    assert clock.next_bar_line(8.0 + 1e-9) == 8.0
    assert clock.next_bar_line(8.1) == 12.0
    assert clock.bar_and_beat(12.0 - 1e-9) == (3, 0.0)


def test_a_new_metre_counts_on_from_its_bar_line() -> None:
    clock = InternalClock(120, 4)
    clock.set_metre(3.0, at_beat=8.0)
    assert clock.bar_and_beat(8.0) == (2, 0.0)
    assert clock.bar_and_beat(12.0) == (3, 1.0)
    assert clock.next_bar_line(8.5) == 11.0


def test_a_metre_set_between_bar_lines_makes_one_there() -> None:
    clock = InternalClock(120, 4)
    clock.set_metre(4.0, at_beat=5.5)
    assert clock.bar_and_beat(5.5) == (2, 0.0)
    assert clock.next_bar_line(6.0) == 9.5


@pytest.mark.parametrize("tempo", [0.0, -10.0, math.nan, math.inf, 9.9, 1001.0])
def test_a_tempo_out_of_range_is_refused_by_its_value(tempo: float) -> None:
    clock = InternalClock(120)
    with pytest.raises(OscbridgeError, match=f"not {tempo!r}") as refused:
        clock.set_tempo(tempo, 0.0)
    assert refused.value.code == "out-of-range"
    assert clock.tempo_bpm == 120


def test_whoever_waits_hears_of_every_change() -> None:
    clock = InternalClock(120)
    changes: list[None] = []
    clock.subscribe(lambda: changes.append(None))
    clock.start(0.0)
    clock.set_tempo(100, 1.0)
    clock.set_metre(3.0, 4.0)
    clock.stop(2.0)
    assert len(changes) == 4


def test_monotonic_time_waits_until_the_deadline_and_not_much_less() -> None:
    source, wake = MonotonicTime(spin_ms=1.0), threading.Condition()
    deadline = source.now() + 0.02
    with wake:
        while source.now() < deadline:
            source.wait_until(deadline, wake)
    assert time.monotonic() >= deadline


def test_monotonic_time_is_woken_from_an_endless_wait() -> None:
    source, wake = MonotonicTime(), threading.Condition()
    woken = threading.Event()

    def wait() -> None:
        with wake:
            started.set()
            source.wait_until(math.inf, wake)
        woken.set()

    started = threading.Event()
    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    started.wait(5)
    with wake:
        wake.notify_all()
    assert woken.wait(5)


def test_manual_time_stops_at_every_deadline_on_the_way() -> None:
    source, wake = ManualTime(), threading.Condition()
    seen: list[float] = []

    def work() -> None:
        deadline = 1.0
        while deadline <= 4.0:
            with wake:
                while source.now() < deadline:
                    source.wait_until(deadline, wake)
            seen.append(source.now())
            deadline += 1.0
        with wake:
            while not finished.is_set():
                source.wait_until(math.inf, wake)

    finished = threading.Event()
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    source.advance_to(2.5)
    assert seen == [1.0, 2.0]
    source.advance(2.0)
    assert seen == [1.0, 2.0, 3.0, 4.0]
    finished.set()
    with wake:
        wake.notify_all()
    thread.join(5)
    assert not thread.is_alive()
