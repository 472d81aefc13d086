"""Work in the background of the event loop that nobody waits for, whose failure is told all the
same."""

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
