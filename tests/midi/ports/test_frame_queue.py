"""Playing ahead of time: what leaves when, and what never leaves, whatever interrupts it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.midi.clock import InternalClock, ManualTime
from oscbridge.midi.messages import BeatStarted, Event, PhraseEnded, PhraseStarted
from oscbridge.midi.player import Player
from oscbridge.midi.ports.frame_queue import AheadOutput, FrameQueue
from oscbridge.midi.sequencer import Sequencer
from oscbridge.midi.sounding import SoundingRecord
from oscbridge.midi.steps import schedule
from oscbridge.midi.survivors import take_over
from oscbridge.phrase import Note, Phrase

RATE = 1000
PERIOD = 20
LOOKAHEAD_S = 0.07

Left = list[tuple[int, bytes]]


class HandTurned(AheadOutput):
    """A JACK port without JACK: the same queue, its cycles turned by hand.

    Args:
        now: the second, for the frames.
        left: where all that left goes, as (frame, message): what the receiver has heard.
    """

    def __init__(self, now: Callable[[], float], left: Left | None = None) -> None:
        super().__init__("hand", "a port turned by hand", FrameQueue())
        self.left: Left = [] if left is None else left
        self._now = now
        self._turned = 0

    @property
    def lookahead_s(self) -> float:
        return LOOKAHEAD_S

    def frame_of(self, instant: float) -> int:
        return round(instant * RATE)

    def turn(self) -> None:
        """All cycles up to now; at least one."""
        first = max(self._turned, self.frame_of(self._now()) // PERIOD * PERIOD)
        self._queue.cycle(first, PERIOD, lambda at, data: self.left.append((first + at, data)))
        self._turned = first + PERIOD

    def drain(self) -> bool:
        self.turn()
        self.turn()
        return True

    def lose(self) -> None:
        """The system under it is gone."""
        self._lose("the JACK server went away")

    def _release(self) -> None:
        self.drain()


def sounding(left: Left) -> set[tuple[int, int]]:
    """What sounds at a receiver that heard this, checked on the way: no pitch begins while it
    sounds, none ends that does not."""
    notes: set[tuple[int, int]] = set()
    for _, data in left:
        key = (data[0] & 0x0F, data[1])
        if data[0] & 0xF0 == 0x90:
            assert key not in notes, "a pitch began again while it sounded"
            notes.add(key)
        elif data[0] & 0xF0 == 0x80:
            assert key in notes, "a note-off for a note that does not sound"
            notes.remove(key)
    return notes


def begun(left: Left) -> list[int]:
    """Velocities of all note-ons: in these tests the number of their phrase."""
    return [data[2] for _, data in left if data[0] & 0xF0 == 0x90]


# -- the queue -------------------------------------------------------------------------------------


def written(queue: FrameQueue, first: int, frames: int = 10) -> Left:
    """What one cycle writes, with offsets."""
    left: Left = []
    queue.cycle(first, frames, lambda offset, data: left.append((offset, data)))
    return left


ON, OFF = b"\x90\x3c\x50", b"\x80\x3c\x40"


def test_each_message_is_written_at_its_offset_in_its_cycle() -> None:
    queue = FrameQueue()
    for frame, data in ((103, ON), (109, OFF), (110, ON), (125, OFF)):
        queue.put(data, frame)
    assert written(queue, 100) == [(3, ON), (9, OFF)]
    assert written(queue, 110) == [(0, ON)]
    assert written(queue, 120) == [(5, OFF)]
    assert queue.lateness.late == 0


def test_what_comes_too_late_leaves_at_once_and_is_counted() -> None:
    queue = FrameQueue()
    queue.put(ON, 93)
    assert written(queue, 100) == [(0, ON)]
    assert (queue.lateness.late, queue.lateness.worst_frames) == (1, 7)


def test_an_end_never_overtakes_its_beginning() -> None:
    queue = FrameQueue()
    queue.put(ON, 105)
    queue.put(OFF, 101)
    assert written(queue, 100) == [(5, ON), (5, OFF)]


def test_what_is_withdrawn_never_leaves_and_what_sounds_is_ended() -> None:
    queue = FrameQueue()
    queue.put(ON, 100)
    queue.put(b"\x90\x40\x50", 112)
    queue.put(OFF, 115)
    assert written(queue, 100) == [(0, ON)]
    queue.withdraw()
    queue.put(b"\xb0\x7b\x00")
    assert written(queue, 110) == [(0, OFF), (0, b"\xb0\x7b\x00")]
    assert written(queue, 120) == []


def test_what_was_sent_without_a_frame_is_not_taken_back_but_its_note_is_ended() -> None:
    queue = FrameQueue()
    queue.put(b"\xb0\x14\x40")
    queue.put(ON)
    queue.withdraw()
    assert written(queue, 0) == [(0, b"\xb0\x14\x40"), (0, ON), (0, OFF)]


def test_a_full_buffer_delays_and_loses_nothing() -> None:
    queue = FrameQueue()
    for frame in range(4):
        queue.put(bytes((0x90, 60 + frame, 1)), frame)
    left: Left = []

    def write(offset: int, data: bytes) -> None:
        if len(left) == 2:
            raise BufferError("full")
        left.append((offset, data))

    with pytest.raises(BufferError):
        queue.cycle(0, 10, write)
    assert [data[1] for _, data in left + written(queue, 10)] == [60, 61, 62, 63]


def test_the_record_holds_a_note_until_its_end_has_been_heard() -> None:
    queue = FrameQueue()
    queue.record = record = SoundingRecord()
    queue.put(ON, 5)
    queue.put(OFF, 15)
    before: list[list[tuple[int, int]]] = []
    queue.cycle(0, 10, lambda offset, data: before.append(record.sounding()))
    assert before == [[(1, 60)]], "set before the note-on leaves"
    written(queue, 10)
    assert record.sounding() == [(1, 60)], "the note-off may not have been heard yet"
    written(queue, 20)
    assert record.sounding() == []


# -- the player ------------------------------------------------------------------------------------


class Stage:
    """A player at 120 bpm whose time and whose cycles are moved together."""

    def __init__(self) -> None:
        self.time = ManualTime()
        self.port = HandTurned(self.time.now)
        self.events: list[tuple[float, Event]] = []
        self.player = Player(
            self.port,
            InternalClock(120),
            lambda event: self.events.append((self.time.now(), event)),
            self.time,
        )

    def advance_to(self, instant: float) -> None:
        """Move on, period by period."""
        while self.time.now() < instant - 1e-9:
            self.time.advance_to(min(instant, self.time.now() + PERIOD / RATE))
            self.port.turn()


FOUR = Phrase(tuple(Note(float(n), 60 + n, 0.5, 1) for n in range(8)), bars=2)


def test_every_message_leaves_at_its_very_frame() -> None:
    stage = Stage()
    stage.player.play(FOUR)
    stage.advance_to(5.0)
    origin = stage.port.left[0][0]
    assert [frame - origin for frame, data in stage.port.left] == [
        frame for beat in range(8) for frame in (beat * 500, beat * 500 + 250)
    ]
    assert stage.port.lateness.late == 0
    stage.player.close()


def test_events_are_told_when_they_happen_not_when_they_are_sent_ahead() -> None:
    stage = Stage()
    stage.player.play(FOUR)
    stage.advance_to(3.0)
    origin = stage.port.left[0][0] / RATE
    beats = [at for at, event in stage.events if isinstance(event, BeatStarted)]
    started = [at for at, event in stage.events if isinstance(event, PhraseStarted)]
    assert started[0] == pytest.approx(origin, abs=PERIOD / RATE)
    assert beats[:4] == pytest.approx([origin + n / 2 for n in range(4)], abs=PERIOD / RATE)
    stage.player.close()


def test_stop_takes_back_the_notes_that_were_already_on_their_way() -> None:
    stage = Stage()
    stage.player.play(FOUR)
    stage.advance_to(2.0)
    origin = stage.port.left[0][0] / RATE
    stage.advance_to(origin + 2.5 - LOOKAHEAD_S / 2)  # the note of beat 5 is on its way
    before = len(begun(stage.port.left))
    stage.player.stop()
    stage.advance_to(6.0)
    assert len(begun(stage.port.left)) == before
    assert not sounding(stage.port.left)
    assert [type(event) for _, event in stage.events if isinstance(event, PhraseEnded)]
    stage.player.close()


def test_a_stopped_clock_takes_back_a_note_whose_end_is_on_its_way_too() -> None:
    run = _Run()
    run.do(("play", Phrase((Note(1.0, 60, 0.02),), bars=1), "next-bar", False))
    run.work(0.5 + LOOKAHEAD_S / 2)
    assert run.sequencer.status(run.now).notes_ended == 1, "both are on their way"
    assert run.port.left == []
    run.do(("clock-stop",))
    assert run.port.left == []


def test_a_phrase_that_comes_just_before_the_bar_line_of_a_silence_still_meets_it() -> None:
    stage = Stage()
    stage.advance_to(4.0 + LOOKAHEAD_S - 0.02)  # the clock's zero is a look-ahead after the start
    stage.player.play(FOUR)
    stage.advance_to(5.0)
    assert stage.port.left[0][0] == pytest.approx((4.0 + LOOKAHEAD_S) * RATE, abs=PERIOD)
    stage.player.close()


def test_no_stop_costs_a_receiver_of_our_clock_a_tick_or_gives_it_one_twice() -> None:
    stage = Stage()
    stage.player.set_clock_out(True)
    for number in range(40):
        stage.player.play(FOUR)
        stage.advance_to(stage.time.now() + 0.2)
        # Anywhere in a cycle, of which some has left and some has not.
        stage.time.advance((number % PERIOD) / RATE)
        stage.player.stop()
        stage.advance_to(stage.time.now() // (PERIOD / RATE) * PERIOD / RATE + PERIOD / RATE)
    ticks = [frame for frame, data in stage.port.left if data == b"\xf8"]
    expected = [ticks[0] + round(number * RATE / 48) for number in range(len(ticks))]
    assert ticks == pytest.approx(expected, abs=1)
    assert len(ticks) > 400
    stage.player.close()


def test_a_phrase_meets_the_next_bar_line_also_while_ticks_are_on_their_way() -> None:
    stage = Stage()
    stage.player.set_clock_out(True)
    stage.advance_to(4.0 + LOOKAHEAD_S - 0.04)  # the clock's zero is a look-ahead after the start
    stage.player.play(FOUR)
    stage.advance_to(5.0)
    notes = [frame for frame, data in stage.port.left if data[0] == 0x90]
    assert notes[0] == pytest.approx((4.0 + LOOKAHEAD_S) * RATE, abs=1)
    frames = [frame for frame, _ in stage.port.left]
    assert frames == sorted(frames)
    stage.player.close()


def test_a_tempo_change_holds_from_the_horizon_on_and_moves_nothing_that_was_sent() -> None:
    stage = Stage()
    stage.player.play(FOUR)
    stage.advance_to(1.0)
    stage.player.set_tempo(60)
    stage.advance_to(9.0)
    ons = [frame for frame, data in stage.port.left if data[0] == 0x90]
    gaps = [later - earlier for earlier, later in itertools.pairwise(ons)]
    assert gaps[0] == 500
    assert all(gap == pytest.approx(1000, abs=1) for gap in gaps[2:])
    assert len(ons) == 8
    stage.player.close()


# -- whatever happens ------------------------------------------------------------------------------

_beats = st.one_of(st.integers(0, 32).map(lambda n: n / 4), st.floats(0.0, 8.0))
_notes = st.builds(
    Note,
    start_beats=_beats,
    pitch=st.integers(60, 63),
    length_beats=st.one_of(st.just(0.02), st.just(0.25), st.just(4.0), st.floats(1e-9, 20.0)),
)


@st.composite
def _phrases(draw: st.DrawFn) -> Phrase:
    bars = draw(st.integers(1, 2))
    beats_per_bar = draw(st.sampled_from([4.0, 3.0, 1.0]))
    notes = draw(st.lists(_notes, max_size=10))
    inside = tuple(note for note in notes if note.start_beats < bars * beats_per_bar)
    return Phrase(inside, bars, beats_per_bar, tempo_bpm=draw(st.sampled_from([60.0, 133.0])))


_actions = st.one_of(
    st.tuples(
        st.just("play"),
        _phrases(),
        st.sampled_from(["next-bar", "after-current", "now"]),
        st.booleans(),
    ),
    st.tuples(st.just("wait"), st.one_of(st.floats(0.0, 2.0), st.sampled_from([0.5, 0.02]))),
    st.tuples(st.just("wait"), st.one_of(st.floats(0.0, 2.0), st.sampled_from([0.5, 0.02]))),
    st.tuples(st.just("starve"), st.floats(0.0, 0.4)),  # JACK turns, the player does not come up
    st.tuples(st.just("stall"), st.floats(0.0, 0.4)),  # the player works, JACK does not turn
    st.tuples(st.just("tempo"), st.floats(10, 1000)),
    st.sampled_from([("stop",), ("panic",), ("clock-stop",), ("clock-start",), ("turn",)]),
)


class _Run:
    """A sequencer on a hand-turned port; what must hold is checked after each action."""

    def __init__(self) -> None:
        self.now = 0.0
        self.record = SoundingRecord()
        self.port = HandTurned(lambda: self.now)
        take_over(self.port, self.record)
        self.clock = InternalClock(120)
        self.sequencer = Sequencer(self.port, self.clock)
        self.clock.start(self.now + LOOKAHEAD_S)
        self.played = 0
        self.stopped = 0
        """Phrases up to this number were stopped: no note of them may begin any more."""

    def work(self, seconds: float, *, player: bool = True, jack: bool = True) -> None:
        """Let time pass, one period at a time."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + PERIOD / RATE)
            if player:
                self.sequencer.advance(self.now + LOOKAHEAD_S)
            if jack:
                self.port.turn()

    def do(self, action: Any) -> None:
        match action:
            case ("play", phrase, when, follow):
                self.played += 1
                tagged = tuple(
                    Note(note.start_beats, note.pitch, note.length_beats, self.played)
                    for note in phrase.notes
                )
                phrase = Phrase(tagged, phrase.bars, phrase.beats_per_bar, phrase.tempo_bpm)
                horizon = self.now + LOOKAHEAD_S
                self.sequencer.play(phrase, schedule(phrase), self.played, when, horizon, follow)
            case ("wait", seconds):
                self.work(seconds)
            case ("starve", seconds):
                self.work(seconds, player=False)
            case ("stall", seconds):
                self.work(seconds, jack=False)
            case ("tempo", bpm):
                self.clock.set_tempo(bpm, self.now + LOOKAHEAD_S)
            case ("stop",):
                self.sequencer.stop()
                self.silent()
            case ("panic",):
                self.sequencer.panic()
                self.silent()
            case ("clock-stop",):
                self.clock.stop(self.now)
                self.sequencer.advance(self.now + LOOKAHEAD_S)
                self.port.turn()
                assert not sounding(self.port.left)
                before = begun(self.port.left)
                self.work(0.2)
                assert begun(self.port.left) == before, "a note began on a stopped clock"
            case ("clock-start",):
                self.clock.start(self.now + LOOKAHEAD_S)
            case ("turn",):
                self.port.turn()

    def silent(self) -> None:
        """From the next cycle on nothing sounds, and nothing that was stopped ever will."""
        self.stopped, heard = self.played, len(self.port.left)
        self.port.turn()
        assert not sounding(self.port.left)
        assert not begun(self.port.left[heard:]), "a note began after the stop"

    def check(self) -> None:
        """Phrases sound in their order; the receiver and the record agree on what sounds."""
        velocities = begun(self.port.left)
        assert velocities == sorted(velocities), "a note of an earlier phrase after a later one"
        assert {(channel + 1, pitch) for channel, pitch in sounding(self.port.left)} <= set(
            self.record.sounding()
        )


