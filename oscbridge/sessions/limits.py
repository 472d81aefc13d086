"""How much room sessions may take on the disk, and what happens when it is used up."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from oscbridge.errors import OscbridgeError

Tell = Callable[[str, str], None]
"""Takes a code and a message; called in the writer's thread."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be written.

    Args:
        part_bytes: a log that has grown so large is followed by another, at the next phrase.
        total_bytes: of all sessions in the folder together.
        delete_oldest: beyond that, delete the oldest ones; else recording ends.
    """

    part_bytes: int = 64_000_000
    total_bytes: int = 4_000_000_000
    delete_oldest: bool = False


def make_room(folder: Path, limits: Limits, present: Path, tell: Tell) -> None:
    """See that the sessions in a folder keep within the limits.

    Args:
        present: the log that is being written, which is never deleted.
        tell: what was deleted.

    Raises:
        OscbridgeError: ``session-full``: they do not, and nothing may be deleted.
    """
    sessions = sorted(_sessions_in(folder), key=lambda session: session.modified_s)
    sizes = {session.log: session.size for session in sessions}
    too_much = sum(sizes.values()) - limits.total_bytes
    if limits.delete_oldest:
        for path in sizes:
            if too_much <= 0:
                break
            if path == present:
                continue
            try:
                path.unlink(missing_ok=True)
                path.with_suffix(".mid").unlink(missing_ok=True)
            except PermissionError:  # Windows: somebody has it open; the next oldest then
                continue
            too_much -= sizes[path]
            tell("session-deleted", f"deleted the oldest session, {path.name}")
    if too_much > 0:
        raise OscbridgeError(
            "session-full",
            f"the sessions in {folder} have more than {limits.total_bytes / 1e6:.0f} MB "
            "(session.total_mb); move or delete some",
        )


@dataclass(frozen=True, slots=True)
class _Session:
    log: Path
    modified_s: float
    size: int


def _sessions_in(folder: Path) -> Iterator[_Session]:
    """What is there; somebody may delete or move it at this moment."""
    for log in folder.glob("*.jsonl"):
        with contextlib.suppress(FileNotFoundError):
            status = log.stat()
            mid = log.with_suffix(".mid")
            mid_size = mid.stat().st_size if mid.is_file() else 0
            yield _Session(log, status.st_mtime, status.st_size + mid_size)
