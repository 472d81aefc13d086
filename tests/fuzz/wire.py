"""Targets on the wire: packets, the server, chunks, streams, and the web."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
import time
from collections.abc import Iterator

from pythonosc.osc_message import OscMessage
from websockets.exceptions import WebSocketException
from websockets.http11 import Request as HttpRequest
from websockets.http11 import Response as HttpResponse
from websockets.server import ServerProtocol

from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import IN
from oscbridge.osc.clients import Peer, Transport
from oscbridge.osc.frames import FrameAssembler, FrameLimits
from oscbridge.osc.intake import Arrival, Intake
from oscbridge.osc.packets import PacketLimits, build_message, parse_packet
from oscbridge.osc.server import OscServer
from oscbridge.osc.slip import SlipDecoder, slip_encode
from oscbridge.osc.web.oscquery import Host, Query
from oscbridge.osc.web.oscquery_connection import read_command
from oscbridge.osc.web.server import WebServer
from oscbridge.system.networks import AllowList
from tests.fuzz.target import Draw, Target, only

# -- OSC packets, beside python-osc ----------------------------------------------------------------


def packets(data: bytes) -> None:
    """What is read can be read by python-osc too, as the same, and comes back when written."""
    with only("bad-packet"):
        _read_packet(data)


def _read_packet(data: bytes) -> None:
    found = parse_packet(data, PacketLimits(arguments=64, messages=50))
    if not data.startswith(b"#") and data.find(b",") > 0:
        (timed,) = found
        message = timed.message
        # It passes over the tags that it does not know, and then reads the rest out of place.
        if not set(message.tags) - set("ifdhsbTF"):
            assert OscMessage(data).address == message.address
            theirs = OscMessage(data).params
            assert len(theirs) == len(message.args)
            assert all(_alike(a, b) for a, b in zip(theirs, message.args, strict=True)), theirs
    for timed in found:
        message = timed.message
        if set(message.tags) - set("ifsbTF") or b"" in message.args:
            continue
        try:
            written = build_message(message.address, message.args)
        except OscbridgeError:  # A float that is none.
            continue
        (again,) = parse_packet(written)
        assert again.message == message


def _alike(one: object, other: object) -> bool:
    nan = isinstance(one, float) and isinstance(other, float) and math.isnan(one)
    return one == other or (nan and isinstance(other, float) and math.isnan(other))


def _packet_seeds() -> list[bytes]:
    from oscbridge.osc.packets import build_bundle

    one = build_message("/oscbridge/phrase", ("duet", 42, 7))
    all_kinds = build_message("/a", (1, 2**40, 0.5, "ü", b"\x01\x02\x03", True, False))
    listed = b"/a\0\0,[i[sT]]N\0\0\0\0\0\0\0\x01abc\0"
    return [
        one,
        all_kinds,
        listed[: len(listed) // 4 * 4],
        b"/a\0\0,htdcmrNI\0\0\0" + bytes(36),
        build_bundle([one, build_bundle([all_kinds])]),
        build_bundle([one], 1e9),
    ]


# -- messages: the table, patterns, bundles, subscriptions and chunks, by the whole server ---------


class _Sent:
    """Stands for the UDP socket: keeps nothing but how much left, and to whom."""

    receive_buffer_bytes = 0

    def __init__(self) -> None:
        self.count = 0
        self.transport = None

    def send(self, peer: Peer, packet: bytes) -> bool:
        parse_packet(packet)
        self.count += 1
        return True

    def kernel_drops(self) -> int:
        return 0


def server(data: bytes) -> None:
    """Packets of several senders: each message is obeyed, kept for later, or refused aloud."""
    _loop().run_until_complete(_serve(data))


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


async def _serve(data: bytes) -> None:
    handed: list[str] = []
    made = OscServer(
        lambda request: handed.append(request.address),
        bundle_horizon_s=1.0,
        allow=AllowList.parse(["192.0.2.0/24"]),
    )
    sent = _Sent()
    made._udp = made._out.udp = sent  # type: ignore[assignment]
    draw = Draw(data)
    while draw:
        head = draw.byte()
        peer = Peer(Transport.UDP, ("127.0.0.1", "192.0.2.7")[head >> 7], 5000 + (head >> 5 & 3))
        content = _shortened(draw, head & 0x1F)
        made.deliver(peer, content)
    while len(made._intake):
        made._read()
    counts = made.counters
    assert not counts["internal_errors"]
    assert len(handed) <= counts["requests"]
    made._sweep()
    if made._sweeper is not None:
        made._sweeper.cancel()
    await made.stop()


def _shortened(draw: Draw, kind: int) -> bytes:
    """A packet: any bytes, or, more often, a message of the table with any arguments."""
    if kind == 31:
        return draw.piece(draw.byte())
    path = IN[draw.byte() % len(IN)].path if kind < 28 else draw.piece(12).decode("latin-1")
    tags = "".join("ifsbTFN["[draw.byte() % 7] for _ in range(draw.byte() % 6))
    body = b"".join(_written(tag, draw) for tag in tags)
    packet = _padded(path.encode()) + _padded(b"," + tags.encode()) + body
    if kind & 4:
        tag = (draw.byte() << 32 | 1) + (int(time.time()) + 2_208_988_800 << 32) * (kind & 1)
        sized = len(packet).to_bytes(4, "big") + packet
        packet = b"#bundle\0" + tag.to_bytes(8, "big") + sized * (1 + (kind & 1))
    return packet


def _written(tag: str, draw: Draw) -> bytes:
    if tag in "if":
        return draw.piece(4).ljust(4, b"\0")
    if tag == "s":
        return _padded(draw.piece(draw.byte() % 12).replace(b"\0", b"x"))
    if tag == "b":
        blob = draw.piece(1 + draw.byte() % 12)
        return len(blob).to_bytes(4, "big") + blob + bytes(-len(blob) % 4)
    return b""


def _padded(text: bytes) -> bytes:
    return text + bytes(4 - len(text) % 4)


def _server_seeds() -> list[bytes]:
    return [bytes((kind, index, 2, 0, 2)) + b"\0\0\0\x07" * 3 for kind, index in _kinds()]


def _kinds() -> Iterator[tuple[int, int]]:
    for index in range(len(IN)):
        yield from ((0, index), (5, index))


# -- chunks of frames, and what waits to be read ---------------------------------------------------

_LIMITS = FrameLimits(frame_bytes=64, chunks=8, age_s=2.0, open_frames=3, open_bytes=150)


def chunks(data: bytes) -> None:
    """Whatever comes in whatever order: within the limits, and a frame is of its own chunks."""
    now = [0.0]
    refused: list[object] = []
    assembler: FrameAssembler[int] = FrameAssembler(
        lambda sender, error: refused.append(error.id), _LIMITS, lambda: now[0]
    )
    intake = Intake(20, 400)
    draw = Draw(data)
    while draw:
        step = draw.byte()
        sender, id, index, count = step & 3, step >> 2 & 3, draw.byte() % 10, draw.byte() % 10
        blob = draw.piece(1 + draw.byte() % 40)
        if step & 0x40:
            now[0] += 0.5
        if step & 0x80:
            assembler.forget(sender)
        intake.put(Arrival(Peer(Transport.UDP, "127.0.0.1", sender), blob, now[0]))
        if step & 0x10:
            taken = intake.take()
            assert taken is not None
        whole = assembler.add(sender, id, index, max(count, 1), blob)
        assert whole is None or (len(whole) <= _LIMITS.frame_bytes and blob in whole)
        assert 0 <= assembler.open_bytes <= _LIMITS.open_bytes
        assert len(intake) <= 20
    now[0] += 10
    assembler.expire()
    assert assembler.open_bytes == 0
    while intake.take() is not None:
        pass
    assert len(intake) == 0


def _chunk_seeds() -> list[bytes]:
    two = bytes((0, 0, 2, 3)) + b"abcd" + bytes((0, 1, 2, 3)) + b"efgh"
    return [two, two[8:] + two[:8], bytes((0x45, 1, 3, 9)) + b"x" * 10 + two]


# -- streams ---------------------------------------------------------------------------------------


def slip(data: bytes) -> None:
    """The pieces that a stream comes in change nothing, and what is encoded comes back."""
    if not data:
        return
    at = data[0]
    stream = data[1:]
    whole, cut = SlipDecoder(100), SlipDecoder(100)
    in_one = whole.feed(stream)
    in_two = cut.feed(stream[:at]) + cut.feed(stream[at:])
    assert [_told(one) for one in in_one] == [_told(one) for one in in_two]
    if stream:
        assert SlipDecoder(2000).feed(slip_encode(stream)) == [stream]


def _told(one: bytes | OscbridgeError) -> object:
    # Which of two things that are wrong is told first may depend on the pieces.
    return "refused" if isinstance(one, OscbridgeError) else one


def _slip_seeds() -> list[bytes]:
    return [b"\x05" + slip_encode(b"/a\0\0\xc0\xdb") * 2, b"\x02\xdb\xdc\xc0\xdb\xc0" + b"x" * 120]


# -- the web: heads, paths, commands ---------------------------------------------------------------


class _Connection:
    """The connection, as far as an answer looks at it."""

    local_address = ("127.0.0.1", 9020)
    remote_address = ("127.0.0.1", 50000)


class _ElsewhereConnection(_Connection):
    local_address = ("192.0.2.1", 9020)
    remote_address = ("192.0.2.9", 50000)


class _Wire:
    """The server behind it, which no head reaches."""

    def admits(self, peer: Peer) -> bool:
        return True


_QUERY = Query(lambda reached_at: Host("fuzz", "127.0.0.1", 9010, reached_at, 9020))
_WEB = WebServer(_Wire(), lambda path: None, 9020, 1_000_000, _QUERY)  # type: ignore[arg-type]


def web(data: bytes) -> None:
    """A request's bytes: an answer, or none; a foreign ``Host`` or ``Origin`` is never let in."""
    if data.startswith(b"{"):
        with contextlib.suppress(OscbridgeError):
            name, path = read_command(data.decode("utf-8", "replace"))
            assert name in ("LISTEN", "IGNORE")
            _QUERY.readable(path)
        return
    protocol = ServerProtocol(max_size=1000)
    with contextlib.suppress(WebSocketException):
        protocol.receive_data(data)
    for event in protocol.events_received():
        if not isinstance(event, HttpRequest):
            continue
        for connection in (_Connection(), _ElsewhereConnection()):
            answer = _WEB._respond(connection, event)  # type: ignore[arg-type]
            origins = event.headers.get_all("Origin")
            hosts = event.headers.get_all("Host")
            own = {"127.0.0.1:9020", "localhost:9020", "[::1]:9020", "192.0.2.1:9020"}
            if not set(hosts) <= own or not set(origins) <= {f"http://{one}" for one in own}:
                assert isinstance(answer, HttpResponse)
                assert answer.status_code == 403, (hosts, origins)
        assert _QUERY.ask(event.path).status in (200, 204, 400, 404)


