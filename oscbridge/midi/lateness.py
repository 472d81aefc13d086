"""How late notes were, for whoever asks how things stand."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque

_REMEMBERED = 1024

LATE_BOUNDS_MS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 250.0)
"""Upper bounds of the bins in which late notes are counted; the last bin has none."""


class LateNotes:
    """Lateness in milliseconds: the worst ever, the 99th percentile of the last 1,024, and how many
    notes of all were how late.
    """

    def __init__(self) -> None:
        self.worst_ms = 0.0
        self.total_ms = 0.0
        self._recent_ms: deque[float] = deque(maxlen=_REMEMBERED)
        self._counts = [0] * (len(LATE_BOUNDS_MS) + 1)

    def add(self, late_s: float) -> None:
        """A note was so late; what was early counts as on time."""
        late_ms = max(0.0, late_s * 1000.0)
        self._recent_ms.append(late_ms)
        self.worst_ms = max(self.worst_ms, late_ms)
        self.total_ms += late_ms
        self._counts[bisect_left(LATE_BOUNDS_MS, late_ms)] += 1

    @property
    def counts(self) -> tuple[int, ...]:
        """Notes in each bin of ``LATE_BOUNDS_MS``, and those beyond; of all, not the last ones."""
        return tuple(self._counts)

    @property
    def p99_ms(self) -> float:
        """0 before the first note."""
        ordered = sorted(self._recent_ms)
        return ordered[math.ceil(0.99 * len(ordered)) - 1] if ordered else 0.0
