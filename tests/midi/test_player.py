"""The player: phrases on bar lines, clean ends, events and counts. Time moves by hand."""

from __future__ import annotations

import itertools
import pickle
import threading
from typing import Any

import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import InternalClock, ManualTime
from oscbridge.midi.messages import (
    BeatStarted,
    Event,
    PhraseEnded,
    PhraseNeeded,
    PhraseStarted,
    PlayerFailed,
    PortLost,
    Taped,
)
from oscbridge.midi.player import Player
from oscbridge.midi.ports.recorder import HeardNote, Recorder
from oscbridge.phrase import Note, Phrase
from tests.midi.conftest import Stage

# At 120 bpm a beat lasts half a second and a bar of 4/4 two seconds.
FOUR_BARS = Phrase(
    tuple(Note(float(beat), 60 + beat % 12, 0.5, 70 + beat) for beat in range(16)), bars=4
)
LONG_NOTE = Phrase((Note(0.0, 48, 16.0, 90),), bars=4)
ONE_BAR = Phrase((Note(0.0, 72, 1.0),), bars=1)


def heard(stage: Stage) -> list[tuple[int, float, float | None]]:
    """(pitch, start, end) in seconds of every note."""
    return [(note.pitch, note.start, note.end) for note in stage.port.notes()]


def test_a_phrase_begins_on_the_next_bar_line_and_each_note_sounds_in_its_time(
    stage: Stage,
) -> None:
    stage.time.advance(0.7)
    stage.player.play(FOUR_BARS)
    stage.time.advance_to(12.0)
    expected = [
        HeardNote(1, 60 + beat % 12, 70 + beat, 2.0 + beat / 2, 2.25 + beat / 2)
        for beat in range(16)
    ]
    for note, wanted in zip(stage.port.notes(), expected, strict=True):
        assert (note.pitch, note.velocity) == (wanted.pitch, wanted.velocity)
        assert note.start == pytest.approx(wanted.start, abs=1e-6)
        assert note.end == pytest.approx(wanted.end, abs=1e-6)


def test_a_phrase_asked_for_on_the_bar_line_does_not_wait_a_bar(stage: Stage) -> None:
    stage.time.advance_to(2.0)
    stage.player.play(ONE_BAR)
    stage.time.advance(0.1)
    assert heard(stage) == [(72, 2.0, None)]


def test_a_new_phrase_replaces_the_old_one_at_the_bar_line_its_notes_ended_first(
    stage: Stage,
) -> None:
    first = stage.player.play(LONG_NOTE)
    stage.time.advance_to(3.0)
    second = stage.player.play(Phrase((Note(0.0, 48, 1.0, 50),), bars=1))
    stage.time.advance_to(3.9)
    assert heard(stage) == [(48, 0.0, None)]
    stage.time.advance_to(4.1)
    assert [message.data for message in stage.port.messages] == [
        b"\x90\x30\x5a",
        b"\x80\x30\x40",
        b"\x90\x30\x32",
    ]
    assert heard(stage)[0] == (48, 0.0, 4.0)
    assert stage.told(PhraseStarted) == [PhraseStarted(first, 1), PhraseStarted(second, 3)]
    assert stage.told(PhraseEnded) == [PhraseEnded(first, completed=False)]


def test_a_phrase_after_the_current_one_follows_without_a_gap(stage: Stage) -> None:
    tokens = [stage.player.play(ONE_BAR, "after-current") for _ in range(3)]
    stage.time.advance_to(7.0)
    assert [start for _, start, _ in heard(stage)] == pytest.approx([0.0, 2.0, 4.0])
    assert stage.told(PhraseEnded) == [PhraseEnded(token, completed=True) for token in tokens]


def test_a_phrase_now_makes_this_instant_a_bar_line(stage: Stage) -> None:
    stage.time.advance_to(2.7)
    stage.player.play(ONE_BAR, "now")
    stage.player.play(ONE_BAR, "after-current")
    stage.time.advance_to(6.0)
    assert [start for _, start, _ in heard(stage)] == pytest.approx([2.7, 4.7])
    assert [event for event in stage.told(BeatStarted) if event.beat == 1] == [
        BeatStarted(1, 1),
        BeatStarted(2, 1),
        BeatStarted(3, 1),
        BeatStarted(4, 1),
    ]


