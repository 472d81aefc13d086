"""No more pictures a second than wanted, of a camera that gives them when it likes."""

from __future__ import annotations

_EARLY = 0.3
"""A picture may come so much of a period early: no camera is quite steady."""


class FrameRateLimit:
    """Lets through at most so many a second.

    Args:
        per_s: how many.
    """

    def __init__(self, per_s: float) -> None:
        self._period_s = 1.0 / per_s
        self._due_s: float | None = None

    def allows(self, now_s: float) -> bool:
        """Whether the picture of this moment is one of them."""
        if self._due_s is None:
            self._due_s = now_s
        if now_s < self._due_s - _EARLY * self._period_s:
            return False
        # From when it was due, not from when it came: else each delay would cost some of the rate.
        self._due_s = max(self._due_s, now_s - self._period_s) + self._period_s
        return True
