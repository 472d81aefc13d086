"""AbletonOSC's words: what is said to it, and what its answers mean.

Source of addresses and of the order of arguments: the README of ideoforms/AbletonOSC (sections
Application, Song, Track, Clip Slot and Clip API). One address is not in its tables but in its code
(``abletonosc/clip.py``): ``/live/clip/set/looping``. Tracks and slots count from 0 there.

Whatever comes in is checked here, once: an answer that is not as documented means nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

SLOWEST_BPM = 10.0
FASTEST_BPM = 1000.0

LONGEST_TEXT = 300
"""Characters of a name or an error that are kept."""

_FURTHEST_BEAT = 1e7

ONE_BAR = 4
"""Live's launch quantisation of one bar (Live Object Model, Song.clip_trigger_quantization)."""


@dataclass(frozen=True, slots=True)
class Message:
    """An OSC message: bool goes as ``T`` or ``F``, int as ``i``, float as ``f``, text as ``s``."""

    address: str
    args: tuple[bool | int | float | str, ...] = ()


GREETING = (
    Message("/live/song/start_listen/tempo"),
    Message("/live/song/start_listen/is_playing"),
    Message("/live/song/start_listen/signature_numerator"),
    Message("/live/song/start_listen/signature_denominator"),
    Message("/live/song/start_listen/clip_trigger_quantization"),
    Message("/live/song/start_listen/beat"),
)
"""Makes Live tell what it does. To say it twice does no harm; all but the last are answered."""

TEST = Message("/live/test")
ASK_PLAYING = Message("/live/song/get/is_playing")
ASK_POSITION = Message("/live/song/get/current_song_time")
ASK_TRACKS = Message("/live/song/get/track_names")
ASK_SCENES = Message("/live/song/get/num_scenes")

FAREWELL = tuple(
    Message(greeting.address.replace("start_listen", "stop_listen")) for greeting in GREETING
)


def set_tempo(bpm: float) -> Message:
    """Live's tempo, in quarter notes a minute."""
    return Message("/live/song/set/tempo", (float(bpm),))


# -- what it answers -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tempo:
    bpm: float


@dataclass(frozen=True, slots=True)
class Playing:
    on: bool


@dataclass(frozen=True, slots=True)
class Beat:
    """Live has just passed this whole beat of its song."""

    number: int


@dataclass(frozen=True, slots=True)
class Position:
    """Live is at this beat of its song."""

    beats: float


@dataclass(frozen=True, slots=True)
class Numerator:
    value: int


@dataclass(frozen=True, slots=True)
class Denominator:
    value: int


@dataclass(frozen=True, slots=True)
class Quantisation:
    """The index of the launch quantisation; ``ONE_BAR`` is 4."""

    index: int


@dataclass(frozen=True, slots=True)
class Tracks:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenes:
    count: int


@dataclass(frozen=True, slots=True)
class HasClip:
    track: int
    slot: int
    yes: bool


@dataclass(frozen=True, slots=True)
class ClipName:
    track: int
    slot: int
    name: str


@dataclass(frozen=True, slots=True)
class ClipPlaying:
    track: int
    slot: int
    yes: bool


@dataclass(frozen=True, slots=True)
class FiredSlot:
    """The slot of the track that was launched and waits for its moment; below 0: none."""

    track: int
    slot: int


@dataclass(frozen=True, slots=True)
class Started:
    """AbletonOSC has just been started: it has forgotten whom to tell what."""


@dataclass(frozen=True, slots=True)
class Failed:
    """AbletonOSC could not do what it was told."""

    message: str


@dataclass(frozen=True, slots=True)
class Works:
    """The answer to ``/live/test``."""


Answer = (
    Tempo
    | Playing
    | Beat
    | Position
    | Numerator
    | Denominator
    | Quantisation
    | Tracks
    | Scenes
    | HasClip
    | ClipName
    | ClipPlaying
    | FiredSlot
    | Started
    | Failed
    | Works
)


class _WrongError(Exception):
    """An argument is not what the documentation says."""


def understand(address: str, args: Sequence[Any]) -> Answer | None:
    """What a message from AbletonOSC means, or None: nothing that we asked for, or malformed."""
    read = _READERS.get(address)
    if read is None:
        return None
    try:
        return read(args)
    except (_WrongError, IndexError):
        return None


def _number(value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _WrongError
    if not (math.isfinite(value) and low <= value <= high):
        raise _WrongError
    return float(value)


def _whole(value: object, low: int, high: int) -> int:
    number = _number(value, low, high)
    if number != int(number):
        raise _WrongError
    return int(number)


def _truth(value: object) -> bool:
    # Python's True in Live's script; some versions of it send 1.
    if isinstance(value, bool) or value in (0, 1):
        return bool(value)
    raise _WrongError


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongError
    return value[:LONGEST_TEXT]


def _slot(args: Sequence[Any]) -> tuple[int, int]:
    return _whole(args[0], 0, 9999), _whole(args[1], 0, 99999)


_READERS: dict[str, Callable[[Sequence[Any]], Answer]] = {
    "/live/song/get/tempo": lambda args: Tempo(_number(args[0], SLOWEST_BPM, FASTEST_BPM)),
    "/live/song/get/is_playing": lambda args: Playing(_truth(args[0])),
    "/live/song/get/beat": lambda args: Beat(
        _whole(args[0], -int(_FURTHEST_BEAT), int(_FURTHEST_BEAT))
    ),
    "/live/song/get/current_song_time": lambda args: Position(
        _number(args[0], -_FURTHEST_BEAT, _FURTHEST_BEAT)
    ),
    "/live/song/get/signature_numerator": lambda args: Numerator(_whole(args[0], 1, 99)),
    "/live/song/get/signature_denominator": lambda args: Denominator(_whole(args[0], 1, 64)),
    "/live/song/get/clip_trigger_quantization": lambda args: Quantisation(_whole(args[0], 0, 99)),
    "/live/song/get/track_names": lambda args: Tracks(tuple(_text(name) for name in args)),
    "/live/song/get/num_scenes": lambda args: Scenes(_whole(args[0], 0, 99999)),
    "/live/clip_slot/get/has_clip": lambda args: HasClip(*_slot(args), _truth(args[2])),
    "/live/clip/get/name": lambda args: ClipName(*_slot(args), _text(args[2])),
    "/live/clip/get/is_playing": lambda args: ClipPlaying(*_slot(args), _truth(args[2])),
    "/live/track/get/fired_slot_index": lambda args: FiredSlot(
        _whole(args[0], 0, 9999), _whole(args[1], -9, 99999)
    ),
    "/live/startup": lambda args: Started(),
    "/live/error": lambda args: Failed(_text(args[0])),
    "/live/test": lambda args: Works(),
}
