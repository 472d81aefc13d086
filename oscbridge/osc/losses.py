"""Packets that were lost before they were read: counted, and told to their senders each second."""

from __future__ import annotations

import logging
from collections import Counter

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer
from oscbridge.osc.transports import UdpReader

log = logging.getLogger(__name__)

_MOST_LOSING = 1024


class Losses:
    """Counts what was lost.

    Args:
        counters: ``lost`` is counted there.
    """

    def __init__(self, counters: Counter[str]) -> None:
        self._counters = counters
        self._by_peer: Counter[Peer] = Counter()
        self._kernel_drops = 0

    def add(self, peer: Peer) -> None:
        """A packet of a peer found no room."""
        self._counters["lost"] += 1
        if peer in self._by_peer or len(self._by_peer) < _MOST_LOSING:
            self._by_peer[peer] += 1  # Past that they are counted, but not told one by one.

    def summaries(self) -> list[tuple[Peer, OscbridgeError]]:
        """An error for each peer that lost packets since the last call, with their number."""
        lost, self._by_peer = self._by_peer, Counter()
        what = "packets came faster than they could be read and were lost"
        return [
            (peer, OscbridgeError("packets-lost", f"{count} {what}"))
            for peer, count in lost.items()
        ]

    def kernel_summary(self, reader: UdpReader | None) -> OscbridgeError | None:
        """What to tell everyone: the system does not say whose datagrams it dropped."""
        drops = 0 if reader is None else reader.kernel_drops()
        if reader is None or drops <= self._kernel_drops:
            return None
        count, self._kernel_drops = drops - self._kernel_drops, drops
        self._counters["lost"] += count
        message = (
            f"{count} datagrams of unknown senders were lost: the system's receive buffer "
            f"({reader.receive_buffer_bytes} bytes) was full; raise net.core.rmem_max"
        )
        log.warning("%s: %s", "packets-lost", message)
        return OscbridgeError("packets-lost", message)
