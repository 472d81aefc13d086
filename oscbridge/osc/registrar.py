"""Subscribing and unsubscribing, and the proof that a subscriber is where it says it is.

A machine that is only known as one of a network returns a token first (``/oscbridge/prove`` →
``/oscbridge/confirm``), and again before an hour is over; see ``guard``.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import ROOT
from oscbridge.osc.clients import Peer, Subscriptions, Transport
from oscbridge.osc.guard import Guard
from oscbridge.osc.outbox import Outbox
from oscbridge.osc.requests import Request

log = logging.getLogger(__name__)

_PROOF_EVERY_SWEEPS = 60


class Registrar:
    """Answers ``subscribe``, ``confirm`` and ``unsubscribe``.

    Args:
        subscriptions: what is kept.
        guard: knows who proved what.
        out: what answers leave by.
        is_own_port: whether a host and port are where the server itself listens.
        on_new: called with each newly subscribed port.
        counters: ``proofs_asked`` is counted there.
    """

    def __init__(
        self,
        subscriptions: Subscriptions,
        guard: Guard,
        out: Outbox,
        is_own_port: Callable[[str, int], bool],
        on_new: Callable[[Peer], None],
        counters: Counter[str],
    ) -> None:
        self._subscriptions = subscriptions
        self._guard = guard
        self._out = out
        self._is_own_port = is_own_port
        self._on_new = on_new
        self._counters = counters
        self._sweeps = 0

    def subscribe(self, request: Request) -> None:
        """Subscribe a port, or first ask for a proof that somebody listens there.

        Raises:
            OscbridgeError: ``port-refused``, ``host-refused``, ``too-many-subscriptions``.
        """
        peer = request.peer
        port: Any = request.values["port"]
        host: Any = request.values["host"]
        if self._is_own_port(peer.host, port):
            raise OscbridgeError(
                "port-refused",
                f"port {port} is oscbridge's own; subscribe the port that you listen on",
            )
        self._subscriptions.check_host(peer, host)
        if self._guard.trusts(peer.host):
            self._subscribe(peer, port, request.id)
        else:
            self._ask_for_proof(Peer(Transport.UDP, peer.host, port), peer)

    def confirm(self, request: Request) -> None:
        """A token came back: whoever sent it is there.

        Raises:
            OscbridgeError: ``bad-token``, ``too-many-subscriptions``.
        """
        peer = request.peer
        token: Any = request.values["token"]
        sender_port, port = self._guard.check(peer.host, token)
        self._guard.proved(peer.host)
        sender = Peer(Transport.UDP, peer.host, sender_port) if sender_port else peer
        self._subscribe(sender, port, request.id)

    def unsubscribe(self, request: Request) -> None:
        """End a subscription.

        Raises:
            OscbridgeError: ``not-subscribed``.
        """
        port: Any = request.values["port"]
        target = self._subscriptions.unsubscribe(request.peer, port)
        routes = self._subscriptions.routes(request.peer)
        self._out.send(routes, ROOT + "unsubscribed", (target.host, target.port, request.id))

    def sweep(self) -> None:
        """End what ran out, and what was not proved again; to be called each second."""
        for target in self._subscriptions.expire():
            log.info("the subscription of %s:%d ended: nothing was heard", target.host, target.port)
        self._sweeps += 1
        for target in self._subscriptions.targets():
            if not self._guard.trusts(target.host):
                self._subscriptions.end(target)
                log.info("the subscription of %s:%d ended: no proof", target.host, target.port)
            elif (
                self._guard.needs_new_proof(target.host) and self._sweeps % _PROOF_EVERY_SWEEPS == 0
            ):
                self._ask_for_proof(target)

    def _subscribe(self, peer: Peer, port: int, id: int | str) -> None:
        known = self._subscriptions.targets()
        target = self._subscriptions.subscribe(peer, port)
        answer = (target.host, target.port, float(self._subscriptions.lease_s), id)
        self._out.send(self._subscriptions.routes(peer), ROOT + "subscribed", answer)
        if target not in known:
            self._on_new(target)

    def _ask_for_proof(self, target: Peer, sender: Peer | None = None) -> None:
        """Send a token to the port that is to be told things: who reads it there is there."""
        self._counters["proofs_asked"] += 1
        token = self._guard.token(target.host, sender.port if sender else 0, target.port)
        self._out.send({target, sender or target}, ROOT + "prove", (token,))
