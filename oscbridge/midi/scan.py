"""What a .mid file claims, looked at before it is read in earnest: its events and their numbers.

A reader makes an object of every event and a whole number of every length, however many bytes that
number has. Two hundred kilobytes of one such number keep it busy for seconds, two megabytes for
minutes. So the events are stepped over first, without making anything of them (Standard MIDI
Files 1.0: chunks; events with running status; numbers of seven bits a byte).
"""

from __future__ import annotations

MOST_EVENTS = 1_000_000
"""The largest files of the Lakh collection have about half as many."""

LONGEST_NUMBER = 8
"""Bytes of a variable-length number. The standard allows four; some programs write zeros before."""

_DATA_BYTES = {0x8: 2, 0x9: 2, 0xA: 2, 0xB: 2, 0xC: 1, 0xD: 1, 0xE: 2}
_COMMON_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}
_META, _SYSEX, _ESCAPE = 0xFF, 0xF0, 0xF7


def too_much(data: bytes) -> str | None:
    """Why the bytes of a .mid file should not be read in earnest; None where they may be.

    What is damaged is not judged here: the scan ends there, as the reader will.
    """
    at = 8 + int.from_bytes(data[4:8], "big")
    events = 0
    while data[at : at + 4] == b"MTrk":
        end = at + 8 + int.from_bytes(data[at + 4 : at + 8], "big")
        at += 8
        status = 0
        # Not "at < end": a reader that misses the end by a byte goes on.
        while at != end and at < len(data):
            events += 1
            if events > MOST_EVENTS:
                return f"it has more than {MOST_EVENTS:,} events"
            try:
                at, status = _event(data, at, status)
            except IndexError:
                return None
            except ValueError as error:
                return str(error)
    return None


def _event(data: bytes, at: int, status: int) -> tuple[int, int]:
    """Where the event at ``at`` ends, and the status that runs from then on."""
    at, _ = _number(data, at)
    if data[at] >= 0x80:
        begins = data[at]
        at += 1
        if begins == _META:
            at, length = _number(data, at + 1)
            return at + length, status
        status = begins
    elif status in (_SYSEX, _ESCAPE):
        at += 1  # mido leaves out what stands where a status should
    if status in (_SYSEX, _ESCAPE):
        at, length = _number(data, at)
        return at + length, status
    return at + _DATA_BYTES.get(status >> 4, _COMMON_BYTES.get(status, 0)), status


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for after in range(at, at + LONGEST_NUMBER):
        value = value << 7 | data[after] & 0x7F
        if data[after] < 0x80:
            return after + 1, value
    raise ValueError(f"the number at byte {at:,} has more than {LONGEST_NUMBER} bytes")
