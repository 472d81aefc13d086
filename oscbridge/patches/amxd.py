"""The container of a Max for Live device: chunks of a four-letter name, a size and a payload.

``ampf`` holds the kind of device, ``meta`` four bytes, ``ptch`` the patcher as JSON. Sizes are
little-endian. That is how Live saves a device that is not frozen, and what Ableton's own
``maxdevtools`` (``maxdiff/amxd_textconv.py``) reads. A frozen device has a block ``mx@c`` in its
``ptch``, whose sizes are big-endian; py2max writes that form, without ``meta``, for any device.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from oscbridge.errors import OscbridgeError

MIDI_EFFECT = "mmmm"
_KINDS = ("aaaa", "iiii", "mmmm", "nagg", "natt")
_FROZEN = b"mx@c"
_FROZEN_HEADER = 16


@dataclass(frozen=True, slots=True)
class Device:
    """What a container holds.

    Args:
        kind: ``mmmm`` for a MIDI effect, ``aaaa`` audio effect, ``iiii`` instrument, ``nagg`` and
            ``natt`` for MIDI tools.
        patcher: the patcher, as in a ``.maxpat``.
        meta: the number in ``meta``; None where there is no such chunk.
        frozen: whether the patcher came out of a frozen block.
    """

    kind: str
    patcher: dict[str, Any]
    meta: int | None = 0
    frozen: bool = False


def pack(device: Device) -> bytes:
    """An unfrozen device's file.

    Raises:
        ValueError: the kind is none of Live's, or the device is frozen.
    """
    if device.kind not in _KINDS or device.frozen:
        raise ValueError(f"cannot write a device of kind {device.kind}, frozen: {device.frozen}")
    # Maps of many lines keep changes readable in a version control system.
    text = json.dumps(device.patcher, indent="\t", ensure_ascii=False) + "\n\0"
    chunks = [_chunk(b"ampf", device.kind.encode("ascii"))]
    if device.meta is not None:
        chunks.append(_chunk(b"meta", struct.pack("<I", device.meta)))
    return b"".join([*chunks, _chunk(b"ptch", text.encode("utf-8"))])


def unpack(data: bytes) -> Device:
    """What a device's file holds, frozen or not.

    Raises:
        OscbridgeError: ``not-a-device``, whatever is wrong with the bytes.
    """
    chunks = _chunks(data)
    names = [name for name, _ in chunks]
    if names not in ([b"ampf", b"meta", b"ptch"], [b"ampf", b"ptch"]):
        raise _wrong(f"its chunks are {b', '.join(names)!r}")
    payloads = dict(chunks)
    kind = payloads[b"ampf"].decode("latin-1")
    if kind not in _KINDS:
        raise _wrong(f"its kind is {kind!r}")
    meta = payloads.get(b"meta")
    if meta is not None and len(meta) != 4:
        raise _wrong(f"meta has {len(meta)} bytes")
    patch = payloads[b"ptch"]
    frozen = patch.startswith(_FROZEN)
    text = _thawed(patch) if frozen else patch
    try:
        patcher = json.loads(text.rstrip(b"\0").decode("utf-8"))
    except ValueError as error:
        raise _wrong(f"its patcher is no JSON: {error}") from None
    if not isinstance(patcher, dict) or "patcher" not in patcher:
        raise _wrong("its JSON holds no patcher")
    return Device(kind, patcher, None if meta is None else struct.unpack("<I", meta)[0], frozen)


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            raise _wrong("it ends within a chunk's header")
        (size,) = struct.unpack_from("<I", data, at + 4)
        if at + 8 + size > len(data):
            raise _wrong(f"chunk {data[at : at + 4]!r} says {size} bytes, and they are not there")
        found.append((data[at : at + 4], data[at + 8 : at + 8 + size]))
        at += 8 + size
    return found


def _thawed(patch: bytes) -> bytes:
    """The main patcher of a frozen block: it comes first, and the header says how long it is."""
    if len(patch) < _FROZEN_HEADER:
        raise _wrong("its frozen block is cut short")
    (size,) = struct.unpack_from(">I", patch, 12)
    inside = patch[_FROZEN_HEADER:size]
    end = inside.find(b"\0")
    return inside if end < 0 else inside[:end]


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload


def _wrong(why: str) -> OscbridgeError:
    return OscbridgeError("not-a-device", f"this is no Max for Live device: {why}")
