"""Peers, and where replies to them go: subscriptions with leases.

A subscription is a port that somebody listens on, and the senders that asked for it. It is kept by
port, so that a patch that was closed and opened again (a new sending port, the same receiving one)
finds its own again, and by sender, so that two patches on one machine each hear their own replies.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from oscbridge.errors import OscbridgeError
from oscbridge.osc.arguments import shorten

_LOOPBACK_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})
_MOST_SENDERS = 16


class Transport(StrEnum):
    """How a peer is reached."""

    UDP = "udp"
    TCP = "tcp"
    WEB = "web"
    """OSC over WebSocket."""
    OWN = "own"
    """No transport: a part of oscbridge itself, such as its own camera."""

    @property
    def is_connection(self) -> bool:
        """Whether a client is answered in the connection that it made."""
        return self in (Transport.TCP, Transport.WEB)


@dataclass(frozen=True, slots=True)
class Peer:
    """One end of a conversation: where datagrams came from or go to, or a connection."""

    transport: Transport
    host: str
    port: int

    def __str__(self) -> str:
        if self.transport is Transport.OWN:
            return self.host
        return f"{self.host}:{self.port} ({self.transport.value})"


@dataclass(slots=True)
class _Lease:
    expires_s: float
    # A dict for its order: who subscribed longest ago comes first.
    senders: dict[Peer, None] = field(default_factory=dict)


class Subscriptions:
    """All subscriptions.

    Args:
        lease_s: how long one lasts without a message from its senders.
        most: how many there may be; of one host, a quarter of that, but 8 at least.
        clock: seconds, monotonic.
    """

    def __init__(
        self, lease_s: float = 60.0, most: int = 64, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.lease_s = lease_s
        self._most = most
        self._most_of_a_host = min(most, max(8, most // 4))
        self._clock = clock
        self._leases: dict[Peer, _Lease] = {}
        self._of_sender: dict[Peer, Peer] = {}

    def subscribe(self, sender: Peer, port: int, host: str | None = None) -> Peer:
        """Send this sender's replies to a port of its own machine. Returns where they go now.

        A sender has one subscription: subscribing another port moves it.

        Raises:
            OscbridgeError: ``host-refused``, ``too-many-subscriptions``.
        """
        self.check_host(sender, host)
        self.expire()
        target = Peer(Transport.UDP, sender.host, port)
        if target not in self._leases:
            self._make_room(sender, target)
        previous = self._of_sender.get(sender)
        if previous is not None and previous != target:
            self._leave(sender)
        lease = self._leases.setdefault(target, _Lease(0.0))
        lease.expires_s = self._clock() + self.lease_s
        lease.senders.pop(sender, None)
        lease.senders[sender] = None
        self._of_sender[sender] = target
        if len(lease.senders) > _MOST_SENDERS:
            oldest = next(iter(lease.senders))
            del lease.senders[oldest], self._of_sender[oldest]
        return target

    def check_host(self, sender: Peer, host: str | None) -> None:
        """Refuse a host that is not the sender's own.

        Raises:
            OscbridgeError: ``host-refused``.
        """
        # A loopback name means the machine that the message came from, never this one: else anyone
        # on the network could point our replies at our own ports.
        if host is not None and host != sender.host and host not in _LOOPBACK_NAMES:
            raise OscbridgeError(
                "host-refused",
                f"replies to {sender.host} cannot be sent to {shorten(host)}; "
                "a machine can only subscribe for itself, so leave the host out",
            )

    def unsubscribe(self, sender: Peer, port: int | None = None) -> Peer:
        """End the sender's subscription, or the one for a port of its machine.

        Without a port and without one of its own, a sender ends its machine's only one.

        Raises:
            OscbridgeError: ``not-subscribed``.
        """
        self.expire()
        own = self._of_sender.get(sender)
        if port is not None:
            target = Peer(Transport.UDP, sender.host, port)
            if target in self._leases:
                self.end(target)
                return target
            raise OscbridgeError(
                "not-subscribed", f"nobody on {sender.host} subscribed port {port}"
            )
        if own is not None:
            self._leave(sender)
            return own
        of_host = self._of_host(sender.host)
        if len(of_host) == 1:
            self.end(of_host[0])
            return of_host[0]
        ports = ", ".join(str(target.port) for target in of_host)
        raise OscbridgeError(
            "not-subscribed",
            f"{sender} did not subscribe"
            + (f"; name one of its machine's ports: {ports}" if ports else ""),
        )

    def heard(self, sender: Peer) -> None:
        """A message came from this sender: its lease starts anew.

        From a sender without a subscription, the leases of its machine do: a patch may send through
        another socket than the one that it subscribed with.
        """
        if not self._leases:
            return
        own = self._of_sender.get(sender)
        expires_s = self._clock() + self.lease_s
        for target in [own] if own is not None else self._of_host(sender.host):
            self._leases[target].expires_s = expires_s

    def routes(self, sender: Peer) -> tuple[Peer, ...]:
        """Where replies to a sender go: its subscribed port, or back to where it came from.

        A sender without a subscription, on a machine where others have one, is answered where it
        came from and at its machine's ports: it may be a patch's second socket, that cannot hear,
        or a program of its own, that can.
        """
        own = self._of_sender.get(sender)
        if own is not None:
            return (own,)
        if sender.transport.is_connection or not self._leases:
            return (sender,)
        return (sender, *(t for t in self._of_host(sender.host) if t != sender))

    def targets(self) -> tuple[Peer, ...]:
        """Every subscribed port."""
        return tuple(self._leases)

    def has_moved(self, sender: Peer) -> bool:
        """Whether this very sender subscribed a port, and so hears nothing where it sends from."""
        return sender in self._of_sender

    def forget(self, sender: Peer) -> None:
        """A connection is gone; the port that it subscribed lives on until its lease ends."""
        target = self._of_sender.pop(sender, None)
        if target is not None:
            self._leases[target].senders.pop(sender, None)

    def expire(self) -> list[Peer]:
        """End what was not renewed in time. Returns it."""
        now = self._clock()
        ended = [target for target, lease in self._leases.items() if lease.expires_s <= now]
        for target in ended:
            self.end(target)
        return ended

    def end(self, target: Peer) -> None:
        """End the subscription of a port."""
        for sender in self._leases.pop(target).senders:
            del self._of_sender[sender]

    def _make_room(self, sender: Peer, target: Peer) -> None:
        # Moving to another port frees the one that nobody else holds.
        previous = self._of_sender.get(sender)
        frees = previous is not None and len(self._leases[previous].senders) == 1
        for count, most, whose in (
            (len(self._leases), self._most, "in all"),
            (len(self._of_host(target.host)), self._most_of_a_host, f"for {target.host}"),
        ):
            if count - frees >= most:
                raise OscbridgeError(
                    "too-many-subscriptions",
                    f"there are {most} subscriptions {whose}; end one with /oscbridge/unsubscribe",
                )

    def _of_host(self, host: str) -> list[Peer]:
        return [target for target in self._leases if target.host == host]

    def _leave(self, sender: Peer) -> None:
        target = self._of_sender.pop(sender)
        senders = self._leases[target].senders
        del senders[sender]
        if not senders:
            del self._leases[target]
