"""What the server puts up with from its clients, all together."""

from __future__ import annotations

from dataclasses import dataclass, field

from oscbridge.osc.frames import FrameLimits


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What the server puts up with.

    Args:
        connections: TCP connections at a time.
        packet_bytes: one packet over TCP.
        subscriptions: subscribed ports.
        frames: see there.
    """

    connections: int = 64
    packet_bytes: int = 64_000_000
    subscriptions: int = 64
    frames: FrameLimits = field(default_factory=FrameLimits)
