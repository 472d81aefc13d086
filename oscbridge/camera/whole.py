"""Whether a picture file is whole, by what its own format says about where it ends."""

from __future__ import annotations

_SOS = 0xDA
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
"""JPEG markers that stand alone (ITU-T T.81, table B.1): TEM, RST0 to RST7, SOI."""


def is_whole(data: bytes) -> bool:
    """Whether a JPEG, PNG or WebP file ends where it should. Anything else is not.

    It says nothing about what lies between: a file may be whole and damaged.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return _is_whole_jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        # The last chunk has no content: length 0, name, checksum (PNG specification, 11.2.5).
        return data.endswith(b"\0\0\0\0IEND\xaeB`\x82")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        # The length counts what follows it. It has no mark at its end; but a copy that was given
        # its size first, and is being filled, ends in zeros.
        return len(data) >= 8 + int.from_bytes(data[4:8], "little") and any(data[-16:])
    return False


def _is_whole_jpeg(data: bytes) -> bool:
    """Whether the picture itself ends: the end of a thumbnail within its header is none."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            return False
        marker = data[place + 1]
        if marker == 0xFF:  # filled up before a marker
            place += 1
        elif marker in _NO_LENGTH:
            place += 2
        elif marker == _SOS:
            return data.rstrip(b"\0").endswith(b"\xff\xd9")
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return False
