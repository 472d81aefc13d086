"""Bundles with a time tag: timers of the event loop call them when they are due."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from oscbridge.errors import OscbridgeError


class Schedule:
    """Calls things when their time tag says so.

    Args:
        horizon_s: how far ahead a time tag may lie.
        most: how many things may wait.
        most_bytes: how large they may be together.
    """

    def __init__(
        self, horizon_s: float = 10.0, most: int = 10_000, most_bytes: int = 64_000_000
    ) -> None:
        self._horizon_s = horizon_s
        self._most = most
        self._most_bytes = most_bytes
        self._waiting: dict[object, asyncio.TimerHandle] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def delay_s(self, due_s: float | None) -> float:
        """Seconds from now until a time tag; 0 for one that is past.

        Raises:
            OscbridgeError: ``bundle-too-far-ahead``.
        """
        if due_s is None:
            return 0.0
        delay_s = due_s - time.time()
        if delay_s > self._horizon_s:
            raise OscbridgeError(
                "bundle-too-far-ahead",
                f"the bundle is due in {delay_s:.1f} s, but at most {self._horizon_s:g} s are "
                "allowed; send it later, or check the clocks of the two machines",
            )
        return max(0.0, delay_s)

    def call(self, delay_s: float, size: int, what: Callable[[], None]) -> None:
        """Call something later. Things with the same delay keep their order if asked for as one.

        Raises:
            OscbridgeError: ``too-many-scheduled``.
        """
        if len(self._waiting) >= self._most or self._bytes + size > self._most_bytes:
            raise OscbridgeError(
                "too-many-scheduled",
                f"{len(self._waiting)} bundles ({self._bytes} bytes) wait for their time already; "
                "send fewer of them ahead",
            )
        key = object()

        def due() -> None:
            del self._waiting[key]
            self._bytes -= size
            what()

        self._bytes += size
        self._waiting[key] = asyncio.get_running_loop().call_later(delay_s, due)

    def clear(self) -> None:
        """Forget everything that waits."""
        for handle in self._waiting.values():
            handle.cancel()
        self._waiting.clear()
        self._bytes = 0
