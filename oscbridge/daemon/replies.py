"""Who asked, and how an answer finds its way: the daemon's side of the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import ROOT
from oscbridge.osc.clients import Peer, Transport
from oscbridge.osc.requests import Request
from oscbridge.osc.server import OscServer

Facts = list[tuple[str, int | float | str]]
"""Names and values, as ``/oscbridge/status`` tells them."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever sent a message: the peer, the address that it used, its own id (−1: none)."""

    peer: Peer
    address: str
    id: int | str

    @classmethod
    def of(cls, request: Request) -> Asker:
        """Whoever sent this request (which may hold a picture that need not be kept)."""
        return cls(request.peer, request.address, request.id)

    @classmethod
    def own(cls, name: str) -> Asker:
        """A part of oscbridge itself: what it causes is told to all, with its name as the id."""
        return cls(Peer(Transport.OWN, name, 0), "", name)

    @property
    def is_own(self) -> bool:
        """Whether it is a part of oscbridge itself."""
        return self.peer.transport is Transport.OWN


class Replies:
    """Sends answers. Names come without the ``/oscbridge/`` that all addresses begin with."""

    def __init__(self, server: OscServer) -> None:
        self._server = server
        self._watch: Callable[[str, str, str], None] | None = None

    def watch_errors(self, watch: Callable[[str, str, str], None]) -> None:
        """Call ``watch`` with code, message and address (empty: nobody asked) of every error."""
        self._watch = watch

    def reply(self, asker: Asker, name: str, *args: object) -> None:
        """To the asker alone; what concerns a part of oscbridge, to all listeners."""
        if asker.is_own:
            self._server.broadcast(ROOT + name, *args)
            return
        self._server.reply(asker.peer, ROOT + name, *args)

    def share(self, asker: Asker | None, name: str, *args: object) -> None:
        """An answer that begins with the asker's id; all other listeners get it with −1."""
        if asker is None:
            self._server.broadcast(ROOT + name, -1, *args)
        elif asker.is_own:
            self._server.broadcast(ROOT + name, asker.id, *args)
        else:
            self._server.reply(asker.peer, ROOT + name, asker.id, *args)
            self._server.broadcast(ROOT + name, -1, *args, exclude=asker.peer)

    def tell(self, name: str, *args: object) -> None:
        """To all listeners."""
        self._server.broadcast(ROOT + name, *args)

    def tell_with(self, asker: Asker, name: str, *args: object) -> None:
        """To the asker, listener or not, and to all listeners."""
        if asker.is_own:
            self._server.broadcast(ROOT + name, *args)
            return
        self._server.reply(asker.peer, ROOT + name, *args)
        self._server.broadcast(ROOT + name, *args, exclude=asker.peer)

    def error(self, asker: Asker | None, code: str, message: str) -> None:
        """A coded error: to the asker, or to all listeners when the daemon itself is at fault."""
        if self._watch is not None:
            self._watch(code, message, "" if asker is None else asker.address)
        if asker is None:
            self._server.broadcast(ROOT + "error", code, message, "", -1)
        elif asker.is_own:
            self._server.broadcast(ROOT + "error", code, message, asker.address, asker.id)
        else:
            error = OscbridgeError(code, message)
            self._server.error(asker.peer, error, asker.address, asker.id)
