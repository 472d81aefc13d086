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
_ESCAPED = re.compile(rb"\xdb(.)", re.DOTALL)
_MEANT = {b"\xdc": _END, b"\xdd": _ESC}


def slip_encode(packet: bytes) -> bytes:
    """A packet as one frame."""
    return _END + packet.replace(_ESC, _ESC_ESC).replace(_END, _ESC_END) + _END


class SlipDecoder:
    """Cuts a stream into packets, whatever the pieces it arrives in.

    Escapes are read piece by piece as they come, so that a large frame never holds up the rest at
    once. After an error the rest of that frame is passed over; the next one is read as usual.

    Args:
        max_packet_bytes: a longer packet is refused as soon as that is known.
    """

    def __init__(self, max_packet_bytes: int) -> None:
        self._max_packet_bytes = max_packet_bytes
        self._packet = bytearray()
        self._is_escape_open = False
        self._passing_over = False

    @property
    def held_bytes(self) -> int:
        """Bytes of a packet that has begun and is not complete."""
        return len(self._packet)

    def give_up(self) -> OscbridgeError:
        """Forget the packet that has begun, because there is no room for it. Returns the error."""
        found: list[bytes | OscbridgeError] = []
        error = OscbridgeError(
            "packet-too-large", "too many unfinished packets are held for all senders"
        )
        self._give_up(error, found)
        return error

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
        if self._is_escape_open:
            piece = _ESC + piece
        self._is_escape_open = False
        if _ESC in piece:
            parts = _ESCAPED.split(piece)
            try:
                # Every other part is the byte after an escape.
                parts[1::2] = [_MEANT[byte] for byte in parts[1::2]]
            except KeyError:
                self._give_up(_bad_slip(), found)
                return
            if parts[-1].endswith(_ESC):  # its other half comes with the next piece
                self._is_escape_open = True
                parts[-1] = parts[-1][:-1]
            piece = b"".join(parts)
        self._packet += piece
        if len(self._packet) > self._max_packet_bytes:
            self._give_up(
                OscbridgeError(
                    "packet-too-large",
                    f"a packet over TCP may have {self._max_packet_bytes} bytes; "
                    "this one has more and was passed over",
                ),
                found,
            )

    def _give_up(self, error: OscbridgeError, found: list[bytes | OscbridgeError]) -> None:
        found.append(error)
        self._start_anew()
        self._passing_over = True

    def _finish(self, found: list[bytes | OscbridgeError]) -> None:
        if self._is_escape_open:
            found.append(_bad_slip())
        elif self._packet:  # Nothing between two ENDs: the double-END style.
            found.append(bytes(self._packet))
        self._start_anew()

    def _start_anew(self) -> None:
        self._packet = bytearray()
        self._is_escape_open = self._passing_over = False


def _bad_slip() -> OscbridgeError:
    return OscbridgeError(
        "bad-slip", "a byte 0xDB in the stream is followed by neither 0xDC nor 0xDD"
    )
