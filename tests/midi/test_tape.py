"""The tape, the reel and the performance done again: what was sent, at which beat, to the byte."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, field
from typing import Any

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.midi.clock.internal import InternalClock
from oscbridge.midi.clock.switch import ClockSwitch
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.midi.sequencer import Sequencer
from oscbridge.midi.steps import schedule
from oscbridge.midi.tape.marks import Mark
from oscbridge.midi.tape.offline import perform
from oscbridge.midi.tape.playback import play_file
from oscbridge.midi.tape.reel import Reel
from oscbridge.midi.tape.tape import Tape
from oscbridge.phrase import Note, Phrase


class _Ahead(Recorder):
    lookahead_s = 0.0


@dataclass
class _Rig:
    """A sequencer that is moved by hand, and its tape."""

    lookahead_s: float = 0.0
    now: float = 0.0
    phrases: dict[int, Phrase] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port = _Ahead(lambda: self.now)
        self.port.lookahead_s = self.lookahead_s
        self.clock = ClockSwitch(InternalClock(100.0, 4.0))
        self.tape = Tape(self.clock, lambda: self.now)
        self.tape.switch(on=True)
        self.sequencer = Sequencer(self.port, self.clock, program=3, tape=self.tape)
        self.clock.start(self.now + self.lookahead_s)

    def play(self, phrase: Phrase, when: Any) -> None:
        token = len(self.phrases)
        self.phrases[token] = phrase
        horizon = self.now + self.lookahead_s
        self.sequencer.play(phrase, schedule(phrase), token, when, horizon)

    def run(self, seconds: float) -> None:
        """Let time pass, as the player's thread does."""
        until = self.now + seconds
        while True:
            coming = self.sequencer.advance(self.now + self.lookahead_s) - self.lookahead_s
            self.sequencer.take_events()
            if coming > until:
                break
            self.now = max(self.now, coming)
        self.now = until
        self.take()

    def oversleep(self, seconds: float) -> None:
        """Let time pass while the thread does not run."""
        self.now += seconds
        self.sequencer.advance(self.now + self.lookahead_s)
        self.take()

    def take(self) -> None:
        self.marks += self.tape.take()

    def logged(self) -> list[Mark]:
        return [m for m in self.marks if m.kind != "sent" or not _is_note(m.data)]


def _is_note(data: bytes) -> bool:
    return data[0] & 0xE0 == 0x80


def _reel(marks: list[Mark]) -> bytes:
    reel = Reel()
    for mark in marks:
        reel.add(mark)
    return reel.file()


def _again(rig: _Rig) -> bytes:
    end = Mark("reached", max(mark.done_beats for mark in rig.marks))
    return _reel(list(perform([*rig.logged(), end], rig.phrases.__getitem__)))


@st.composite
def _phrases(draw: st.DrawFn) -> Phrase:
    grid = draw(st.sampled_from([0.25, 1 / 3, 0.1]))
    notes = draw(
        st.lists(
            st.builds(
                Note,
                st.integers(0, 11).map(lambda n: n * grid),
                st.integers(60, 64),
                st.integers(1, 30).map(lambda n: n * grid),
                st.integers(1, 127),
            ),
            max_size=12,
        )
    )
    return Phrase(tuple(notes), bars=draw(st.integers(1, 2)), beats_per_bar=4.0)


_ACTIONS = st.one_of(
    st.tuples(st.just("play"), _phrases(), st.sampled_from(["next-bar", "after-current", "now"])),
    st.tuples(st.just("run"), st.floats(0.0, 6.0)),
    st.tuples(st.just("oversleep"), st.floats(0.0, 3.0)),
    st.tuples(st.sampled_from(["stop", "panic", "downbeat"])),
    st.tuples(st.just("tempo"), st.floats(30.0, 300.0)),
    st.tuples(st.just("program"), st.integers(0, 127)),
    st.tuples(st.just("affect"), st.floats(-1.0, 1.0)),
    st.tuples(st.just("offset"), st.floats(-500.0, 500.0)),
    st.tuples(st.just("clock"), st.booleans()),
)


def _act(rig: _Rig, action: tuple[Any, ...]) -> None:
    kind, *rest = action
    if kind == "play":
        rig.play(*rest)
    elif kind in ("run", "oversleep"):
        getattr(rig, kind)(*rest)
    elif kind in ("stop", "panic"):
        getattr(rig.sequencer, kind)()
    elif kind == "downbeat":
        rig.clock.downbeat(rig.now)
        rig.sequencer.count_again(rig.now)
    elif kind == "tempo":
        rig.clock.set_tempo(rest[0], rig.now + rig.lookahead_s)
        rig.tape.tempo(rig.now + rig.lookahead_s)
    elif kind == "program":
        rig.sequencer.set_program(rest[0])
    elif kind == "affect":
        rig.sequencer.set_affect(rest[0], -rest[0])
    elif kind == "offset":
        rig.clock.set_offset(rest[0])
    elif rest[0]:
        rig.clock.start(rig.now)
    else:
        rig.clock.stop(rig.now)


@given(st.lists(_ACTIONS, max_size=25), st.sampled_from([0.0, 0.025, 0.3]))
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_to_a_player_the_performance_done_again_is_the_same_to_the_byte(
    actions: list[tuple[Any, ...]], lookahead_s: float
) -> None:
    rig = _Rig(lookahead_s)
    for action in actions:
        _act(rig, action)
    rig.run(1.0)
    rig.sequencer.stop()
    rig.take()

    assert _again(rig) == _reel(rig.marks)


