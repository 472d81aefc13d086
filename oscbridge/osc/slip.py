"""Packets in a TCP stream: SLIP (RFC 1055) with an END on both sides, as OSC 1.1 asks."""

from __future__ import annotations

import re

from oscbridge.errors import OscbridgeError

END = 0xC0
ESC = 0xDB
_END = b"\xc0"
_ESC = b"\xdb"
_ESC_END = b"\xdb\xdc"
_ESC_ESC = b"\xdb\xdd"
_BAD_ESCAPE = re.compile(rb"\xdb(?![\xdc\xdd])")


def slip_encode(packet: bytes) -> bytes:
    """A packet as one frame."""
    return _END + packet.replace(_ESC, _ESC_ESC).replace(_END, _ESC_END) + _END


class SlipDecoder:
    """Cuts a stream into packets, whatever the pieces it arrives in.

    After an error the rest of that frame is passed over; the next one is read as usual.

    Args:
        max_packet_bytes: a longer packet is refused as soon as that is known.
    """

    def __init__(self, max_packet_bytes: int) -> None:
        self._max_packet_bytes = max_packet_bytes
        self._raw = bytearray()
        self._escapes = 0
        self._passing_over = False

    def feed(self, data: bytes) -> list[bytes | OscbridgeError]:
        """What became complete with this piece: packets and, in their place, errors.

        Errors are ``packet-too-large`` and ``bad-slip``, one for each frame that is given up.
        """
        found: list[bytes | OscbridgeError] = []
        start = 0
        while (end := data.find(_END, start)) >= 0:
            self._grow(data[start:end], found)
            self._finish(found)
            start = end + 1
        self._grow(data[start:], found)
        return found

    def _grow(self, piece: bytes, found: list[bytes | OscbridgeError]) -> None:
        if self._passing_over or not piece:
            return
        self._raw += piece
        self._escapes += piece.count(_ESC)
        # Each escape pair is one byte of the packet; a stream of nothing but escapes must end too.
        shortest = max(len(self._raw) - self._escapes, len(self._raw) // 2)
        if shortest > self._max_packet_bytes:
            found.append(
                OscbridgeError(
                    "packet-too-large",
                    f"a packet over TCP may have {self._max_packet_bytes} bytes; "
                    "this one has more and was passed over",
                )
            )
            self._raw.clear()
            self._passing_over = True

    def _finish(self, found: list[bytes | OscbridgeError]) -> None:
        raw, self._raw = bytes(self._raw), bytearray()
        self._escapes = 0
        if self._passing_over:
            self._passing_over = False
        elif _BAD_ESCAPE.search(raw):
            found.append(
                OscbridgeError(
                    "bad-slip", "a byte 0xDB in the stream is followed by neither 0xDC nor 0xDD"
                )
            )
        elif raw:  # Nothing between two ENDs: the double-END style.
            found.append(raw.replace(_ESC_END, _END).replace(_ESC_ESC, _ESC))
