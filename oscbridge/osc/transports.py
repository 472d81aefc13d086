"""The sockets: one for UDP and one for TCP on the same port, whose packets are handed on unread.

A datagram is at most 65,507 bytes and the reader takes 65,536, so none is ever cut here; one that a
sender cut is no whole OSC packet and is told so when it is read.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, cast

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer, Transport
from oscbridge.osc.slip import SlipDecoder, slip_encode

log = logging.getLogger(__name__)

LARGEST_DATAGRAM = 65_507
"""Bytes of payload in a UDP datagram over IPv4: 65,535 less the headers (RFC 768, RFC 791)."""

_WANTED_RECEIVE_BUFFER = 8 * 2**20
_DATAGRAMS_AT_ONCE = 4096
_MOST_UNSENT_BYTES = 8 * 2**20
_PORT_ATTEMPTS = 20

Deliver = Callable[[Peer, bytes | OscbridgeError], None]
"""Takes what a peer sent: a packet, or the error that stands in its place. Must be quick."""


def open_sockets(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """A UDP and a listening TCP socket on the same port; port 0 finds one that is free for both.

    Raises:
        OscbridgeError: ``port-busy`` or ``cannot-listen``.
    """
    for attempt in range(_PORT_ATTEMPTS):
        tcp = _bound(socket.SOCK_STREAM, host, port)
        try:
            udp = _bound(socket.SOCK_DGRAM, host, tcp.getsockname()[1])
        except OscbridgeError:
            tcp.close()
            if port != 0 or attempt == _PORT_ATTEMPTS - 1:
                raise
            continue
        # Refused past net.core.rmem_max on some systems, cut to it on others; either way what was
        # granted is asked back.
        with contextlib.suppress(OSError):
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WANTED_RECEIVE_BUFFER)
        tcp.listen(64)
        return udp, tcp
    raise AssertionError("unreachable")


def _bound(kind: socket.SocketKind, host: str, port: int) -> socket.socket:
    name = "UDP" if kind is socket.SOCK_DGRAM else "TCP"
    try:
        # "localhost" may mean ::1 first, where most OSC programs do not look.
        found = socket.getaddrinfo(host, port, type=kind)
        family, _, _, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
        made = socket.socket(family, kind)
    except OSError as error:
        raise OscbridgeError("cannot-listen", f"cannot listen on '{host}': {error}") from None
    try:
        made.setblocking(False)
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows lets two programs share a port.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif kind is socket.SOCK_STREAM:  # A port that was in use a moment ago may be taken again.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError as error:
        made.close()
        if is_taken(error):
            raise OscbridgeError(
                "port-busy",
                f"{name} port {port} on {host} is in use, perhaps by another oscbridge; stop that, "
                f"or choose another port: oscbridge run --set osc.port={port + 1}",
            ) from None
        raise OscbridgeError(
            "cannot-listen", f"cannot listen on {name} {host}:{port}: {error.strerror}"
        ) from None
    return made


def _enable_keepalive(connected: socket.socket) -> None:
    """Let the system find out, within two minutes, when the other end is gone without a word."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):  # each system has its own choice of them
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def is_taken(error: OSError, platform: str = sys.platform) -> bool:
    """Whether a port could not be had because another program has it."""
    # Windows says "no access" where the other one would not share it (SO_EXCLUSIVEADDRUSE).
    taken = (errno.EADDRINUSE, errno.EACCES) if platform == "win32" else (errno.EADDRINUSE,)
    return error.errno in taken


class UdpReader(asyncio.DatagramProtocol):
    """Takes datagrams off the kernel as fast as they come, many for each turn of the event loop."""

    def __init__(self, bound: socket.socket, deliver: Deliver) -> None:
        self._socket = bound
        self._deliver = deliver
        self._buffer = bytearray(65_536)
        self._reads_ahead = False
        self.transport: asyncio.DatagramTransport | None = None

    @property
    def receive_buffer_bytes(self) -> int:
        """The receive buffer that the kernel granted (Linux counts its own bookkeeping in)."""
        return self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own selector transport is no subclass of it in Python 3.11.
        self.transport = cast(asyncio.DatagramTransport, transport)
        # A proactor (Windows) has its next read under way already, so there it is left alone.
        self._reads_ahead = isinstance(asyncio.get_running_loop(), asyncio.SelectorEventLoop)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._deliver(Peer(Transport.UDP, addr[0], addr[1]), data)
        # asyncio reads one datagram in each turn of its loop, which is too slow for a burst.
        view = memoryview(self._buffer)
        last, peer = addr, Peer(Transport.UDP, addr[0], addr[1])  # one Peer for many of one sender
        for _ in range(_DATAGRAMS_AT_ONCE if self._reads_ahead else 0):
            try:
                size, addr = self._socket.recvfrom_into(self._buffer)
            except OSError:  # Nothing is left, or an error that asyncio's own next read meets.
                return
            if addr != last:
                last, peer = addr, Peer(Transport.UDP, addr[0], addr[1])
            self._deliver(peer, bytes(view[:size]))

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, ConnectionError):
            # Windows tells so that nobody was there for a datagram of ours; leases end by time.
            log.debug("a listener is not there: %s", exc)
            return
        log.warning("a datagram could not be sent or read: %s", exc)

    def send(self, peer: Peer, packet: bytes) -> bool:
        """Send a datagram. False when it is lost: too much waits for the kernel to take it."""
        if self.transport is None or self.transport.is_closing():
            return False
        # Both of asyncio's own have it, though their common type does not say so.
        if cast(Any, self.transport).get_write_buffer_size() > _MOST_UNSENT_BYTES:
            return False
        self.transport.sendto(packet, (peer.host, peer.port))
        return True

    def kernel_drops(self) -> int:
        """Datagrams that the kernel threw away because its buffer was full (Linux; 0 elsewhere)."""
        try:
            inode = str(Path(f"/proc/self/fd/{self._socket.fileno()}").stat().st_ino)
            for table in ("/proc/net/udp", "/proc/net/udp6"):
                for line in Path(table).read_text().splitlines()[1:]:
                    fields = line.split()
                    if fields[9] == inode:
                        return int(fields[-1])
        except (OSError, IndexError, ValueError):
            pass
        return 0


