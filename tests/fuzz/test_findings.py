"""What fuzzing found, each as the test that keeps it from coming back."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

import pytest

from oscbridge.config.reading import load_settings, parse_settings
from oscbridge.errors import OscbridgeError
from oscbridge.midi.files import last_bars, parse_midi
from oscbridge.osc.packets import build_message
from oscbridge.osc.web.oscquery import Host, Query
from oscbridge.osc.web.server import WebServer
from tests.osc.conftest import PING, Rig, Socket, error_code, rig, rigs, sockets

__all__ = ["rig", "rigs", "sockets"]

HUGE_ID = b"/oscbridge/ping\0,f\0\0" + struct.pack(">f", 2.476e27)


def test_an_id_that_no_reply_can_carry_is_refused_and_the_next_message_read(rig: Rig) -> None:
    # It ended reading for good: one datagram and the daemon was deaf.
    with rig.client() as client:
        client.send_raw(HUGE_ID)
        assert error_code(client) == "wrong-types"
        client.send_raw(PING)
        assert client.wait_for("pong").args[-1] == 7


@pytest.mark.parametrize("value", [2.0**63, -(2.0**63), 1e300, float("inf"), float("nan")])
def test_no_number_that_fits_nowhere_is_an_id(rig: Rig, value: float) -> None:
    with rig.client() as client:
        client.send_raw(b"/oscbridge/follow\0\0\0,d\0\0" + struct.pack(">d", value))
        assert error_code(client) in ("wrong-types", "out-of-range")


def test_whatever_goes_wrong_with_one_packet_the_next_is_read(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rig.server._obey_packet

    def broken(arrival: object) -> None:
        monkeypatch.setattr(rig.server, "_obey_packet", real)
        raise RuntimeError("a fault")

    monkeypatch.setattr(rig.server, "_obey_packet", broken)
    with rig.client() as client:
        client.send_raw(PING)
        client.send_raw(PING)
        assert client.wait_for("pong").args[-1] == 7
    assert rig.server.counters["internal_errors"] == 1


@pytest.mark.parametrize("twice", ["Host", "Origin"])
def test_a_header_that_comes_twice_is_refused_not_an_internal_error(rig: Rig, twice: str) -> None:
    query = Query(lambda at: Host("rig", at, 1, at, 1))
    server = rig.call(WebServer, rig.server, lambda path: None, 0, 1000, query)
    rig.run(server.start())
    own = f"127.0.0.1:{server.port}"
    value = own if twice == "Host" else f"http://{own}"
    lines = [f"Host: {own}", f"{twice}: {value}"] + ([f"Origin: {value}"] * (twice == "Origin"))
    with socket.create_connection(("127.0.0.1", server.port), 5) as stream:
        stream.sendall(("GET /oscbridge HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())
        assert stream.recv(100).startswith(b"HTTP/1.1 403 ")
    rig.run(server.stop())


@pytest.mark.parametrize(
    "text",
    [
        "osc:\n  port: !!int x",
        "osc:\n  port: !!timestamp 9",
        "osc:\n  host: !!binary ö",
        "osc:\n  lease_s: !!float [",
        "osc: " + "[" * 1500,
    ],
)
def test_a_config_value_that_does_not_fit_its_tag_is_an_error_with_its_place(text: str) -> None:
    with pytest.raises(OscbridgeError, match=r"config-invalid: my\.yaml"):
        parse_settings(text, "my.yaml")


@pytest.mark.parametrize(
    "text", ["osc.port=!!int x", "osc.port=2026-99-99", "osc.port=" + "[" * 1500]
)
def test_so_is_one_on_the_command_line(text: str) -> None:
    with pytest.raises(OscbridgeError, match="config-invalid: --set"):
        load_settings(None, [text])


@pytest.mark.parametrize(
    "event", [b"\x90\x3c\x50", b"\xff\x51\x03\x07\xa1\x20", b"\xff\x58\x04\4\2\x18\x08"]
)
def test_a_time_of_two_hundred_bytes_is_no_midi(event: bytes) -> None:
    later = (
        b"\x00\x90\x3c\x50" + b"\xff" * 200 + b"\x7f" + event + b"\x60\x80\x3c\x00\x00\xff\x2f\x00"
    )
    head = b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk"
    with pytest.raises(OscbridgeError, match="bad-midi"):
        parse_midi(head + len(later).to_bytes(4, "big") + later)


def test_a_song_of_one_note_shorter_than_a_tick_has_a_bar() -> None:
    track = b"\x00\x90\x3c\x50\x10\x80\x3c\x00\x00\xff\x2f\x00"
    head = b"MThd\0\0\0\6\0\0\0\1\x7c\x60MTrk"
    song = parse_midi(head + len(track).to_bytes(4, "big") + track)
    assert song.bar_lines() == [(0.0, 4.0)]
    assert last_bars(song).bars == 1


def test_a_repeated_pattern_that_matches_much_is_no_work(
    rig: Rig, sockets: Callable[[], Socket]
) -> None:
    one = sockets()
    one.send("/oscbridge/" + "{a,b,c,d}" * 20)
    assert one.receive().args[0] == "bad-pattern"
    one.raw(build_message("/oscbridge/p*g", (3,)))
    assert one.receive().address == "/oscbridge/pong"
