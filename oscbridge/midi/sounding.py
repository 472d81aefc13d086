"""What sounds, kept where it survives the player, so that a successor can end it (survivors.py).

The parent makes the record and hands it over when it starts the player. It lies in anonymous shared
memory, which needs no name and leaves nothing behind, and goes when the parent goes; then the
player has ended its notes itself. One byte says whether a note of a channel sounds: set before the
note-on leaves, cleared after the note-off has left. A player that dies in between leaves a note
too many in the record, never one too few.
"""

from __future__ import annotations

import multiprocessing
from typing import Any

_CHANNELS, _PITCHES = 16, 128
_NOTES = _CHANNELS * _PITCHES
_LENGTH_BYTES = 2
_NAMES_BYTES = 8192
"""25 names of the longest kind that JACK allows (320 bytes), or 200 usual ones."""
_CHOICE = _NOTES
_SLOTS = (_CHOICE + 1, _CHOICE + 1 + _LENGTH_BYTES + _NAMES_BYTES)
_SIZE = _SLOTS[1] + _LENGTH_BYTES + _NAMES_BYTES


class SoundingRecord:
    """Sounding notes and connected ports, in memory shared by parent and player.

    Can be pickled only while a process is being started, as an argument of it or inside of one.

    Args:
        memory: of another record; None makes new memory. (For unpickling.)
    """

    def __init__(self, memory: Any = None) -> None:
        self._memory = (
            multiprocessing.get_context("spawn").RawArray("B", _SIZE) if memory is None else memory
        )
        self._bytes = memoryview(self._memory).cast("B")

    def __reduce__(self) -> tuple[type[SoundingRecord], tuple[Any]]:
        return SoundingRecord, (self._memory,)

    def begin(self, channel: int, pitch: int) -> None:
        """This note (channel 1 to 16) is about to sound."""
        self._bytes[(channel - 1) * _PITCHES + pitch] = 1

    def end(self, channel: int, pitch: int) -> None:
        """This note has been ended."""
        self._bytes[(channel - 1) * _PITCHES + pitch] = 0

    def sounding(self) -> list[tuple[int, int]]:
        """(channel, pitch) of what sounds as far as is known, sorted."""
        return [
            (index // _PITCHES + 1, index % _PITCHES)
            for index, sounds in enumerate(self._bytes[:_NOTES])
            if sounds
        ]

    @property
    def connections(self) -> list[str]:
        """Names of the ports that listened last."""
        start = _SLOTS[self._bytes[_CHOICE] & 1]
        length = int.from_bytes(self._bytes[start : start + _LENGTH_BYTES], "little")
        text = bytes(self._bytes[start + _LENGTH_BYTES :][:length])
        return text.decode(errors="replace").split("\n") if text else []

    @connections.setter
    def connections(self, names: list[str]) -> None:
        # Written aside, then chosen by one byte: a death in the middle leaves the old names whole.
        text = b""
        for name in names:
            longer = text + (b"\n" if text else b"") + name.encode()
            if len(longer) > _NAMES_BYTES:
                break
            text = longer
        other = ~self._bytes[_CHOICE] & 1
        start = _SLOTS[other]
        whole = len(text).to_bytes(_LENGTH_BYTES, "little") + text
        self._bytes[start : start + len(whole)] = whole
        self._bytes[_CHOICE] = other
