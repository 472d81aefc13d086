"""Questions, requests, errors and bundles, on real UDP and TCP sockets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

import oscbridge
from oscbridge.errors import OscbridgeError
from oscbridge.osc.frames import FrameLimits
from oscbridge.osc.limits import ServerLimits
from oscbridge.osc.packets import build_bundle, build_message
from oscbridge.osc.requests import Request
from tests.osc.conftest import PING, Rig, Socket, error_code

Sockets = Callable[[], Socket]
both = pytest.mark.parametrize("transport", ["udp", "tcp"])


@both
def test_a_ping_is_answered_with_the_version_and_its_id(rig: Rig, transport: str) -> None:
    with rig.client(transport) as client:
        assert client.request("ping", "me", reply="pong").args == (oscbridge.__version__, "me")
        assert client.request("ping", reply="pong").args == (oscbridge.__version__, -1)
        assert client.request("version", 3, reply="version").args[:2] == (
            oscbridge.__version__,
            3,
        )


@both
def test_a_request_reaches_the_daemon_with_its_values_by_name(rig: Rig, transport: str) -> None:
    with rig.client(transport) as client:
        client.send("affect/set", 0.5, -0.25, 2, "slider")
        request = rig.next()
    assert request.address == "/oscbridge/affect/set"
    assert request.values == {"valence": 0.5, "arousal": -0.25, "seconds": 2.0, "id": "slider"}
    assert request.id == "slider"
    assert request.peer.transport.value == transport
    assert 0 <= time.monotonic() - request.received_at_s < 5


@both
@pytest.mark.parametrize(
    ("address", "args", "code"),
    [
        ("pign", (), "unknown-address"),
        ("tempo", ("fast",), "wrong-types"),
        ("tempo", (), "wrong-count"),
        ("tempo", (9000.0,), "out-of-range"),
        ("mode", ("never",), "unknown-choice"),
        ("clock", ("sundial",), "unknown-choice"),
        ("*", (), "pattern-refused"),
        ("{a", (), "bad-pattern"),
        ("x*", (), "unknown-address"),
        ("unsubscribe", (), "not-subscribed"),
        ("subscribe", (7401, "10.9.8.7"), "host-refused"),
    ],
)
def test_what_cannot_be_obeyed_gets_one_coded_error(
    rig: Rig, transport: str, address: str, args: tuple[object, ...], code: str
) -> None:
    with rig.client(transport) as client:
        client.send(address, *args)
        client.send("ping", 99)
        error, pong = client.receive(), client.receive()
    assert error.address == "/oscbridge/error"
    assert error.args[0] == code
    assert error.args[2:] == ("/oscbridge/" + address, -1)
    assert pong.address == "/oscbridge/pong"
    assert rig.requests.empty()


@pytest.mark.parametrize(
    "data",
    [
        b"\0",  # Too short for anything; python-osc's asyncio server says nothing at all.
        b"/oscbridge/ping",  # The address is not ended.
        PING[:-1],  # Cut short on the way.
        b"/oscbridge/affect/set\0\0\0,ff\0\x3f\0\0\0",  # The second float is missing.
        b"/oscbridge/ping\0,q\0\0",  # A type tag that nobody knows.
        b"#bundle\0\0\0\0\0\0\0\0\1\xff\xff\xff\xfc",  # Hangs python-osc's parser.
        b"GET / HTTP/1.1\r\n\r\n",  # A browser that knocks at the wrong door.
    ],
)
def test_a_broken_datagram_gets_one_error_and_the_next_is_answered(
    rig: Rig, sockets: Sockets, data: bytes
) -> None:
    sender = sockets()
    sender.raw(data)
    sender.raw(PING)
    error, pong = sender.receive(), sender.receive()
    assert (error.args[0], error.args[2], error.args[3]) == ("bad-packet", "", -1)
    assert pong.args == (oscbridge.__version__, 7)


def test_an_empty_datagram_gets_an_error_too(rig: Rig, sockets: Sockets) -> None:
    sender = sockets()
    sender.raw(b"")
    assert sender.receive().args[0] == "bad-packet"


def test_an_error_that_is_sent_to_us_is_not_answered(rig: Rig, sockets: Sockets) -> None:
    # Two oscbridges that were pointed at each other must not talk for ever.
    sender = sockets()
    sender.send("/oscbridge/error", "some-code", "text", "", -1)
    sender.raw(PING)
    assert sender.receive().address == "/oscbridge/pong"
    assert rig.server.counters["errors_heard"] == 1


def test_a_pattern_asks_every_question_that_it_matches(rig: Rig) -> None:
    with rig.client() as client:
        client.send("{ping,version}", 5)
        assert {client.receive().address, client.receive().address} == {
            "/oscbridge/pong",
            "/oscbridge/version",
        }


def test_what_the_daemon_refuses_becomes_an_error_with_the_messages_address_and_id(
    rig: Rig,
) -> None:
    def refuse(request: Request) -> None:
        raise OscbridgeError("unknown-engine", "there is no engine 'x'")

    rig.obey = refuse
    with rig.client() as client:
        client.send("engine", "x", "me")
        assert client.receive().args == (
            *("unknown-engine", "there is no engine 'x'"),
            *("/oscbridge/engine", "me"),
        )


def test_a_handler_may_be_a_coroutine_and_others_are_served_while_it_waits(rig: Rig) -> None:
    gate = asyncio.Event()

    async def obey(request: Request) -> None:
        await gate.wait()
        rig.server.reply(request.peer, "/oscbridge/noface", request.id)
        raise OscbridgeError("no-more", "that was all")

    rig.obey = obey
    with rig.client() as client:
        client.send("file", "/a.jpg", 1)
        client.request("ping", 2, reply="pong")
        rig.call(gate.set)
        assert client.receive().address == "/oscbridge/noface"
        assert client.receive().args[0] == "no-more"


def test_a_fault_in_the_daemon_is_an_error_reply_and_not_the_end(rig: Rig) -> None:
    def fail(request: Request) -> None:
        raise ZeroDivisionError

    rig.obey = fail
    with rig.client() as client:
        client.send("play", 4)
        error = client.receive()
        assert (error.args[0], error.args[3]) == ("internal-error", 4)
        client.request("ping", reply="pong")


def test_a_frame_larger_than_a_datagram_arrives_in_chunks_as_one_request(rig: Rig) -> None:
    image = bytes(range(256)) * 1000
    with rig.client() as client:
        assert client.send_frame(image) == 1
        request = rig.next()
        assert (request.address, request.values) == ("/oscbridge/frame", {"blob": image, "id": 1})
        assert [c.message.address for c in client.captured].count("/oscbridge/frame/chunk") == 4


def test_a_frame_in_chunks_that_is_too_large_gets_one_error(rigs: Callable[..., Rig]) -> None:
    rig = rigs(limits=ServerLimits(frames=FrameLimits(frame_bytes=100_000)))
    with rig.client() as client:
        client.send_frame(bytes(300_000), "huge")
        client.send("ping", 1)
        error, pong = client.receive(), client.receive()
    assert (error.args[0], *error.args[2:]) == (
        *("frame-too-large", "/oscbridge/frame/chunk", "huge"),
    )
    assert pong.address == "/oscbridge/pong"


def test_a_frame_that_stays_incomplete_is_told(rigs: Callable[..., Rig]) -> None:
    rig = rigs(limits=ServerLimits(frames=FrameLimits(age_s=0.1)))
    with rig.client(timeout_s=5) as client:
        client.send("frame/chunk", "half", 0, 2, b"x")
        error = client.receive()
    assert (error.args[0], error.args[3]) == ("frame-incomplete", "half")


def test_a_bundle_dated_in_the_future_is_obeyed_then_and_freezes_nothing(rig: Rig) -> None:
    # python-osc's asyncio server sleeps until then, and with it everything else.
    with rig.client() as client:
        due_s = time.time() + 1.0
        messages = [build_message("/oscbridge/seed", [n]) for n in range(20)]
        client.send_raw(build_bundle(messages, due_s))
        client.request("ping", reply="pong")
        assert time.time() < due_s
        assert rig.requests.empty()
        assert [rig.next().values["n"] for _ in range(20)] == list(range(20))
        assert time.time() >= due_s - 0.005


def test_a_past_bundle_and_an_immediate_one_are_obeyed_at_once(rig: Rig) -> None:
    play = build_message("/oscbridge/play")
    with rig.client() as client:
        client.send_raw(build_bundle([play], time.time() - 3600))
        client.send_raw(build_bundle([build_message("/oscbridge/stop")]))
        assert [rig.next().address, rig.next().address] == ["/oscbridge/play", "/oscbridge/stop"]


def test_a_bundle_past_the_horizon_is_refused_message_by_message(rig: Rig) -> None:
    with rig.client() as client:
        messages = [build_message("/oscbridge/seed", [n, f"id-{n}"]) for n in range(2)]
        client.send_raw(build_bundle(messages, time.time() + 11))
        for n in range(2):
            error = client.receive()
            assert (error.args[0], error.args[3]) == ("bundle-too-far-ahead", f"id-{n}")
    assert rig.requests.empty()


def test_a_wrong_message_in_a_future_bundle_is_told_at_once(rig: Rig) -> None:
    with rig.client() as client:
        client.send_raw(build_bundle([build_message("/oscbridge/tempo")], time.time() + 9))
        assert error_code(client) == "wrong-count"
