"""OSC over WebSocket, one packet to a binary message, and the few files that a browser asks for.

A page in a browser is a client like any other: it sends and hears the same messages. It is served
to this machine alone. A website that the user happens to have open must not reach it: such a page
can connect to 127.0.0.1, but it cannot lie about its ``Origin``, and a name that was pointed at
127.0.0.1 shows in ``Host``; both are checked (RFC 6455, section 10.2).
"""

from __future__ import annotations

import asyncio
import contextlib
import http
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer, Transport

log = logging.getLogger(__name__)

_library_log = logging.getLogger("oscbridge.websocket.library")
_library_log.setLevel(logging.WARNING)  # it tells of every request, a picture a moment

SOCKET_PATH = "/osc"
_MOST_UNSENT_BYTES = 8 * 2**20
_CLOSE_WITHIN_S = 1.0

_ALWAYS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What a browser gets for a path."""

    content_type: str
    body: bytes


class Wire(Protocol):
    """The part of the OSC server that connections are handed to."""

    def opened(self, connection: WebSocketConnection) -> bool: ...
    def gone(self, connection: WebSocketConnection) -> None: ...
    def deliver(self, peer: Peer, content: bytes | OscbridgeError) -> None: ...


class WebSocketConnection:
    """One browser, or any other client that speaks OSC over WebSocket."""

    def __init__(self, way: ServerConnection) -> None:
        host, port = way.remote_address[:2]
        self.peer = Peer(Transport.WEB, host, port)
        self._way = way
        self._unsent: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._unsent_bytes = 0
        self._may_read = asyncio.Event()
        self._may_read.set()

    def send(self, packet: bytes) -> bool:
        """Send a packet. False when the client has not read for so long that it was cut off."""
        if self._unsent_bytes > _MOST_UNSENT_BYTES:
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
        self._way.transport.abort()

    async def run(self, wire: Wire) -> None:
        """Carry messages both ways until the client is gone."""
        writer = asyncio.create_task(self._write())
        try:
            if not wire.opened(self):
                self.close()
                await writer
                return
            with contextlib.suppress(ConnectionClosed):
                async for message in self._way:
                    wire.deliver(self.peer, message if isinstance(message, bytes) else _TEXT)
                    await self._may_read.wait()
        finally:
            wire.gone(self)
            writer.cancel()

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while (packet := await self._unsent.get()) is not None:
                await self._way.send(packet)
                self._unsent_bytes -= len(packet)
            await self._way.close()


_TEXT = OscbridgeError("not-osc", "a text message came; send OSC packets as binary messages")


class WebSocketServer:
    """Serves documents over HTTP and OSC over WebSocket, on loopback.

    Args:
        wire: the OSC server.
        document: gives what is at a path, or None.
        port: 0 takes any that is free.
        max_packet_bytes: limit for one packet.
    """

    def __init__(
        self,
        wire: Wire,
        document: Callable[[str], Document | None],
        port: int,
        max_packet_bytes: int,
    ) -> None:
        self._wire = wire
        self._document = document
        self._port = port
        self._max_packet_bytes = max_packet_bytes
        self._server: Server | None = None

    @property
    def address(self) -> str:
        """What to type into a browser; empty before the start."""
        return f"http://127.0.0.1:{self._port}" if self._server is not None else ""

    async def start(self) -> None:
        """Listen.

        Raises:
            OscbridgeError: ``port-busy``.
        """
        try:
            self._server = await serve(
                self._talk,
                "127.0.0.1",
                self._port,
                process_request=self._answer,
                max_size=self._max_packet_bytes,
                max_queue=8,
                compression=None,  # pictures do not shrink, and small messages need not
                server_header=None,
                logger=_library_log,
                open_timeout=5,
                close_timeout=_CLOSE_WITHIN_S,
            )
        except OSError as error:
            raise OscbridgeError(
                "port-busy",
                f"the page cannot be served on port {self._port} ({error.strerror}); choose "
                f"another: --set web.port={self._port + 1}",
            ) from None
        self._port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Close every connection."""
        if self._server is not None:
            self._server.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.wait_closed(), 2 * _CLOSE_WITHIN_S)

    async def _talk(self, way: ServerConnection) -> None:
        await WebSocketConnection(way).run(self._wire)

    def _answer(self, way: ServerConnection, request: Request) -> Response | None:
        """None lets the WebSocket's handshake go on; anything else is the whole answer."""
        own = {f"{name}:{self._port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        # A browser leaves the port out where it is HTTP's own.
        if self._port == 80:
            own |= {"127.0.0.1", "localhost", "[::1]"}
        if request.headers.get("Host") not in own:
            return _response(http.HTTPStatus.FORBIDDEN, _plain("this address is not served here"))
        origin = request.headers.get("Origin")
        if origin is not None and Origin(origin) not in {f"http://{name}" for name in own}:
            return _response(http.HTTPStatus.FORBIDDEN, _plain("other sites are not let in"))
        path = request.path.partition("?")[0]
        if path == SOCKET_PATH:
            return None
        found = self._document(path)
        if found is None:
            return _response(http.HTTPStatus.NOT_FOUND, _plain("there is nothing here"))
        return _response(http.HTTPStatus.OK, found)


def _plain(text: str) -> Document:
    return Document("text/plain; charset=utf-8", f"{text}\n".encode())


def _response(status: http.HTTPStatus, document: Document) -> Response:
    headers = Headers(_ALWAYS)
    headers["Content-Type"] = document.content_type
    headers["Content-Length"] = str(len(document.body))
    headers["Connection"] = "close"
    return Response(status.value, status.phrase, headers, document.body)
