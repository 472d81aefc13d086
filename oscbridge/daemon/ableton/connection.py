"""The way to AbletonOSC and back: UDP, messages as values, and nobody but the configured host.

AbletonOSC sends all that it says to port 11001 of whoever spoke to it last. So that port must be
ours, and one program on a machine can have it at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import Callable
from typing import Any

from oscbridge.ableton.words import (
    ASK_TRACKS,
    TEST,
    Answer,
    Message,
    Tracks,
    understand,
)
from oscbridge.errors import OscbridgeError
from oscbridge.osc.packets import build_message, parse_packet
from oscbridge.system.seconds import now_s

log = logging.getLogger(__name__)


def reply_socket(host: str, port: int, reply_port: int) -> tuple[socket.socket, tuple[Any, ...]]:
    """A socket on the reply port, on the way to the host alone, and the host's address.

    Raises:
        OscbridgeError: ``ableton-port-busy``, ``ableton-host-unknown``.
    """
    try:
        family, _, _, _, there = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    except OSError as error:
        raise OscbridgeError(
            "ableton-host-unknown", f'ableton.host "{host}" is not known: {error.strerror}'
        ) from None
    with contextlib.ExitStack() as stack:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                # Sends nothing; tells which of our addresses that host would see.
                probe.connect(there)
                ours = probe.getsockname()[0]
            made = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            made.bind((ours, reply_port))
            made.setblocking(False)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                why = "another program has it: close it, or let both ends use another port"
            else:
                why = error.strerror or str(error)
            raise OscbridgeError(
                "ableton-port-busy",
                f"the port {reply_port}, which AbletonOSC answers to, cannot be had: {why}",
            ) from None
        stack.pop_all()
    return made, there


class AbletonConnection(asyncio.DatagramProtocol):
    """Sends messages, and hands over what is answered. To be made on the event loop.

    Args:
        opened, there: of ``reply_socket``.
        hear: takes each answer, and when it came by ``seconds.now_s()``.
    """

    def __init__(
        self,
        opened: socket.socket,
        there: tuple[Any, ...],
        hear: Callable[[Answer, float], None],
    ) -> None:
        self.refused = 0
        """Packets that came from elsewhere, or that were none."""
        self._hear = hear
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: list[bytes] = []
        self._there = there
        loop = asyncio.get_running_loop()
        self._opening = loop.create_task(loop.create_datagram_endpoint(lambda: self, sock=opened))

    def send(self, message: Message) -> None:
        """Never blocks; what cannot be sent is lost, as with any datagram."""
        data = build_message(message.address, message.args)
        if self._transport is None:
            self._waiting.append(data)
        else:
            self._transport.sendto(data, self._there)

    async def close(self) -> None:
        """Give the port back, once what was sent has left."""
        await asyncio.gather(self._opening, return_exceptions=True)
        if self._transport is not None:
            self._transport.close()
            self._transport = None
            await asyncio.sleep(0)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport
        waiting, self._waiting = self._waiting, []
        for data in waiting:
            transport.sendto(data, self._there)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        came_s = now_s()
        if addr[0] != self._there[0]:
            self.refused += 1
            return
        try:
            messages = [timed.message for timed in parse_packet(data)]
        except OscbridgeError as error:
            self.refused += 1
            log.debug("from AbletonOSC: %s", error)
            return
        for message in messages:
            answer = understand(message.address, message.args)
            if answer is None:
                log.debug("from AbletonOSC, not understood: %s %s", message.address, message.args)
            else:
                self._hear(answer, came_s)

    def error_received(self, exc: Exception) -> None:
        log.debug("AbletonOSC: %s", exc)  # nobody listens there: silence tells the same


def ask(
    host: str, port: int, reply_port: int, timeout_s: float = 2.0
) -> tuple[tuple[str, ...], float]:
    """Ask AbletonOSC for its tracks, and wait: for a check, not for the event loop.

    Live shows a message of the test that goes before. Returns the tracks' names and how many
    seconds the answer took.

    Raises:
        OscbridgeError: ``ableton-not-answering``, or see ``reply_socket``.
    """
    made, there = reply_socket(host, port, reply_port)
    with made:
        began_s = now_s()
        for message in (TEST, ASK_TRACKS):
            made.sendto(build_message(message.address, message.args), there)
        while (left_s := began_s + timeout_s - now_s()) > 0:
            made.settimeout(left_s)
            try:
                data, sender = made.recvfrom(65_536)
                messages = [timed.message for timed in parse_packet(data)]
            except (OSError, OscbridgeError):
                continue  # nothing came, or nothing that is a packet
            answers = [understand(message.address, message.args) for message in messages]
            for answer in answers:
                if sender[0] == there[0] and isinstance(answer, Tracks):
                    return answer.names, now_s() - began_s
    raise OscbridgeError("ableton-not-answering", f"no answer from {host}:{port}")
