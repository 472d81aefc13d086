"""Clients that mean harm: slow, half there, too large, too many, wrong a thousand times."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.osc.guard import ERRORS_AT_ONCE
from oscbridge.osc.limits import ServerLimits
from oscbridge.osc.packets import build_bundle, build_message
from oscbridge.osc.slip import slip_encode
from oscbridge.osc.transports import ByteBudget
from oscbridge.osc.web import server as web_server
from oscbridge.osc.web.oscquery_connection import read_command
from oscbridge.osc.web.server import Document, WebServer
from tests.osc.conftest import PING, Rig, error_code

PAGE = Document("text/html; charset=utf-8", b"<p>the page</p>")


@pytest.fixture
def web(rig: Rig) -> Iterator[tuple[Rig, int]]:
    """A rig with a page, and the page's port."""
    server = rig.call(WebServer, rig.server, lambda path: PAGE if path == "/" else None, 0, 10_000)
    rig.run(server.start())
    yield rig, server.port
    rig.run(server.stop())


def alive(rig: Rig) -> None:
    with rig.client() as client:
        client.request("ping", reply="pong")


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 5)


def is_ended(stream: socket.socket) -> bool:
    """Whether the other end closes within the socket's patience; what it says is passed over."""
    with contextlib.suppress(ConnectionResetError):
        while stream.recv(65_536):
            pass
    return True


# -- errors by the thousand --------------------------------------------------------------------


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_of_thousands_of_wrong_messages_each_is_told_or_counted_aloud(
    rig: Rig, transport: str
) -> None:
    wrong = 2 * ERRORS_AT_ONCE
    with rig.client(transport) as client:
        for number in range(wrong):
            client.send("/oscbridge/tempo", "fast", number)
        told = counted = 0
        while told + counted < wrong:
            code, message, *_ = client.wait_for("error", 5).args
            if code == "rate-limited":
                counted += int(message.split()[0])
            else:
                told += 1
        assert counted > 0
        assert (told + counted, rig.server.counters["errors"]) == (wrong, wrong)
        assert rig.server.counters["errors_untold"] == counted
        client.request("ping", reply="pong")


def test_one_that_errs_costs_another_none_of_its_errors(rig: Rig) -> None:
    with rig.client() as wrong, rig.client() as other:
        for _ in range(ERRORS_AT_ONCE + 100):
            wrong.send("/oscbridge/nothing")
        other.send("/oscbridge/nothing", "mine")
        assert error_code(other) == "unknown-address"


# -- TCP ---------------------------------------------------------------------------------------


def test_packets_that_only_begin_fill_no_memory(rigs: Callable[..., Rig]) -> None:
    rig = rigs(limits=ServerLimits(unfinished_bytes=100_000))
    with rig.client("tcp") as first, rig.client("tcp") as second:
        first._socket.sendall(b"\xc0" + b"/" * 60_000)
        until = time.monotonic() + 5
        while sum(rig.call(held_bytes, rig)) < 60_000:
            assert time.monotonic() < until
        second._socket.sendall(b"\xc0" + b"/" * 60_000)
        assert error_code(second) == "packet-too-large"
        second._socket.sendall(b"more\xc0" + slip_encode(PING))
        assert second.wait_for("pong").args[-1] == 7
        first._socket.sendall(b"\xc0")
        assert error_code(first) == "bad-packet"


def held_bytes(rig: Rig) -> list[int]:
    return [
        connection._decoder.held_bytes  # type: ignore[attr-defined]
        for connection in rig.server._connections.values()
    ]


def test_a_connection_that_ends_gives_its_bytes_back() -> None:
    budget = ByteBudget(100)
    assert budget.hold("a", 60)
    assert not budget.hold("b", 60)
    budget.release("b")
    assert budget.hold("b", 40)
    assert budget.hold("a", 0)
    assert budget.hold("b", 100)


def test_one_that_hangs_up_in_the_middle_costs_nothing(rig: Rig) -> None:
    for ending in (b"", b"\xc0", b"\xc0/oscb", b"\xc0\xdb", b"\0\0\0\x10/osc"):
        stream = connected(rig.port)
        stream.sendall(ending)
        stream.close()
    alive(rig)


def test_the_system_asks_whether_a_silent_client_lives(rig: Rig) -> None:
    with rig.client("tcp") as client:
        client.request("ping", reply="pong")
        (connection,) = rig.server._connections.values()
        made = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]
        assert made.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


# -- bundles -----------------------------------------------------------------------------------


def test_no_bundle_is_too_deep_too_long_or_too_far_to_be_refused_aloud(rig: Rig) -> None:
    deep = PING
    for _ in range(20):
        deep = build_bundle([deep])
    with rig.client("tcp") as client:
        client.send_raw(deep)
        assert error_code(client) == "bad-packet"
        client.send_raw(build_bundle([PING] * 1001))
        assert error_code(client) == "bad-packet"
        client.send_raw(build_bundle([PING], time.time() + 3600))
        assert error_code(client) == "bundle-too-far-ahead"
        client.send_raw(build_message("/oscbridge/file", ("/" + "x" * 1_000_000,)))
        assert error_code(client) == "out-of-range"
        client.send_raw(build_message("/oscbridge/" + "x" * 1_000_000))
        error = client.wait_for("error").args
        assert error[0] == "unknown-address"
        assert len(error[1]) + len(error[2]) < 1000


# -- the page ----------------------------------------------------------------------------------


