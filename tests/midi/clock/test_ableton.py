"""Following Ableton Live by what its scripts tell, late and unevenly as they do."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import InternalClock
from oscbridge.midi.clock.ableton import AbletonClock
from oscbridge.midi.clock.switch import ClockSwitch
from oscbridge.midi.messages import ClockChanged, ClockLost


class Live:
    """A Live whose song runs exactly, and whose scripts tell each beat when they next run."""

    def __init__(self, clock: AbletonClock, bpm: float = 120.0, seed: int = 1) -> None:
        self.clock = clock
        self.now = 100.0
        self.song = 0.0
        self.bpm = bpm
        self.runs_every_s = 0.1
        self.chance = random.Random(seed)
        self.answers = True  # whether it is asked for its place, once a beat
        self.tell("tempo", bpm)

    def tell(self, word: str, value: float, late_s: float = 0.0) -> None:
        self.clock.hear(self.now + late_s, word, value)  # type: ignore[arg-type]

    def start(self, at: float = 0.0) -> None:
        self.song = at
        self.tell("playing", 1)
        self.tell("beat" if at == int(at) else "position", at)

    def stop(self) -> None:
        self.tell("playing", 0, 0.05)
        self.tell("position", self.song, 0.1)

    def set_tempo(self, bpm: float) -> None:
        self.bpm = bpm
        self.tell("tempo", bpm)

    def play(self, beats: float) -> None:
        """Goes on by so many beats; what is told of each comes late."""
        end = self.song + beats
        while math.floor(self.song) + 1 <= end + 1e-9:
            beat = math.floor(self.song) + 1
            self.pass_time((beat - self.song) * 60 / self.bpm)
            self.song = float(beat)
            late = self.chance.uniform(0, self.runs_every_s)
            self.tell("beat", beat, late)
            if self.answers:
                late += self.chance.uniform(0, self.runs_every_s)
                place = beat + late * self.bpm / 60
                self.tell("position", place, late + self.chance.uniform(0, 0.004))
        self.pass_time((end - self.song) * 60 / self.bpm)
        self.song = end

    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    def error_ms(self) -> float:
        """How far the clock is ahead of the truth, within the bar."""
        bar, into = self.clock.bar_and_beat(self.clock.beat_at(self.now))
        ours = bar * self.clock.beats_per_bar + into
        return (ours - self.song) * 60_000 / self.bpm


def followed(bpm: float = 120.0, beats_per_bar: float = 4.0, seed: int = 1) -> Live:
    clock = AbletonClock(100.0, beats_per_bar)
    return Live(clock, bpm, seed)


def test_it_stands_until_live_plays() -> None:
    live = followed()
    live.tell("beat", 0)
    assert not live.clock.running
    assert live.clock.time_of(1.0) == math.inf
    assert live.clock.tempo_bpm == 120.0


def test_a_start_from_the_beginning_is_bar_one() -> None:
    live = followed()
    live.start()
    assert live.clock.running
    cut = live.clock.cut
    assert live.clock.next_bar_line(cut.beat) == pytest.approx(cut.beat)
    assert live.clock.bar_and_beat(live.clock.beat_at(live.now)) == pytest.approx((0, 0.0))


@pytest.mark.parametrize("bpm", [60.0, 97.3, 120.0, 174.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_delays_of_a_tenth_of_a_second_shrink_to_milliseconds(bpm: float, seed: int) -> None:
    live = followed(bpm, seed=seed)
    live.start()
    live.play(40)
    errors = []
    for _ in range(32):
        live.play(1)
        errors.append(live.error_ms())
    assert max(map(abs, errors)) < 5.0


def test_whole_beats_alone_are_followed_to_a_third_of_their_delay() -> None:
    live = followed()
    live.answers = False
    live.start()
    live.play(40.5)
    assert -35.0 < live.error_ms() <= 1e-6


def test_no_place_is_ever_told_ahead_of_the_truth() -> None:
    # Each message is a lower bound, so what is left can only be lateness.
    live = followed(133.0)
    live.start()
    for _ in range(64):
        live.play(1)
        assert live.error_ms() <= 1e-6


def test_a_new_tempo_keeps_the_place() -> None:
    live = followed()
    live.start()
    live.play(33)
    cut = live.clock.cut
    live.set_tempo(90.0)
    live.play(8)
    assert live.clock.tempo_bpm == 90.0
    assert abs(live.error_ms()) < 8.0
    assert live.clock.cut == cut


def test_a_slower_tempo_that_is_told_late_is_caught_up_with() -> None:
    live = followed(160.0)
    live.start()
    live.play(32)
    live.bpm = 80.0
    live.pass_time(0.1)
    live.song += 0.1 * 80 / 60
    live.tell("tempo", 80.0)
    live.play(6)
    assert abs(live.error_ms()) < 8.0


def test_a_beat_that_was_held_up_moves_nothing() -> None:
    live = followed()
    live.start()
    live.play(32)
    before = live.clock.beat_at(live.now + 10)
    live.tell("beat", 33, late_s=1.4)
    assert live.clock.beat_at(live.now + 10) == pytest.approx(before)


def test_a_beat_that_never_came_is_missed_by_nobody() -> None:
    live = followed()
    live.start()
    live.play(16)
    cut = live.clock.cut
    live.pass_time(0.5)
    live.song += 1
    live.play(16)
    assert abs(live.error_ms()) < 5.0
    assert live.clock.cut == cut


def test_a_loop_of_whole_bars_does_not_disturb_the_music() -> None:
    live = followed()
    live.start()
    live.play(16)
    cut, beat = live.clock.cut, live.clock.beat_at(live.now)
    live.song = 8.0
    live.tell("beat", 8, 0.07)
    assert live.clock.cut == cut
    assert live.clock.beat_at(live.now) == pytest.approx(beat, abs=0.15)
    live.play(4)
    assert abs(live.error_ms()) < 8.0


@pytest.mark.parametrize("place", [5.0, 30.0, 105.0])
def test_a_leap_to_another_beat_of_the_bar_is_a_cut(place: float) -> None:
    live = followed()
    live.start()
    live.play(16)
    before, beat = live.clock.cut.number, live.clock.beat_at(live.now)
    live.song = place
    live.tell("beat", place, 0.04)
    assert live.clock.cut.number == before + 1
    assert live.clock.beat_at(live.now) >= beat - 0.5
    live.play(12)
    assert abs(live.error_ms()) < 8.0


def test_a_stop_stands_where_live_stands_and_going_on_there_is_no_cut() -> None:
    live = followed()
    live.start()
    live.play(21.5)
    cut = live.clock.cut
    live.stop()
    assert not live.clock.running
    assert live.clock.beat_at(live.now + 60) - live.clock.cut.beat == pytest.approx(21.5, abs=1e-6)
    live.pass_time(5)
    live.start(21.5)
    assert live.clock.running
    live.play(8.5)
    assert live.clock.cut == cut
    assert abs(live.error_ms()) < 8.0


def test_a_start_elsewhere_is_a_cut_and_the_bars_are_lives() -> None:
    live = followed()
    live.start()
    live.play(9.0)
    live.stop()
    before = live.clock.cut.number
    live.start(64.0)
    assert live.clock.cut.number == before + 1
    assert live.clock.bar_and_beat(live.clock.beat_at(live.now))[0] == 16


def test_silence_counts_as_a_stop_and_is_told_once() -> None:
    live = followed()
    live.start()
    live.play(8)
    due = live.clock.attend(live.now)
    assert 1.0 < due - live.now < 2.0
    assert live.clock.attend(due + 0.001) == math.inf
    assert not live.clock.running
    lost = live.clock.take_events()
    assert [type(event) for event in lost] == [ClockLost]
    assert live.clock.attend(due + 50) == math.inf
    live.now = due + 60
    live.song = 20.0
    live.play(1)
    assert live.clock.running


def test_the_tempo_is_lives_to_set() -> None:
    live = followed()
    assert not live.clock.leads
    with pytest.raises(OscbridgeError, match="Live's") as caught:
        live.clock.set_tempo(90.0, live.now)
    assert caught.value.code == "clock-follows"


def test_a_downbeat_moves_the_music_against_lives_bars_and_stays() -> None:
    live = followed()
    live.start()
    live.play(18)
    live.clock.downbeat(live.now)
    live.play(20)
    _, into = live.clock.bar_and_beat(live.clock.beat_at(live.now))
    assert min(into, 4.0 - into) < 0.02  # 20 beats after the downbeat, though Live is at beat 38


def test_going_over_to_it_and_back_is_as_with_any_clock() -> None:
    live = followed()
    live.start()
    live.play(16)
    ours = InternalClock(100.0)
    ours.start(live.now - 30)
    switch = ClockSwitch(ours)
    switch.use(live.clock, live.now)
    switch.attend(live.now)
    assert switch.take_events() == [ClockChanged("ableton", True, 120.0)]
    assert switch.cut.number == 1
    beat = switch.beat_at(live.now)
    switch.use(ours, live.now)
    assert switch.beat_at(live.now) == pytest.approx(beat)
    assert (switch.running, switch.tempo_bpm) == (True, 120.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 0.0, 5.0, 5000.0])
def test_a_tempo_that_none_is_changes_nothing(value: float) -> None:
    live = followed()
    live.tell("tempo", value)
    assert live.clock.tempo_bpm == 120.0


WORDS = st.tuples(
    st.sampled_from(["tempo", "playing", "beat", "position"]),
    st.floats(-1e7, 1e7) | st.integers(-100, 500).map(float),
    st.floats(0.0, 2.0),
)


@given(st.lists(WORDS, max_size=60))
@settings(max_examples=150, deadline=None)
def test_whatever_is_told_the_clock_stays_a_clock(words: list[tuple[str, float, float]]) -> None:
    clock = AbletonClock()
    now = 50.0
    cuts = 0
    for word, value, later in words:
        now += later
        clock.hear(now, word, value)  # type: ignore[arg-type]
        assert clock.attend(now) > now
        beat = clock.beat_at(now)
        assert math.isfinite(beat)
        assert 10.0 <= clock.tempo_bpm <= 1000.0
        _, into = clock.bar_and_beat(beat)
        assert 0.0 <= into <= clock.beats_per_bar + 1e-6
        assert clock.next_bar_line(beat) >= beat - 1e-5
        assert clock.cut.number >= cuts
        cuts = clock.cut.number
        if clock.running:
            assert clock.time_of(beat + 1) == pytest.approx(now + 60 / clock.tempo_bpm, abs=1e-3)
