"""The sockets: TCP streams, busy ports, bursts."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import oscbridge
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.osc.limits import ServerLimits
from oscbridge.osc.packets import build_message
from oscbridge.osc.server import OscServer
from oscbridge.osc.slip import slip_encode
from oscbridge.osc.transports import TcpConnection
from tests.osc.conftest import PING, Rig, Socket, error_code

Sockets = Callable[[], Socket]


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


def test_neither_side_of_a_tcp_stream_waits_for_an_acknowledgement(rig: Rig) -> None:
    # Nagle's algorithm and delayed acknowledgements together made each reply 40 ms late.
    with rig.client("tcp") as client:
        client.request("ping", reply="pong")
        (connection,) = rig.server._connections.values()
        assert isinstance(connection, TcpConnection)
        assert connection._transport is not None
        ours = connection._transport.get_extra_info("socket")
        for stream in (client._socket, ours):
            assert stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


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


@pytest.mark.skipif(not Path("/proc/net/udp").exists(), reason="only Linux tells what it dropped")
def test_what_the_system_dropped_before_we_could_read_it_is_told(
    rig: Rig, sockets: Sockets
) -> None:
    count = 30_000
    listener = sockets()
    listener.send("/oscbridge/subscribe", listener.port)
    listener.receive()
    gate = threading.Event()
    standing = threading.Thread(target=rig.call, args=(gate.wait,))
    standing.start()  # The event loop stands still: nothing is read while the burst comes.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        packet = build_message("/oscbridge/seed", [1])
        for _ in range(count):
            sender.sendto(packet, ("127.0.0.1", rig.port))
    gate.set()
    standing.join()
    deadline = time.monotonic() + 20
    while rig.requests.qsize() + lost(rig) < count:
        assert time.monotonic() < deadline, f"{rig.requests.qsize()} read, {lost(rig)} told"
        time.sleep(0.05)
    assert rig.requests.qsize() + lost(rig) == count
    assert lost(rig) == 0 or listener.receive().args[0] == "packets-lost"
