"""The web server: OSC over WebSocket, the few files that a browser asks for, and OSCQuery.

A page in a browser is a client like any other: it sends and hears the same messages. It is served
to this machine alone. A website that the user happens to have open must not reach it: such a page
can connect to 127.0.0.1, but it cannot lie about its ``Origin``, and a name that was pointed at
127.0.0.1 shows in ``Host``; both are checked (RFC 6455, section 10.2).

Where OSC itself is open to other machines, OSCQuery may be too: the description and its WebSocket,
not the page. No browser is let in there at all (they send an ``Origin`` with what they must not
have), and ``Host`` must be the very address, or the name that was announced.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import http
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer, Transport
from oscbridge.osc.transports import is_taken
from oscbridge.osc.web.connection import WebSocketConnection, Wire
from oscbridge.osc.web.oscquery import ATTRIBUTES, Answer, Query
from oscbridge.osc.web.oscquery_connection import QueryConnection

log = logging.getLogger(__name__)

_library_log = logging.getLogger("oscbridge.websocket.library")
_library_log.setLevel(logging.WARNING)  # it tells of every request, a picture a moment

SOCKET_PATH = "/osc"
LOOPBACK = "127.0.0.1"
_CLOSE_TIMEOUT_S = 1.0
_OPEN_TIMEOUT_S = 5.0
"""A request that has not come whole by then, or whose answer is not read, ends the connection."""
_MAX_CONNECTIONS = 128
"""Connections to the web server, those that have not sent a request yet among them."""

_SECURITY_HEADERS = {
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


class WebServer:
    """Serves documents and OSCQuery over HTTP, and OSC over WebSocket.

    Args:
        wire: the OSC server.
        document: gives what is at a path, at once or after a while, or None.
        port: 0 takes any that is free.
        max_packet_bytes: limit for one packet.
        query: answers OSCQuery; without it there is none.
    """

    def __init__(
        self,
        wire: Wire,
        document: Callable[[str], Document | Awaitable[Document] | None],
        port: int,
        max_packet_bytes: int,
        query: Query | None = None,
    ) -> None:
        self._wire = wire
        self._document = document
        self._max_packet_bytes = max_packet_bytes
        self._query = query
        self._servers: list[Server] = []
        self._connections: set[ServerConnection] = set()
        self.port = port
        self.names: set[str] = set()
        """Names that other machines may call it by."""

    @property
    def address(self) -> str:
        """What to type into a browser; empty before the start."""
        return f"http://{LOOPBACK}:{self.port}" if self._servers else ""

    async def start(self, also_on: str = "") -> None:
        """Listen on loopback, and for OSCQuery alone on another address.

        Raises:
            OscbridgeError: ``port-busy`` or ``cannot-listen``; then it listens nowhere.
        """
        # 0.0.0.0 includes loopback: the two cannot be bound beside each other.
        is_all = also_on == "0.0.0.0"  # nosec B104 # the user's osc.host, only compared here
        hosts = [also_on] if is_all else [LOOPBACK, *([also_on] if also_on else [])]
        for host in hosts:
            try:
                server = await self._serve(host)
            except OSError as error:
                await self.stop()
                raise OscbridgeError(
                    "port-busy" if is_taken(error) else "cannot-listen",
                    f"the page cannot be served on {host}, port {self.port} ({error.strerror}); "
                    f"choose another: --set web.port={self.port + 1}",
                ) from None
            self._servers.append(server)
            self.port = next(iter(server.sockets)).getsockname()[1]

    def admit(self, connection: ServerConnection, host: str, port: int) -> bool:
        """Whether a connection may stay open, asked before anything is read from it."""
        if not self._wire.admits(Peer(Transport.WEB, host, port)):
            return False
        if len(self._connections) >= _MAX_CONNECTIONS:
            log.warning("%d web connections are open; no more are taken", len(self._connections))
            return False
        self._connections.add(connection)
        return True

    async def stop(self) -> None:
        """Close every connection."""
        for server in self._servers:
            server.close()
        for server in self._servers:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(2 * _CLOSE_TIMEOUT_S):
                    await server.wait_closed()
        self._servers.clear()

    async def _serve(self, host: str) -> Server:
        admitted = functools.partial(_AdmittedConnection, self.admit, self._connections.discard)
        return await serve(
            self._converse,
            host,
            self.port,
            process_request=self._respond,
            max_size=self._max_packet_bytes,
            max_queue=2,
            # Typed as a class, but only ever called to make a connection.
            create_connection=cast(type[ServerConnection], admitted),
            compression=None,  # pictures do not shrink, and small messages need not
            server_header=None,
            logger=_library_log,
            open_timeout=_OPEN_TIMEOUT_S,
            close_timeout=_CLOSE_TIMEOUT_S,
        )

    async def _converse(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        if _path(connection.request) == SOCKET_PATH:
            await WebSocketConnection(connection).run(self._wire)
        else:
            assert self._query is not None
            await QueryConnection(connection, self._query).run(self._wire)

    def _respond(
        self, connection: ServerConnection, request: Request
    ) -> Response | Awaitable[Response] | None:
        """None lets the WebSocket's handshake go on; anything else is the whole answer."""
        reached_at = str(connection.local_address[0]).partition("%")[0]
        is_local = ipaddress.ip_address(reached_at).is_loopback
        own = self._own_names(reached_at, is_local)
        # No browser sends either header twice, so a request that does is refused.
        if request.headers.get_all("Host") not in [[name] for name in own]:
            return _response(http.HTTPStatus.FORBIDDEN, _plain("this address is not served here"))
        origins = request.headers.get_all("Origin")
        if origins and not (is_local and origins in [[f"http://{name}"] for name in own]):
            return _response(http.HTTPStatus.FORBIDDEN, _plain("other sites are not let in"))
        if is_local and _path(request) == SOCKET_PATH:
            return None
        if self._query is not None and _path(request) == "/" and _wants_websocket(request):
            return None
        if is_local and (self._query is None or not _wants_description(request)):
            found = self._document(_path(request))
            if isinstance(found, Document):
                return _response(http.HTTPStatus.OK, found)
            if found is not None:
                return _respond_with(found)
        if self._query is not None:
            return _described(self._query.ask(request.path, reached_at))
        return _described(Answer(404))

    def _own_names(self, reached_at: str, is_local: bool) -> set[str]:
        names = {LOOPBACK, "localhost", "[::1]"}
        if not is_local:
            names = {f"[{reached_at}]" if ":" in reached_at else reached_at, *self.names}
        own = {f"{name}:{self.port}" for name in names}
        # A browser leaves the port out where it is HTTP's own.
        return own | names if self.port == 80 else own