def test_a_head_that_drips_in_is_not_waited_for(
    rigs: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "_OPEN_TIMEOUT_S", 0.2)
    rig = rigs()
    server = rig.call(WebServer, rig.server, lambda path: PAGE, 0, 10_000)
    rig.run(server.start())
    for begin in (b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "):
        with connected(server.port) as stream:
            stream.sendall(begin)
            assert is_ended(stream)
    rig.run(server.stop())


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n" + b"X: " + b"x" * 20_000,
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1000,
        b"GET /" + b"x" * 20_000,
        b"\0" * 20_000,
    ],
)
def test_a_head_without_an_end_is_cut_off(web: tuple[Rig, int], head: bytes) -> None:
    rig, port = web
    with connected(port) as stream:
        with contextlib.suppress(ConnectionError):
            stream.sendall(head)
        assert is_ended(stream)
    alive(rig)


def test_connections_that_say_nothing_are_no_more_than_may_be(
    web: tuple[Rig, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rig, port = web
    monkeypatch.setattr(web_server, "_MAX_CONNECTIONS", 3)
    silent = [connected(port) for _ in range(3)]
    with connected(port) as one_more:
        assert is_ended(one_more)
    silent.pop().close()
    alive(rig)
    until = time.monotonic() + 5
    while (status := _get(port)) != 200:
        assert time.monotonic() < until, status
    for stream in silent:
        stream.close()


def _get(port: int) -> int:
    http_client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        http_client.request("GET", "/")
        return http_client.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        http_client.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/osc", "/oscbridge/panic"])
def test_no_form_of_another_site_does_anything(
    web: tuple[Rig, int], method: str, path: str
) -> None:
    """A browser sends such a POST to anywhere, without asking; only its answer is kept from it."""
    rig, port = web
    body = build_message("/oscbridge/panic")
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://evil.example\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with connected(port) as stream:
        stream.sendall(head.encode() + body)
        stream.shutdown(socket.SHUT_WR)
        answer = stream.recv(1000)
    assert not re.match(rb"HTTP/1.1 [123]", answer), answer
    assert b"Access-Control-Allow" not in answer
    alive(rig)
    assert rig.requests.empty()


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("evil.example:{port}", None),  # a name that was pointed at 127.0.0.1
        ("evil.example:{port}", "http://evil.example:{port}"),
        ("127.0.0.1:{port}", "http://evil.example"),
        ("127.0.0.1:{port}", "http://127.0.0.1:1"),  # another server of this machine
        ("127.0.0.1:{port}", "https://127.0.0.1:{port}"),
        ("127.0.0.1:{port}", "null"),  # a file, or a frame in a sandbox
        ("127.0.0.1", None),
        ("127.0.0.1.evil.example:{port}", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("path", ["/", "/osc"])
def test_no_other_site_reads_the_page_or_talks_to_it(
    web: tuple[Rig, int], path: str, host: str, origin: str | None
) -> None:
    rig, port = web
    lines = [f"GET {path} HTTP/1.1", f"Host: {host.format(port=port)}"]
    lines += [f"Origin: {origin.format(port=port)}"] if origin else []
    lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]
    with connected(port) as stream:
        stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        assert stream.recv(1000).startswith(b"HTTP/1.1 403 ")
    assert rig.server.connections == ()


def test_a_connected_client_is_unharmed_by_all_that(web: tuple[Rig, int]) -> None:
    rig, port = web
    with OscbridgeClient(port=rig.port, transport="tcp") as client:
        for _ in range(50):
            with connected(port) as stream:
                stream.sendall(b"\xff" * 100)
        client.request("ping", reply="pong")


def test_a_packet_full_of_patterns_is_obeyed_as_far_as_is_cheap_and_refused_aloud(rig: Rig) -> None:
    pattern = build_message("/oscbridge/p?ng")
    with rig.client("tcp") as client:
        client.send_raw(build_bundle([pattern] * 20))
        for _ in range(16):
            client.wait_for("pong")
        for _ in range(4):
            assert error_code(client) == "bad-pattern"


# -- any bytes at all --------------------------------------------------------------------------


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.binary(min_size=1, max_size=60), max_size=8))
def test_no_bytes_over_tcp_keep_the_next_client_from_being_answered(
    rig: Rig, pieces: list[bytes]
) -> None:
    with connected(rig.port) as stream, contextlib.suppress(ConnectionError):
        for piece in pieces:
            stream.sendall(piece)
    alive(rig)
    assert not rig.server.counters["internal_errors"]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.binary(min_size=1, max_size=60), max_size=8))
def test_no_frames_of_a_websocket_do_either(web: tuple[Rig, int], pieces: list[bytes]) -> None:
    rig, port = web
    head = (
        f"GET /osc HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    with connected(port) as stream, contextlib.suppress(ConnectionError):
        stream.sendall(head.encode())
        assert stream.recv(100).startswith(b"HTTP/1.1 101")
        for piece in pieces:
            stream.sendall(b"\x82" + bytes([0x80 | len(piece)]) + b"\0\0\0\0" + piece)
            stream.sendall(piece)  # and no frame at all
    alive(rig)
    assert not rig.server.counters["internal_errors"]


@given(
    st.one_of(
        st.text(max_size=100),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=9),
            lambda inside: (
                st.lists(inside, max_size=3)
                | st.dictionaries(st.sampled_from(["COMMAND", "DATA", "x"]), inside, max_size=3)
            ),
            max_leaves=8,
        ).map(json.dumps),
    )
)
def test_no_text_is_a_command_but_the_two_that_are(text: str) -> None:
    with contextlib.suppress(OscbridgeError):
        name, path = read_command(text)
        assert name in ("LISTEN", "IGNORE")
        assert json.loads(text)["DATA"] == path
