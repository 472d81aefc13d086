"""MIDI clock: where ticks, start, stop, continue and song position put the music."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock.midi import MidiClock
from oscbridge.midi.messages import ClockLost
from tests.midi.daw import CONTINUE, START, STOP, TICK, Daw, song_position


def followed(beats_per_bar: float = 4.0, bpm: float = 120.0) -> tuple[MidiClock, Daw]:
    """A clock and the DAW that it follows."""
    clock = MidiClock(120.0, beats_per_bar)
    daw = Daw(lambda data: clock.receive(daw.now, data), lambda instant: None, bpm)
    return clock, daw


def place(clock: MidiClock, beat: float) -> list[float]:
    """Bar and beat in it, both from 0."""
    return list(clock.bar_and_beat(beat))


def test_the_first_tick_after_a_start_is_beat_one_of_bar_one() -> None:
    clock, daw = followed()
    daw.ticks(2)
    assert not clock.running
    daw.give(START)
    assert not clock.running
    assert clock.time_of(1.0) == math.inf
    daw.give(TICK)
    assert clock.running
    assert place(clock, clock.beat_at(daw.now)) == pytest.approx([0, 0.0], abs=1e-6)


def test_a_quarter_of_the_tempo_is_heard_before_the_start_too() -> None:
    clock, daw = followed(bpm=97.0)
    daw.ticks(2)
    assert clock.tempo_bpm == pytest.approx(97.0)


def test_stop_stands_at_the_next_tick_and_continue_goes_on_from_there() -> None:
    clock, daw = followed()
    daw.play(5.5)
    cut = clock.cut
    daw.give(STOP)
    assert not clock.running
    daw.rest(3.0)
    assert clock.beat_at(daw.now) == pytest.approx(5.5)
    daw.play(1, CONTINUE)
    assert clock.running
    assert clock.beat_at(daw.now) == pytest.approx(6.5)
    assert clock.cut == cut


def test_ticks_go_on_while_stopped_and_count_for_the_tempo_only() -> None:
    clock, daw = followed()
    daw.play(2)
    daw.give(STOP)
    daw.bpm = 80
    daw.ticks(4)
    assert clock.beat_at(daw.now) == pytest.approx(2)
    assert clock.tempo_bpm == pytest.approx(80, rel=0.001)


def test_a_start_is_a_cut_to_the_first_bar_line() -> None:
    clock, daw = followed()
    daw.play(6.5)
    daw.give(STOP)
    before = clock.cut.number
    daw.play(1)
    assert clock.cut.number == before + 1
    assert place(clock, clock.beat_at(daw.now)) == pytest.approx([0, 1.0], abs=1e-6)
    assert clock.next_bar_line(clock.cut.beat) == pytest.approx(clock.cut.beat)


def test_a_song_position_where_it_stopped_keeps_the_place() -> None:
    clock, daw = followed()
    daw.play(5.0 + 1 / 24)  # a tick beyond the sixteenth that can be told
    daw.give(STOP)
    before = clock.cut
    daw.give(song_position(20))
    daw.play(0.5, CONTINUE)
    assert clock.cut == before
    assert place(clock, clock.beat_at(daw.now)) == pytest.approx([1, 1.5], abs=1e-6)


def test_a_song_position_elsewhere_is_a_cut_and_moves_the_bars() -> None:
    clock, daw = followed()
    daw.play(5)
    daw.give(STOP)
    before = clock.cut.number
    daw.give(song_position(4 * 33))  # bar 9, beat 2
    daw.play(1, CONTINUE)
    assert clock.cut.number == before + 1
    assert place(clock, clock.beat_at(daw.now)) == pytest.approx([8, 2.0], abs=1e-6)


def test_a_loop_of_whole_bars_does_not_disturb_the_music_but_the_bars_are_counted_anew() -> None:
    clock, daw = followed()
    daw.play(16)
    before, beat = clock.cut, clock.beat_at(daw.now)
    daw.give(song_position(0))
    assert clock.cut == before
    assert clock.beat_at(daw.now) == pytest.approx(beat)
    assert place(clock, clock.beat_at(daw.now)) == pytest.approx([0, 0], abs=1e-6)


def test_a_leap_to_another_beat_of_the_bar_while_it_runs_is_a_cut() -> None:
    clock, daw = followed()
    daw.play(16)
    before = clock.cut.number
    daw.give(song_position(4))
    assert clock.cut.number == before + 1
    assert place(clock, clock.beat_at(daw.now)) == pytest.approx([0, 1], abs=1e-6)


@pytest.mark.parametrize("beats_per_bar", [4.0, 3.0])
def test_beyond_the_last_song_position_the_bars_count_on(beats_per_bar: float) -> None:
    clock, daw = followed(beats_per_bar)
    daw.give(song_position(16383))
    daw.play(1.25, CONTINUE)
    bar, beat = divmod(4097.0, beats_per_bar)
    assert place(clock, clock.beat_at(daw.now)) == pytest.approx([bar, beat], abs=1e-5)


@pytest.mark.parametrize("beats_per_bar", [4.0, 3.0])
def test_a_position_that_wrapped_is_the_place_where_it_stopped(beats_per_bar: float) -> None:
    clock, daw = followed(beats_per_bar)
    daw.give(song_position(16380))
    daw.play(8, CONTINUE)
    daw.give(STOP)
    before, beat = clock.cut, clock.beat_at(daw.now)
    daw.give(song_position((16380 + 32) % 16384))
    daw.play(1, CONTINUE)
    assert clock.cut == before
    assert clock.beat_at(daw.now) == pytest.approx(beat + 1)


def test_silence_counts_as_a_stop_and_is_told_once() -> None:
    clock, daw = followed()
    daw.play(3)
    last_tick = daw.now - 60 / (120 * 24)
    assert clock.attend(daw.now) == pytest.approx(last_tick + 0.5)
    daw.rest(1.0)
    assert clock.attend(daw.now) == math.inf
    assert not clock.running
    (lost,) = clock.take_events()
    assert isinstance(lost, ClockLost)
    assert "0.5 s" in lost.message
    assert clock.attend(daw.now + 10) == math.inf
    assert clock.take_events() == []


def test_ticks_that_come_back_wait_for_a_continue_or_a_downbeat() -> None:
    clock, daw = followed()
    daw.play(3)
    daw.rest(1.0)
    clock.attend(daw.now)
    daw.ticks(2)
    assert not clock.running
    daw.play(1, CONTINUE)
    assert clock.beat_at(daw.now) == pytest.approx(4)


def test_a_downbeat_starts_a_clock_whose_start_was_never_heard() -> None:
    clock, daw = followed()
    daw.ticks(3)
    now = daw.now - 0.004  # between two ticks
    clock.downbeat(now)
    assert clock.running
    assert place(clock, clock.beat_at(now)) == pytest.approx([0, 0], abs=1e-6)
    daw.ticks(4)
    daw.ticks(1)
    into = clock.bar_and_beat(clock.beat_at(now + 2.5))[1]
    assert into == pytest.approx(1.0, abs=1e-4)


def test_a_downbeat_without_any_ticks_starts_nothing() -> None:
    clock = MidiClock()
    clock.downbeat(10.0)
    assert not clock.running


@pytest.mark.parametrize(("into", "expected"), [(0.3, 4.0), (1.9, 4.0), (2.2, 8.0), (3.9, 8.0)])
def test_a_downbeat_goes_to_the_nearest_bar_line_and_ticks_go_on_from_it(
    into: float, expected: float
) -> None:
    clock, daw = followed()
    daw.play(4)
    now = daw.now
    clock.downbeat(now + 0.0)  # exactly on the line: nothing to do
    assert clock.beat_at(now) == pytest.approx(4.0)
    daw.ticks(4)
    pressed = now + into * 0.5
    clock.downbeat(pressed)
    assert clock.beat_at(pressed) == pytest.approx(expected, abs=1e-6)
    daw.ticks(1)
    assert clock.beat_at(pressed + 4.0) == pytest.approx(expected + 8.0, abs=1e-3)


@settings(deadline=None, max_examples=25)
@given(st.floats(50, 200), st.integers(0, 2**32))
def test_jittered_ticks_hardly_move_a_beat(bpm: float, seed: int) -> None:
    jitter = random.Random(seed)
    clock, now = MidiClock(120.0), 0.0
    clock.receive(0.0, START)
    for tick in range(24 * 24):
        now = tick * 60 / (bpm * 24)
        clock.receive(now + jitter.uniform(-0.003, 0.003), TICK)
        if tick > 8 * 24:
            # As a player sees it: when does the next sixteenth sound?
            sixteenth = math.ceil(tick / 6) / 4
            assert clock.time_of(sixteenth) == pytest.approx(sixteenth * 60 / bpm, abs=0.0016)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.floats(20, 300), st.integers(1, 96)), min_size=1, max_size=6))
def test_no_change_of_tempo_loses_the_place(changes: list[tuple[float, int]]) -> None:
    clock, daw = followed()
    daw.give(START)
    total = 0
    for bpm, ticks in changes:
        daw.bpm = bpm
        daw.ticks(ticks / 24)
        total += ticks
    last = daw.now - 60 / (daw.bpm * 24)
    # Within a tick: what was learnt of the old tempo is forgotten in the course of some ticks.
    assert clock.beat_at(last) == pytest.approx((total - 1) / 24, abs=0.6)
    daw.ticks(2)
    last = daw.now - 60 / (daw.bpm * 24)
    assert clock.beat_at(last) == pytest.approx((total + 47) / 24, abs=0.005)


def test_the_tempo_of_a_sender_is_not_ours_to_set() -> None:
    clock, daw = followed(bpm=97)
    daw.play(8)
    with pytest.raises(OscbridgeError, match=r"97\.0 bpm") as refused:
        clock.set_tempo(100, daw.now)
    assert refused.value.code == "clock-follows"
    assert not clock.leads


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([TICK, START, CONTINUE, STOP, b"\x90\x3c\x50", b"\xf2\x01", b"\xf6"]),
            st.integers(0, 16383).map(song_position),
            st.binary(min_size=1, max_size=4),
        ),
        max_size=60,
    )
)
def test_whatever_comes_in_time_and_beats_stay_finite_and_forward(messages: list[bytes]) -> None:
    clock, now, beat = MidiClock(), 0.0, 0.0
    for message in messages:
        now += 0.02
        clock.receive(now, message)
        clock.attend(now)
        assert clock.beat_at(now) > beat - 0.5
        beat = clock.beat_at(now)
        assert math.isfinite(beat)
        assert clock.next_bar_line(beat) >= beat - 1e-5
        assert 10 <= clock.tempo_bpm <= 1000
