"""How late notes were, for whoever asks how things stand."""

from __future__ import annotations

import math
from collections import deque

_REMEMBERED = 1024


class LateNotes:
    """Lateness in milliseconds: the worst ever, and the 99th percentile of the last 1,024."""

    def __init__(self) -> None:
        self.worst_ms = 0.0
        self._recent_ms: deque[float] = deque(maxlen=_REMEMBERED)

    def add(self, late_s: float) -> None:
        """A note was so late; what was early counts as on time."""
        late_ms = max(0.0, late_s * 1000.0)
        self._recent_ms.append(late_ms)
        self.worst_ms = max(self.worst_ms, late_ms)

    @property
    def p99_ms(self) -> float:
        """0 before the first note."""
        ordered = sorted(self._recent_ms)
        return ordered[math.ceil(0.99 * len(ordered)) - 1] if ordered else 0.0
