"""What the server puts up with from its clients, all together, and what it counts of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from oscbridge.osc.frames import FrameLimits

COUNTED = (
    *("packets", "errors", "errors_untold", "internal_errors"),
    *("lost", "strangers", "undelivered", "withheld"),
)
"""What ``OscServer.counters`` counts of interest to whoever looks after a rig."""


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What the server puts up with.

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
