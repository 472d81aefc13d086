"""The dry-run port: it keeps what is sent, with its time, and can tell it or save it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.wire import LAST_CHANNEL_STATUS, in_words
from oscbridge.system.seconds import now_s

KEPT = 100_000
"""Messages kept, the newest ones: a dry run of days must not fill the memory."""

_TICKS_PER_BEAT = 960


@dataclass(frozen=True, slots=True)
class TimedMessage:
    """A MIDI message and the monotonic second at which it was sent."""

    instant: float
    data: bytes


@dataclass(frozen=True, slots=True)
class HeardNote:
    """A note as it sounded, in monotonic seconds; ``end`` is None while it still sounds."""

    channel: int
    pitch: int
    velocity: int
    start: float
    end: float | None


class Recorder(OutputPort):
    """Plays into a list of timed messages.

    Args:
        now: the clock that stamps them, in seconds.
        keep: how many messages are kept, the newest ones.
        notice: see ``OutputPort``.
    """

    def __init__(
        self,
        now: Callable[[], float] = now_s,
        keep: int = KEPT,
        notice: str | None = None,
    ) -> None:
        super().__init__("dry-run", "recorder (dry run, no MIDI port)", notice)
        self._now = now
        self._messages: deque[TimedMessage] = deque(maxlen=keep)

    @property
    def messages(self) -> list[TimedMessage]:
        """What was sent, oldest first."""
        return list(self._messages)

    def notes(self) -> list[HeardNote]:
        """The notes among it, by start. A note that is begun again while it sounds ends there."""
        heard: list[HeardNote] = []
        open_notes: dict[tuple[int, int], tuple[float, int]] = {}
        for message in self.messages:  # a copy: another thread may be playing
            if len(message.data) != 3 or message.data[0] & 0xF0 not in (0x80, 0x90):
                continue
            status, pitch, velocity = message.data
            key = ((status & 0x0F) + 1, pitch)
            if key in open_notes:
                start, loudness = open_notes.pop(key)
                heard.append(HeardNote(*key, loudness, start, message.instant))
            if status & 0xF0 == 0x90 and velocity > 0:
                open_notes[key] = (message.instant, velocity)
        heard.extend(
            HeardNote(*key, velocity, start, None) for key, (start, velocity) in open_notes.items()
        )
        return sorted(heard, key=lambda note: (note.start, note.channel, note.pitch))

    def lines(self) -> list[str]:
        """One line of text for each message, with seconds since the first."""
        messages = self.messages
        return [
            f"{message.instant - messages[0].instant:9.3f} s  {in_words(message.data)}"
            for message in messages
        ]

    def save(self, path: Path, tempo_bpm: float = 120.0) -> None:
        """Write it as a .mid file whose first message is at time 0. MIDI clock is left out.

        Args:
            path: the file; its folder is made.
            tempo_bpm: the tempo that the file's grid takes; the seconds stay as they were.
        """
        import mido

        track = mido.MidiTrack()
        microseconds = mido.bpm2tempo(tempo_bpm)
        track.append(mido.MetaMessage("track_name", name="oscbridge"))
        track.append(mido.MetaMessage("set_tempo", tempo=microseconds))
        messages = self.messages
        tick = 0
        for message in messages:
            if message.data[0] > LAST_CHANNEL_STATUS:  # no file may hold it
                continue
            seconds = message.instant - messages[0].instant
            at = round(seconds * 1e6 / microseconds * _TICKS_PER_BEAT)
            track.append(mido.Message.from_bytes(message.data, time=at - tick))
            tick = at
        path.parent.mkdir(parents=True, exist_ok=True)
        mido.MidiFile(type=0, ticks_per_beat=_TICKS_PER_BEAT, tracks=[track]).save(path)

    def _write(self, data: bytes) -> None:
        self._messages.append(TimedMessage(self._now(), bytes(data)))

    def _release(self) -> None:
        """Nothing to give back: what was recorded stays readable."""