def test_only_the_last_of_several_replacements_is_played(stage: Stage) -> None:
    stage.time.advance_to(0.5)
    tokens = [stage.player.play(ONE_BAR) for _ in range(3)]
    stage.time.advance_to(5.0)
    assert stage.told(PhraseEnded) == [
        PhraseEnded(tokens[0], completed=False),
        PhraseEnded(tokens[1], completed=False),
        PhraseEnded(tokens[2], completed=True),
    ]
    assert len(heard(stage)) == 1


def test_the_same_pitch_begun_again_is_ended_first_and_its_old_end_means_nothing(
    stage: Stage,
) -> None:
    overlapping = Phrase((Note(0.0, 60, 2.0, 80), Note(1.0, 60, 3.0, 90)), bars=1)
    stage.player.play(overlapping)
    stage.time.advance_to(3.0)
    assert heard(stage) == [(60, 0.0, 0.5), (60, 0.5, 2.0)]
    assert len(stage.port.messages) == 4


def test_at_one_instant_notes_end_before_others_begin(stage: Stage) -> None:
    stage.player.play(Phrase((Note(1.0, 60, 1.0), Note(0.0, 61, 1.0), Note(0.0, 59, 1.0)), bars=1))
    stage.time.advance_to(0.6)
    assert [message.data[0] for message in stage.port.messages] == [0x90, 0x90, 0x80, 0x80, 0x90]


def test_a_note_shorter_than_the_grid_still_ends_in_its_time(stage: Stage) -> None:
    stage.player.play(Phrase((Note(0.0, 60, 1e-9),), bars=4))
    stage.time.advance_to(0.1)
    (note,) = stage.port.notes()
    assert note.end == pytest.approx(1 / 1920, abs=1e-6)


def test_stop_ends_the_notes_at_once_and_nothing_comes_after(stage: Stage) -> None:
    token = stage.player.play(LONG_NOTE)
    waiting = stage.player.play(ONE_BAR, "after-current")
    stage.time.advance_to(1.0)
    stage.player.stop()
    assert heard(stage) == [(48, 0.0, 1.0)]
    stage.time.advance_to(20.0)
    assert len(stage.port.messages) == 2
    assert stage.told(PhraseEnded) == [
        PhraseEnded(token, completed=False),
        PhraseEnded(waiting, completed=False),
    ]


def test_panic_ends_each_note_then_silences_the_channel(stage: Stage) -> None:
    stage.player.play(LONG_NOTE)
    stage.time.advance_to(1.0)
    stage.player.panic()
    stage.time.advance_to(20.0)
    assert [message.data for message in stage.port.messages] == [
        b"\x90\x30\x5a",
        b"\x80\x30\x40",
        b"\xb0\x7b\x00",
        b"\xb0\x78\x00",
    ]


def test_a_tempo_change_in_the_middle_keeps_the_place(stage: Stage) -> None:
    stage.player.play(FOUR_BARS)
    stage.time.advance_to(1.1)
    stage.player.set_tempo(60)
    stage.time.advance_to(4.0)
    # Beat 2.2 at 1.1 s; from there a second for each beat.
    starts = [start for _, start, _ in heard(stage)]
    assert starts == pytest.approx([0.0, 0.5, 1.0, 1.9, 2.9, 3.9])


def test_a_phrase_may_bring_its_tempo(stage: Stage) -> None:
    slow = Phrase(tuple(Note(float(beat), 60, 0.5) for beat in range(4)), bars=1, tempo_bpm=60)
    stage.time.advance_to(0.5)
    stage.player.play(slow, follow_tempo=True)
    stage.time.advance_to(6.0)
    assert [start for _, start, _ in heard(stage)] == pytest.approx([2.0, 3.0, 4.0, 5.0])


