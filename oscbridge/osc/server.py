"""The server: packets in, checked requests to the daemon, replies and errors out, over UDP and TCP.

Packets wait in a queue for each sender (``intake``); they are read in short turns between which
the event loop does its other work. What needs no daemon (ping, version, subscriptions, chunks of
frames) is answered here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable
from typing import Any

import oscbridge
from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import ERROR, FRAME, FRAME_CHUNK, ROOT
from oscbridge.osc.arguments import NO_ID, Value
from oscbridge.osc.clients import Peer, Subscriptions
from oscbridge.osc.error_replies import ErrorReplies
from oscbridge.osc.frames import FrameAssembler
from oscbridge.osc.guard import Guard
from oscbridge.osc.intake import Arrival, Intake
from oscbridge.osc.limits import ServerLimits
from oscbridge.osc.losses import Losses
from oscbridge.osc.outbox import Outbox
from oscbridge.osc.packets import Message, build_message, parse_packet
from oscbridge.osc.patterns import is_pattern
from oscbridge.osc.readiness import Readiness
from oscbridge.osc.registrar import Registrar
from oscbridge.osc.requests import Handler, Request, read_message
from oscbridge.osc.schedule import Schedule
from oscbridge.osc.transports import ByteBudget, Connection, TcpConnection, UdpReader, open_sockets
from oscbridge.system.networks import AllowList, is_own_address

log = logging.getLogger(__name__)

_TURN_S = 0.002
_SWEEP_S = 1.0
_PAUSE_BYTES = 32_000_000
_MOST_PATTERNS = 16


class OscServer:
    """Listens on UDP and TCP.

    Args:
        handle: called on the event loop with each request.
        host, port: where; port 0 takes any that is free.
        lease_s: how long a subscription lasts without a message.
        bundle_horizon_s: how far ahead a bundle's time tag may lie.
        limits: see there.
        allow: who may talk to us besides this machine.
    """

    def __init__(
        self,
        handle: Handler,
        host: str = "127.0.0.1",
        port: int = 9010,
        *,
        lease_s: float = 60.0,
        bundle_horizon_s: float = 10.0,
        limits: ServerLimits | None = None,
        allow: AllowList | None = None,
    ) -> None:
        self._handle = handle
        self.host = host
        self.port = port
        self.bound_to = ""
        """The numeric address that ``host`` turned out to be, once it listens."""
        self._limits = limits or ServerLimits()
        self.subscriptions = Subscriptions(lease_s, self._limits.subscriptions)
        self._frames: FrameAssembler[Peer] = FrameAssembler(
            lambda peer, error: self.error(peer, error, FRAME_CHUNK), self._limits.frames
        )
        self._schedule = Schedule(bundle_horizon_s)
        self._intake = Intake()
        self._connections: dict[Peer, Connection] = {}
        self.counters: Counter[str] = Counter()
        """Since the start: ``packets``, ``requests``, ``replies``, ``errors``, ``lost`` …"""
        self.models = ""
        """Which weights are there, for ``/oscbridge/version``."""
        self.error_codes: Counter[str] = Counter()
        """Errors by code, those among them that were told as a number only."""
        self._guard = Guard(allow or AllowList(), counters=self.counters)
        self._out = Outbox(self._connections, self._guard, self.counters, self.error_codes)
        self._losses = Losses(self.counters)
        self._errors = ErrorReplies(
            self.reply, self._guard, self._losses, self.counters, self.error_codes
        )
        self._readiness = Readiness(self._out, self.subscriptions, self._listeners)
        self._registrar = Registrar(
            self.subscriptions,
            self._guard,
            self._out,
            is_own_port=lambda host, port: port == self.port and is_own_address(host),
            on_new=self._readiness.welcome,
            counters=self.counters,
        )
        self._udp: UdpReader | None = None
        self._tcp: asyncio.Server | None = None
        self._sweeper: asyncio.TimerHandle | None = None
        self._reading = False
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()

    # -- life ------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen.

        Raises:
            OscbridgeError: ``port-busy`` or ``cannot-listen``.
        """
        loop = asyncio.get_running_loop()
        udp, tcp = open_sockets(self.host, self.port)
        self.port = tcp.getsockname()[1]
        self.bound_to = self._guard.own_address = str(tcp.getsockname()[0])
        _, self._udp = await loop.create_datagram_endpoint(
            lambda: UdpReader(udp, self.deliver), sock=udp
        )
        self._out.udp = self._udp
        most, budget = self._limits.packet_bytes, ByteBudget(self._limits.unfinished_bytes)
        self._tcp = await loop.create_server(
            lambda: TcpConnection(self.deliver, self.opened, self.gone, most, budget), sock=tcp
        )
        self._sweeper = loop.call_later(_SWEEP_S, self._sweep)
        log.info(
            "listening on %s:%d (UDP and TCP), receive buffer %d kB",
            self.host,
            self.port,
            self.receive_buffer_bytes // 1024,
        )

    async def stop(self) -> None:
        """Close every socket; what was replied over TCP still leaves."""
        self._closed = self._out.closed = True
        self._schedule.clear()
        if self._sweeper is not None:
            self._sweeper.cancel()
        for task in self._tasks:
            task.cancel()
        if self._udp is not None and self._udp.transport is not None:
            self._udp.transport.close()
        for connection in list(self._connections.values()):
            connection.close()
        if self._tcp is not None:
            self._tcp.close()
            try:
                await asyncio.wait_for(self._tcp.wait_closed(), 1.0)
            except TimeoutError:  # A client that does not read keeps its connection open.
                for connection in list(self._connections.values()):
                    connection.abort()

    def admits(self, peer: Peer) -> bool:
        """Whether a peer is let in at all; one that is not is counted."""
        return self._guard.admits(peer.host)

    @property
    def receive_buffer_bytes(self) -> int:
        """The UDP receive buffer that the kernel granted; 0 before the start."""
        return 0 if self._udp is None else self._udp.receive_buffer_bytes

    @property
    def connections(self) -> tuple[Peer, ...]:
        """Who is connected, over TCP or WebSocket."""
        return tuple(self._connections)

    def announce_ready(self) -> None:
        """Tell all listeners, and from now on each new one, that everything is answered."""
        self._readiness.announce()

    # -- out -------------------------------------------------------------------------------------

    def reply(self, peer: Peer, address: str, *args: object) -> None:
        """Send to a peer: to its subscribed port, or to where its message came from."""
        self._out.send(self.subscriptions.routes(peer), address, args)

    def broadcast(self, address: str, *args: object, exclude: Peer | None = None) -> None:
        """Send to every subscribed port and client, but not to where ``exclude`` hears."""
        if address == ERROR:
            self.error_codes[str(args[0])] += 1
        left_out = () if exclude is None else self.subscriptions.routes(exclude)
        targets = tuple(target for target in self._listeners() if target not in left_out)
        self._out.send(targets, address, args)

    def error(
        self, peer: Peer, error: OscbridgeError, address: str = "", id: int | str | None = None
    ) -> None:
        """Send a peer one ``/oscbridge/error``, with the id that the error or the caller names."""
        self._errors.send(peer, error, address, id)

    def _listeners(self) -> tuple[Peer, ...]:
        connected = (p for p in self._connections if not self.subscriptions.has_moved(p))
        return (*self.subscriptions.targets(), *connected)

    # -- in --------------------------------------------------------------------------------------

    def deliver(self, peer: Peer, content: bytes | OscbridgeError) -> None:
        """A peer sent a packet, or something in whose place this error stands."""
        if not self.admits(peer):
            return
        if isinstance(content, bytes):
            self._guard.received(peer, len(content))
        if not self._intake.put(Arrival(peer, content, time.monotonic())):
            self._losses.add(peer)
            return
        if peer in self._connections and self._intake.waiting_bytes(peer) > _PAUSE_BYTES:
            self._connections[peer].pause()
        if not self._reading:
            self._reading = True
            asyncio.get_running_loop().call_soon(self._read)

    def _read(self) -> None:
        """One turn of reading; the rest waits for the next turn of the event loop."""
        until = time.monotonic() + _TURN_S
        while not self._closed:
            arrival = self._intake.take()
            if arrival is None:
                self._reading = False
                return
            try:
                self._obey_packet(arrival)
            except Exception as error:  # Whatever one packet does, the next ones are read.
                self.counters["internal_errors"] += 1
                log.error(
                    "a packet of %s failed",
                    arrival.sender,
                    exc_info=error,
                    extra={"code": "internal-error"},
                )
            peer = arrival.sender
            if peer in self._connections and self._intake.waiting_bytes(peer) < _PAUSE_BYTES // 2:
                self._connections[peer].resume()
            if time.monotonic() > until:
                asyncio.get_running_loop().call_soon(self._read)
                return

    def _obey_packet(self, arrival: Arrival) -> None:
        self.counters["packets"] += 1
        peer, content = arrival.sender, arrival.content
        self.subscriptions.heard(peer)
        if isinstance(content, OscbridgeError):
            self.error(peer, content)
            return
        try:
            timed = parse_packet(content)
        except OscbridgeError as error:
            self.error(peer, error)
            return
        # Messages of one packet that are due together stay together, and so in order.
        later: dict[float, list[Request]] = {}
        patterns = 0
        for entry in timed:
            patterns += is_pattern(entry.message.address)
            if patterns > _MOST_PATTERNS:
                why = f"a packet may hold {_MOST_PATTERNS} address patterns; the rest is refused"
                self.error(peer, OscbridgeError("bad-pattern", why), entry.message.address)
                continue
            for request in self._requests(entry.message, arrival):
                self._obey_or_collect(request, entry.due_s, later)
        for due_s, requests in later.items():
            self._obey_later(due_s, requests, len(content))

    def _requests(self, message: Message, arrival: Arrival) -> list[Request]:
        if message.address == ERROR:
            # Answering an error with an error would let two programs do that for ever.
            self.counters["errors_heard"] += 1
            return []
        requests, refused = read_message(message, arrival.sender, arrival.received_at_s)
        for path, error in refused:
            self.error(arrival.sender, error, path)
        return requests

    def _obey_or_collect(
        self, request: Request, due_s: float | None, later: dict[float, list[Request]]
    ) -> None:
        """Obey a request that is due; put one that is due later with those of its time."""
        try:
            delay_s = self._schedule.delay_s(due_s)
        except OscbridgeError as error:
            self.error(request.peer, error, request.address, request.id)
            return
        if delay_s > 0 and due_s is not None:
            later.setdefault(due_s, []).append(request)
        else:
            self._obey(request)

    def _obey_later(self, due_s: float, requests: list[Request], size: int) -> None:
        def obey() -> None:
            for request in requests:
                self._obey(request)

        try:
            self._schedule.call(self._schedule.delay_s(due_s), size, obey)
        except OscbridgeError as error:
            for request in requests:
                self.error(request.peer, error, request.address, request.id)

    def _obey(self, request: Request) -> None:
        self.counters["requests"] += 1
        try:
            for_daemon = self._answer_here(request)
            if for_daemon is None:
                return
            waiting = self._handle(for_daemon)
        except Exception as error:
            self._report_failure(request, error)
            return
        if waiting is not None:
            task = asyncio.ensure_future(self._wait(request, waiting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _wait(self, request: Request, waiting: Awaitable[None]) -> None:
        try:
            await waiting
        except Exception as error:
            self._report_failure(request, error)

    def _report_failure(self, request: Request, error: Exception) -> None:
        if not isinstance(error, OscbridgeError):
            log.error(
                "%s from %s failed",
                request.address,
                request.peer,
                exc_info=error,
                extra={"code": "internal-error"},
            )
            error = OscbridgeError(
                "internal-error", f"a fault in oscbridge ({type(error).__name__}); see its log"
            )
        self.error(request.peer, error, request.address, request.id)

    def _answer_here(self, request: Request) -> Request | None:
        """Answer what needs no daemon, and return what does: a frame in chunks once it is whole."""
        peer, values = request.peer, request.values
        match request.address.removeprefix(ROOT):
            case "ping":
                self.reply(peer, ROOT + "pong", oscbridge.__version__, request.id)
            case "version":
                self.reply(peer, ROOT + "version", oscbridge.__version__, request.id, self.models)
            case "ready":
                self._readiness.answer(peer, request.id)
            case "subscribe":
                self._registrar.subscribe(request)
            case "confirm":
                self._registrar.confirm(request)
            case "unsubscribe":
                self._registrar.unsubscribe(request)
            case "frame/chunk":
                index: Any = values["index"]
                count: Any = values["count"]
                blob: Any = values["blob"]
                frame = self._frames.add(peer, request.id, index, count, blob)
                if frame is not None:
                    whole: dict[str, Value | None] = {"blob": frame, "id": request.id}
                    return Request(FRAME, whole, peer, request.id, request.received_at_s)
            case _:
                return request
        return None

    # -- connections and housekeeping ------------------------------------------------------------

    def opened(self, connection: Connection) -> bool:
        """A client connected; False turns it away, with an error that still reaches it."""
        peer = connection.peer
        if self._closed or not self.admits(peer):
            return False
        self._guard.proved(peer.host)
        full = self._limits.why_full(peer.host, self._connections)
        if full:
            code = "too-many-connections"
            self._errors.count(code)
            connection.send(build_message(ERROR, (code, full, "", NO_ID)))
            return False
        self._connections[peer] = connection
        self._readiness.welcome(peer)
        return True

    def gone(self, connection: Connection) -> None:
        """A client's connection has ended."""
        if self._connections.get(connection.peer) is connection:
            del self._connections[connection.peer]
            self.subscriptions.forget(connection.peer)
            self._frames.forget(connection.peer)
            self._guard.forget(connection.peer)

    def _sweep(self) -> None:
        self._sweeper = asyncio.get_running_loop().call_later(_SWEEP_S, self._sweep)
        self._registrar.sweep()
        self._frames.expire()
        self._errors.send_summaries()
        dropped = self._losses.kernel_summary(self._udp)
        if dropped is not None:
            self.broadcast(ERROR, dropped.code, dropped.message, "", NO_ID)
