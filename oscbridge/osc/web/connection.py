"""One client that speaks OSC over WebSocket, one packet in each binary message."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Protocol

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer, Transport

log = logging.getLogger(__name__)

_MAX_UNSENT_BYTES = 8 * 2**20
_TEXT_REFUSED = OscbridgeError(
    "not-osc", "a text message came; send OSC packets as binary messages"
)


class Wire(Protocol):
    """The part of the OSC server that connections are handed to."""

    def admits(self, peer: Peer) -> bool: ...
    def opened(self, connection: WebSocketConnection) -> bool: ...
    def gone(self, connection: WebSocketConnection) -> None: ...
    def deliver(self, peer: Peer, content: bytes | OscbridgeError) -> None: ...


class WebSocketConnection:
    """One browser, or any other client that speaks OSC over WebSocket.

    Args:
        websocket: its WebSocket, open.
    """

    def __init__(self, websocket: ServerConnection) -> None:
        host, port = websocket.remote_address[:2]
        self.peer = Peer(Transport.WEB, host, port)
        self._websocket = websocket
        self._unsent: asyncio.Queue[bytes | str | None] = asyncio.Queue()
        self._unsent_bytes = 0
        self._may_read = asyncio.Event()
        self._may_read.set()

    def send(self, packet: bytes) -> bool:
        """Send a packet. False when the client has not read for so long that it was cut off."""
        return self._enqueue(packet)

    def send_text(self, text: str) -> bool:
        """Send a text message; likewise."""
        return self._enqueue(text)

    def _enqueue(self, packet: bytes | str) -> bool:
        if self._unsent_bytes > _MAX_UNSENT_BYTES:
            log.warning("%s does not read its replies; closing the connection", self.peer)
            self.abort()
            return False
        self._unsent_bytes += len(packet)
        self._unsent.put_nowait(packet)
        return True

    def pause(self) -> None:
        """Take nothing more for now: TCP makes the sender wait."""
        self._may_read.clear()

    def resume(self) -> None:
        """Take more again."""
        self._may_read.set()

    def close(self) -> None:
        """Close, once what was sent has left."""
        self._unsent.put_nowait(None)

    def abort(self) -> None:
        """Close now."""
        self._websocket.transport.abort()

    async def run(self, wire: Wire) -> None:
        """Carry messages both ways until the client is gone."""
        writer = asyncio.create_task(self._write())
        try:
            if not wire.opened(self):
                self.close()
                await writer
                return
            with contextlib.suppress(ConnectionClosed):
                async for message in self._websocket:
                    self.take(wire, message)
                    await self._may_read.wait()
        finally:
            wire.gone(self)
            writer.cancel()

    def take(self, wire: Wire, message: str | bytes) -> None:
        """Hand on what the client sent."""
        wire.deliver(self.peer, message if isinstance(message, bytes) else _TEXT_REFUSED)

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while (packet := await self._unsent.get()) is not None:
                await self._websocket.send(packet)
                self._unsent_bytes -= len(packet)
            await self._websocket.close()