def test_bars_take_the_length_of_the_phrase(stage: Stage) -> None:
    waltz = Phrase((Note(0.0, 60, 1.0),), bars=2, beats_per_bar=3.0)
    stage.player.play(waltz)
    stage.player.play(waltz, "after-current")
    stage.time.advance_to(5.9)
    assert stage.told(BeatStarted) == [
        BeatStarted(bar, beat) for bar in (1, 2, 3, 4) for beat in (1, 2, 3)
    ]
    assert [start for _, start, _ in heard(stage)] == pytest.approx([0.0, 3.0])


def test_bars_of_three_and_a_half_beats_have_four_beats_the_last_one_short(stage: Stage) -> None:
    stage.player.play(Phrase((), bars=2, beats_per_bar=3.5))
    stage.time.advance_to(3.4)
    assert stage.told(BeatStarted) == [
        BeatStarted(bar, beat) for bar in (1, 2) for beat in (1, 2, 3, 4)
    ]


def test_the_next_phrase_is_asked_for_in_the_last_bar_once(stage: Stage) -> None:
    token = stage.player.play(FOUR_BARS)
    stage.time.advance_to(5.9)
    assert stage.told(PhraseNeeded) == []
    stage.time.advance_to(6.0)
    assert stage.told(PhraseNeeded) == [PhraseNeeded(token)]
    stage.time.advance_to(12.0)
    assert stage.told(PhraseNeeded) == [PhraseNeeded(token)]


def test_a_phrase_of_one_bar_asks_at_its_half(stage: Stage) -> None:
    stage.player.play(ONE_BAR)
    stage.time.advance_to(0.9)
    assert stage.told(PhraseNeeded) == []
    stage.time.advance_to(1.1)
    assert len(stage.told(PhraseNeeded)) == 1


def test_nothing_is_asked_for_while_something_waits(stage: Stage) -> None:
    stage.player.play(ONE_BAR)
    stage.player.play(ONE_BAR, "after-current")
    stage.time.advance_to(1.9)
    assert stage.told(PhraseNeeded) == []


def test_a_stopped_clock_ends_the_notes_and_goes_on_from_its_place(stage: Stage) -> None:
    stage.player.play(FOUR_BARS)
    stage.time.advance_to(0.6)
    stage.clock.stop(stage.time.now())
    stage.time.advance_to(5.0)
    assert heard(stage) == [(60, 0.0, 0.25), (61, 0.5, 0.6)]
    stage.clock.start(stage.time.now())
    stage.time.advance_to(5.5)
    assert heard(stage)[2][0] == 62
    assert heard(stage)[2][1] == pytest.approx(5.4)


def test_a_clock_that_goes_back_ends_the_phrase_and_leaves_no_note(stage: Stage) -> None:
    token = stage.player.play(LONG_NOTE)
    stage.time.advance_to(3.0)
    stage.clock._anchor = type(stage.clock._anchor)(3.0, 0.0, 120.0, running=True)
    stage.clock.notify()
    stage.time.advance_to(3.1)
    assert heard(stage) == [(48, 0.0, 3.0)]
    assert stage.told(PhraseEnded) == [PhraseEnded(token, completed=False)]
    assert stage.told(BeatStarted)[-1] == BeatStarted(1, 1)


def test_notes_whose_end_is_past_when_the_player_wakes_are_skipped_and_counted() -> None:
    class Leap(ManualTime):
        def advance_to(self, instant: float) -> None:
            self._now = instant
            self._rouse()

    time = Leap()
    port = Recorder(time.now)
    player = Player(port, InternalClock(120), lambda event: None, time)
    player.play(FOUR_BARS)
    time.advance_to(0.1)
    time.advance_to(3.05)  # as when the machine stood still for three seconds
    status = player.status()
    player.close()
    assert [note.pitch for note in port.notes()] == [60, 66]
    assert status.notes_skipped == 5
    assert status.late_max_ms == pytest.approx(100, abs=1)


