"""Bytes to messages and back."""

from __future__ import annotations

import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from oscbridge.errors import OscbridgeError
from oscbridge.osc.packets import (
    Message,
    PacketLimits,
    Timed,
    build_bundle,
    build_message,
    parse_packet,
)

PING = b"/oscbridge/ping\0,i\0\0\0\0\0\x07"


def refused(data: bytes) -> str:
    with pytest.raises(OscbridgeError) as caught:
        parse_packet(data)
    assert caught.value.code == "bad-packet"
    return caught.value.message


def test_a_literal_ping_is_read() -> None:
    assert parse_packet(PING) == [Timed(Message("/oscbridge/ping", (7,), "i"))]


def test_a_message_without_type_tags_has_no_arguments() -> None:
    # Old senders leave out the "," when nothing follows.
    assert parse_packet(b"/oscbridge/stop\0") == [Timed(Message("/oscbridge/stop"))]


def test_every_type_of_osc_is_read() -> None:
    data = (
        b"/a\0\0"
        b",ihfdsSbcrmtTFNI[i[s]]\0\0"
        b"\xff\xff\xff\xff"  # i
        b"\0\0\0\1\0\0\0\0"  # h
        b"\x3f\0\0\0"  # f
        b"\x3f\xe0\0\0\0\0\0\0"  # d
        b"ab\0\0"  # s
        b"abcd\0\0\0\0"  # S
        b"\0\0\0\3xyz\0"  # b
        b"\0\0\0A"  # c
        b"\1\2\3\4"  # r
        b"\0\x90\x3c\x40"  # m
        b"\0\0\0\0\0\0\0\1"  # t
        b"\0\0\0\5in\0\0"  # [i[s]]
    )
    message = parse_packet(data)[0].message
    assert message.tags == "ihfdsSbcrmtTFNI["
    assert message.args == (
        *(-1, 2**32, 0.5, 0.5, "ab", "abcd", b"xyz"),
        *(b"\0\0\0A", b"\1\2\3\4", b"\0\x90\x3c\x40", 1, True, False, None, math.inf),
        (5, ("in",)),
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        # An empty datagram is legal UDP; python-osc's server ignores it in silence.
        (b"", "empty"),
        (b"hello...", "neither"),
        (b"/abc", "within the address"),
        # A datagram that was cut: python-osc pads the float with zeros and plays on.
        (b"/a\0\0,f\0\0\x3f", "multiple of 4"),
        (b"/a\0\0,ff\0\x3f\0\0\0", "within an argument of type 'f'"),
        (b"/a\0\0,i\0\0", "within an argument of type 'i'"),
        (b"/a\0\0,s\0\0abcd", "within a string"),
        (b"/a\0\0,b\0\0\0\0\0\x09abcd", "within a blob of 9 bytes"),
        # A negative size moved python-osc's index backwards.
        (b"/a\0\0,b\0\0\xff\xff\xff\xff", "-1 bytes"),
        # An unknown tag: python-osc logs a warning, leaves the argument out and goes on.
        (b"/a\0\0,x\0\0", "'x'"),
        (b"/a\0\0i\0\0\0\0\0\0\1", "comma"),
        (b"/a\0\0,[i\0\0\0\0\1", "never close"),
        (b"/a\0\0,]\0\0", "never opened"),
        (b"/a\0\0,i\0\0\0\0\0\1\0\0\0\2", "follow its last"),
        (b"/a\xff\0,\0\0\0", "UTF-8"),
        (b"#bundle\0\0\0\0\0", "time tag"),
        (b"#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x40/a\0\0", "says it has 64"),
        # python-osc 1.10.2 never returns from this one.
        (b"#bundle\0\0\0\0\0\0\0\0\1\xff\xff\xff\xfc", "says it has -4"),
        (b"#bundle\0\0\0\0\0\0\0\0\1\0\0\0\0", "says it has 0"),
        # An element that python-osc does not know is left out with a warning.
        (b"#bundle\0\0\0\0\0\0\0\0\1\0\0\0\4abcd", "neither"),
    ],
)
def test_a_malformed_packet_is_one_coded_error(data: bytes, why: str) -> None:
    assert why in refused(data)


def test_a_bundles_time_tag_is_kept_and_nested_ones_have_their_own() -> None:
    inner = build_bundle([PING], due_s=2_000_000_000.5)
    packet = build_bundle([PING, inner, PING])
    assert [timed.due_s for timed in parse_packet(packet)] == [None, 2_000_000_000.5, None]


