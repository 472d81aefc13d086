"""What sounds when: phrases on the bar grid of a clock, turned into messages on a port.

No thread and no waiting here: ``advance(now)`` does all that is due and says when to come again.
All positions are kept in beats and asked of the clock anew each time, so a tempo that changes in
the middle of a phrase moves everything that is still to come and nothing else.

At one instant: note-offs, then the end of a phrase, the beginning of the next, the beat, note-ons.

On a port with look-ahead ``advance`` is called with a second that is to come, the horizon. What it
does then lies between now and there: messages carry their instant with them, events wait for
theirs, and a change of tempo holds from the horizon on. Only silence comes at once.
"""

from __future__ import annotations

import math
from collections import deque

from oscbridge.errors import OscbridgeError
from oscbridge.midi import wire
from oscbridge.midi.channel import ChannelOutput
from oscbridge.midi.clock import Clock
from oscbridge.midi.controllers import AffectControllers
from oscbridge.midi.lateness import LateNotes
from oscbridge.midi.messages import (
    BeatStarted,
    Event,
    PhraseEnded,
    PhraseNeeded,
    PhraseStarted,
    PlayerStatus,
    PortLost,
    When,
)
from oscbridge.midi.pending_events import PendingEvents
from oscbridge.midi.phrases import Running, Waiting
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.steps import BEAT, BEGIN, END, GRID_BEATS, GRID_DIGITS, NEEDED, OFF, Step
from oscbridge.midi.tape.tape import Tape
from oscbridge.phrase import Phrase

LONGEST_QUEUE = 64
"""Phrases that may wait one behind the other."""

_DUE_BEATS = 1e-7
"""Less than this ahead is due: the clock's own rounding must not send us round in a circle."""

_LATE_BEATS = 0.25
"""Music that begins with a clock's start may be so late: it is told of the start after the fact."""


