"""Whose turn it is, and what was played in it: told by hand, second by second."""

from __future__ import annotations

from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.midi.clock import InternalClock
from oscbridge.midi.live import MOST_NOTES, LiveEar
from oscbridge.midi.messages import Event, LiveChanged, LiveMode, PlayedBars
from oscbridge.phrase import Phrase

LEAD_S = 0.1
Told = TypeVar("Told", bound=Event)


class Rig:
    """An ear on a clock of 120 bpm in 4/4 that begins at second 0: a beat is half a second."""

    def __init__(self, mode: LiveMode = "turns", bars: int = 2, channel: int = 0) -> None:
        self.clock = InternalClock(120.0, 4.0)
        self.clock.start(0.0)
        self.ear = LiveEar(self.clock, channel)
        self.ear.set(mode, bars, LEAD_S)
        self.events: list[Event] = []

    def on(self, beat: float, pitch: int, velocity: int = 80, channel: int = 0) -> None:
        self.attend(beat)
        self.ear.receive(beat, bytes((0x90 | channel, pitch, velocity)))

    def off(self, beat: float, pitch: int) -> None:
        self.attend(beat)
        self.ear.receive(beat, bytes((0x80, pitch, 0)))

    def attend(self, beat: float) -> float:
        again = self.ear.attend(beat / 2)
        self.events += self.ear.take_events()
        return again

    def phrases(self) -> list[Phrase | None]:
        self.events += self.ear.take_events()
        return [event.phrase for event in self.events if isinstance(event, PlayedBars)]

    def turns(self) -> list[str]:
        self.events += self.ear.take_events()
        return [event.turn for event in self.events if isinstance(event, LiveChanged)]


def played(phrase: Phrase | None) -> list[tuple[float, int, float]]:
    assert phrase is not None
    return [(round(n.start_beats, 3), n.pitch, round(n.length_beats, 3)) for n in phrase.notes]


def test_a_turn_begins_with_the_bar_of_its_first_note_and_is_told_a_little_before_its_end() -> None:
    rig = Rig()
    rig.on(5.0, 60)
    rig.off(6.0, 60)
    due = rig.attend(6.5)
    assert due == pytest.approx(12 / 2 - LEAD_S)  # bars 2 and 3: beats 4 to 12
    assert rig.phrases() == []
    rig.attend(due * 2)
    (phrase,) = rig.phrases()
    assert played(phrase) == [(1.0, 60, 1.0)]
    assert phrase is not None
    assert (phrase.bars, phrase.beats_per_bar, phrase.tempo_bpm) == (2, 4.0, 120.0)
    assert rig.turns() == ["yours", "mine"]


def test_a_note_just_before_a_bar_line_is_the_first_of_that_bar() -> None:
    rig = Rig()
    rig.on(3.9, 60)
    rig.off(4.5, 60)
    rig.attend(12)
    assert played(rig.phrases()[0]) == [(0.0, 60, 0.5)]


def test_a_note_that_is_held_lasts_to_the_end_of_the_turn() -> None:
    rig = Rig()
    rig.on(1.0, 60)
    rig.attend(8)
    assert played(rig.phrases()[0]) == [(1.0, 60, 7.0)]


def test_what_is_played_during_our_answer_is_not_answered_and_then_it_is_the_players_turn() -> None:
    rig = Rig()
    rig.on(0.0, 60)
    rig.off(1.0, 60)
    rig.attend(8)
    rig.ear.answer_begins()
    rig.on(10.0, 70)
    rig.off(11.0, 70)
    rig.attend(15.9)
    rig.ear.answer_over(16.0)
    assert rig.turns() == ["yours", "mine", "yours"]
    rig.on(17.0, 72)
    rig.off(18.0, 72)
    rig.attend(24)
    assert [played(phrase) for phrase in rig.phrases()] == [[(0.0, 60, 1.0)], [(1.0, 72, 1.0)]]


def test_a_note_just_before_our_answer_ends_begins_the_players_turn() -> None:
    rig = Rig()
    rig.on(0.0, 60)
    rig.attend(8)
    rig.ear.answer_begins()
    rig.off(9.0, 60)
    rig.on(15.9, 64)
    rig.ear.answer_over(16.0)
    rig.off(16.5, 64)
    rig.attend(24)
    assert played(rig.phrases()[1]) == [(0.0, 64, 0.5)]