def test_time_tags_are_counted_from_1900() -> None:
    # The Unix epoch is 2,208,988,800 s after NTP's (RFC 868).
    packet = b"#bundle\0" + struct.pack(">II", 2_208_988_800 + 10, 2**31)
    packet += struct.pack(">i", len(PING)) + PING
    assert parse_packet(packet)[0].due_s == 10.5


def test_an_empty_bundle_holds_nothing() -> None:
    assert parse_packet(b"#bundle\0\0\0\0\0\0\0\0\1") == []


def test_bundles_are_limited_in_depth_and_number() -> None:
    deep = PING
    for _ in range(9):
        deep = build_bundle([deep])
    assert "nested deeper" in refused(deep)
    assert "more than 1000 messages" in refused(build_bundle([PING] * 1001))
    limits = PacketLimits(messages=1)
    with pytest.raises(OscbridgeError, match="more than 1 messages"):
        parse_packet(build_bundle([PING, PING]), limits)


def test_arguments_are_limited_in_number_and_depth() -> None:
    assert "more than 1024 arguments" in refused(build_message("/a", [True] * 1025))
    assert "nested deeper" in refused(b"/a\0\0," + b"[" * 10 + b"]" * 10 + b"\0" * 3)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise_anything_but_bad_packet(data: bytes) -> None:
    try_parse(data)


@given(st.data())
def test_no_damage_to_a_good_packet_raises_anything_but_bad_packet(data: st.DataObject) -> None:
    message = build_message("/oscbridge/frame/raw", [4, 4, "rgb", bytes(48), "id"])
    packet = bytearray(build_bundle([PING, message, build_bundle([message], 1e9)]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(packet) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "grow"])):
            case "flip":
                packet[at] = data.draw(st.integers(0, 255))
            case "cut":
                del packet[at : at + data.draw(st.integers(1, 8))]
            case _:
                packet[at:at] = data.draw(st.binary(min_size=1, max_size=8))
        if not packet:
            break
    try_parse(bytes(packet))


def try_parse(data: bytes) -> None:
    try:
        found = parse_packet(data)
    except OscbridgeError as error:
        if error.code != "bad-packet":
            raise
    else:
        for timed in found:
            assert len(timed.message.args) == len(timed.message.tags)


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
ARGUMENTS = st.lists(
    st.one_of(
        st.integers(-(2**63), 2**63 - 1),
        st.floats(width=32, allow_nan=False, allow_infinity=False),
        TEXTS,
        st.binary(min_size=1, max_size=50),
        st.booleans(),
    ),
    max_size=12,
)


@given(ARGUMENTS)
def test_what_is_built_is_read_back(args: list[Any]) -> None:
    (timed,) = parse_packet(build_message("/a/b", args))
    assert timed.message.address == "/a/b"
    assert list(timed.message.args) == args
    assert [type(value) for value in timed.message.args] == [type(value) for value in args]


@given(ARGUMENTS)
def test_what_python_osc_builds_is_read_as_python_osc_reads_it(args: list[Any]) -> None:
    builder = OscMessageBuilder("/somebody/else")
    for value in args:
        builder.add_arg(value)
    bundle = OscBundleBuilder(IMMEDIATELY)
    bundle.add_content(builder.build())
    theirs = OscMessage(builder.build().dgram)
    (ours,) = parse_packet(bundle.build().dgram)
    assert (ours.message.address, list(ours.message.args)) == (theirs.address, theirs.params)
    assert ours.due_s is None


def test_ints_past_32_bits_become_64_bit_ones() -> None:
    tags = parse_packet(build_message("/a", [2**31 - 1, 2**31, -(2**31), -(2**31) - 1]))
    assert tags[0].message.tags == "ihih"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, 1e39, 2**63, b"", object(), [1]])
def test_what_cannot_be_written_is_a_coded_error(value: object) -> None:
    # 1e39 is past a 32-bit float: struct raises OverflowError, which python-osc lets through.
    with pytest.raises(OscbridgeError) as caught:
        build_message("/a", [value])
    assert caught.value.code == "bad-argument"


def test_text_that_cannot_travel_is_replaced_not_sent_broken() -> None:
    # A file name that is not UTF-8 reaches us with lone surrogates; a NUL would end the string.
    (timed,) = parse_packet(build_message("/a", ["caf\udce9.jpg", "a\0b"]))
    assert timed.message.args == ("caf?.jpg", "a\N{REPLACEMENT CHARACTER}b")
