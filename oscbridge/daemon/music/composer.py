"""The composer's process: what it was asked and has not answered, and for how long it may think.

Every order is answered, with a phrase, an engine or an error. An engine that never comes back (one
of a plug-in, say) would otherwise hold up all that is asked after it, until somebody starts
oscbridge anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from multiprocessing.connection import Connection

from oscbridge.daemon.workers import Worker
from oscbridge.music import process
from oscbridge.music.messages import (
    FIRST_ENGINE,
    Compose,
    ComposerSettings,
    Event,
    LoadEngine,
    Quit,
)
from oscbridge.system.tasks import Deadline

log = logging.getLogger(__name__)

LONGEST_ANSWER_S = 300.0
"""An order that takes longer has hung. The first use of an engine prepares its network, which takes
up to a minute on a busy machine, and more on a small one."""


class Composer:
    """Owns the process.

    Args:
        settings: for it.
        said: called with each answer.
        died: called with the exit status when it died; it is starting again then, and what was
            ordered is lost.
        serve: its main function.
    """

    def __init__(
        self,
        settings: ComposerSettings,
        said: Callable[[Event], None],
        died: Callable[[int | None], None],
        serve: Callable[[Connection, ComposerSettings], None] = process.serve,
    ) -> None:
        self._said = said
        self._died = died
        self._open: set[int] = set()
        self._deadline = Deadline(self._hung)
        self.worker = Worker("composer", serve, settings, Quit(), self._heard, self._lost)

    def start(self) -> None:
        """Start it; the first that it says is whether the first engine is loaded."""
        self.worker.start()
        self._await(FIRST_ENGINE)

    async def stop(self) -> None:
        """End it."""
        self._deadline.clear()
        await self.worker.stop()

    def send(self, order: Compose | LoadEngine) -> None:
        """Order something; answered through ``said``."""
        self.worker.send(order)
        self._await(order.token)

    def _await(self, token: int) -> None:
        if not self._open:
            self._deadline.set(LONGEST_ANSWER_S)
        self._open.add(token)

    def _heard(self, event: Event) -> None:
        self._open.discard(event.token)
        if self._open:
            self._deadline.set(LONGEST_ANSWER_S)
        else:
            self._deadline.clear()
        self._said(event)

    def _lost(self, status: int | None) -> None:
        self._open.clear()
        self._await(FIRST_ENGINE)
        self._died(status)

    def _hung(self) -> None:
        log.error("the composer has not answered for %g s; ending it", LONGEST_ANSWER_S)
        self.worker.kill()