class Sequencer:
    """The state of the music on one port and channel. For one thread at a time.

    Args:
        port: where messages go.
        clock: musical time.
        channel: 1 to 16.
        program: 0 to 127, sent at once and whenever music begins after silence; None sends none.
        valence_cc, arousal_cc: controller numbers, or None.
        controllers_hz: at most so many updates of the controllers in a second.
        tape: told what happens; one of its own, which is off, when not given.
    """

    def __init__(
        self,
        port: OutputPort,
        clock: Clock,
        *,
        channel: int = 1,
        program: int | None = None,
        valence_cc: int | None = 20,
        arousal_cc: int | None = 21,
        controllers_hz: float = 30.0,
        tape: Tape | None = None,
    ) -> None:
        _check("channel", channel, 1, 16)
        for name, value in (("valence_cc", valence_cc), ("arousal_cc", arousal_cc)):
            if value is not None:
                _check(name, value, 0, 119)
        self._port = port
        self._clock = clock
        self._channel = channel
        self._program: int | None = None
        self._controllers = AffectControllers(channel, valence_cc, arousal_cc, controllers_hz)
        self._current: Running | None = None
        self._queue: deque[Waiting] = deque()
        self._events = PendingEvents()
        self._tape = tape or Tape(clock, lambda: self._instant)
        self._out = ChannelOutput(port, channel, self._tape, self._tell_loss)
        # The second and the beat of what is being done.
        self._instant = -math.inf
        self._beat = 0.0
        self._was_running = False
        self._cut_number = clock.cut.number
        self._position = -math.inf
        self._next_beat = -math.inf
        self._beat_told: tuple[float, BeatStarted] | None = None
        self._ended_at = -math.inf
        self._skipped = 0
        self._late = LateNotes()
        if program is not None:
            self.set_program(program)

    def advance(self, now: float) -> float:
        """Do everything that is due at ``now``; returns the second at which to come again."""
        if self._port.lost is not None:
            self._out.lose(self._port.lost)
        if self._out.is_lost:
            if self._current is not None or self._queue or self._out.sounding:
                self.stop()
            return math.inf
        coming = math.inf
        self._instant = now
        if self._clock.running:
            position = self._clock.beat_at(now)
            cut = self._clock.cut
            if cut.number != self._cut_number:
                self._cut_number = cut.number
                self._lose_place(max(cut.beat, position - self._ahead_beats() - _LATE_BEATS))
            elif position < self._position - self._ahead_beats() - self._clock.beats_per_bar:
                self._begin_anew(position)  # the clock went back
            # Less than a bar back is waited for: what was played or sent ahead comes but once.
            if self._next_beat < position - self._clock.beats_per_bar:
                # Beats missed in a leap of the clock, or a sleep of the machine, are not made up.
                self._next_beat = self._clock.beat_from(position)
            self._position = position
            while True:
                beat, kind = self._next(position)
                if beat > position + _DUE_BEATS:
                    break
                self._instant = min(self._clock.time_of(beat), now)
                self._beat = beat
                self._do(kind, beat, now)
            self._tape.reach(position)
            coming = self._clock.time_of(beat)
        elif self._was_running:
            # Also where nothing sounds: what was sent ahead would begin after the stop.
            self.silence()
        self._was_running = self._clock.running
        self._instant = now
        messages, again = self._controllers.due(now)
        for message in messages:
            self._out.send(message)
        return min(coming, again)

    def take_events(self, until: float = math.inf) -> list[Event]:
        """What happened up to a second and was not taken yet, in order."""
        return self._events.take(until)

    @property
    def next_event_at(self) -> float:
        """The second at which the next event may be told, or infinity."""
        return self._events.next_at

    def play(
        self,
        phrase: Phrase,
        steps: list[Step],
        token: int,
        when: When,
        now: float,
        follow_tempo: bool = False,
    ) -> None:
        """Take a phrase with its ``schedule``.

        Raises:
            OscbridgeError: ``port-lost``, ``queue-full``, ``out-of-range`` (not a ``when``).
        """
        if self._out.is_lost:
            raise OscbridgeError("port-lost", f"the MIDI port {self._port.description} is gone")
        # In a silence nothing was sent ahead: a bar line before the horizon can still be met.
        idle = self._current is None and when != "now"
        position = self._clock.beat_at(now - self._port.lookahead_s if idle else now)
        begin: float | None
        if when == "after-current":
            if len(self._queue) >= LONGEST_QUEUE:
                raise OscbridgeError(
                    "queue-full", f"{LONGEST_QUEUE} phrases wait already; stop, or play at next-bar"
                )
            alone = self._current is None and not self._queue
            begin = self._clock.next_bar_line(position) if alone else None
        elif when in ("next-bar", "now"):
            self._drop_queue()
            begin = position if when == "now" else self._clock.next_bar_line(position)
        else:
            raise OscbridgeError(
                "out-of-range", f"when must be next-bar, after-current or now, not {when!r}"
            )
        self._queue.append(Waiting(token, phrase, steps, begin, follow_tempo))

    def stop(self) -> None:
        """End all notes at once, then all phrases, those that wait, too."""
        self.silence()
        self.drop()

    def drop(self) -> None:
        """End all phrases, those that wait, too."""
        self._tape.dropped()
        self._finish(completed=False)
        self._drop_queue()
        self._events.release()

    def panic(self) -> None:
        """``stop``, then the two messages that silence a receiver whatever it believes."""
        self.stop()
        self._out.panic()

    def silence(self) -> None:
        """End what sounds now, not at the horizon: what was sent ahead is taken back."""
        self._out.silence()

    @property
    def silences(self) -> int:
        """How often what was sent ahead was taken back."""
        return self._out.silences

    def pass_on(self, data: bytes, instant: float | None) -> None:
        """Send what is no part of the music, at its second or (None) at once."""
        if instant is None:
            self._out.send(data)
        else:
            self._instant = instant
            self._out.send_at(data, instant, self._beat)

    def set_program(self, program: int) -> None:
        """Choose the sound, 0 to 127, at once."""
        _check("program", program, 0, 127)
        self._program = program
        self._out.send(wire.program_change(self._channel, program))

    def set_affect(self, valence: float, arousal: float) -> None:
        """What the controllers should tell, each −1 to 1 (clipped); sent when it is their time."""
        self._controllers.want(valence, arousal)

    def count_again(self, now: float) -> None:
        """Tell the beats from here on, those also that were told before a downbeat moved back."""
        self._next_beat = self._clock.beat_from(self._clock.beat_at(now))
        self._beat_told = None

    def status(self, now: float) -> PlayerStatus:
        """How things stand."""
        position = self._clock.beat_at(now)
        bar, into_bar = self._clock.bar_and_beat(position)
        return PlayerStatus(
            port=self._port.description,
            backend=self._port.backend,
            lost=self._out.is_lost,
            running=self._clock.running,
            bar=bar + 1,
            beat=into_bar + 1,
            tempo_bpm=self._clock.tempo_bpm,
            playing=self._current.token if self._current else None,
            queued=len(self._queue),
            sounding=self._out.sounding,
            notes_started=self._out.notes_started,
            notes_ended=self._out.notes_ended,
            notes_skipped=self._skipped,
            clock=self._clock.source,
            late_max_ms=self._late.worst_ms,
            late_p99_ms=self._late.p99_ms,
            late_total_ms=self._late.total_ms,
            late_counts=self._late.counts,
        )

    def _next(self, position: float) -> tuple[float, int]:
        # The earliest thing to do and its kind; kinds are numbered by their order at one instant.
        candidates = [(self._next_beat, BEAT)]
        current = self._current
        if current is not None:
            candidates.append((current.end, END))
            if not current.follower_asked:
                candidates.append((current.needed_at, NEEDED))
            if current.next_step < len(current.steps):
                step = current.steps[current.next_step]
                candidates.append((current.origin + step.beat, step.kind))
        if self._queue and (self._queue[0].begin is not None or current is None):
            begin = self._queue[0].begin
            candidates.append((position if begin is None else begin, BEGIN))
        return min(candidates, key=lambda item: (round(item[0], GRID_DIGITS), item[1]))

    def _do(self, kind: int, beat: float, now: float) -> None:
        current = self._current
        if kind == BEGIN:
            self._begin(beat)
        elif kind == BEAT:
            self._tell_beat(beat)
        elif current is None:
            raise AssertionError("a step without a phrase")
        elif kind == END:
            follower = self._queue[0] if self._queue else None
            self._finish(completed=True)
            self._ended_at = beat
            if follower is not None and follower.begin is None:
                follower.begin = current.end
        elif kind == NEEDED:
            current.follower_asked = True
            if not self._queue:
                self._tell(PhraseNeeded(current.token))
        else:
            step = current.steps[current.next_step]
            current.next_step += 1
            if kind == OFF:
                self._out.end_note(step.pitch, self._instant, beat, step.note)
            else:
                self._begin_note(step, current.origin, beat, now)

    def _tell_beat(self, beat: float) -> None:
        bar, into_bar = self._clock.bar_and_beat(beat)
        told = (beat, BeatStarted(bar + 1, round(into_bar) + 1))
        # A phrase that begins on a beat already told has set the next one back to it.
        if told != self._beat_told:
            self._tell(told[1])
            self._beat_told = told
            if self._current is not None and told[1].beat == 1:
                self._tape.reached()
        self._next_beat = self._clock.beat_from(beat + 2 * GRID_BEATS)

    def _begin(self, beat: float) -> None:
        queued = self._queue.popleft()
        silent = self._current is None and beat > self._ended_at + GRID_BEATS
        self._finish(completed=False)
        phrase = queued.phrase
        bar_beats = phrase.beats_per_bar
        self._clock.set_metre(bar_beats, beat)
        if queued.follow_tempo and self._clock.leads:
            self._clock.set_tempo(phrase.tempo_bpm, self._clock.time_of(beat))
            self._tape.tempo(self._clock.time_of(beat))
        end = beat + phrase.length_beats
        self._current = Running(
            as_waiting=queued,
            token=queued.token,
            steps=queued.steps,
            origin=beat,
            end=end,
            needed_at=end - (bar_beats if phrase.bars > 1 else bar_beats / 2),
        )
        # The metre may be new, or the bar line may have moved here: the beats follow.
        self._next_beat = self._clock.beat_from(beat)
        if silent and self._program is not None:
            # Whoever was connected since the last time has not heard it.
            program = wire.program_change(self._channel, self._program)
            self._out.send_at(program, self._instant, beat)
        bar = self._clock.bar_and_beat(beat)[0] + 1
        self._tape.started(queued.token, beat, bar)
        self._tell(PhraseStarted(queued.token, bar))

    def _begin_note(self, step: Step, origin: float, beat: float, now: float) -> None:
        if origin + step.until <= self._position - self._ahead_beats():
            self._skipped += 1
            self._tape.skipped(step.note)
            return
        self._out.begin_note(step.pitch, step.velocity, step.note, self._instant, beat)
        self._late.add(now - self._port.lookahead_s - self._clock.time_of(beat))

    def _finish(self, *, completed: bool) -> None:
        self._out.end_notes(self._instant, self._beat)
        current, self._current = self._current, None
        if current is not None:
            self._tell(PhraseEnded(current.token, completed))

    def _drop_queue(self) -> None:
        while self._queue:
            self._tell(PhraseEnded(self._queue.popleft().token, completed=False))

    def _lose_place(self, beat: float) -> None:
        # The clock was put to another place. Music goes on from the first bar line at or after
        # ``beat``: with what waits, else with the present phrase from its beginning.
        current = self._current
        if current is not None and not self._queue:
            self._queue.append(current.as_waiting)
            self._current = None
        self._begin_anew(beat)

    def _begin_anew(self, beat: float) -> None:
        # What runs has lost its place, and what waits gets a new one: the next bar line.
        self.silence()
        self._tape.dropped()
        self._finish(completed=False)
        self._next_beat = -math.inf
        if self._queue:
            self._queue[0].begin = self._clock.next_bar_line(beat)

    def _ahead_beats(self) -> float:
        return self._port.lookahead_s * self._clock.tempo_bpm / 60.0

    def _tell_loss(self, error: OscbridgeError) -> None:
        self._tell(PortLost(error.code, error.message))

    def _tell(self, event: Event) -> None:
        self._events.put(self._instant, event)


def _check(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise OscbridgeError("out-of-range", f"{name} must be from {low} to {high}, not {value!r}")
