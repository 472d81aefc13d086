"""Packets that wait to be read: a queue for each sender, served in turn, so that none starves."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer


@dataclass(frozen=True, slots=True)
class Arrival:
    """A packet, or the error that stands in its place, as it came in.

    Args:
        sender: who sent it.
        content: its bytes, not yet looked at.
        received_at_s: when, on the monotonic clock.
    """

    sender: Peer
    content: bytes | OscbridgeError
    received_at_s: float

    @property
    def size(self) -> int:
        """Bytes that it holds in memory."""
        return len(self.content) if isinstance(self.content, bytes) else 0


class Intake:
    """Queues of arrivals, with a limit on what they hold together.

    Args:
        most: arrivals that may wait; half of them of one sender.
        most_bytes: bytes that may wait; likewise.
    """

    def __init__(self, most: int = 100_000, most_bytes: int = 256_000_000) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._queues: dict[Peer, deque[Arrival]] = {}
        self._bytes_of: dict[Peer, int] = {}
        self._count = 0
        self._bytes = 0

    def __len__(self) -> int:
        return self._count

    def waiting_bytes(self, sender: Peer) -> int:
        """Bytes that wait in a sender's queue."""
        return self._bytes_of.get(sender, 0)

    def put(self, arrival: Arrival) -> bool:
        """Let an arrival wait. False when there is no room for it: it is lost, count it."""
        size = arrival.size
        if self._count >= self._most or self._bytes + size > self._most_bytes:
            return False
        queue = self._queues.get(arrival.sender)
        held = self._bytes_of.get(arrival.sender, 0)
        # One that floods does not take the last place, so another still gets in.
        if queue and (len(queue) >= self._most // 2 or held + size > self._most_bytes // 2):
            return False
        if queue is None:
            queue = self._queues[arrival.sender] = deque()
        queue.append(arrival)
        self._count += 1
        self._bytes += size
        self._bytes_of[arrival.sender] = held + size
        return True

    def take(self) -> Arrival | None:
        """The next sender's oldest arrival, or None. That sender's turn comes last now."""
        if not self._queues:
            return None
        sender = next(iter(self._queues))
        queue = self._queues.pop(sender)
        arrival = queue.popleft()
        size = arrival.size
        self._count -= 1
        self._bytes -= size
        if queue:
            self._queues[sender] = queue
            self._bytes_of[sender] -= size
        else:
            del self._bytes_of[sender]
        return arrival