@settings(max_examples=150, deadline=None)
@given(st.lists(_actions, max_size=20))
def test_no_sequence_of_interruptions_leaves_a_note_or_begins_one_that_was_stopped(
    actions: list[Any],
) -> None:
    run = _Run()
    for action in actions:
        heard = len(run.port.left)
        run.do(action)
        run.check()
        assert all(token > run.stopped for token in begun(run.port.left[heard:]))
    run.sequencer.stop()
    run.port.close()
    assert not sounding(run.port.left)
    run.port.turn()
    assert run.record.sounding() == []


@settings(max_examples=100, deadline=None)
@given(st.lists(_actions, max_size=15), st.booleans())
def test_a_successor_ends_all_that_a_dead_player_or_a_lost_port_left(
    actions: list[Any], lost: bool
) -> None:
    run = _Run()
    for action in actions:
        run.do(action)
    if lost:
        run.port.lose()
        run.sequencer.advance(run.now + LOOKAHEAD_S)
        assert run.sequencer.status(run.now).lost
        assert run.sequencer.status(run.now).sounding == 0
    left = sounding(run.port.left)
    # The queue dies with its process: of what was in it nothing leaves any more.
    heir = HandTurned(lambda: run.now)
    ended = take_over(heir, run.record)
    assert ended >= len(left)
    assert left <= {(data[0] & 0x0F, data[1]) for _, data in heir.left if data[0] & 0xF0 == 0x80}
    assert run.record.sounding() == []


def test_a_successor_that_dies_before_its_ends_have_left_leaves_them_to_the_next() -> None:
    class Stuck(HandTurned):
        """On a server that stands still."""

        def drain(self) -> bool:
            return False

    record = SoundingRecord()
    record.begin(1, 60)
    assert take_over(Stuck(lambda: 0.0), record) == 1
    heir = HandTurned(lambda: 0.0)
    assert take_over(heir, record) == 1
    assert (0, b"\x80\x3c\x40") in heir.left
    assert record.sounding() == []
