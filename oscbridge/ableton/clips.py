"""A phrase as a clip of Live's: made, named, filled and launched by AbletonOSC's messages.

A clip plays once and ends by itself, so that nothing goes on when oscbridge does not.
"""

from __future__ import annotations

import re

from oscbridge.ableton.words import Message
from oscbridge.phrase import Phrase

NOTES_PER_MESSAGE = 50
"""So many notes make a datagram of at most 1,144 bytes, which no network cuts in pieces.
AbletonOSC itself reads up to 65,536 bytes; some systems send no datagram above 9,216."""

_OURS = re.compile(r"oscbridge \S+ \d+")


def clip_name(phrase: Phrase) -> str:
    """The name that tells whose the clip is, and which phrase: whoever renames it, keeps it."""
    engine = "-".join(phrase.engine.split()) or "phrase"
    return f"oscbridge {engine} {abs(phrase.seed)}"


def is_ours(name: str) -> bool:
    """Whether a clip still has a name that we give."""
    return _OURS.fullmatch(name) is not None


def write_clip(phrase: Phrase, track: int, slot: int) -> list[Message]:
    """Messages that put the phrase into an empty slot; track and slot count from 0."""
    messages = [
        Message("/live/clip_slot/create_clip", (track, slot, float(phrase.length_beats))),
        Message("/live/clip/set/name", (track, slot, clip_name(phrase))),
        Message("/live/clip/set/looping", (track, slot, 0)),
    ]
    for first in range(0, len(phrase.notes), NOTES_PER_MESSAGE):
        args: list[bool | int | float | str] = [track, slot]
        for note in phrase.notes[first : first + NOTES_PER_MESSAGE]:
            start, length = float(note.start_beats), float(note.length_beats)
            args += [note.pitch, start, length, note.velocity, False]
        messages.append(Message("/live/clip/add/notes", tuple(args)))
    return messages


def fire_clip(track: int, slot: int) -> Message:
    """Launches the clip, when Live's launch quantisation says so."""
    return Message("/live/clip/fire", (track, slot))


def stop_clip(track: int, slot: int) -> Message:
    """Stops the clip."""
    return Message("/live/clip/stop", (track, slot))


def delete_clip(track: int, slot: int) -> Message:
    """Makes the slot empty."""
    return Message("/live/clip_slot/delete_clip", (track, slot))


def ask_clip(track: int, slot: int) -> Message:
    """Whether there is a clip in the slot; answered with ``HasClip``."""
    return Message("/live/clip_slot/get/has_clip", (track, slot))


def ask_name(track: int, slot: int) -> Message:
    """What the clip is called; answered with ``ClipName``. An error where there is none."""
    return Message("/live/clip/get/name", (track, slot))


def ask_playing(track: int, slot: int) -> Message:
    """Whether the clip plays; answered with ``ClipPlaying``. An error where there is none."""
    return Message("/live/clip/get/is_playing", (track, slot))


def ask_fired(track: int) -> Message:
    """Which slot of the track waits to be launched; answered with ``FiredSlot``."""
    return Message("/live/track/get/fired_slot_index", (track,))
