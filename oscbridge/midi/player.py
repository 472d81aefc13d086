"""The player: a thread that owns the port and sends each message when it is due.

All that is musical is in ``sequencer``; here are the thread, its lock, and the promise that
whatever goes wrong, notes are ended and the thread lives on.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import Clock, TimeSource
from oscbridge.midi.clock.out import ClockOut
from oscbridge.midi.clock.sources import ClockSources
from oscbridge.midi.clock.switch import ClockSwitch
from oscbridge.midi.live import LiveEar
from oscbridge.midi.messages import (
    AbletonWord,
    ClockChanged,
    Event,
    LiveMode,
    PhraseEnded,
    PhraseStarted,
    PlayerFailed,
    PlayerStatus,
    Taped,
    When,
)
from oscbridge.midi.ports.input import Listener
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.sequencer import Sequencer
from oscbridge.midi.steps import schedule
from oscbridge.midi.tape.tape import Tape
from oscbridge.phrase import Phrase
from oscbridge.system.seconds import now_s

_AFTER_FAILURE_S = 0.05


class Player:
    """Plays phrases on a port.

    Every method may be called from any thread and returns at once; what it changes about the
    sound (``stop``, ``panic``, ``set_program``) has left through the port when it returns.

    Args:
        port: taken over; ``close`` closes it.
        clock: musical time; started here, where it is ours to start.
        emit: called in the player's thread with every event; must not block. What it raises is
            swallowed and counted.
        time_source: the port's own unless given.
        make_sources: makes the clocks to change to, see ``ClockSources``: takes its ``now`` and
            ``receive``. Without it, MIDI clock cannot be followed.
        input_channel: whose notes ``set_live`` listens to, 1 to 16; 0: all but the drums'.
        tape: tell all that happens from here on, see ``set_tape``.
        options: as ``Sequencer`` takes them: ``channel``, ``program``, ``valence_cc``,
            ``arousal_cc``, ``controllers_hz``.

    Raises:
        OscbridgeError: ``out-of-range`` for an option.
    """

    def __init__(
        self,
        port: OutputPort,
        clock: Clock,
        emit: Callable[[Event], None],
        time_source: TimeSource | None = None,
        make_sources: Callable[[Callable[[], float], Listener], ClockSources] = ClockSources,
        input_channel: int = 0,
        tape: bool = False,
        **options: Any,
    ) -> None:
        self._port = port
        self._clock = ClockSwitch(clock)
        self._emit = emit
        self._time: TimeSource = time_source or port.time_source()
        self._sources = make_sources(self._time.now, self._received)
        self._sources.keep(clock)
        self._tape = Tape(self._clock, self._time.now)
        self._tape.switch(tape)
        self._tapes = 0
        self._sequencer = Sequencer(port, self._clock, tape=self._tape, **options)
        self._live = LiveEar(self._clock, input_channel)
        self._clock_out = ClockOut(self._clock, self._sequencer.pass_on)
        self._silences = 0
        self._wake = threading.Condition()
        self._closing = False
        self._events_lost = 0
        self._rests_until = -math.inf
        self._tokens = 0
        self._clock.subscribe(self._rouse)
        port.watch_loss(self._rouse)
        self._clock.start(self._horizon())
        self._thread = threading.Thread(target=self._run, name="oscbridge-player", daemon=True)
        self._thread.start()

    def play(
        self,
        phrase: Phrase,
        when: When = "next-bar",
        token: int | None = None,
        *,
        follow_tempo: bool = False,
    ) -> int:
        """Play a phrase; returns the token that its events carry.

        Args:
            phrase: what to play; the clock's bars take its ``beats_per_bar`` when it begins.
            when: ``next-bar`` replaces what plays and what waits at the next bar line;
                ``after-current`` waits for the end of all that was asked before; ``now`` makes this
                instant a bar line.
            token: the caller's own name for it; counted where none is given.
            follow_tempo: the clock takes the phrase's tempo when it begins.

        Raises:
            OscbridgeError: ``port-lost``, ``queue-full``, ``player-closed``, ``out-of-range``.
        """
        steps = schedule(phrase)  # the longest work, done before the lock is taken
        with self._wake:
            self._check_open()
            if token is None:
                self._tokens += 1
                token = self._tokens
            self._sequencer.play(phrase, steps, token, when, self._horizon(), follow_tempo)
            self._wake.notify_all()
        return token

    def stop(self) -> None:
        """End the notes now and drop all phrases."""
        with self._wake:
            self._sequencer.stop()
            self._wake.notify_all()

    def panic(self) -> None:
        """End the notes now by every means that MIDI has, and drop all phrases."""
        with self._wake:
            self._sequencer.panic()
            self._wake.notify_all()

    def set_tempo(self, tempo_bpm: float) -> None:
        """Change the clock's tempo; what plays keeps its place.

        Raises:
            OscbridgeError: ``out-of-range``; ``clock-follows`` where the clock follows another.
        """
        with self._wake:
            horizon = self._horizon()
            self._clock.set_tempo(tempo_bpm, horizon)
            self._tape.tempo(horizon)

    def set_clock(self, source: str) -> None:
        """Let this source count the beats: ``internal``, ``midi``, ``link`` or ``ableton``.

        The old one counts on if this fails. Not for the thread that hands over MIDI input.

        Raises:
            OscbridgeError: see ``ClockSources.open``.
        """
        clock = self._sources.open(source, self._clock.tempo_bpm, self._clock.beats_per_bar)
        with self._wake:
            previous = self._clock.using
            self._clock.use(clock, self._horizon())
            self._wake.notify_all()
        if previous is not clock:
            self._sources.left(previous)

    def hear_ableton(self, word: AbletonWord, value: float, at_s: float) -> None:
        """Ableton Live told something, see ``AbletonClock.hear``; it came at ``at_s`` of
        ``seconds.now_s()``.
        """
        with self._wake:
            # The port's own time may be another.
            instant = self._time.now() - max(0.0, now_s() - at_s)
            self._sources.ableton_clock.hear(instant, word, value)

    def set_clock_offset(self, ms: float, beats: float = 0.0) -> None:
        """Play so much later than the clock, or earlier with a minus.

        Raises:
            OscbridgeError: ``out-of-range``.
        """
        with self._wake:
            self._clock.set_offset(ms, beats)

    def downbeat(self) -> None:
        """This moment is beat 1 of a bar: what plays goes to its nearest bar line."""
        with self._wake:
            now = self._time.now()
            self._clock.downbeat(now)
            self._sequencer.count_again(now)

    def set_clock_out(self, on: bool) -> None:
        """Send MIDI clock, or send it no more."""
        with self._wake:
            self._clock_out.set(on)
            self._wake.notify_all()

    def set_live(self, mode: LiveMode, bars: int = 4, lead_s: float = 0.1) -> None:
        """Listen to what is played into the MIDI input, and tell of it; see ``live``.

        Not for the thread that hands over MIDI input.

        Args:
            mode: ``off``, ``turns`` or ``always``.
            bars: length of a turn, and of what is told.
            lead_s: how long before its end a turn is told, so that an answer can be ready.

        Raises:
            OscbridgeError: see ``ClockSources.listen``.
        """
        if mode != "off":
            self._sources.listen(self._clock.tempo_bpm, self._clock.beats_per_bar)
        with self._wake:
            self._live.set(mode, bars, lead_s)
            self._wake.notify_all()

    def set_program(self, program: int) -> None:
        """Choose the sound, 0 to 127.

        Raises:
            OscbridgeError: ``out-of-range``.
        """
        with self._wake:
            self._sequencer.set_program(program)
            self._wake.notify_all()

    def set_affect(self, valence: float, arousal: float) -> None:
        """Tell valence and arousal, each −1 to 1, on their controllers when they may next move."""
        with self._wake:
            self._sequencer.set_affect(valence, arousal)
            self._wake.notify_all()

    def set_tape(self, on: bool) -> None:
        """Tell all that happens (``Taped``), or tell it no more."""
        with self._wake:
            self._tape.switch(on)
            self._wake.notify_all()

    def status(self) -> PlayerStatus:
        """How the player is at this moment."""
        with self._wake:
            status = self._sequencer.status(self._time.now())
        return replace(status, events_lost=self._events_lost)

    def close(self) -> None:
        """End the notes, close the port, end the thread. A second call does nothing."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        self._thread.join()
        self._sources.close()
        self._clock.close()
        self._port.close()

    def _check_open(self) -> None:
        if self._closing:
            raise OscbridgeError("player-closed", "the player is closed; make another")

    def _horizon(self) -> float:
        # The second up to which messages are handed to the port.
        return self._time.now() + self._port.lookahead_s

    def _rouse(self) -> None:
        with self._wake:
            self._wake.notify_all()

    def _received(self, instant: float, data: bytes) -> None:
        # In the input's own thread.
        with self._wake:
            if self._sources.midi_clock is not None:
                self._sources.midi_clock.receive(instant, data)
            if self._live.receive(self._clock.beat_at(instant), data):
                self._wake.notify_all()

    def _run(self) -> None:
        while True:
            with self._wake:
                closing = self._closing
                try:
                    events, again = self._end() if closing else self._work()
                except Exception as error:
                    events, again = self._fail(error)
                # Nothing may change between looking and waiting, so the lock is kept; but nobody
                # is told anything while it is held.
                if not events and not closing:
                    self._time.wait_until(again, self._wake)
            for event in events:
                self._tell(event)
            if closing:
                return

    def _work(self) -> tuple[list[Event], float]:
        # Does what is due; gives what happened, and the second at which to come again.
        now = self._time.now()
        if now < self._rests_until:
            return [], self._rests_until
        again = self._advance(now)
        events = self._happened(self._time.now())
        return events, min(again, self._sequencer.next_event_at)

    def _end(self) -> tuple[list[Event], float]:
        self._sequencer.stop()
        self._clock_out.set(False)
        return self._happened(math.inf), math.inf

    def _fail(self, error: Exception) -> tuple[list[Event], float]:
        # Ends the notes, and rests: a fault that stays must not keep the processor busy.
        self._sequencer.stop()
        self._rests_until = self._time.now() + _AFTER_FAILURE_S
        events: list[Event] = [PlayerFailed("player-failed", f"{type(error).__name__}: {error}")]
        with contextlib.suppress(Exception):  # it may be this that failed
            events += self._happened(math.inf)
        return events, self._rests_until

    def _advance(self, now: float) -> float:
        look_again = min(self._clock.attend(now), self._live.attend(now))
        horizon = now + self._port.lookahead_s
        self._tell_clock_out_of_silence(now)  # of a stop since the last time
        # Messages must come to the port in the order in which they are due.
        for tick_at in self._clock_out.ticks(horizon):
            self._sequencer.advance(tick_at)
        coming = self._sequencer.advance(horizon)
        self._tell_clock_out_of_silence(now)
        return min(look_again, min(coming, self._clock_out.next_at) - self._port.lookahead_s)

    def _tell_clock_out_of_silence(self, now: float) -> None:
        if self._sequencer.silences != self._silences:
            self._silences = self._sequencer.silences
            self._clock_out.withdrawn(now)

    def _happened(self, until: float) -> list[Event]:
        events = self._clock.take_events()
        if any(isinstance(event, ClockChanged) for event in events):
            self._tape.tempo()
        events += self._taped()
        events += self._port.take_changes()
        phrases = self._sequencer.take_events(until)
        self._let_live_know(phrases, self._time.now())
        # What was played comes before the wish for a phrase, which may continue it.
        return events + self._live.take_events() + phrases

    def _let_live_know(self, events: list[Event], now: float) -> None:
        for event in events:
            if isinstance(event, PhraseStarted):
                self._live.answer_begins()
            elif isinstance(event, PhraseEnded):
                self._live.answer_over(self._clock.beat_at(now))

    def _taped(self) -> list[Event]:
        marks = self._tape.take()
        if not marks:
            return []
        self._tapes += 1
        return [Taped(self._tapes, marks)]

    def _tell(self, event: Event) -> None:
        try:
            self._emit(event)
        except Exception:
            self._events_lost += 1
