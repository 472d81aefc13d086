"""MIDI bytes: the few messages that are sent, how they read as text, and what sounds.

Source of the numbers: MIDI 1.0 Detailed Specification (MMA, 4.2), table II "Channel voice
messages", "Channel mode messages" and the tables of system messages. Channels count from 1 to 16
here, as musicians do; from 0 on the wire.
"""

from __future__ import annotations

from collections.abc import Iterable

NOTE_OFF = 0x80
NOTE_ON = 0x90
CONTROL_CHANGE = 0xB0
PROGRAM_CHANGE = 0xC0

LAST_CHANNEL_STATUS = 0xEF
"""What comes after it (clock, song position, system exclusive) is no channel's."""

SONG_POSITION = 0xF2
TICK = 0xF8
START = 0xFA
CONTINUE = 0xFB
STOP = 0xFC

ALL_SOUND_OFF = 120
ALL_NOTES_OFF = 123

_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def note_on(channel: int, pitch: int, velocity: int) -> bytes:
    """Begin a note; ``channel`` 1 to 16, ``velocity`` 1 to 127."""
    return bytes((NOTE_ON | channel - 1, pitch, velocity))


def note_off(channel: int, pitch: int) -> bytes:
    """End a note, with the neutral release velocity 64."""
    return bytes((NOTE_OFF | channel - 1, pitch, 64))


def control_change(channel: int, controller: int, value: int) -> bytes:
    """Move a controller to ``value``, 0 to 127."""
    return bytes((CONTROL_CHANGE | channel - 1, controller, value))


def program_change(channel: int, program: int) -> bytes:
    """Choose a sound, ``program`` 0 to 127."""
    return bytes((PROGRAM_CHANGE | channel - 1, program))


def in_words(data: bytes) -> str:
    """A message as people read it: ``ch 1  note on   C4  (60)  velocity 80``."""
    kind, channel = data[0] & 0xF0, (data[0] & 0x0F) + 1
    if len(data) == 3 and kind in (NOTE_ON, NOTE_OFF):
        pitch = f"{_NAMES[data[1] % 12]}{data[1] // 12 - 1}"
        if kind == NOTE_ON and data[2] > 0:
            return f"ch {channel:<2} note on   {pitch:<4} ({data[1]})  velocity {data[2]}"
        return f"ch {channel:<2} note off  {pitch:<4} ({data[1]})"
    if len(data) == 3 and kind == CONTROL_CHANGE:
        return f"ch {channel:<2} controller {data[1]} = {data[2]}"
    if len(data) == 2 and kind == PROGRAM_CHANGE:
        return f"ch {channel:<2} program {data[1]}"
    return data.hex(" ")


def note_on_key(data: bytes) -> tuple[int, int] | None:
    """The (channel 1–16, pitch) that a message begins, or None if it is no note-on."""
    if len(data) == 3 and data[0] & 0xF0 == NOTE_ON and data[2] > 0:
        return (data[0] & 0x0F) + 1, data[1]
    return None


class Sounding:
    """The set of (channel, pitch) that sound, kept by watching what is sent."""

    def __init__(self, notes: Iterable[tuple[int, int]] = ()) -> None:
        self._notes = set(notes)

    def __len__(self) -> int:
        return len(self._notes)

    def __contains__(self, note: tuple[int, int]) -> bool:
        return note in self._notes

    def watch(self, data: bytes) -> tuple[int, int] | None:
        """Take note of one message that was sent; returns the (channel, pitch) that it ended."""
        if len(data) != 3 or data[0] & 0xE0 != NOTE_OFF:  # neither a note-on nor a note-off
            return None
        key = ((data[0] & 0x0F) + 1, data[1])
        if data[0] & 0xF0 == NOTE_ON and data[2] > 0:
            self._notes.add(key)
            return None
        self._notes.discard(key)
        return key

    def notes(self) -> list[tuple[int, int]]:
        """What sounds now: (channel 1–16, pitch), sorted."""
        return sorted(self._notes)
