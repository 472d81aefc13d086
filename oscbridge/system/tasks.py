"""What an event loop does in the background: work that nobody waits for, whose failure is told all
the same, and deadlines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)


async def every(seconds: float, action: Callable[[], None], name: str) -> None:
    """Do it, now and every so many seconds, until cancelled. A failure is logged, and does not
    keep the next one from being tried."""
    while True:
        try:
            action()
        except Exception:
            log.exception("%s failed; it is tried again", name)
        await asyncio.sleep(seconds)


def in_background(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Begin it; should it end with an error, that is logged. The caller keeps the task."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_tell)
    return task


def _tell(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("%s failed", task.get_name(), exc_info=error)


class Deadline:
    """A time by which something must have happened; when it passes, ``missed`` is called once.

    Args:
        missed: what to do then.
    """

    def __init__(self, missed: Callable[[], None]) -> None:
        self._missed = missed
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float) -> None:
        """So many seconds from now, whatever it was before."""
        self.clear()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._missed)

    def clear(self) -> None:
        """There is none."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
