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
from oscbridge.osc.web.connection import WebSocketConnection, Wire
from oscbridge.osc.web.oscquery import Query, Values

POLL_EVERY_S = 0.1
"""How often values that oscbridge does not tell by itself are compared, while somebody listens."""

_LONGEST_TEXT = 4096


class QueryConnection(WebSocketConnection):
    """One client of OSCQuery.

    Args:
        websocket: its WebSocket, open.
        query: knows what there is.
    """

    def __init__(self, websocket: ServerConnection, query: Query) -> None:
        super().__init__(websocket)
        self._query = query
        self._reached_at = str(websocket.local_address[0])
        # The value that was told last, for each path that is listened to.
        self._listened: dict[str, tuple[Value, ...] | None] = {}
        self._watcher: asyncio.Task[None] | None = None

    def send(self, packet: bytes) -> bool:
        """Send a packet, if it is an error or of an address that is listened to."""
        address = packet[: packet.find(b"\0")].decode("utf-8", "replace")
        if address != ERROR and address not in self._listened:
            return True
        return super().send(packet)

    async def run(self, wire: Wire) -> None:
        """Carry messages both ways until the client is gone."""
        try:
            await super().run(wire)
        finally:
            if self._watcher is not None:
                self._watcher.cancel()

    def take(self, wire: Wire, message: str | bytes) -> None:
        """Obey a command, answer a path, or hand OSC on."""
        if isinstance(message, bytes):
            super().take(wire, message)
            return
        try:
            if message.startswith("/") and len(message) <= _LONGEST_TEXT:
                self._describe(message)
            else:
                self._obey(read_command(message))
        except OscbridgeError as error:
            wire.deliver(self.peer, error)

    def _describe(self, target: str) -> None:
        answer = self._query.ask(target, self._reached_at)
        if answer.body is None:
            raise OscbridgeError(
                "unknown-address", f"{shorten(target)} has no such thing (HTTP {answer.status})"
            )
        self.send_text(answer.text)

    def _obey(self, command: tuple[str, str]) -> None:
        name, path = command
        if name == "IGNORE":
            self._listened.pop(path, None)
            return
        if not self._query.readable(path):
            raise OscbridgeError(
                "unknown-address", f"{shorten(path)} says nothing that could be listened to"
            )
        self._listened[path] = None
        self._tell_changed(path, self._query.values())
        if self._watcher is None:
            self._watcher = asyncio.create_task(self._watch_values())

    async def _watch_values(self) -> None:
        while True:
            await asyncio.sleep(POLL_EVERY_S)
            watched = [path for path in self._listened if not self._query.is_said(path)]
            values = self._query.values() if watched else {}
            for path in watched:
                self._tell_changed(path, values)

    def _tell_changed(self, path: str, values: Values) -> None:
        """Tell a value, if it is another than was told last."""
        value = values.get(path)
        if value is not None and tuple(value) != self._listened[path]:
            self._listened[path] = tuple(value)
            self.send(build_message(path, value))


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
