"""Events that wait until the moment that they tell of has come."""

from __future__ import annotations

import math
from collections import deque

from oscbridge.midi.messages import Event


class PendingEvents:
    """Events with their seconds, in the order in which they were put."""

    def __init__(self) -> None:
        self._events: deque[tuple[float, Event]] = deque()

    def put(self, instant: float, event: Event) -> None:
        """To be told at that second."""
        self._events.append((instant, event))

    def take(self, until: float) -> list[Event]:
        """Those up to a second; none overtakes one that was put before it."""
        events = []
        while self._events and self._events[0][0] <= until:
            events.append(self._events.popleft()[1])
        return events

    def release(self) -> None:
        """All may be told now: nothing of it is still to come."""
        self._events = deque((-math.inf, event) for _, event in self._events)

    @property
    def next_at(self) -> float:
        """The second at which the next one may be told, or infinity."""
        return self._events[0][0] if self._events else math.inf
