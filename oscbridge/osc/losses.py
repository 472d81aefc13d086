"""What came and could not be read in time: counted, and told once a second to whom it concerns."""

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
        self._of: Counter[Peer] = Counter()
        self._kernel_drops = 0

    def add(self, peer: Peer) -> None:
        """A packet of a peer found no room."""
        self._counters["lost"] += 1
        if peer in self._of or len(self._of) < _MOST_LOSING:
            self._of[peer] += 1  # Past that they are counted, but not told one by one.

    def owed(self) -> list[tuple[Peer, OscbridgeError]]:
        """What to tell whom."""
        lost, self._of = self._of, Counter()
        what = "packets came faster than they could be read and were lost"
        return [(p, OscbridgeError("packets-lost", f"{n} {what}")) for p, n in lost.items()]

    def of_the_system(self, reader: UdpReader | None) -> OscbridgeError | None:
        """What to tell everyone: what the system dropped, it does not say whose it was."""
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
