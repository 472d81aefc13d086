"""How much the server takes from its clients, and which of its counters tell of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from oscbridge.osc.clients import Peer
from oscbridge.osc.frames import FrameLimits
from oscbridge.system.networks import is_loopback

COUNTED = (
    *("packets", "errors", "errors_untold", "internal_errors"),
    *("lost", "strangers", "undelivered", "withheld"),
)
"""Those of ``OscServer.counters`` that ``/oscbridge/status`` tells."""


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """How much the server takes.

    Args:
        connections: TCP connections at a time.
        connections_of_a_host: of another machine alone.
        unfinished_bytes: packets that have begun to come over TCP, all together.
        packet_bytes: one packet over TCP.
        web_packet_bytes: one over WebSocket.
        subscriptions: subscribed ports.
        frames: see there.
    """

    connections: int = 64
    connections_of_a_host: int = 16
    unfinished_bytes: int = 256_000_000
    packet_bytes: int = 64_000_000
    web_packet_bytes: int = 17_000_000
    subscriptions: int = 64
    frames: FrameLimits = field(default_factory=FrameLimits)

    def why_full(self, host: str, connected: Collection[Peer]) -> str:
        """Why a host may not connect beside those that are; empty when it may."""
        of_host = sum(host == peer.host for peer in connected)
        if of_host >= self.connections_of_a_host and not is_loopback(host):
            return f"{of_host} clients of {host} are connected; close one, or use UDP"
        if len(connected) >= self.connections:
            return f"{len(connected)} clients are connected; close one, or use UDP"
        return ""