def test_affect_moves_two_controllers_when_it_changes_and_not_too_often(stage: Stage) -> None:
    for step in range(100):
        stage.player.set_affect(step / 100, -1.0)
        stage.time.advance(0.01)
    stage.time.advance(1.0)
    valence = [m for m in stage.port.messages if m.data[:2] == b"\xb0\x14"]
    arousal = [m for m in stage.port.messages if m.data[:2] == b"\xb0\x15"]
    assert [m.data[2] for m in arousal] == [0]
    assert 20 <= len(valence) <= 31
    gaps = [b.instant - a.instant for a, b in itertools.pairwise(valence)]
    assert min(gaps) >= 1 / 30 - 1e-9
    assert valence[-1].data[2] == 64 + round(0.99 * 63)


@pytest.mark.parametrize(
    ("valence", "value"), [(-1.0, 0), (-0.5, 32), (0.0, 64), (0.5, 96), (1.0, 127), (7.0, 127)]
)
def test_neutral_is_64_and_the_ends_are_0_and_127(stage: Stage, valence: float, value: int) -> None:
    stage.player.set_affect(valence, 0.0)
    stage.time.advance(0.1)
    assert stage.port.messages[0].data == bytes((0xB0, 20, value))


def test_the_program_is_told_at_once_and_whenever_music_begins_after_silence() -> None:
    time = ManualTime()
    port = Recorder(time.now)
    player = Player(port, InternalClock(120), lambda event: None, time, channel=3, program=11)
    time.advance_to(1.0)
    player.play(ONE_BAR)
    player.play(ONE_BAR, "after-current")
    time.advance_to(9.0)
    player.play(ONE_BAR)
    time.advance_to(10.5)
    player.close()
    programs = [message.instant for message in port.messages if message.data == b"\xc2\x0b"]
    assert programs == [0.0, 2.0, 10.0]


def test_status_counts_what_began_and_what_ended(stage: Stage) -> None:
    token = stage.player.play(FOUR_BARS)
    stage.time.advance_to(1.1)
    status = stage.player.status()
    assert (status.notes_started, status.notes_ended, status.sounding) == (3, 2, 1)
    assert (status.playing, status.queued, status.bar) == (token, 0, 1)
    assert status.beat == pytest.approx(3.2)
    stage.time.advance_to(20)
    status = stage.player.status()
    assert (status.notes_started, status.notes_ended, status.sounding) == (16, 16, 0)
    assert status.playing is None


def test_close_ends_the_notes_and_tells_the_end_of_every_phrase(stage: Stage) -> None:
    token = stage.player.play(LONG_NOTE)
    stage.time.advance_to(1.0)
    stage.player.close()
    stage.player.close()
    assert heard(stage) == [(48, 0.0, 1.0)]
    assert stage.told(PhraseEnded) == [PhraseEnded(token, completed=False)]
    assert stage.port.closed
    with pytest.raises(OscbridgeError, match="player-closed"):
        stage.player.play(ONE_BAR)


class FailingPort(Recorder):
    """A recorder whose cable is pulled when ``broken`` is set."""

    broken = False

    def _write(self, data: bytes) -> None:
        if self.broken:
            raise OSError("no such device")
        super()._write(data)


def test_a_lost_port_is_told_once_and_further_phrases_are_refused() -> None:
    time, events = ManualTime(), list[Event]()
    port = FailingPort(time.now)
    player = Player(port, InternalClock(120), events.append, time)
    token = player.play(FOUR_BARS)
    time.advance_to(1.1)
    port.broken = True
    time.advance_to(3.0)
    assert [event.code for event in events if isinstance(event, PortLost)] == ["port-lost"]
    assert [e for e in events if isinstance(e, PhraseEnded)] == [PhraseEnded(token, False)]
    with pytest.raises(OscbridgeError, match="port-lost"):
        player.play(ONE_BAR)
    assert player.status().lost
    player.close()


def test_an_unforeseen_failure_ends_the_notes_is_told_and_the_player_plays_on(
    stage: Stage,
) -> None:
    stage.player.play(LONG_NOTE)
    stage.time.advance_to(1.0)
    broken: Any = [None]
    stage.player._sequencer._current.steps[1:] = broken  # type: ignore[union-attr]
    stage.time.advance_to(1.6)
    (failed,) = stage.told(PlayerFailed)
    assert "NoneType" in failed.message
    assert heard(stage)[0][2] is not None
    stage.player.play(ONE_BAR)
    stage.time.advance_to(2.1)
    assert heard(stage)[-1] == (72, 2.0, None)


