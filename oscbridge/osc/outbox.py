"""Messages to peers, over UDP or in their connection, as far as the guard allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from oscbridge.osc.addresses import ERROR
from oscbridge.osc.arguments import NO_ID
from oscbridge.osc.clients import Peer
from oscbridge.osc.guard import Guard
from oscbridge.osc.packets import build_message
from oscbridge.osc.transports import LARGEST_DATAGRAM, Connection, UdpReader


class Outbox:
    """Sends messages, and counts those that cannot be.

    Args:
        connections: the clients that are connected.
        guard: says what may leave.
        counters: ``replies``, ``undelivered``, ``withheld`` and ``errors`` are counted there.
        error_codes: errors are counted there, by code.
    """

    def __init__(
        self,
        connections: Mapping[Peer, Connection],
        guard: Guard,
        counters: Counter[str],
        error_codes: Counter[str],
    ) -> None:
        self._connections = connections
        self._guard = guard
        self._counters = counters
        self._error_codes = error_codes
        self.udp: UdpReader | None = None
        self.closed = False

    def send(self, targets: Iterable[Peer], address: str, args: tuple[object, ...]) -> None:
        """Send one message to each target."""
        targets = tuple(targets)
        if not targets or self.closed:
            return
        packet = build_message(address, args)
        for target in targets:
            if target.transport.is_connection:
                self._counters["replies"] += 1
                connection = self._connections.get(target)
                if connection is None or not connection.send(packet):
                    self._counters["undelivered"] += 1
            elif len(packet) > LARGEST_DATAGRAM:
                self._counters["undelivered"] += 1
                self._refuse_large(target, address, len(packet))
            elif not self._guard.may_send(target, len(packet)):
                self._counters["withheld"] += 1
            else:
                assert self.udp is not None
                self._counters["replies"] += 1
                if not self.udp.send(target, packet):
                    self._counters["undelivered"] += 1

    def _refuse_large(self, target: Peer, address: str, size: int) -> None:
        code = "reply-too-large"
        message = (
            f"the reply {address} has {size} bytes, more than a datagram holds "
            f"({LARGEST_DATAGRAM}); ask over TCP"
        )
        self._counters["errors"] += 1
        self._error_codes[code] += 1
        self.send((target,), ERROR, (code, message, address, NO_ID))
