"""The reel: a tape's marks as a .mid file, whose tempo map and beats are the performance's.

A position in the file is the beat at which a message was scheduled. Where the clock's beats go back
far (another player took over) the file goes on from where it was. What was taken back before it was
due is not in it.

One thing cannot be told from marks: where a downbeat or an offset has moved the beats back by less,
and all is silenced before they have caught up, a message of the beats between looks as if it had
been sent ahead and taken back. It is then left out, or lies a little out of its order.

Source of the format: Standard MIDI Files 1.0 (RP-001, MMA): chunks, delta times, meta events.
"""

from __future__ import annotations

import struct
from bisect import bisect_right

from oscbridge.midi.tape.marks import Mark
from oscbridge.midi.wire import Sounding, note_off

TICKS_PER_BEAT = 960

_LATE_BEATS = 16.0
"""Further back than any look-ahead: 1 s at 400 bpm are 7 beats."""
_GONE_BACK_BEATS = 8.0
_ON_TIME_BEATS = 1e-6
_LONGEST_DELTA = 0x0FFFFFFF
_END_OF_TRACK = b"\x00\xff\x2f\x00"
_SLOWEST_TEMPO = 0xFFFFFF


class Reel:
    """Takes marks, gives a file. The same marks give the same bytes.

    Args:
        begin_beat: what lies at the beginning of the file.
        title: name of the track.
    """

    def __init__(self, begin_beat: float = 0.0, title: str = "oscbridge") -> None:
        self._shift = -begin_beat
        self._floor = 0.0  # nothing comes before this any more
        self._newest = 0.0
        self._rebase = False
        self._pending: list[tuple[float, bytes]] = []
        self._body = bytearray(_meta(0, 0x03, title.encode("utf-8")))
        self._tick = 0
        self._sounding = Sounding()

    @property
    def size(self) -> int:
        """Bytes of the file, about."""
        return len(self._body)

    def add(self, mark: Mark) -> None:
        """Take one mark; those that are no sound are passed over."""
        if mark.kind == "sent":
            self._put(self._place(mark.beat), mark.data)
        elif mark.kind == "tempo" and mark.number > 0:
            microseconds = min(_SLOWEST_TEMPO, round(6e7 / mark.number))
            self._put(self._place(mark.beat), b"\xff\x51\x03" + microseconds.to_bytes(3, "big"))
        elif mark.kind == "silenced":
            self._silence(self._place(mark.beat))
        elif mark.kind == "restarted":
            self._silence(self._newest)
            self._rebase = True

    def file(self) -> bytes:
        """The .mid file of all that came so far; what still sounds is ended in it."""
        body, tick = bytearray(self._body), self._tick
        sounding = Sounding(self._sounding.notes())
        for place, data in self._pending:
            tick = _append(body, tick, place, data)
            sounding.watch(data)
        for note in sounding.notes():
            tick = _append(body, tick, self._newest, note_off(*note))
        track = bytes(body) + _END_OF_TRACK
        header = struct.pack(">4sIHHH", b"MThd", 6, 0, 1, TICKS_PER_BEAT)
        return header + struct.pack(">4sI", b"MTrk", len(track)) + track

    def _place(self, beat: float) -> float:
        place = beat + self._shift
        if self._rebase or place < self._floor - _GONE_BACK_BEATS:
            self._rebase = False
            self._shift += self._newest - place
            place = self._newest
        place = max(place, self._floor)
        self._newest = max(self._newest, place)
        return place

    def _put(self, place: float, data: bytes) -> None:
        at = bisect_right(self._pending, place, key=lambda item: item[0])
        self._pending.insert(at, (place, data))
        self._settle(self._newest - _LATE_BEATS)

    def _settle(self, until: float) -> None:
        count = bisect_right(self._pending, until, key=lambda item: item[0])
        for place, data in self._pending[:count]:
            self._tick = _append(self._body, self._tick, place, data)
            self._sounding.watch(data)
        if count:
            del self._pending[:count]
            self._floor = max(self._floor, until)

    def _silence(self, place: float) -> None:
        # A new tempo was no message, and is not taken back.
        kept = [
            item
            for item in self._pending
            if item[0] <= place + _ON_TIME_BEATS or item[1][0] == 0xFF
        ]
        self._pending = kept
        sounding = Sounding(self._sounding.notes())
        for at, data in kept:
            if at <= place + _ON_TIME_BEATS:
                sounding.watch(data)
        for note in sounding.notes():
            self._put(place, note_off(*note))
        self._newest = place
        self._settle(place)
        self._floor = max(self._floor, place)


def _append(body: bytearray, tick: int, place: float, data: bytes) -> int:
    at = max(tick, round(place * TICKS_PER_BEAT))
    delta = at - tick
    while delta > _LONGEST_DELTA:
        body += _meta(_LONGEST_DELTA, 0x01, b"")  # an empty text: two days of silence
        delta -= _LONGEST_DELTA
    body += _length(delta) + data
    return at


def _meta(delta: int, kind: int, data: bytes) -> bytes:
    return _length(delta) + bytes((0xFF, kind)) + _length(len(data)) + data


def _length(number: int) -> bytes:
    # Seven bits a byte, the highest bit set in all but the last.
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
