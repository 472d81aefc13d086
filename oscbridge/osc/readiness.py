"""``/oscbridge/ready``: told to all listeners, to whoever asked, and to each new listener."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import oscbridge
from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import ROOT
from oscbridge.osc.arguments import NO_ID
from oscbridge.osc.clients import Peer, Subscriptions
from oscbridge.osc.outbox import Outbox

_MOST_AWAITING = 256


class Readiness:
    """Tells that frames and phrases are answered.

    Args:
        out: what it leaves by.
        subscriptions: where replies go.
        listeners: gives everyone who is told what all are told.
    """

    def __init__(
        self, out: Outbox, subscriptions: Subscriptions, listeners: Callable[[], tuple[Peer, ...]]
    ) -> None:
        self._out = out
        self._subscriptions = subscriptions
        self._listeners = listeners
        self._ready = False
        self._awaiting: dict[Peer, int | str] = {}

    def announce(self) -> None:
        """Tell all listeners, and from now on each new one."""
        self._ready = True
        waiting, self._awaiting = self._awaiting, {}
        answered = {route for peer in waiting for route in self._subscriptions.routes(peer)}
        for peer, id in waiting.items():
            self._tell(self._subscriptions.routes(peer), id)
        self._tell(target for target in self._listeners() if target not in answered)

    def welcome(self, target: Peer) -> None:
        """Tell a new listener, if all was told already."""
        if self._ready:
            self._tell((target,))

    def answer(self, peer: Peer, id: int | str) -> None:
        """Tell whoever asks, now or as soon as all are told.

        Raises:
            OscbridgeError: ``not-ready`` when too many wait.
        """
        if self._ready:
            self._tell(self._subscriptions.routes(peer), id)
        elif peer in self._awaiting or len(self._awaiting) < _MOST_AWAITING:
            self._awaiting[peer] = id
        else:
            raise OscbridgeError("not-ready", "oscbridge is still starting; ask again in a moment")

    def _tell(self, targets: Iterable[Peer], id: int | str = NO_ID) -> None:
        self._out.send(targets, ROOT + "ready", (oscbridge.__version__, id))
