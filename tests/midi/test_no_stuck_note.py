"""After any sequence of interruptions, every note that began has ended, once, and none sounds."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import InternalClock, ManualTime
from oscbridge.midi.messages import Event, PhraseEnded, PhraseStarted
from oscbridge.midi.player import Player
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.midi.sequencer import Sequencer
from oscbridge.midi.steps import schedule
from oscbridge.phrase import Note, Phrase

# Few pitches and a coarse grid, so that notes do meet; and odd values between them.
_beats = st.one_of(st.integers(0, 32).map(lambda n: n / 4), st.floats(0.0, 8.0))
_notes = st.builds(
    Note,
    start_beats=_beats,
    pitch=st.integers(60, 63),
    length_beats=st.one_of(st.just(0.25), st.just(4.0), st.floats(1e-9, 20.0)),
    velocity=st.integers(1, 127),
)


@st.composite
def phrases(draw: st.DrawFn) -> Phrase:
    """Phrases of one to three bars with overlapping, touching and tiny notes."""
    bars = draw(st.integers(1, 3))
    beats_per_bar = draw(st.sampled_from([4.0, 3.0, 3.5, 1.0]))
    notes = draw(st.lists(_notes, max_size=12))
    inside = tuple(note for note in notes if note.start_beats < bars * beats_per_bar)
    return Phrase(inside, bars, beats_per_bar, tempo_bpm=draw(st.sampled_from([60.0, 133.0])))


_actions = st.one_of(
    st.tuples(
        st.just("play"),
        phrases(),
        st.sampled_from(["next-bar", "after-current", "now"]),
        st.booleans(),
    ),
    st.tuples(st.just("wait"), st.one_of(st.floats(0.0, 5.0), st.sampled_from([0.5, 2.0, 0.0]))),
    st.tuples(st.just("leap"), st.floats(0.0, 20.0)),
    st.tuples(st.just("tempo"), st.floats(10, 1000)),
    st.tuples(st.just("affect"), st.floats(-1, 1), st.floats(-1, 1)),
    st.sampled_from([("stop",), ("panic",), ("clock-stop",), ("clock-start",), ("program", 5)]),
)


def check_notes(port: Recorder) -> None:
    """Every note-on has its own note-off after it, before the pitch begins again; none is left."""
    sounding: set[tuple[int, int]] = set()
    for message in port.messages:
        kind, key = message.data[0] & 0xF0, (message.data[0] & 0x0F, message.data[1])
        if kind == 0x90:
            assert key not in sounding, "a pitch began again while it sounded"
            sounding.add(key)
        elif kind == 0x80:
            assert key in sounding, "a note-off for a note that does not sound"
            sounding.remove(key)
    assert not sounding, "stuck notes"


def check_ends(events: list[Event], played: list[int]) -> None:
    """Each accepted phrase ends exactly once, and starts at most once, before that."""
    ended = Counter(event.token for event in events if isinstance(event, PhraseEnded))
    started = Counter(event.token for event in events if isinstance(event, PhraseStarted))
    assert ended == Counter(played)
    assert all(count == 1 for count in started.values())


@settings(max_examples=300, deadline=None)
@given(st.lists(_actions, max_size=25))
def test_no_sequence_of_commands_leaves_a_note_sounding(actions: list[Any]) -> None:
    now, events, played = 0.0, list[Event](), list[int]()
    port, clock = Recorder(lambda: now), InternalClock(120)
    sequencer = Sequencer(port, clock)
    clock.start(now)
    for action in actions:
        match action:
            case ("play", phrase, when, follow):
                token = len(played) + 1
                sequencer.play(phrase, schedule(phrase), token, when, now, follow)
                played.append(token)
            case ("wait", seconds):
                end = now + seconds
                for _ in range(100_000):
                    coming = sequencer.advance(now)
                    if coming > end:
                        break
                    assert coming > now or sequencer.advance(now) > now, "no way forward"
                    now = coming
                now = end
            case ("leap", seconds):
                now += seconds
            case ("tempo", bpm):
                clock.set_tempo(bpm, now)
            case ("affect", valence, arousal):
                sequencer.set_affect(valence, arousal)
            case ("stop",):
                sequencer.stop()
                check_notes(port)
            case ("panic",):
                sequencer.panic()
                check_notes(port)
            case ("clock-stop",):
                clock.stop(now)
                sequencer.advance(now)
                check_notes(port)
            case ("clock-start",):
                clock.start(now)
            case ("program", number):
                sequencer.set_program(number)
        sequencer.advance(now)
        status = sequencer.status(now)
        assert status.notes_started - status.notes_ended == status.sounding == port.sounding
    sequencer.stop()
    check_notes(port)
    check_ends(sequencer.take_events() + events, played)


@settings(max_examples=60, deadline=None)
@given(st.lists(_actions, max_size=12))
def test_the_thread_that_plays_leaves_no_note_sounding_either(actions: list[Any]) -> None:
    time, events, played = ManualTime(), list[Event](), list[int]()
    port = Recorder(time.now)
    clock = InternalClock(120)
    player = Player(port, clock, events.append, time)
    try:
        for action in actions:
            match action:
                case ("play", phrase, when, follow):
                    played.append(player.play(phrase, when, follow_tempo=follow))
                case ("wait" | "leap", seconds):
                    time.advance(seconds)
                case ("tempo", bpm):
                    player.set_tempo(bpm)
                case ("affect", valence, arousal):
                    player.set_affect(valence, arousal)
                case ("stop",):
                    player.stop()
                    assert port.sounding == 0
                case ("panic",):
                    player.panic()
                    assert port.sounding == 0
                case ("clock-stop",):
                    clock.stop(time.now())
                case ("clock-start",):
                    clock.start(time.now())
                case ("program", number):
                    player.set_program(number)
    finally:
        player.close()
    check_notes(port)
    check_ends(events, played)


class _Unplugged(Recorder):
    """Takes so many messages, then fails for good."""

    def __init__(self, good: int) -> None:
        super().__init__(lambda: 0.0)
        self.good = good

    def _write(self, data: bytes) -> None:
        if len(self.messages) >= self.good:
            raise OSError("unplugged")
        super()._write(data)


@settings(max_examples=100, deadline=None)
@given(phrases(), st.integers(0, 12))
def test_a_port_lost_at_any_message_ends_every_phrase_and_keeps_no_note(
    phrase: Phrase, good: int
) -> None:
    now = 0.0
    clock = InternalClock(120)
    sequencer = Sequencer(_Unplugged(good), clock)
    clock.start(now)
    played: list[int] = []
    for token in (1, 2, 3):
        with contextlib.suppress(OscbridgeError):  # once it is lost
            sequencer.play(phrase, schedule(phrase), token, "after-current", now)
            played.append(token)
        while now < token * 4 and (now := sequencer.advance(now)) < token * 4:
            pass
        now = token * 4.0
    sequencer.stop()
    assert sequencer.status(now).sounding == 0
    check_ends(sequencer.take_events(), played)
