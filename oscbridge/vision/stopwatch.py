"""Where the time of a look goes."""

from __future__ import annotations

import time

from oscbridge.vision.sight import Timing


class Stopwatch:
    """A stopwatch that adds up what each stage took."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._spent_ms: dict[str, float] = {}

    def end(self, stage: str) -> None:
        """The time since the last call belongs to ``stage``."""
        now = time.perf_counter()
        self._spent_ms[stage] = self._spent_ms.get(stage, 0.0) + (now - self._last) * 1000.0
        self._last = now

    def timing(self) -> Timing:
        spent = self._spent_ms
        total_ms = (time.perf_counter() - self._start) * 1000.0
        return Timing(
            spent.get("decode", 0.0), spent.get("detect", 0.0), spent.get("read", 0.0), total_ms
        )