class Connection(Protocol):
    """A client that stays connected, over TCP or WebSocket."""

    @property
    def peer(self) -> Peer: ...
    def send(self, packet: bytes) -> bool: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


class ByteBudget:
    """A limit on the bytes that all connections hold together.

    Args:
        most_bytes: of all of them.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._held: dict[object, int] = {}
        self._bytes = 0

    def hold(self, holder: object, size: int) -> bool:
        """One of them holds so many bytes now; False when that is too much for all together."""
        self._bytes += size - self._held.get(holder, 0)
        self._held[holder] = size
        return self._bytes <= self._most_bytes

    def release(self, holder: object) -> None:
        """One of them holds nothing any more."""
        self._bytes -= self._held.pop(holder, 0)


class TcpConnection(asyncio.Protocol):
    """One TCP client.

    Args:
        deliver: takes what arrives.
        opened: called when the connection stands; returns False to turn it away.
        closed: called when it is gone.
        max_packet_bytes: limit for one packet.
        budget: what all connections may hold of packets that have not come whole yet.
    """

    def __init__(
        self,
        deliver: Deliver,
        opened: Callable[[TcpConnection], bool],
        closed: Callable[[TcpConnection], None],
        max_packet_bytes: int,
        budget: ByteBudget,
    ) -> None:
        self._deliver = deliver
        self._opened = opened
        self._closed = closed
        self._decoder = SlipDecoder(max_packet_bytes)
        self._budget = budget
        self._transport: asyncio.Transport | None = None
        self._at_start = True
        self._paused = False
        self.peer = Peer(Transport.TCP, "", 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        # asyncio does this only for sockets made with the protocol's number. A reply that waits for
        # the peer's delayed acknowledgement is 40 ms late.
        connected = transport.get_extra_info("socket")
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _enable_keepalive(connected)
        name = transport.get_extra_info("peername")
        self.peer = Peer(Transport.TCP, name[0], name[1])
        if not self._opened(self):
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._budget.release(self)
        self._closed(self)

    def data_received(self, data: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if self._at_start and data.startswith(b"\0"):
            self._deliver(
                self.peer,
                OscbridgeError(
                    "not-slip",
                    "this TCP stream starts with a length (OSC 1.0); oscbridge reads SLIP frames "
                    "(OSC 1.1); switch the sender's framing to SLIP",
                ),
            )
            # Nothing after this can be read; the error still finds its way out.
            self._transport.pause_reading()
            asyncio.get_running_loop().call_later(0.5, self.close)
            return
        self._at_start = False
        for content in self._decoder.feed(data):
            self._deliver(self.peer, content)
        if not self._budget.hold(self, self._decoder.held_bytes):
            self._deliver(self.peer, self._decoder.give_up())
            self._budget.release(self)

    def pause(self) -> None:
        """Take nothing more for now: TCP makes the sender wait."""
        if self._transport is not None and not self._paused and not self._transport.is_closing():
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Take more again."""
        if self._transport is not None and self._paused and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()

    def send(self, packet: bytes) -> bool:
        """Send a packet. False when the client has not read for so long that it was cut off."""
        if self._transport is None or self._transport.is_closing():
            return False
        if self._transport.get_write_buffer_size() > _MOST_UNSENT_BYTES:
            log.warning("%s does not read its replies; closing the connection", self.peer)
            self._transport.abort()
            return False
        self._transport.write(slip_encode(packet))
        return True

    def close(self) -> None:
        """Close, once what was sent has left."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close now."""
        if self._transport is not None:
            self._transport.abort()
