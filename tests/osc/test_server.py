"""The server on real UDP and TCP sockets."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable

import pytest

import oscbridge
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.osc.frames import FrameLimits
from oscbridge.osc.packets import build_bundle, build_message
from oscbridge.osc.requests import Request
from oscbridge.osc.server import OscServer, ServerLimits
from oscbridge.osc.slip import slip_encode
from tests.osc.conftest import Rig, Socket

Sockets = Callable[[], Socket]
both = pytest.mark.parametrize("transport", ["udp", "tcp"])

PING = b"/oscbridge/ping\0,i\0\0\0\0\0\x07"


def error_code(client: OscbridgeClient, id: int | str | None = None) -> str:
    return str(client.wait_for("error", id=id).args[0])


# -- questions and errors ------------------------------------------------------------------------


@both
def test_a_ping_is_answered_with_the_version_and_its_id(rig: Rig, transport: str) -> None:
    with rig.client(transport) as client:
        assert client.request("ping", "me", reply="pong").args == (oscbridge.__version__, "me")
        assert client.request("ping", reply="pong").args == (oscbridge.__version__, -1)
        assert client.request("version", 3, reply="version").args == (oscbridge.__version__, 3)


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
        ("clock", ("midi",), "not-available-yet"),
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
    assert rig.server.counters["errors-heard"] == 1


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


# -- where replies go ----------------------------------------------------------------------------


def test_a_patch_that_cannot_receive_where_it_sends_is_answered_at_its_port(
    rig: Rig, sockets: Sockets
) -> None:
    udpsend, udpreceive = sockets(), sockets()
    udpsend.send("/oscbridge/subscribe", udpreceive.port, 9)
    udpsend.send("/oscbridge/ping", 1)
    udpsend.send("/oscbridge/tempo", "x", 2)
    subscribed, pong, error = (udpreceive.receive() for _ in range(3))
    assert subscribed.args == ("127.0.0.1", udpreceive.port, 60.0, 9)
    assert pong.args[1] == 1
    assert error.args[3] == 2
    assert udpsend.is_silent()


def test_two_patches_on_one_machine_each_get_their_own_replies(rig: Rig, sockets: Sockets) -> None:
    patches = [(sockets(), sockets()) for _ in range(2)]
    for number, (udpsend, udpreceive) in enumerate(patches):
        udpsend.send("/oscbridge/subscribe", udpreceive.port)
        udpreceive.receive()
        udpsend.send("/oscbridge/ping", number)
    for number, (_, udpreceive) in enumerate(patches):
        assert udpreceive.receive().args[1] == number
        assert udpreceive.is_silent()


def test_a_program_beside_a_subscribed_patch_still_hears_its_own_answer(
    rig: Rig, sockets: Sockets
) -> None:
    udpsend, udpreceive, program = sockets(), sockets(), sockets()
    udpsend.send("/oscbridge/subscribe", udpreceive.port)
    udpreceive.receive()
    program.send("/oscbridge/ping", 3)
    assert program.receive().args[1] == 3
    assert udpreceive.receive().args[1] == 3


def test_after_unsubscribing_replies_go_to_where_messages_come_from(
    rig: Rig, sockets: Sockets
) -> None:
    udpsend, udpreceive = sockets(), sockets()
    udpsend.send("/oscbridge/subscribe", udpreceive.port)
    udpreceive.receive()
    udpsend.send("/oscbridge/unsubscribe", 8)
    # 8 is read as a port, as documented, and nobody has it; without it the own one ends.
    assert udpreceive.receive().args[0] == "not-subscribed"
    udpsend.send("/oscbridge/unsubscribe")
    assert udpsend.receive().args == ("127.0.0.1", udpreceive.port, -1)
    udpsend.send("/oscbridge/ping")
    assert udpsend.receive().address == "/oscbridge/pong"


def test_subscribing_our_own_port_is_refused(rig: Rig, sockets: Sockets) -> None:
    # Else every reply would come back as a message that gets a reply.
    sender = sockets()
    sender.send("/oscbridge/subscribe", rig.port)
    assert sender.receive().args[0] == "port-refused"


def test_news_reach_subscribers_and_tcp_clients_once_and_not_the_one_left_out(
    rig: Rig, sockets: Sockets
) -> None:
    one, other, bystander = sockets(), sockets(), sockets()
    for listener in (one, other):
        listener.send("/oscbridge/subscribe", listener.port)
        listener.receive()
    bystander.send("/oscbridge/affect/release")
    asker = rig.next().peer
    with rig.client("tcp") as client:
        client.request("ping", reply="pong")
        rig.call(rig.server.broadcast, "/oscbridge/beat", 1, 2)
        for listener in (one, other):
            assert listener.receive().args == (1, 2)
        assert client.receive().args == (1, 2)
        one.send("/oscbridge/affect/release")
        rig.call(rig.server.broadcast, "/oscbridge/beat", 1, 3, exclude=rig.next().peer)
        assert other.receive().args == (1, 3)
        assert client.receive().args == (1, 3)
        assert one.is_silent()
    assert bystander.is_silent(0.01)
    # What its reply reached already is left out too: the bystander's reply goes to both ports.
    rig.call(rig.server.broadcast, "/oscbridge/beat", 1, 4, exclude=asker)
    assert one.is_silent()


def test_ready_is_told_to_listeners_and_to_each_that_comes_later(
    rig: Rig, sockets: Sockets
) -> None:
    early, late = sockets(), sockets()
    early.send("/oscbridge/subscribe", early.port)
    early.receive()
    rig.call(rig.server.announce_ready)
    assert early.receive().address == "/oscbridge/ready"
    late.send("/oscbridge/subscribe", late.port)
    assert late.receive().address == "/oscbridge/subscribed"
    assert late.receive().address == "/oscbridge/ready"
    late.send("/oscbridge/subscribe", late.port)
    assert late.receive().address == "/oscbridge/subscribed"
    assert late.is_silent()
    with rig.client("tcp") as client:
        assert client.receive().address == "/oscbridge/ready"


def test_a_lease_ends_by_itself(rigs: Callable[..., Rig]) -> None:
    rig = rigs(lease_s=0.2)
    sender, listener = Socket(rig.port), Socket(rig.port)
    sender.send("/oscbridge/subscribe", listener.port)
    listener.receive()
    deadline = time.monotonic() + 5
    while rig.call(rig.server.subscriptions.targets):
        assert time.monotonic() < deadline, "the lease did not end"
        time.sleep(0.02)
    sender.send("/oscbridge/ping")
    assert sender.receive().address == "/oscbridge/pong"
    sender.close()
    listener.close()


def test_a_reply_too_large_for_a_datagram_is_an_error_over_udp_and_whole_over_tcp(
    rig: Rig,
) -> None:
    text = "x" * 70_000

    def obey(request: Request) -> None:
        rig.server.reply(request.peer, "/oscbridge/status", "log", text, request.id)

    rig.obey = obey
    with rig.client() as client:
        client.send("status")
        assert error_code(client) == "reply-too-large"
    with rig.client("tcp") as client:
        assert client.request("status", reply="status").args[1] == text


# -- TCP -----------------------------------------------------------------------------------------


def tcp_socket(rig: Rig) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", rig.port), 5)
    made.settimeout(5)
    return made


def test_a_tcp_stream_is_read_whatever_the_pieces_it_arrives_in(rig: Rig) -> None:
    with tcp_socket(rig) as stream:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in slip_encode(PING):
            stream.send(bytes([byte]))
        pong = build_message("/oscbridge/pong", [oscbridge.__version__, 7])
        expected = slip_encode(pong)
        assert stream.recv(len(expected), socket.MSG_WAITALL) == expected


def test_a_tcp_stream_with_length_prefixes_is_told_to_use_slip(rig: Rig) -> None:
    with tcp_socket(rig) as stream:
        stream.sendall(struct.pack(">i", len(PING)) + PING)
        received = b""
        while piece := stream.recv(4096):
            received += piece
    assert b"not-slip" in received


def test_a_bad_escape_and_a_packet_too_large_are_errors_and_the_stream_goes_on(
    rigs: Callable[..., Rig],
) -> None:
    rig = rigs(limits=ServerLimits(packet_bytes=1000))
    with rig.client("tcp") as client:
        client._socket.sendall(b"\xc0/\xdbx\xc0")
        assert error_code(client) == "bad-slip"
        client.send("frame", bytes(2000))
        assert error_code(client) == "packet-too-large"
        client.request("ping", reply="pong")


def test_a_large_frame_arrives_whole_over_tcp(rig: Rig) -> None:
    image = bytes(range(256)) * 8000
    with rig.client("tcp") as client:
        client.send_frame(image, "big")
        assert rig.next().values == {"blob": image, "id": "big"}


def test_one_tcp_client_too_many_is_told_and_turned_away(rigs: Callable[..., Rig]) -> None:
    rig = rigs(limits=ServerLimits(connections=1))
    with rig.client("tcp") as first:
        first.request("ping", reply="pong")
        with rig.client("tcp") as second:
            assert error_code(second) == "too-many-connections"
        first.request("ping", reply="pong")
    with rig.client("udp") as client:
        client.request("ping", reply="pong")


def test_a_tcp_client_that_never_reads_is_cut_off_and_the_others_are_served(rig: Rig) -> None:
    with tcp_socket(rig) as deaf, rig.client("tcp") as client:
        client.request("ping", reply="pong")
        deadline = time.monotonic() + 10
        while len(rig.call(lambda: rig.server.connections)) == 2:
            assert time.monotonic() < deadline, "still connected"
            rig.call(rig.server.broadcast, "/oscbridge/status", "x", "y" * 1_000_000, -1)
            assert client.wait_for("status").args[0] == "x"
        client.request("ping", reply="pong")
        del deaf


def test_a_tcp_client_that_sends_faster_than_it_is_read_is_slowed_not_lost(rig: Rig) -> None:
    # 60 frames of a megabyte are more than may wait at once: TCP makes the sender wait.
    with rig.client("tcp", timeout_s=30) as client:
        for number in range(60):
            client.send_frame(bytes(1_000_000), number)
        assert [rig.next().id for _ in range(60)] == list(range(60))


# -- frames in chunks ----------------------------------------------------------------------------


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


# -- bundles -------------------------------------------------------------------------------------


def test_a_bundle_dated_in_the_future_is_obeyed_then_and_freezes_nothing(rig: Rig) -> None:
    # python-osc's asyncio server sleeps until then, and with it everything else.
    with rig.client() as client:
        due_s = time.time() + 0.3
        messages = [build_message("/oscbridge/seed", [n]) for n in range(20)]
        client.send_raw(build_bundle(messages, due_s))
        asked_at_s = time.monotonic()
        client.request("ping", reply="pong")
        assert time.monotonic() - asked_at_s < 0.25
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


# -- sockets -------------------------------------------------------------------------------------


def test_a_port_in_use_is_an_error_that_names_it_and_the_way_out(rig: Rig) -> None:
    async def start() -> None:
        await OscServer(lambda request: None, port=rig.port).start()

    with pytest.raises(OscbridgeError, match=f"osc.port={rig.port + 1}") as caught:
        asyncio.run(start())
    assert caught.value.code == "port-busy"
    assert str(rig.port) in caught.value.message


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_either_half_of_the_port_in_use_is_port_busy(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            other.listen()
        server = OscServer(lambda request: None, port=other.getsockname()[1])
        with pytest.raises(OscbridgeError, match="in use") as caught:
            asyncio.run(server.start())
    assert caught.value.code == "port-busy"


def test_a_host_that_is_not_ours_cannot_be_listened_on() -> None:
    server = OscServer(lambda request: None, host="192.0.2.1", port=0)
    with pytest.raises(OscbridgeError) as caught:
        asyncio.run(server.start())
    assert caught.value.code == "cannot-listen"


def test_a_stopped_server_frees_its_port_at_once() -> None:
    async def twice() -> None:
        first = OscServer(lambda request: None, port=0)
        await first.start()
        second = OscServer(lambda request: None, port=first.port)
        client = await asyncio.to_thread(OscbridgeClient, port=first.port, transport="tcp")
        await first.stop()
        await second.start()
        await second.stop()
        client.close()

    asyncio.run(twice())


def test_a_burst_of_ten_thousand_datagrams_is_read_without_loss_or_the_loss_is_told(
    rig: Rig,
) -> None:
    # With the default socket buffer python-osc's blocking server keeps 1,179 of these.
    count = 10_000
    packets = [build_message("/oscbridge/seed", [n]) for n in range(count)]

    def burst() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for packet in packets:
                sender.sendto(packet, ("127.0.0.1", rig.port))

    thread = threading.Thread(target=burst)
    thread.start()
    thread.join()
    deadline = time.monotonic() + 20
    while (received := rig.requests.qsize()) + lost(rig) < count:
        assert time.monotonic() < deadline, f"{received} received, {lost(rig)} told as lost"
        time.sleep(0.05)
    seeds = [rig.requests.get().values["n"] for _ in range(received)]
    assert seeds == sorted(seeds, key=lambda n: n if isinstance(n, int) else -1)
    buffer = rig.call(lambda: rig.server.receive_buffer_bytes)
    print(f"{received} of {count} received, receive buffer {buffer} bytes")
    if buffer >= 8 * 2**20:
        assert received == count


def lost(rig: Rig) -> int:
    return rig.call(lambda: rig.server.counters["lost"])
