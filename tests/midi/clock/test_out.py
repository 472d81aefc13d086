"""MIDI clock out: what a receiver makes of the ticks, told by a clock that follows them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.midi.clock import InternalClock, ManualTime
from oscbridge.midi.clock.midi import MidiClock
from oscbridge.midi.messages import Event
from oscbridge.midi.player import Player
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.phrase import Note, Phrase
from tests.midi.conftest import Stage
from tests.midi.daw import CONTINUE, START, STOP, TICK

LONG_NOTE = Phrase((Note(0.0, 48, 16.0, 90),), bars=4)


def sent(port: Recorder) -> list[tuple[float, bytes]]:
    """Clock messages and their seconds."""
    return [(message.instant, message.data) for message in port.messages if message.data[0] >= 0xF0]


def ticks(port: Recorder) -> list[float]:
    return [instant for instant, data in sent(port) if data == TICK]


def gaps(port: Recorder) -> list[float]:
    return [b - a for a, b in itertools.pairwise(ticks(port))]


def test_nothing_is_sent_unless_asked_for(stage: Stage) -> None:
    stage.time.advance_to(3.0)
    assert sent(stage.port) == []


def test_from_the_beginning_a_start_and_24_ticks_to_the_beat(stage: Stage) -> None:
    stage.player.set_clock_out(True)
    stage.time.advance_to(0.99)
    assert [data for _, data in sent(stage.port)[:2]] == [START, TICK]
    assert ticks(stage.port) == pytest.approx([tick / 48 for tick in range(48)], abs=1e-6)


def test_in_the_middle_a_song_position_and_the_first_tick_on_its_sixteenth(stage: Stage) -> None:
    stage.time.advance_to(4.3)  # beat 8.6
    stage.player.set_clock_out(True)
    stage.time.advance_to(5.0)
    assert [data for _, data in sent(stage.port)[:3]] == [b"\xf2\x23\x00", CONTINUE, TICK]
    assert ticks(stage.port)[0] == pytest.approx(35 / 4 / 2, abs=1e-6)


def test_a_song_position_wraps_with_its_fourteen_bits(stage: Stage) -> None:
    stage.time.advance_to(4096 / 2 + 0.1)  # sixteenth 16,384.8
    stage.player.set_clock_out(True)
    stage.time.advance(0.5)
    assert sent(stage.port)[0][1] == b"\xf2\x01\x00"


def test_a_stopped_clock_sends_stop_and_goes_on_where_it_stopped(stage: Stage) -> None:
    stage.player.set_clock_out(True)
    stage.time.advance_to(1.1)
    stage.clock.stop(stage.time.now())
    stage.time.advance_to(3.0)
    assert sent(stage.port)[-1][1] == STOP
    assert sent(stage.port)[-1][0] == pytest.approx(1.1)
    count = len(sent(stage.port))
    stage.clock.start(stage.time.now())
    stage.time.advance_to(3.5)
    # Beat 2.2 at the stop, so sixteenth 9 is next.
    assert [data for _, data in sent(stage.port)[count : count + 3]] == [
        b"\xf2\x09\x00",
        CONTINUE,
        TICK,
    ]


def test_switched_off_it_sends_one_stop_and_is_silent(stage: Stage) -> None:
    stage.player.set_clock_out(True)
    stage.time.advance_to(1.0)
    stage.player.set_clock_out(False)
    stage.player.set_clock_out(False)
    stage.time.advance_to(2.0)
    assert [data for _, data in sent(stage.port)].count(STOP) == 1
    assert sent(stage.port)[-1][1] == STOP


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.floats(0.01, 1.0), st.floats(10, 400)), max_size=4))
def test_no_change_of_tempo_makes_a_burst_or_loses_a_tick(
    changes: list[tuple[float, float]],
) -> None:
    time, events = ManualTime(), list[Event]()
    port, clock = Recorder(time.now), InternalClock(120)
    player = Player(port, clock, events.append, time)
    player.set_clock_out(True)
    slowest = fastest = 120.0
    for wait, bpm in changes:
        time.advance(wait)
        player.set_tempo(bpm)
        slowest, fastest = min(slowest, bpm), max(fastest, bpm)
    time.advance(1.0)
    count = len(ticks(port))
    assert count == pytest.approx(clock.beat_at(time.now()) * 24 + 0.5, abs=0.51)
    assert min(gaps(port)) >= 60 / (fastest * 24) - 1e-6
    assert max(gaps(port)) <= 60 / (slowest * 24) + 1e-6
    player.close()


def test_a_downbeat_forward_puts_the_receiver_there_without_a_burst(stage: Stage) -> None:
    stage.player.set_clock_out(True)
    stage.time.advance_to(1.5)  # beat 3
    stage.player.downbeat()
    stage.time.advance_to(2.5)
    data = [data for _, data in sent(stage.port)]
    assert data.count(STOP) == 1
    assert b"\xf2\x10\x00" in data  # bar 2
    # The first tick there may follow the last one here at once; no other does.
    assert sum(gap < 1 / 48 - 1e-6 for gap in gaps(stage.port)) <= 1


def test_a_receiver_stays_in_the_bars_through_everything(stage: Stage) -> None:
    receiver = MidiClock()
    stage.player.set_clock_out(True)
    stage.player.play(LONG_NOTE)
    stage.time.advance_to(3.3)
    stage.player.set_tempo(97)
    stage.time.advance(2.0)
    stage.player.downbeat()
    stage.time.advance(2.0)
    stage.player.stop()
    stage.clock.stop(stage.time.now())
    stage.time.advance(1.0)
    stage.clock.start(stage.time.now())
    stage.player.play(LONG_NOTE, "now")
    stage.time.advance(3.0)
    for instant, data in sent(stage.port):
        receiver.receive(instant, data)
    ours = stage.clock.bar_and_beat(stage.clock.beat_at(stage.time.now()))
    theirs = receiver.bar_and_beat(receiver.beat_at(stage.time.now()))
    assert list(theirs) == pytest.approx(list(ours), abs=1e-3)


def test_a_pause_of_the_machine_is_made_up_by_position_not_by_a_burst() -> None:
    class Leap(ManualTime):
        def advance_to(self, instant: float) -> None:
            self._now = instant
            self._rouse()

    time, events = Leap(), list[Event]()
    port = Recorder(time.now)
    player = Player(port, InternalClock(120), events.append, time)
    player.set_clock_out(True)
    time.advance_to(0.001)
    time.advance_to(2.0)
    assert len(ticks(port)) < 6
    assert b"\xf2\x10\x00" in [data for _, data in sent(port)]
    player.close()


class AheadPort(Recorder):
    """A port that wants everything 40 ms ahead, and takes back what is not due but ticks."""

    def __init__(self, time: ManualTime) -> None:
        super().__init__(time.now)
        self._time = time
        self.queued: list[tuple[float, bytes]] = []

    @property
    def lookahead_s(self) -> float:
        return 0.04

    def _write_at(self, data: bytes, instant: float) -> None:
        self.queued.append((instant, data))

    def _silence(self) -> None:
        now = self._time.now()
        self.queued = [item for item in self.queued if item[0] <= now or item[1] == TICK]
        super()._silence()


def test_silence_on_a_port_that_works_ahead_costs_no_tick() -> None:
    time, events = ManualTime(), list[Event]()
    port = AheadPort(time)
    player = Player(port, InternalClock(120), events.append, time)
    player.set_clock_out(True)
    for _ in range(5):
        player.play(LONG_NOTE)
        time.advance(0.7)
        player.stop()
    time.advance(0.5)
    instants = [instant for instant, data in port.queued if data == TICK]
    assert instants == pytest.approx([0.04 + tick / 48 for tick in range(len(instants))], abs=1e-6)
    assert len(instants) > 190
    player.close()


def test_what_is_sent_ahead_is_sent_in_the_order_in_which_it_is_due() -> None:
    time, events = ManualTime(), list[Event]()
    port = AheadPort(time)
    player = Player(port, InternalClock(120), events.append, time)
    player.set_clock_out(True)
    player.play(Phrase(tuple(Note(beat / 7, 60, 0.1) for beat in range(28)), bars=1))
    time.advance(3.0)
    instants = [instant for instant, data in port.queued]
    assert instants == sorted(instants)
    assert len(instants) > 150
    player.close()
