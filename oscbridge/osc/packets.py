"""OSC packets: bytes to messages, strictly, and messages to bytes.

Outgoing packets are built by python-osc. Incoming ones are read here, because its parser (1.10.2)
cannot be made strict from outside: it leaves out arguments of unknown type and bundle elements that
it does not know, pads a float that was cut short, never returns from a bundle element of size −4,
and copies the rest of the packet for each argument. Anything malformed here is one ``bad-packet``.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pythonosc.osc_message_builder import BuildError, OscMessageBuilder
from pythonosc.parsing.ntp import system_time_to_ntp

from oscbridge.errors import OscbridgeError

NTP_TO_UNIX_S = 2_208_988_800
"""Seconds from 1900-01-01, where OSC time tags start, to 1970-01-01 (RFC 868)."""

_BUNDLE = b"#bundle\0"
_IMMEDIATELY = 1
_NUMBERS = {"i": ">i", "h": ">q", "f": ">f", "d": ">d", "t": ">Q"}
_CONSTANTS: dict[str, object] = {"T": True, "F": False, "N": None, "I": math.inf}


@dataclass(frozen=True, slots=True)
class Message:
    """One OSC message.

    Args:
        address: its address, or an address pattern.
        args: its arguments; a list is a tuple in its place.
        tags: one type tag for each of ``args``, ``[`` for a list.
    """

    address: str
    args: tuple[Any, ...] = ()
    tags: str = ""


@dataclass(frozen=True, slots=True)
class Timed:
    """A message, and when it is due: seconds since 1970 (UTC), or None for at once."""

    message: Message
    due_s: float | None = None


@dataclass(frozen=True, slots=True)
class PacketLimits:
    """How much one packet may hold."""

    arguments: int = 1024
    list_depth: int = 8
    bundle_depth: int = 8
    messages: int = 1000


def bad_packet(why: str) -> OscbridgeError:
    """The error for every malformed packet."""
    return OscbridgeError("bad-packet", f"this is no whole OSC packet: {why}")


def parse_packet(data: bytes, limits: PacketLimits | None = None) -> list[Timed]:
    """Messages of a packet, in order, those of nested bundles included. All of it, or an error.

    Raises:
        OscbridgeError: ``bad-packet``, whatever is wrong with the bytes.
    """
    limits = limits or PacketLimits()
    found: list[Timed] = []
    _parse_element(data, 0, len(data), None, 0, limits, found)
    return found


def _parse_element(
    data: bytes,
    start: int,
    end: int,
    due_s: float | None,
    depth: int,
    limits: PacketLimits,
    found: list[Timed],
) -> None:
    size = end - start
    if size == 0:
        raise bad_packet("it is empty")
    if size % 4:
        raise bad_packet(f"its {size} bytes are no multiple of 4; was it cut short?")
    if data.startswith(b"/", start):
        if len(found) >= limits.messages:
            raise bad_packet(f"it holds more than {limits.messages} messages")
        found.append(Timed(_Reader(data, start, end, limits).message(), due_s))
    elif data.startswith(_BUNDLE, start):
        if depth >= limits.bundle_depth:
            raise bad_packet(f"its bundles are nested deeper than {limits.bundle_depth}")
        _parse_bundle(data, start + len(_BUNDLE), end, depth, limits, found)
    else:
        raise bad_packet("it starts with neither '/' nor '#bundle'")


def _parse_bundle(
    data: bytes, index: int, end: int, depth: int, limits: PacketLimits, found: list[Timed]
) -> None:
    if index + 8 > end:
        raise bad_packet("a bundle ends within its time tag")
    (tag,) = struct.unpack_from(">Q", data, index)
    # 0 is no valid time tag, but it is what senders that know no time put there.
    due_s = None if tag <= _IMMEDIATELY else tag / 2**32 - NTP_TO_UNIX_S
    index += 8
    while index < end:
        if index + 4 > end:
            raise bad_packet("a bundle ends within an element's size")
        (size,) = struct.unpack_from(">i", data, index)
        index += 4
        if not 0 < size <= end - index:
            raise bad_packet(f"a bundle element says it has {size} bytes; {end - index} are left")
        _parse_element(data, index, index + size, due_s, depth + 1, limits, found)
        index += size


class _Reader:
    """Reads one message between two indices of a packet."""

    def __init__(self, data: bytes, start: int, end: int, limits: PacketLimits) -> None:
        self._data = data
        self._index = start
        self._end = end
        self._limits = limits

    def message(self) -> Message:
        address = self._text("the address")
        if self._index == self._end:
            return Message(address)  # Old senders leave out the type tags of an empty message.
        tags = self._text("the type tags")
        if not tags.startswith(","):
            raise bad_packet("the type tags after the address must start with a comma")
        if len(tags) - 1 > self._limits.arguments:
            raise bad_packet(f"it has more than {self._limits.arguments} arguments")
        args, outline, rest = self._arguments(tags[1:], 0)
        if rest:
            raise bad_packet("its type tags close a list that they never opened")
        if self._index != self._end:
            raise bad_packet(f"{self._end - self._index} bytes follow its last argument")
        return Message(address, args, outline)

    def _arguments(self, tags: str, depth: int) -> tuple[tuple[Any, ...], str, str]:
        """Arguments up to the end of the tags or of this list, one tag for each, the tags left."""
        args: list[Any] = []
        outline: list[str] = []
        while tags:
            tag, tags = tags[0], tags[1:]
            if tag == "]":
                return tuple(args), "".join(outline), "]" + tags
            if tag == "[":
                if depth >= self._limits.list_depth:
                    raise bad_packet(f"its lists are nested deeper than {self._limits.list_depth}")
                inside, _, tags = self._arguments(tags, depth + 1)
                if not tags:
                    raise bad_packet("its type tags open a list that they never close")
                tags = tags[1:]
                args.append(inside)
            else:
                args.append(self._argument(tag))
            outline.append(tag)
        return tuple(args), "".join(outline), ""

    def _argument(self, tag: str) -> Any:
        if tag in _NUMBERS:
            layout = _NUMBERS[tag]
            at = self._take(struct.calcsize(layout), f"an argument of type '{tag}'")
            return struct.unpack_from(layout, self._data, at)[0]
        if tag in "sS":
            return self._text("a string")
        if tag == "b":
            return self._blob()
        if tag in "cmr":
            at = self._take(4, f"an argument of type '{tag}'")
            return self._data[at : at + 4]
        if tag in _CONSTANTS:
            return _CONSTANTS[tag]
        raise bad_packet(f"type tag {tag!r} is not known")

    def _take(self, size: int, what: str) -> int:
        start = self._index
        if size > self._end - start:
            raise bad_packet(f"it ends within {what}")
        self._index = start + size
        return start

    def _text(self, what: str) -> str:
        start = self._index
        stop = self._data.find(b"\0", start, self._end)
        if stop < 0:
            raise bad_packet(f"it ends within {what}")
        # At least one zero byte, then as many as make the length a multiple of four. Elements
        # start at multiples of four from each other, so the padding is counted from their start.
        self._take((stop - start) // 4 * 4 + 4, what)
        try:
            return self._data[start:stop].decode("utf-8")
        except UnicodeDecodeError:
            raise bad_packet(f"{what} is not UTF-8 text") from None

    def _blob(self) -> bytes:
        at = self._take(4, "a blob's size")
        (size,) = struct.unpack_from(">i", self._data, at)
        if size < 0:
            raise bad_packet(f"a blob says it has {size} bytes")
        start = self._take(size + -size % 4, f"a blob of {size} bytes")
        return self._data[start : start + size]


def build_message(address: str, args: Sequence[object] = ()) -> bytes:
    """The bytes of a message: int as ``i`` (``h`` past 32 bits), float as ``f``, bytes as ``b``.

    Text that cannot travel (a NUL, half a surrogate pair from a file name) is replaced there.

    Raises:
        OscbridgeError: ``bad-argument`` for a value that OSC or this project has no type for, a
            number that does not fit, or an empty blob.
    """
    builder = OscMessageBuilder(_plain(address))
    try:
        for value in args:
            builder.add_arg(*_typed(value))
        return builder.build().dgram
    except (BuildError, OverflowError) as error:
        raise OscbridgeError("bad-argument", f"cannot write {address}: {error}") from None


def _typed(value: object) -> tuple[Any, str]:
    match value:
        case bool():
            return value, "T" if value else "F"
        case int():
            if not -(2**63) <= value < 2**63:
                raise OscbridgeError("bad-argument", f"{value} does not fit in 64 bits")
            return value, "i" if -(2**31) <= value < 2**31 else "h"
        case float():
            if not math.isfinite(value):
                raise OscbridgeError("bad-argument", f"a float must be finite, not {value!r}")
            return value, "f"
        case str():
            return _plain(value), "s"
        case bytes() | bytearray() | memoryview():
            return bytes(value), "b"
    if hasattr(value, "item"):  # numpy's scalars
        return _typed(value.item())
    raise OscbridgeError("bad-argument", f"OSC has no type for {type(value).__name__} {value!r}")


def _plain(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def build_bundle(packets: Sequence[bytes], due_s: float | None = None) -> bytes:
    """A bundle of packets, due at a time in seconds since 1970 (UTC), or at once."""
    tag = struct.pack(">Q", _IMMEDIATELY) if due_s is None else system_time_to_ntp(due_s)
    sized = (struct.pack(">i", len(packet)) + packet for packet in packets)
    return _BUNDLE + tag + b"".join(sized)