def test_if_no_answer_comes_it_is_the_players_turn_again() -> None:
    rig = Rig()
    rig.on(0.0, 60)
    again = rig.attend(8)
    assert again == pytest.approx(16 / 2)
    rig.attend(16)
    assert rig.turns() == ["yours", "mine", "yours"]


def test_with_always_the_last_bars_are_told_at_every_line_and_silence_once() -> None:
    rig = Rig("always")
    rig.on(1.0, 60)
    rig.off(2.0, 60)
    for beat in (4, 8, 12, 16, 20):
        rig.attend(beat)
    assert [phrase and played(phrase) for phrase in rig.phrases()] == [
        [(5.0, 60, 1.0)],
        [(1.0, 60, 1.0)],
        None,
    ]


def test_drums_and_other_channels_are_passed_over() -> None:
    rig = Rig()
    rig.on(0.0, 60, channel=9)
    assert rig.attend(8) == float("inf")
    chosen = Rig(channel=3)
    chosen.on(0.0, 60, channel=0)
    chosen.on(1.0, 62, channel=2)
    chosen.attend(8)
    assert [pitch for _, pitch, _ in played(chosen.phrases()[0])] == [62]


def test_a_note_on_without_velocity_ends_the_note_and_velocities_are_kept() -> None:
    rig = Rig()
    rig.on(0.0, 60, velocity=33)
    rig.on(1.0, 60, velocity=0)
    rig.attend(8)
    (phrase,) = rig.phrases()
    assert played(phrase) == [(0.0, 60, 1.0)]
    assert phrase is not None
    assert phrase.notes[0].velocity == 33


def test_the_pedal_holds_what_is_released_until_it_is_released_itself() -> None:
    rig = Rig()
    rig.on(0.0, 60)
    rig.ear.receive(0.5, bytes((0xB0, 64, 127)))
    rig.off(1.0, 60)
    rig.ear.receive(3.0, bytes((0xB0, 64, 0)))
    rig.attend(8)
    assert played(rig.phrases()[0]) == [(0.0, 60, 3.0)]


def test_a_stop_of_the_clock_and_a_leap_of_the_song_end_a_turn_without_a_call() -> None:
    rig = Rig()
    rig.on(0.0, 60)
    rig.clock.stop(1.0)
    assert rig.ear.attend(2.0) == float("inf")
    assert rig.phrases() == []


def test_off_is_off() -> None:
    rig = Rig()
    rig.on(0.0, 60)
    rig.ear.set("off", 2, LEAD_S)
    assert rig.attend(8) == float("inf")
    assert rig.phrases() == []
    assert rig.turns() == ["yours", "none"]


def test_bytes_that_no_midi_message_may_have_are_passed_over() -> None:
    rig = Rig()
    for broken in (b"\x90\x00\x80", b"\x90\x80\x40", b"\xb0\xff\x7f"):
        assert rig.ear.receive(0.0, broken) is False
    rig.attend(20)
    assert rig.phrases() == []


messages = st.tuples(
    st.floats(0, 3),
    st.one_of(
        st.tuples(st.integers(128, 255), st.integers(0, 127), st.integers(0, 127)).map(bytes),
        st.binary(max_size=3),
        st.tuples(st.just(0x90), st.integers(60, 62), st.integers(0, 127)).map(bytes),
    ),
)


@given(st.lists(messages, max_size=60), st.sampled_from(["turns", "always"]))
def test_whatever_comes_in_every_phrase_is_sound_and_no_more_is_kept_than_may_be(
    arriving: list[tuple[float, bytes]], mode: LiveMode
) -> None:
    rig = Rig(mode)
    beat = 0.0
    for later, data in arriving:
        beat += later
        rig.attend(beat)
        rig.ear.receive(beat, data)
    rig.attend(beat + 20)
    for phrase in rig.phrases():
        assert phrase is None or all(
            0 <= note.start_beats < note.end_beats <= phrase.length_beats for note in phrase.notes
        )
    assert len(rig.ear._notes) <= MOST_NOTES
