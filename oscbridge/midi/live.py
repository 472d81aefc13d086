"""What is played into the MIDI input, cut into bars of the clock: the call that is answered.

Two ways. In turns: the first note begins the player's turn with its bar; so many bars later the
turn is told, and what is played until our answer is over is not listened to. Always: at every bar
line the last bars are told, if anything begins in them. The player calls everything here with its
own lock held; a beat is the clock's.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from oscbridge.midi.clock.base import Clock
from oscbridge.midi.messages import Event, LiveChanged, LiveMode, PlayedBars
from oscbridge.phrase import Note, Phrase

EARLY_BEATS = 0.25
"""So much before a bar line a note belongs to the bar that comes."""

MOST_NOTES = 4096
GIVE_UP_BARS = 2
"""If no answer of ours begins for so long, it is the player's turn again."""

_SHORTEST_BEATS = 1 / 32
_DRUM_CHANNEL = 9
_NOTE_OFF, _NOTE_ON, _CONTROL = 0x80, 0x90, 0xB0
_DATA_MOST = 0x7F
_PEDAL, _ALL_SOUND_OFF, _ALL_NOTES_OFF = 64, 120, 123


@dataclass(slots=True)
class _Sounding:
    start: float
    velocity: int
    released: bool = False


class LiveEar:
    """Hears notes, knows whose turn it is.

    Args:
        clock: tells the bars.
        channel: 1 to 16, or 0 for all but the drums' (10).
    """

    def __init__(self, clock: Clock, channel: int = 0) -> None:
        self._clock = clock
        self._channel = channel
        self._mode: LiveMode = "off"
        self._bars = 4
        self._lead_s = 0.0
        self._sounding: dict[tuple[int, int], _Sounding] = {}
        self._pedals: set[int] = set()
        self._notes: deque[tuple[float, float, int, int]] = deque(maxlen=MOST_NOTES)
        self._turn: float | None = None  # the line at which the player's turn began
        self._ours = False
        self._answering = False
        self._give_up = math.inf
        self._told_line = -math.inf
        self._told_empty = True
        self._cut = clock.cut.number
        self._told_state = LiveChanged("off", "none")
        self._events: list[Event] = []

    def set(self, mode: LiveMode, bars: int, lead_s: float) -> None:
        """Listen in this mode; a turn has so many bars and is told ``lead_s`` before its end."""
        self._bars, self._lead_s = bars, lead_s
        if mode == self._mode:
            return
        self._mode = mode
        self._forget()
        self._tell_state()

    def receive(self, beat: float, data: bytes) -> bool:
        """A message came in at that beat; what is no sound note and no pedal is passed over.

        Returns whether ``attend`` has something new to look at.
        """
        if self._mode == "off" or len(data) < 3 or max(data[1:3]) > _DATA_MOST:
            return False
        kind, channel = data[0] & 0xF0, data[0] & 0x0F
        if channel != (self._channel - 1 if self._channel else channel):
            return False
        if not self._channel and channel == _DRUM_CHANNEL:
            return False
        key = (channel, data[1])
        if kind == _NOTE_ON and data[2]:
            self._end(key, beat)
            self._sounding[key] = _Sounding(beat, data[2])
            return self._consider_turn(beat)
        if kind in (_NOTE_ON, _NOTE_OFF):
            held = self._sounding.get(key)
            if held is not None and channel in self._pedals:
                held.released = True
            else:
                self._end(key, beat)
        elif kind == _CONTROL:
            self._control(channel, data[1], data[2], beat)
        return False

    def attend(self, now: float) -> float:
        """Tell what is due at that second; returns the second at which to look again."""
        if self._mode == "off" or not self._clock.running:
            return math.inf
        clock = self._clock
        if clock.cut.number != self._cut:
            # The song is elsewhere: a turn that began there is over.
            self._cut = clock.cut.number
            self._forget()
            self._tell_state()
        if self._mode == "always":
            return self._attend_lines(now)
        if self._ours and not self._answering and clock.beat_at(now) >= self._give_up:
            self.answer_over(clock.beat_at(now))
        if self._turn is None:
            waiting = self._ours and not self._answering
            return clock.time_of(self._give_up) if waiting else math.inf
        end = self._turn + self._bars * clock.beats_per_bar
        due = clock.time_of(end) - self._lead_s
        if now < due:
            return due
        phrase = self._cut_out(self._turn, self._bars)
        self._turn = None
        self._ours, self._answering = True, False
        self._give_up = end + GIVE_UP_BARS * clock.beats_per_bar
        self._events.append(PlayedBars(phrase))
        self._tell_state()
        return clock.time_of(self._give_up)

    def answer_begins(self) -> None:
        """A phrase of ours began."""
        if self._mode == "turns":
            self._turn = None
            ours, self._ours, self._answering = self._ours, True, True
            if not ours:
                self._tell_state()

    def answer_over(self, beat: float) -> None:
        """Our phrase ended, or there was none: what was played just before it is a beginning."""
        if self._mode != "turns" or not self._ours:
            return
        self._ours = self._answering = False
        self._tell_state()
        starts = [held.start for held in self._sounding.values()]
        starts += [note[0] for note in self._notes]
        new = [start for start in starts if start >= beat - EARLY_BEATS]
        if new:
            self._consider_turn(min(new))

    def take_events(self) -> list[Event]:
        """What is to be told since the last call."""
        events, self._events = self._events, []
        return events

    def _attend_lines(self, now: float) -> float:
        clock = self._clock
        length = clock.beats_per_bar
        line = clock.bar_line(clock.bar_and_beat(clock.beat_at(now) + 1e-6)[0])
        if line > self._told_line + 1e-3 or line < self._told_line - length / 2:
            self._told_line = line
            phrase = self._cut_out(line - self._bars * length, self._bars)
            if phrase is not None or not self._told_empty:
                self._events.append(PlayedBars(phrase))
            self._told_empty = phrase is None
        return clock.time_of(line + length)

    def _consider_turn(self, beat: float) -> bool:
        if self._mode != "turns" or self._ours or self._turn is not None:
            return False
        self._turn = self._clock.bar_line(self._clock.bar_and_beat(beat + EARLY_BEATS)[0])
        return True

    def _cut_out(self, begin: float, bars: int) -> Phrase | None:
        length = bars * self._clock.beats_per_bar
        end = begin + length
        while self._notes and self._notes[0][1] < begin - EARLY_BEATS - length:
            self._notes.popleft()
        notes = list(self._notes)
        notes += [
            (held.start, math.inf, pitch, held.velocity)
            for (_, pitch), held in self._sounding.items()
        ]
        kept = []
        for start, until, pitch, velocity in notes:
            if begin - EARLY_BEATS <= start < end:
                at = max(0.0, start - begin)
                last = max(at + _SHORTEST_BEATS, min(until, end) - begin)
                kept.append(Note(at, pitch, last - at, velocity))
        if not kept:
            return None
        return Phrase(
            tuple(kept),
            bars=bars,
            beats_per_bar=self._clock.beats_per_bar,
            tempo_bpm=self._clock.tempo_bpm,
        )

    def _control(self, channel: int, number: int, value: int, beat: float) -> None:
        if number == _PEDAL and value >= 64:
            self._pedals.add(channel)
        elif number == _PEDAL:
            self._pedals.discard(channel)
            for key in [k for k, held in self._sounding.items() if held.released]:
                if key[0] == channel:
                    self._end(key, beat)
        elif number in (_ALL_SOUND_OFF, _ALL_NOTES_OFF):
            for key in [k for k in self._sounding if k[0] == channel]:
                self._end(key, beat)

    def _end(self, key: tuple[int, int], beat: float) -> None:
        held = self._sounding.pop(key, None)
        if held is not None:
            self._notes.append((held.start, max(beat, held.start), key[1], held.velocity))

    def _forget(self) -> None:
        self._notes.clear()
        self._sounding.clear()
        self._pedals.clear()
        self._turn = None
        self._ours = self._answering = False
        self._give_up = math.inf
        self._told_line = -math.inf
        self._told_empty = True

    def _tell_state(self) -> None:
        turn = "none" if self._mode != "turns" else "mine" if self._ours else "yours"
        state = LiveChanged(self._mode, turn)
        if state != self._told_state:
            self._told_state = state
            self._events.append(state)
