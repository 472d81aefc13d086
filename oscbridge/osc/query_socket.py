"""The WebSocket of OSCQuery: who listens to which addresses, and what each of them is told.

A client says ``{"COMMAND": "LISTEN", "DATA": "/oscbridge/tempo"}`` (or ``IGNORE``) as text, and
gets OSC packets as binary messages: what oscbridge says at the addresses that it listens to, the
present value at first, and errors. OSC that it sends is obeyed as on any other way. A text that is
a path is answered with JSON, as ``GET`` would.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from websockets.asyncio.server import ServerConnection

from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import ERROR
from oscbridge.osc.arguments import Value, shorten
from oscbridge.osc.packets import build_message
from oscbridge.osc.query import Query
from oscbridge.osc.websocket_connection import WebSocketConnection, Wire

LOOK_EVERY_S = 0.1
"""How often values that nobody tells by themselves are looked at, while somebody listens."""

_LONGEST_TEXT = 4096


class QueryConnection(WebSocketConnection):
    """One client of OSCQuery.

    Args:
        way: its WebSocket.
        query: knows what there is.
    """

    def __init__(self, way: ServerConnection, query: Query) -> None:
        super().__init__(way)
        self._query = query
        self._reached_at = str(way.local_address[0])
        self._heard: dict[str, tuple[Value, ...] | None] = {}
        self._looking: asyncio.Task[None] | None = None

    def send(self, packet: bytes) -> bool:
        """Send a packet, if it is an error or of an address that is listened to."""
        address = packet[: packet.find(b"\0")].decode("utf-8", "replace")
        if address != ERROR and address not in self._heard:
            return True
        return super().send(packet)

    async def run(self, wire: Wire) -> None:
        """Carry messages both ways until the client is gone."""
        try:
            await super().run(wire)
        finally:
            if self._looking is not None:
                self._looking.cancel()

    def take(self, wire: Wire, message: str | bytes) -> None:
        """Obey a command, answer a path, or hand OSC on."""
        if isinstance(message, bytes):
            super().take(wire, message)
            return
        try:
            if message.startswith("/"):
                self._tell_about(message)
            else:
                self._obey(read_command(message))
        except OscbridgeError as error:
            wire.deliver(self.peer, error)

    def _tell_about(self, target: str) -> None:
        answer = self._query.ask(target, self._reached_at)
        if answer.body is None:
            raise OscbridgeError(
                "unknown-address", f"{shorten(target)} has no such thing (HTTP {answer.status})"
            )
        self.send_text(answer.text)

    def _obey(self, command: tuple[str, str]) -> None:
        name, path = command
        if name == "IGNORE":
            self._heard.pop(path, None)
            return
        if not self._query.readable(path):
            raise OscbridgeError(
                "unknown-address", f"{shorten(path)} says nothing that could be listened to"
            )
        self._heard[path] = None
        self._look(path)
        if self._looking is None:
            self._looking = asyncio.create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for path in tuple(self._heard):
                if not self._query.is_said(path):
                    self._look(path)

    def _look(self, path: str) -> None:
        """Tell a value, if it is another than was told last."""
        known = self._query.values().get(path)
        if known is not None and tuple(known) != self._heard[path]:
            self._heard[path] = tuple(known)
            self.send(build_message(path, known))


def read_command(text: str) -> tuple[str, str]:
    """What a text asks for, ``LISTEN`` or ``IGNORE``, and for which path.

    Raises:
        OscbridgeError: ``not-osc``.
    """
    try:
        said: Any = json.loads(text) if len(text) <= _LONGEST_TEXT else None
    except (ValueError, RecursionError):
        said = None
    match said:
        case {"COMMAND": "LISTEN" | "IGNORE" as name, "DATA": str() as path}:
            return name, path
    raise OscbridgeError(
        "not-osc",
        'a text must be {"COMMAND": "LISTEN", "DATA": "/oscbridge/…"}, the same with IGNORE, or a '
        "path; OSC packets are binary messages",
    )
