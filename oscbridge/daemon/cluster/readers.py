"""The eyes of a cluster, as the faces desk sees them: looks out, one at a time to each, answers in.

A look that is not answered in time, or whose reader is lost, is told as such and not tried again:
by then its camera has a newer frame.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from oscbridge.cluster.messages import (
    LookThere,
    Member,
    ReaderAnswered,
    ReaderLost,
    ReaderThere,
)
from oscbridge.daemon.cluster.memories import Memories
from oscbridge.daemon.cluster.routes import Routes
from oscbridge.errors import OscbridgeError
from oscbridge.system.shared_bytes import SharedWriter
from oscbridge.vision.messages import Failed, LookAtFile, Saw

if TYPE_CHECKING:
    from oscbridge.daemon.faces.look import Look
    from oscbridge.daemon.replies import Asker

LONGEST_LOOK_S = 1.0
"""A reader that takes longer gets no more looks until it answers; with all of them silent, the
room's own eyes look."""

SILENT_S = 0.75
"""Who has nothing to do is heard twice a second; when one is late or lost, who was not heard for so
long is taken to be late, too."""


@dataclass(slots=True)
class _Lane:
    shared: SharedWriter = field(default_factory=SharedWriter)
    token: int = 0
    look: Look | None = None
    sent_s: float = 0.0
    limit: asyncio.TimerHandle | None = None


class ClusterReaders:
    """Gives looks to the readers of a cluster.

    Args:
        send: to the process that talks to the cluster.
        memories: of the room's streams.
    """

    def __init__(self, send: Callable[[LookThere], None], memories: Memories) -> None:
        self._send = send
        self._memories = memories
        self._lanes: dict[str, _Lane] = {}
        self._token = 0
        self.routes = Routes()
        self.lost = 0
        self.answered: Callable[[Look, Saw | Failed], None] = lambda look, answer: None
        """Called with each look and its answer; what went wrong on the way is a ``Failed``."""
        self.again: Callable[[], None] = lambda: None
        """Called when there may be a reader for a look that waits."""

    @property
    def are_there(self) -> bool:
        """Whether frames go to the cluster now."""
        return len(self.routes) > 0

    def take(self, next_look: Callable[[], Look | None]) -> None:
        """Give what waits to who is free.

        Args:
            next_look: gives the next look at bytes of a stream that nobody looks at, or None.
        """
        while (name := self.routes.free(time.monotonic())) is not None:
            look = next_look()
            if look is None:
                return
            self._begin(name, look)

    def is_read(self, stream: str) -> bool:
        """Whether a frame of the stream is under way."""
        return self.routes.is_read(stream)

    def _begin(self, name: str, look: Look) -> None:
        lane = self._lanes.setdefault(name, _Lane())
        self._token += 1
        try:
            order = look.order(self._token, lane.shared.write(look.pixels))
        except OscbridgeError as error:
            self.answered(look, Failed(self._token, error.code, error.message))
            look.done()
            return
        now_s = time.monotonic()
        order = self._memories.onto(order, look.stream, now_s)
        assert not isinstance(order, LookAtFile)
        limit = asyncio.get_running_loop().call_later(LONGEST_LOOK_S, self._late, name)
        lane.token, lane.look, lane.sent_s, lane.limit = self._token, look, now_s, limit
        self.routes.begin(name, look.stream)
        self._send(LookThere(name, order))

    # -- what comes back -------------------------------------------------------------------------

    def join(self, members: tuple[Member, ...]) -> None:
        """These are the readers now."""
        for name in self.routes.join(members, time.monotonic()):
            self._lose(name)
        self.again()

    def heard(self, event: ReaderAnswered | ReaderLost | ReaderThere) -> None:
        """From the process that talks to the cluster."""
        name = event.reader
        if isinstance(event, ReaderThere):
            self.routes.alive(name, time.monotonic())
            self.again()
            return
        lane = self._lanes.get(name)
        token = event.token if isinstance(event, ReaderLost) else event.answer.token
        if lane is None or lane.token != token:
            return
        if isinstance(event, ReaderLost):
            self.routes.late(name, time.monotonic() - SILENT_S)
            self._lose(name)
        else:
            answer, now_s = event.answer, time.monotonic()
            own_ms = answer.sight.timing.total_ms if isinstance(answer, Saw) else None
            slow_ms = None if own_ms is None else (now_s - lane.sent_s) * 1000 - own_ms
            self.routes.end(name, now_s, slow_ms)
            look = self._done(lane)
            if look is not None:
                self.answered(look, answer)
                look.done()
        self.again()

    def _late(self, name: str) -> None:
        lane = self._lanes[name]
        self.routes.late(name, max(lane.sent_s, time.monotonic() - SILENT_S))
        look = self._done(lane)
        lane.shared.close()  # it may be read still; the next frame gets another block
        if look is not None:
            self.lost += 1
            message = f"{name} of the cluster did not answer within {LONGEST_LOOK_S:g} s"
            self.answered(look, Failed(lane.token, "reader-late", f"{message}; send another"))
            look.done()
        self.again()

    def _lose(self, name: str) -> None:
        self.routes.join([one for one in self.routes.members() if one.name != name])
        lane = self._lanes.pop(name, None)
        if lane is None:
            return
        look = self._done(lane)
        lane.shared.close()
        if look is not None:
            self.lost += 1
            message = f"{name} of the cluster was lost with this frame; send another"
            self.answered(look, Failed(lane.token, "reader-lost", message))
            look.done()

    @staticmethod
    def _done(lane: _Lane) -> Look | None:
        look, lane.look = lane.look, None
        if lane.limit is not None:
            lane.limit.cancel()
        return look

    def forget_frame(self, asker: Asker) -> None:
        """Let nobody keep the asker's pictures that are being looked at."""
        for lane in self._lanes.values():
            if lane.look is not None and lane.look.asker.peer == asker.peer:
                lane.look = replace(lane.look, is_encoded=False)

    def close(self) -> None:
        """Nothing more is awaited."""
        for lane in self._lanes.values():
            self._done(lane)
            lane.shared.close()