class _AdmittedConnection(ServerConnection):
    """A connection that must be admitted before a byte of it is read."""

    def __init__(
        self,
        admit: Callable[[ServerConnection, str, int], bool],
        closed: Callable[[ServerConnection], None],
        *args: Any,
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self._admit = admit
        self._closed = closed

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert isinstance(transport, asyncio.Transport)
        name = transport.get_extra_info("peername")
        # Without a name it is gone already.
        if not (name and self._admit(self, name[0], name[1])):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._closed(self)


def _path(request: Request) -> str:
    return request.path.partition("?")[0]


def _wants_websocket(request: Request) -> bool:
    return any(one.lower() == "websocket" for one in request.headers.get_all("Upgrade"))


def _wants_description(request: Request) -> bool:
    """At ``/``, where the page is too: whether this is a program that speaks OSCQuery."""
    path, _, attribute = request.path.partition("?")
    if path != "/":
        return False
    accepted = ",".join(request.headers.get_all("Accept"))
    return attribute in {"HOST_INFO", *ATTRIBUTES} or "text/html" not in accepted


def _described(answer: Answer) -> Response:
    if answer.body is not None:
        return _response(
            http.HTTPStatus.OK, Document("application/json", answer.text.encode("utf-8"))
        )
    if answer.status == http.HTTPStatus.NO_CONTENT:
        return Response(
            answer.status, "No Content", Headers(_SECURITY_HEADERS | {"Connection": "close"})
        )
    if answer.status == http.HTTPStatus.BAD_REQUEST:
        return _response(http.HTTPStatus.BAD_REQUEST, _plain("OSCQuery has no such attribute"))
    return _response(http.HTTPStatus.NOT_FOUND, _plain("there is nothing here"))


def _plain(text: str) -> Document:
    return Document("text/plain; charset=utf-8", f"{text}\n".encode())


async def _respond_with(document: Awaitable[Document]) -> Response:
    return _response(http.HTTPStatus.OK, await document)


def _response(status: http.HTTPStatus, document: Document) -> Response:
    headers = Headers(_SECURITY_HEADERS)
    headers["Content-Type"] = document.content_type
    headers["Content-Length"] = str(len(document.body))
    headers["Connection"] = "close"
    return Response(status.value, status.phrase, headers, document.body)
