"""SLIP framing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.osc.slip import SlipDecoder, slip_encode

SPECIAL = st.lists(st.sampled_from([0xC0, 0xDB, 0xDC, 0xDD, 0x2F]), min_size=1).map(bytes)
PACKETS = st.lists(st.one_of(st.binary(min_size=1, max_size=60), SPECIAL), max_size=6)


def codes(found: list[bytes | OscbridgeError]) -> list[bytes | str]:
    return [item.code if isinstance(item, OscbridgeError) else item for item in found]


def test_the_escapes_are_those_of_rfc_1055() -> None:
    assert slip_encode(b"\xc0\xdb\xdc\xdd") == b"\xc0\xdb\xdc\xdb\xdd\xdc\xdd\xc0"


@given(PACKETS, st.data())
def test_packets_come_back_whatever_the_pieces_they_arrive_in(
    packets: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(map(slip_encode, packets))
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=10).map(sorted))
    decoder = SlipDecoder(1000)
    found: list[bytes | OscbridgeError] = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += decoder.feed(stream[start:end])
    assert found == packets


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_no_stream_raises_and_the_next_whole_frame_is_read(pieces: list[bytes]) -> None:
    decoder = SlipDecoder(64)
    for piece in pieces:
        for item in decoder.feed(piece):
            assert isinstance(item, bytes) or item.code in ("bad-slip", "packet-too-large")
            assert not isinstance(item, bytes) or len(item) <= 64
    # The first END ends whatever was open, good or bad; what follows is a frame of its own.
    assert decoder.feed(slip_encode(b"/ok\0"))[-1:] == [b"/ok\0"]


def test_single_ends_between_frames_are_enough() -> None:
    # Plain RFC 1055 senders end frames and do not begin them.
    assert SlipDecoder(100).feed(b"one\xc0two\xc0") == [b"one", b"two"]


def test_a_frame_that_is_too_large_is_one_error_and_the_stream_goes_on() -> None:
    decoder = SlipDecoder(10)
    found = decoder.feed(b"\xc0" + b"x" * 11)
    assert codes(found) == ["packet-too-large"]
    assert decoder.feed(b"x" * 1000) == []
    assert decoder.feed(b"\xc0" + slip_encode(b"y" * 10)) == [b"y" * 10]


def test_the_limit_counts_bytes_of_the_packet_not_their_escapes() -> None:
    assert SlipDecoder(10).feed(slip_encode(b"\xc0" * 10)) == [b"\xc0" * 10]
    assert codes(SlipDecoder(10).feed(slip_encode(b"\xc0" * 11))) == ["packet-too-large"]


def test_a_stream_of_escapes_alone_does_not_grow_for_ever() -> None:
    decoder = SlipDecoder(10)
    assert codes(decoder.feed(b"\xdb" * 1000)) == ["bad-slip"]
    assert decoder.feed(b"\xdb" * 1000) == []


@pytest.mark.parametrize("stream", [b"\xc0a\xdbb\xc0", b"\xc0a\xdb\xc0"])
def test_a_wrong_escape_is_one_error_and_the_next_frame_is_read(stream: bytes) -> None:
    decoder = SlipDecoder(100)
    assert codes(decoder.feed(stream)) == ["bad-slip"]
    assert decoder.feed(slip_encode(b"good")) == [b"good"]
