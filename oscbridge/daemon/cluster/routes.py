"""Who reads what: each reader has at most one look of this room at a time, the nearest free one is
next.

Near is what answers soon: how long a reader's answers took beyond its own work (the way there and
back, and the looks of other rooms before ours) is remembered and slowly forgotten; a reader on this
machine has a head start. Every room does so, and readers serve what comes first; so two rooms that
send more than can be read get equal shares, however many cameras each has.

Pure: no process, no clock of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from oscbridge.cluster.messages import Member

HEAD_START_MS = 2.0
"""A reader on another machine must answer sooner than one here by this much to be preferred."""

FORGET_S = 1.0
"""After so long half of what was learnt of a reader's slowness is forgotten: it may be free now."""

LEARN = 0.3
"""Share of the newest answer in what is remembered."""

_LONGEST_MS = 10_000.0


@dataclass(slots=True)
class _Reader:
    member: Member
    stream: Hashable = None
    is_busy: bool = False
    is_late: bool = False
    slow_ms: float = 0.0
    heard_s: float = 0.0
    alive_s: float = 0.0


class Routes:
    """Which reader looks at which stream."""

    def __init__(self) -> None:
        self._readers: dict[str, _Reader] = {}
        self._last: dict[Hashable, str] = {}

    def __len__(self) -> int:
        """How many readers are in use; those that are late do not count."""
        return sum(not reader.is_late for reader in self._readers.values())

    def join(self, members: Iterable[Member], now_s: float = 0.0) -> list[str]:
        """These are the readers now. Returns the names of those that are no more."""
        wanted = {member.name: member for member in members}
        gone = [name for name in self._readers if name not in wanted]
        for name in gone:
            del self._readers[name]
        for name, member in wanted.items():
            known = self._readers.get(name)
            if known is None:
                self._readers[name] = _Reader(member, alive_s=now_s)
            else:
                known.member = member
        return gone

    def free(self, now_s: float) -> str | None:
        """The nearest reader that has nothing to do for this room, or None."""
        free = [one for one in self._readers.values() if not (one.is_busy or one.is_late)]
        if not free:
            return None
        return min(free, key=lambda one: (_distance(one, now_s), one.member.name)).member.name

    def begin(self, name: str, stream: Hashable) -> None:
        """The reader was given a look at this stream."""
        reader = self._readers[name]
        reader.is_busy, reader.stream = True, stream
        self._last.pop(stream, None)
        self._last[stream] = name
        while len(self._last) > 64:
            del self._last[next(iter(self._last))]

    def is_read(self, stream: Hashable) -> bool:
        """Whether a look at this stream is under way: the next one needs what it remembers. A late
        one is waited for no more: one reader that hangs must not keep a camera from all others.
        """
        return any(
            one.is_busy and not one.is_late and one.stream == stream
            for one in self._readers.values()
        )

    def end(self, name: str, now_s: float, slow_ms: float | None = None) -> None:
        """The reader answered, ``slow_ms`` later than its own work took (None: who knows)."""
        reader = self._readers.get(name)
        if reader is None:
            return
        reader.is_busy = reader.is_late = False
        reader.alive_s = now_s
        if slow_ms is not None:
            slow_ms = min(max(slow_ms, 0.0), _LONGEST_MS)
            kept = _kept(reader, now_s)
            reader.slow_ms = kept + LEARN * (slow_ms - kept)
            reader.heard_s = now_s

    def late(self, name: str, since_s: float) -> None:
        """The reader did not answer a look in time; it gets nothing until it does. Nor does who has
        nothing to do and was not heard since ``since_s``, until it is: where a whole
        cluster is gone, a camera must not find that out reader by reader.
        """
        for reader in self._readers.values():
            is_silent = not reader.is_busy and reader.alive_s < since_s
            if is_silent or reader.member.name == name:
                reader.is_late = True

    def alive(self, name: str, now_s: float) -> None:
        """The reader said that it is there."""
        reader = self._readers.get(name)
        if reader is not None:
            reader.alive_s = now_s
            reader.is_late = reader.is_late and reader.is_busy

    def told(self) -> dict[str, str]:
        """For each stream that was read lately, who read its last frame."""
        return {str(stream): name for stream, name in self._last.items() if name in self._readers}

    def members(self) -> list[Member]:
        """All readers, also those that are late."""
        return [one.member for one in self._readers.values()]


def _kept(reader: _Reader, now_s: float) -> float:
    return float(reader.slow_ms * 0.5 ** (max(now_s - reader.heard_s, 0.0) / FORGET_S))


def _distance(reader: _Reader, now_s: float) -> float:
    return _kept(reader, now_s) + (0.0 if reader.member.is_near else HEAD_START_MS)