# What moves the beats back cannot always be told from what was sent ahead; see ``reel``.
_FORWARD = _ACTIONS.filter(lambda action: action[0] not in ("downbeat", "offset"))


@given(st.lists(_FORWARD, max_size=25))
@settings(max_examples=30, deadline=None)
def test_the_file_holds_all_that_the_port_was_given_and_nothing_else(
    actions: list[tuple[Any, ...]],
) -> None:
    rig = _Rig()
    for action in actions:
        _act(rig, action)
    rig.run(1.0)
    rig.sequencer.stop()
    rig.take()

    song = mido.MidiFile(file=io.BytesIO(_reel(rig.marks)))
    held = [bytes(message.bin()) for message in song.tracks[0] if not message.is_meta]
    sent = [message.data for message in rig.port.messages]
    # Apart: a program that was chosen while a note was late lies behind the note's own time.
    for wanted in (_is_note, lambda data: not _is_note(data)):
        assert [d for d in held if wanted(d)] == [d for d in sent if wanted(d)]


def test_a_stop_takes_back_what_lay_ahead_and_ends_the_rest_where_it_was() -> None:
    rig = _Rig(lookahead_s=0.3)
    rig.play(Phrase((Note(0, 60, 2, 80), Note(1, 62, 1, 80)), bars=1), "now")
    rig.run(0.2)  # beat 1 is 0.6 s after the beginning, which is 0.3 s ahead: not yet sent
    rig.run(0.35)  # now it is, and 0.3 s before its time all is stopped
    rig.sequencer.stop()
    rig.take()

    song = mido.MidiFile(file=io.BytesIO(_reel(rig.marks)))
    notes = [m for m in song.tracks[0] if m.type in ("note_on", "note_off")]
    assert [(m.type, m.note) for m in notes] == [("note_on", 60), ("note_off", 60)]


def test_a_change_of_tempo_lies_at_its_beat() -> None:
    rig = _Rig()
    rig.play(Phrase((Note(0, 60, 4, 80),), bars=1), "now")
    rig.run(1.2)
    rig.clock.set_tempo(200.0, rig.now)
    rig.tape.tempo(rig.now)
    rig.run(2.0)

    song = mido.MidiFile(file=io.BytesIO(_reel(rig.marks)))
    tick, tempos, ends = 0, [], []
    for message in song.tracks[0]:
        tick += message.time
        if message.type == "set_tempo":
            tempos.append((tick / song.ticks_per_beat, mido.tempo2bpm(message.tempo)))
        if message.type == "note_off":
            ends.append(tick / song.ticks_per_beat)
    assert tempos == [(0.0, pytest.approx(100.0)), (2.0, pytest.approx(200.0))]
    assert ends == [4.0]


def test_another_player_goes_on_where_the_first_one_ended() -> None:
    marks = [
        Mark("sent", 0.0, 8.0, data=b"\x90\x3c\x50"),
        Mark("restarted", 8.0),
        Mark("sent", 0.0, 0.5, data=b"\x90\x3e\x50"),
        Mark("sent", 0.0, 1.5, data=b"\x80\x3e\x40"),
    ]
    song = mido.MidiFile(file=io.BytesIO(_reel(marks)))
    times = [(m.type, m.time) for m in song.tracks[0] if not m.is_meta]
    assert times == [("note_on", 7680), ("note_off", 0), ("note_on", 0), ("note_off", 960)]


def _played(fail_after: int) -> Recorder:
    marks = [
        Mark("tempo", 0.0, 0.0, 60.0),
        Mark("sent", 0.0, 0.0, data=b"\x90\x3c\x50"),
        Mark("sent", 0.0, 1.5, data=b"\x90\x3e\x50"),
        Mark("sent", 0.0, 2.0, data=b"\x80\x3c\x40"),
        Mark("sent", 0.0, 2.0, data=b"\x80\x3e\x40"),
    ]
    now, waits = [10.0], [0]

    def wait(seconds: float) -> None:
        waits[0] += 1
        if waits[0] > fail_after:
            raise KeyboardInterrupt
        now[0] += seconds

    port = Recorder(lambda: now[0])
    with contextlib.suppress(KeyboardInterrupt):
        play_file(_reel(marks), port, lambda: now[0], wait)
    return port


def test_a_file_is_played_at_its_times() -> None:
    notes = _played(fail_after=99).notes()
    assert [(n.pitch, n.start, n.end) for n in notes] == [(60, 10.0, 12.0), (62, 11.5, 12.0)]


def test_whoever_ends_the_playing_of_a_file_ends_its_notes() -> None:
    notes = _played(fail_after=1).notes()
    assert [(n.pitch, n.start, n.end) for n in notes] == [(60, 10.0, 11.5), (62, 11.5, 11.5)]


def test_days_of_silence_fit_into_a_file() -> None:
    marks = [
        Mark("sent", 0.0, 400_000.0, data=b"\xc0\x05"),
        Mark("sent", 0.0, 400_001.0, data=b"\xc0\x06"),
    ]
    song = mido.MidiFile(file=io.BytesIO(_reel(marks)))
    assert sum(message.time for message in song.tracks[0]) == 400_001 * 960
