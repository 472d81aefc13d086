"""The cluster desk: owns the process that talks to the cluster, and tells who reads what.

With the cluster gone, everything goes on with the room's own eyes and composer, which are loaded
and wait; the process is started again, with ever longer pauses, until the cluster is back.
"""

from __future__ import annotations

import logging
from collections import Counter

from oscbridge.cluster import process
from oscbridge.cluster.messages import (
    TRY_AGAIN,
    Away,
    ClusterSettings,
    ComposerAnswered,
    ComposerLost,
    Event,
    Members,
    Quit,
    ReaderAnswered,
    ReaderLost,
    ReaderThere,
)
from oscbridge.daemon.cluster.composers import ClusterComposers
from oscbridge.daemon.cluster.memories import Memories
from oscbridge.daemon.cluster.readers import ClusterReaders
from oscbridge.daemon.replies import Facts, Replies
from oscbridge.daemon.workers import Worker
from oscbridge.system.tasks import Deadline

log = logging.getLogger(__name__)

SILENT_S = 5.0
"""The process that talks to the cluster says something twice a second; silent so long, it hangs."""

JOINING_S = 90.0
"""The same while it joins."""


class ClusterDesk:
    """Owns what is known of the cluster.

    Args:
        settings: which cluster; None: there is none, and nothing is started.
        replies: where its state is told.
    """

    def __init__(self, settings: ClusterSettings | None, replies: Replies) -> None:
        self._replies = replies
        self._told: tuple[str, str] | None = None
        self._was_there = False
        self.memories = Memories()
        self._worker: Worker | None = None
        if settings is not None:
            self._worker = Worker(
                *("cluster", process.serve, settings, Quit(), self._heard, self._died),
                leaves_with=TRY_AGAIN,
            )
        self._silence = Deadline(self._end_silent)
        self.readers = ClusterReaders(self._send, self.memories)
        self.composers = ClusterComposers(self._send)

    @property
    def is_wanted(self) -> bool:
        """Whether this room works with a cluster, there or not."""
        return self._worker is not None

    def start(self) -> None:
        """Look for the cluster."""
        if self._worker is not None:
            self._worker.start()
            self._silence.set(JOINING_S)

    async def stop(self) -> None:
        """Leave it."""
        self.readers.close()
        self._silence.clear()
        if self._worker is not None:
            await self._worker.stop()

    def facts(self) -> Facts:
        """For ``/oscbridge/status``: who is there, and who read each stream's last frame."""
        if self._worker is None:
            return [("workers", "local")]
        readers, composers = self.readers.routes.members(), self.composers.members()
        nodes = {one.node for one in (*readers, *composers)}
        reads = self.readers.routes.told() if self.readers.are_there else {}
        node_of = {one.name: one.node for one in readers}
        streams = Counter(f"{name}@{node_of[name]}" for name in reads.values())
        who = ", ".join(f"{name}: {count}" for name, count in sorted(streams.items()))
        return [
            ("workers", "ray"),
            ("cluster", "there" if self.readers.are_there else "away"),
            ("cluster_nodes", " ".join(sorted(nodes)) or "none"),
            ("cluster_readers", len(self.readers.routes)),
            ("cluster_composers", len(composers)),
            ("cluster_frames_lost", self.readers.lost),
            ("cluster_restarts", self._worker.restarts),
            ("cluster_pid", self._worker.pid or 0),
            ("who_reads", who or "own eyes"),
            ("composed_by", self.composers.last or "own composer"),
            *((f"reader_of {stream}", name) for stream, name in reads.items()),
        ]

    def _send(self, message: object) -> None:
        if self._worker is not None:
            self._worker.send(message)

    def _end_silent(self) -> None:
        if self._worker is not None:
            self._worker.kill()

    def _heard(self, event: Event) -> None:
        self._silence.set(SILENT_S)
        if isinstance(event, Members):
            self.readers.join(event.readers)
            self.composers.join(event.composers)
            self._tell_whether_there()
        elif isinstance(event, Away):
            self._tell_away(event.code, event.message)
        elif isinstance(event, ReaderAnswered | ReaderLost | ReaderThere):
            self.readers.heard(event)
            self._tell_whether_there()
        elif isinstance(event, ComposerAnswered | ComposerLost):
            self.composers.heard(event)

    def _died(self, status: int | None) -> None:
        self._silence.set(JOINING_S)
        self.readers.join(())
        self.composers.join(())
        self._tell_whether_there()
        if status != TRY_AGAIN:
            self._tell_away("cluster-away", f"the way to the cluster broke (exit status {status})")

    def _tell_whether_there(self) -> None:
        is_there = self.readers.are_there
        if is_there != self._was_there:
            self._was_there = is_there
            if is_there:
                self._told = None
                log.info("the cluster reads, with %d readers", len(self.readers.routes))
            else:
                log.warning("the cluster is away; the room's own eyes read")

    def _tell_away(self, code: str, message: str) -> None:
        if self._told != (code, message):  # once, and not at each new attempt
            self._told = (code, message)
            log.warning("%s; own workers go on, and the cluster is tried again", message)
            self._replies.error(None, code, message)