def _web_seeds() -> list[bytes]:
    head = "GET {} HTTP/1.1\r\nHost: {}\r\n{}\r\n"
    upgrade = (
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    )
    return [
        head.format("/oscbridge/tempo?VALUE", "127.0.0.1:9020", "").encode(),
        head.format("/?HOST_INFO", "localhost:9020", "Accept: text/html\r\n").encode(),
        head.format("/osc", "127.0.0.1:9020", upgrade).encode() + b"\x82\x80abcd",
        head.format("/", "evil.example:9020", upgrade + "Origin: http://evil.example\r\n").encode(),
        head.format("/%6f%ff", "127.0.0.1:9020", "Origin: http://127.0.0.1:9020\r\n").encode(),
        b'{"COMMAND": "LISTEN", "DATA": "/oscbridge/tempo"}',
    ]


WIRE: dict[str, Target] = {
    "packets": Target("OSC packets, beside python-osc", packets, _packet_seeds),
    "server": Target("the server: table, bundles, leases, chunks", server, _server_seeds),
    "chunks": Target("chunks of frames, and the rows of what waits", chunks, _chunk_seeds),
    "slip": Target("SLIP streams, cut anywhere", slip, _slip_seeds),
    "web": Target("HTTP and WebSocket heads, OSCQuery", web, _web_seeds),
}