def test_a_lost_port_is_taped_once_and_leaves_the_player_at_rest() -> None:
    time, events = ManualTime(), list[Event]()
    port = FailingPort(time.now)
    player = Player(port, InternalClock(120), events.append, time, tape=True)
    player.play(FOUR_BARS)
    time.advance(1.0)
    port.broken = True
    time.advance(60.0)
    kinds = [mark.kind for event in events if isinstance(event, Taped) for mark in event.marks]
    assert kinds.count("silenced") == 1
    player.close()


def test_a_fault_that_stays_is_told_at_intervals_and_does_not_keep_the_processor_busy() -> None:
    class BrokenClock(InternalClock):
        def attend(self, now: float) -> float:
            raise ZeroDivisionError("for ever")

    time, events = ManualTime(), list[Event]()
    player = Player(Recorder(time.now), BrokenClock(120), events.append, time)
    time.advance(1.0)
    told = [event for event in events if isinstance(event, PlayerFailed)]
    assert 1 < len(told) < 30
    player.close()


def test_a_listener_that_raises_is_counted_and_does_not_stop_the_music() -> None:
    def raise_always(event: Event) -> None:
        raise RuntimeError("not listening")

    time = ManualTime()
    port = Recorder(time.now)
    player = Player(port, InternalClock(120), raise_always, time)
    player.play(ONE_BAR)
    time.advance_to(1.9)
    assert player.status().events_lost == 6
    player.close()
    assert len(port.notes()) == 1


def test_a_value_that_is_no_phrase_is_refused_where_it_is_given(stage: Stage) -> None:
    nothing: Any = None
    with pytest.raises(AttributeError):
        stage.player.play(nothing)
    with pytest.raises(OscbridgeError, match="when must be next-bar"):
        stage.player.play(ONE_BAR, "tomorrow")  # type: ignore[arg-type]
    stage.player.play(ONE_BAR)
    stage.time.advance_to(0.1)
    assert len(heard(stage)) == 1


def test_too_many_waiting_phrases_are_refused(stage: Stage) -> None:
    for _ in range(64):
        stage.player.play(ONE_BAR, "after-current")
    with pytest.raises(OscbridgeError, match="64 phrases wait") as refused:
        stage.player.play(ONE_BAR, "after-current")
    assert refused.value.code == "queue-full"


@pytest.mark.parametrize(
    ("option", "value"),
    [("channel", 0), ("channel", 17), ("program", 128), ("valence_cc", 120), ("arousal_cc", -1)],
)
def test_an_option_out_of_range_is_named_with_its_value(option: str, value: int) -> None:
    options: Any = {option: value}
    with pytest.raises(OscbridgeError, match=f"{option} must be from .* not {value}"):
        Player(Recorder(), InternalClock(), lambda event: None, ManualTime(), **options)


def test_events_can_be_sent_to_another_process(stage: Stage) -> None:
    stage.player.play(FOUR_BARS)
    stage.time.advance_to(10.0)
    assert len(stage.events) > 16
    assert pickle.loads(pickle.dumps(stage.events)) == stage.events


def test_in_real_time_notes_come_in_time_and_none_before_it() -> None:
    port = Recorder()
    ended = threading.Event()

    def listen(event: Event) -> None:
        if isinstance(event, PhraseEnded):
            ended.set()

    clock = InternalClock(600)
    player = Player(port, clock, listen)
    start = clock.time_of(0.0)
    token = player.play(FOUR_BARS)
    assert token == 1
    assert ended.wait(30)
    player.close()
    notes = port.notes()
    assert len(notes) == 16
    first = round((notes[0].start - start) / 0.4) * 0.4  # the bar line it fell on
    for beat, note in enumerate(notes):
        assert note.start >= start + first + beat * 0.1 - 1e-6
