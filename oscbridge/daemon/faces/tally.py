"""A count for each peer, of those that were counted last, and one for all that ever were."""

from __future__ import annotations

from collections.abc import Hashable


class Tally:
    """Counts.

    Args:
        most: how many peers are known by name; who was counted longest ago begins anew.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._of: dict[Hashable, int] = {}
        self.total = 0

    def __len__(self) -> int:
        return len(self._of)

    def add(self, peer: Hashable, count: int = 1) -> int:
        """Count some more. Returns the peer's own count."""
        self.total += count
        now = self._of.pop(peer, 0) + count
        if len(self._of) >= self._most:
            del self._of[next(iter(self._of))]
        self._of[peer] = now
        return now
