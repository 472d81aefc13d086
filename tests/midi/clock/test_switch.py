"""A player that follows, changes and loses its clock: where notes fall, and that none is left."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.midi.messages import (
    BeatStarted,
    ClockChanged,
    ClockLost,
    PhraseEnded,
    PhraseStarted,
    PlayerFailed,
)
from oscbridge.phrase import Note, Phrase
from tests.midi.conftest import Stage
from tests.midi.daw import CONTINUE, START, STOP, FollowingStage, check_notes, song_position

SIXTEEN = Phrase(tuple(Note(float(beat), 60 + beat % 12, 0.5) for beat in range(16)), bars=4)
LONG_NOTE = Phrase((Note(0.0, 48, 16.0, 90),), bars=4)
ONE_BAR = Phrase((Note(0.0, 72, 1.0),), bars=1)


@pytest.fixture
def following() -> Iterator[FollowingStage]:
    stage = FollowingStage()
    yield stage
    stage.player.close()
    check_notes(stage.port)


def test_nothing_sounds_until_the_daw_starts_and_then_at_once(following: FollowingStage) -> None:
    following.player.play(SIXTEEN)
    following.daw.ticks(3)
    assert following.starts() == []
    started = following.daw.now
    following.daw.play(4)
    assert following.starts() == pytest.approx([started + beat / 2 for beat in range(4)], abs=1e-4)
    assert following.told(PhraseStarted)[-1].bar == 1


def test_notes_follow_the_daw_through_a_leap_of_tempo(following: FollowingStage) -> None:
    following.player.play(SIXTEEN)
    following.daw.play(8)
    following.daw.bpm = 150
    following.daw.ticks(8)
    gaps = [b - a for a, b in zip(following.starts(), following.starts()[1:], strict=False)]
    assert len(gaps) == 15
    assert gaps[:7] == pytest.approx([0.5] * 7, abs=1e-3)
    assert gaps[-5:] == pytest.approx([0.4] * 5, abs=2e-3)


def test_jitter_of_three_milliseconds_hardly_moves_the_notes(following: FollowingStage) -> None:
    jitter = random.Random(4)
    off = (jitter.uniform(-0.003, 0.003) for _ in itertools.count())
    following.daw.ticks(8, off)
    following.daw.give(START)
    started = following.daw.now
    following.player.play(SIXTEEN)
    following.player.play(SIXTEEN, "after-current")
    following.daw.ticks(32, off)
    # Played when due by the line; by how much the line is off its truth is the ticks' matter.
    offs = [start - started - beat / 2 for beat, start in enumerate(following.starts())]
    assert len(offs) == 32
    assert max(map(abs, offs[1:])) < 0.0015


def test_a_stop_ends_the_notes_at_once_and_continue_takes_them_up_at_the_place(
    following: FollowingStage,
) -> None:
    following.player.play(SIXTEEN)
    following.daw.play(2.25)
    following.daw.give(STOP)
    following.time.advance(0.0)
    assert following.port.sounding == 0
    following.daw.rest(7.0)
    assert len(following.starts()) == 3
    again = following.daw.now
    following.daw.play(2, CONTINUE)
    # Beat 3 is three quarters of a beat from the place.
    assert following.starts()[3] == pytest.approx(again + 0.375, abs=1e-3)
    assert not following.told(PhraseEnded)


def test_a_start_from_the_top_begins_the_phrase_again_on_bar_one(
    following: FollowingStage,
) -> None:
    token = following.player.play(SIXTEEN)
    following.daw.play(6.5)
    following.daw.give(STOP)
    following.daw.rest(2.0)
    again, before = following.daw.now, len(following.port.notes())
    following.daw.play(3)
    begun = following.port.notes()[before:]
    assert [note.pitch for note in begun] == [60, 61, 62]
    assert begun[0].start == pytest.approx(again, abs=1e-6)
    assert [event.token for event in following.told(PhraseStarted)] == [token, token]
    assert not following.told(PhraseEnded)


def test_what_waits_takes_the_place_of_a_phrase_that_was_cut(following: FollowingStage) -> None:
    token = following.player.play(LONG_NOTE)
    following.daw.play(6.5)
    waiting = following.player.play(ONE_BAR, "after-current")
    following.daw.give(STOP)
    following.daw.play(1)
    assert following.told(PhraseEnded) == [PhraseEnded(token, completed=False)]
    assert following.told(PhraseStarted)[-1] == PhraseStarted(waiting, 1)


def test_a_song_position_within_a_bar_lets_the_music_wait_for_the_next_one(
    following: FollowingStage,
) -> None:
    following.player.play(SIXTEEN)
    following.daw.play(2.5)
    following.daw.give(STOP)
    following.daw.give(song_position(4 * 5))  # bar 2, beat 2
    again, before = following.daw.now, len(following.starts())
    following.daw.play(8, CONTINUE)
    assert following.starts()[before] == pytest.approx(again + 1.5, abs=1e-3)
    assert following.told(PhraseStarted)[-1].bar == 3


def test_a_loop_of_the_daw_does_not_interrupt_the_phrase(following: FollowingStage) -> None:
    following.player.play(SIXTEEN)
    following.daw.play(8)
    following.daw.give(song_position(0))
    following.daw.ticks(8)
    assert following.starts() == pytest.approx([beat / 2 for beat in range(16)], abs=1e-3)
    assert following.told(BeatStarted)[8] == BeatStarted(1, 1)


def test_a_clock_that_falls_silent_in_a_phrase_ends_all_notes_and_is_told(
    following: FollowingStage,
) -> None:
    following.player.play(LONG_NOTE)
    following.daw.play(3)
    following.daw.rest(0.6)
    (note,) = following.port.notes()
    assert note.end == pytest.approx(1.5 - 60 / (120 * 24) + 0.5, abs=1e-6)
    (lost,) = following.told(ClockLost)
    assert lost.source == "midi"
    assert not following.told(ClockChanged)[-1].running


def test_our_own_clock_takes_over_a_lost_one_where_it_stopped(following: FollowingStage) -> None:
    following.player.play(SIXTEEN)
    following.daw.play(3)
    following.daw.rest(5.0)
    assert following.player.status().running is False
    following.player.set_clock("internal")
    now = following.time.now()
    following.time.advance(2.0)
    late = [start for start in following.starts() if start >= now]
    # It stopped half a second, a beat, after the last tick.
    assert late == pytest.approx([now + beat / 2 for beat in range(4)], abs=0.03)
    assert not following.told(PhraseEnded)


def test_going_over_to_our_own_clock_is_without_a_seam(following: FollowingStage) -> None:
    following.player.play(SIXTEEN)
    following.daw.bpm = 90
    following.daw.play(5.5)
    following.player.set_clock("internal")
    following.time.advance(20.0)
    assert following.starts() == pytest.approx([beat / 1.5 for beat in range(16)], abs=2e-3)
    assert following.told(PhraseEnded)[0].completed
    assert following.told(ClockChanged)[-1].source == "internal"
    bars = [event.bar for event in following.told(BeatStarted) if event.beat == 1]
    assert bars == sorted(bars)
    # And the DAW, which ticks on, moves nothing any more.
    following.daw.now = following.time.now()
    following.daw.play(4)
    assert len(following.starts()) == 16


def test_going_over_to_a_daw_that_plays_begins_the_phrase_on_its_next_bar_line(
    following: FollowingStage,
) -> None:
    following.player.set_clock("internal")
    following.daw.play(3)
    following.player.play(LONG_NOTE)
    following.daw.ticks(3.5)
    following.player.set_clock("midi")
    following.daw.ticks(2)
    first, second = following.port.notes()
    assert first.end == pytest.approx(6.5 / 2, abs=1e-3)
    assert second.start == pytest.approx(8 / 2, abs=1e-3)
    assert following.told(PhraseStarted)[-1].bar == 3
    assert len(following.inputs) == 1


def test_going_over_to_a_daw_that_stands_is_silence_until_it_starts() -> None:
    stage = FollowingStage()
    stage.player.set_clock("internal")
    stage.player.play(LONG_NOTE)
    stage.time.advance(1.1)
    assert stage.port.sounding == 1
    stage.player.set_clock("midi")
    stage.time.advance(0.0)
    assert stage.port.sounding == 0
    stage.daw.rest(3.0)
    stage.daw.play(1)
    assert stage.port.notes()[-1].start == pytest.approx(3.0, abs=1e-6)
    stage.player.close()


def test_a_clock_that_cannot_be_had_leaves_the_old_one_running(stage: Stage) -> None:
    stage.player.play(SIXTEEN)
    stage.time.advance(1.1)
    with pytest.raises(OscbridgeError, match="no MIDI input") as refused:
        stage.player.set_clock("midi")
    assert refused.value.code == "input-unavailable"
    with pytest.raises(OscbridgeError, match='no clock is called "wordclock"') as unknown:
        stage.player.set_clock("wordclock")
    assert unknown.value.code == "clock-unknown"
    stage.time.advance_to(8.0)
    assert len(stage.port.notes()) == 16
    assert stage.player.status().clock == "internal"


def test_an_input_that_failed_may_work_the_next_time() -> None:
    stage = FollowingStage()
    stage.player.set_clock("internal")
    stage.inputs[-1].close()
    stage.broken = True
    with pytest.raises(OscbridgeError, match="pulled the cable"):
        stage.player.set_clock("midi")
    assert stage.player.status().running
    stage.broken = False
    stage.player.set_clock("midi")
    stage.daw.play(1)
    assert stage.player.status().running
    assert len(stage.inputs) == 2
    stage.player.close()


@pytest.mark.parametrize("source", ["internal", "midi"])
@pytest.mark.parametrize(
    ("ms", "beats", "later"), [(100, 0, 0.1), (0, 1, 0.5), (40, 0.5, 0.29), (-30, 0, -0.03)]
)
def test_an_offset_moves_the_music_later_than_the_clock(
    source: str, ms: float, beats: float, later: float
) -> None:
    stage = FollowingStage()
    if source == "internal":
        stage.player.set_clock("internal")
    stage.player.set_clock_offset(ms, beats)
    stage.daw.play(4)
    stage.player.play(ONE_BAR)
    stage.daw.ticks(6)
    # An earlier bar line has passed when the DAW says that it is there.
    line = 2.0 if later > 0 else 4.0
    assert [note.start for note in stage.port.notes()] == pytest.approx([line + later], abs=1e-3)
    stage.player.close()


def test_a_small_negative_offset_does_not_cost_the_first_bar(following: FollowingStage) -> None:
    following.player.set_clock_offset(-25.0)
    following.player.play(ONE_BAR)
    following.daw.play(2)
    assert following.starts() == pytest.approx([0.0], abs=1e-6)


def test_an_offset_given_in_mid_phrase_keeps_the_place(stage: Stage) -> None:
    stage.player.play(SIXTEEN)
    stage.time.advance_to(2.2)
    stage.player.set_clock_offset(0.0, 0.5)
    stage.time.advance_to(9.0)
    starts = [note.start for note in stage.port.notes()]
    assert starts == pytest.approx(
        [beat / 2 for beat in range(5)] + [beat / 2 + 0.25 for beat in range(5, 16)]
    )
    stage.player.set_clock_offset(0.0, 0.0)


@pytest.mark.parametrize(("ms", "beats"), [(20000, 0), (0, 65), (float("nan"), 0), (0, -65)])
def test_an_offset_out_of_range_is_refused_by_its_value(
    stage: Stage, ms: float, beats: float
) -> None:
    with pytest.raises(OscbridgeError, match=r"offset's (ms|beats) must be") as refused:
        stage.player.set_clock_offset(ms, beats)
    assert refused.value.code == "out-of-range"


def test_a_downbeat_a_little_late_holds_the_music_back_and_strikes_nothing_twice(
    stage: Stage,
) -> None:
    stage.player.play(SIXTEEN)
    stage.time.advance_to(2.2)  # 0.4 beats into bar 2
    stage.player.downbeat()
    stage.time.advance_to(9.0)
    starts = [note.start for note in stage.port.notes()]
    assert len(starts) == 16
    assert starts[5:] == pytest.approx([2.2 + beat / 2 for beat in range(1, 12)])


def test_a_downbeat_a_little_early_lets_the_music_catch_up(stage: Stage) -> None:
    stage.player.play(SIXTEEN)
    stage.time.advance_to(1.9)  # 0.2 beats before bar 2
    stage.player.downbeat()
    stage.time.advance_to(9.0)
    starts = [note.start for note in stage.port.notes()]
    assert starts[4:] == pytest.approx([1.9 + beat / 2 for beat in range(12)])
    assert stage.told(PhraseEnded)[0].completed


def test_a_downbeat_makes_a_waiting_phrase_begin_now(stage: Stage) -> None:
    stage.time.advance_to(1.5)
    stage.player.play(ONE_BAR)
    stage.player.downbeat()
    stage.time.advance(0.0)
    assert [note.start for note in stage.port.notes()] == pytest.approx([1.5])


def test_a_phrase_that_brings_a_tempo_does_not_quarrel_with_the_daw(
    following: FollowingStage,
) -> None:
    following.player.play(Phrase(ONE_BAR.notes, bars=1, tempo_bpm=60), follow_tempo=True)
    following.daw.play(2)
    assert not following.told(PlayerFailed)
    assert following.player.status().tempo_bpm == pytest.approx(120)


def test_bars_of_the_phrase_hold_on_a_daw_without_a_metre(following: FollowingStage) -> None:
    waltz = Phrase((Note(0.0, 60, 1.0),), bars=2, beats_per_bar=3.0)
    following.player.play(waltz)
    following.player.play(waltz, "after-current")
    following.daw.play(11.9)
    assert [(event.bar, event.beat) for event in following.told(BeatStarted)] == [
        (bar, beat) for bar in (1, 2, 3, 4) for beat in (1, 2, 3)
    ]


def test_a_tempo_that_changes_again_after_just_a_second_does_not_hang_the_player(
    stage: Stage,
) -> None:
    stage.time.advance_to(0.441800247961155)
    stage.player.set_tempo(300)
    stage.time.advance(1.0)
    stage.player.set_tempo(233)
    stage.time.advance(2.0)
    assert stage.told(ClockChanged)[-1].tempo_bpm == 233


def test_a_change_of_tempo_is_told_but_not_at_every_tick(following: FollowingStage) -> None:
    following.daw.play(4)
    following.daw.bpm = 140
    following.daw.ticks(32)
    told = following.told(ClockChanged)
    assert len(told) <= 6
    assert told[-1].tempo_bpm == pytest.approx(140, abs=0.5)
    assert told[-1].running


_actions = st.one_of(
    st.tuples(st.just("ticks"), st.floats(0.05, 9.0)),
    st.tuples(st.just("jitter"), st.floats(0.05, 6.0)),
    st.tuples(st.just("bpm"), st.floats(40, 240)),
    st.tuples(st.just("give"), st.sampled_from([START, CONTINUE, STOP])),
    st.tuples(st.just("give"), st.integers(0, 16383).map(song_position)),
    st.tuples(st.just("rest"), st.floats(0.0, 2.0)),
    st.tuples(st.just("clock"), st.sampled_from(["internal", "midi"])),
    st.tuples(st.just("offset"), st.floats(-300, 300), st.floats(-2, 2)),
    st.tuples(st.just("downbeat")),
    st.tuples(
        st.just("play"),
        st.sampled_from([SIXTEEN, LONG_NOTE, ONE_BAR]),
        st.sampled_from(["next-bar", "after-current", "now"]),
    ),
    st.sampled_from([("stop",), ("panic",), ("out", True), ("out", False)]),
)


def perform(stage: FollowingStage, actions: list[Any]) -> int:
    """Do all that; returns how many phrases were accepted."""
    jitter, accepted = random.Random(1), 0
    off = (jitter.uniform(-0.003, 0.003) for _ in itertools.count())
    for kind, *values in actions:
        match kind:
            case "ticks":
                stage.daw.ticks(*values)
            case "jitter":
                stage.daw.ticks(values[0], off)
            case "bpm":
                stage.daw.bpm = values[0]
            case "give":
                stage.daw.give(*values)
            case "rest":
                stage.daw.rest(*values)
            case "clock":
                stage.player.set_clock(*values)
            case "offset":
                stage.player.set_clock_offset(*values)
            case "downbeat":
                stage.player.downbeat()
            case "play":
                stage.player.play(*values)
                accepted += 1
            case "stop":
                stage.player.stop()
            case "panic":
                stage.player.panic()
            case "out":
                stage.player.set_clock_out(*values)
    return accepted


@settings(deadline=None, max_examples=60)
@given(st.lists(_actions, max_size=20))
def test_no_sequence_of_clocks_and_commands_leaves_a_note_or_a_phrase(actions: list[Any]) -> None:
    stage = FollowingStage()
    try:
        accepted = perform(stage, actions)
    finally:
        stage.player.close()
    check_notes(stage.port)
    assert sorted(event.token for event in stage.told(PhraseEnded)) == list(range(1, accepted + 1))
    assert not stage.told(PlayerFailed)
