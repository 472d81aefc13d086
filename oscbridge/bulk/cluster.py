"""Files, worked on by actors of a Ray cluster, on however many machines.

Each file is read here and travels as bytes, so the machines need not share a disk. A call costs
this process and Ray over a millisecond beside the actor's own work, so several small files travel
in one. Lines come in whatever order they are done.

Whatever takes an actor down, all files that it had are suspects. Once all others are done each is
tried again by an actor that has nothing else, and told as failed when three actors died of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oscbridge import __version__
from oscbridge.bulk.work import DIED, Done, Job, Line, read_file, safe_line
from oscbridge.errors import OscbridgeError

AHEAD = 2
"""Calls under way for each actor: the next one is there when one is done."""

MOST_FILES = 8
"""In one call. More save little, and are more to do again when the run is broken off."""

MOST_BYTES = 400_000
"""In one call, unless a single file has more."""

TRIES = 3
"""So many actors may die of a file, and so often an actor may fail to start."""


def in_cluster(job: Job, paths: Iterable[str], address: str, jobs: int | None) -> Iterator[Done]:
    """By actors of a cluster, as many as are asked for, or as it has cores.

    Raises:
        OscbridgeError: ``cluster-missing``, ``cluster-away``, ``worker-missing``; what keeps actors
            from starting, such as ``version-mismatch`` or ``weights-missing``.
    """
    from oscbridge.cluster import hire

    ray = hire.join(address, "oscbridge-files")
    try:
        count = jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
        yield from _Run(ray, job, paths, count).lines()
    finally:
        ray.shutdown()


class FileWorker:
    """What runs in the cluster.

    Args:
        job: what is done with each file.
        version: the oscbridge that asks for it.

    Raises:
        OscbridgeError: ``version-mismatch``, and what ``job.worker`` raises.
    """

    def __init__(self, job: Job, version: str) -> None:
        from oscbridge.cluster.actors import check_version

        check_version(version)
        self._worker = job.worker()

    def is_ready(self) -> bool:
        """Answered once the networks are loaded."""
        return True

    def lines(self, names: Sequence[str], sizes: Sequence[int], *pieces: bytes) -> list[Line]:
        """What there is to tell of each file; the pieces together are all their bytes."""
        data = memoryview(b"".join(pieces))
        told = []
        for name, size in zip(names, sizes, strict=True):
            told.append(safe_line(self._worker, name, bytes(data[:size])))
            data = data[size:]
        return told


@dataclass(slots=True, eq=False)
class _Actor:
    """One of them, as it is seen from here.

    Args:
        handle: Ray's.
        failed_starts: in a row; those of its predecessors count.
        calls: under way; -1 until it has started, for it may have to wait for a free core.
        is_lost: whether another one has taken its place.
    """

    handle: Any
    failed_starts: int = 0
    calls: int = -1
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class _Call:
    """One that is under way; without paths it asks whether the actor is ready."""

    actor: _Actor
    paths: list[str] = field(default_factory=list)
    tries: int = 1


class _Run:
    """All files of one run."""

    def __init__(self, ray: Any, job: Job, paths: Iterable[str], count: int) -> None:
        self._ray = ray
        self._job = job
        self._waiting = deque(paths)
        self._suspects: deque[tuple[str, int]] = deque()
        self._actors: list[_Actor] = []
        self._under_way: dict[Any, _Call] = {}
        options = {"num_cpus": 1, "max_restarts": 0, "scheduling_strategy": "SPREAD"}
        self._kind = ray.remote(FileWorker).options(**options)
        for _ in range(count):
            self._start_actor()

    def lines(self) -> Iterator[Done]:
        """Each file's line, when it is done."""
        while not self._is_done:
            yield from self._hand_out()
            if not self._under_way:
                continue  # none of the last files could be read
            ready, _ = self._ray.wait(list(self._under_way), num_returns=1)
            for reference in ready:
                yield from self._taken(reference)

    @property
    def _is_done(self) -> bool:
        # Who only waits for a free core to start on is not waited for.
        has_files = any(call.paths for call in self._under_way.values())
        return not (self._waiting or self._suspects or has_files)

    def _start_actor(self, failed_starts: int = 0) -> None:
        actor = _Actor(self._kind.remote(self._job, __version__), failed_starts)
        self._actors.append(actor)
        self._under_way[actor.handle.is_ready.remote()] = _Call(actor)

    def _hand_out(self) -> Iterator[Done]:
        """Give work to whoever has too little; the lines are of files that cannot be read."""
        for ahead in range(AHEAD):
            for actor in self._actors:
                while self._waiting and actor.calls == ahead:
                    shares = AHEAD * len(self._actors)
                    yield from self._call(actor, next_paths(self._waiting, shares), 1)
                while self._suspects and not self._waiting and actor.calls == 0:
                    path, tries = self._suspects.popleft()
                    yield from self._call(actor, [path], tries)

    def _call(self, actor: _Actor, paths: list[str], tries: int) -> Iterator[Done]:
        from oscbridge.cluster.hire import pieces

        names, contents = [], []
        for path in paths:
            data, failed = read_file(self._job, path)
            if failed:
                yield path, failed
            else:
                names.append(path)
                contents.append(data)
        if names:
            sizes = [len(data) for data in contents]
            reference = actor.handle.lines.remote(names, sizes, *pieces(b"".join(contents)))
            self._under_way[reference] = _Call(actor, names, tries)
            actor.calls += 1

    def _taken(self, reference: Any) -> Iterator[Done]:
        """The answer to a call, or what follows when there is none."""
        call = self._under_way.pop(reference)
        call.actor.calls += 1 if not call.paths else -1
        try:
            answer = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            self._lost(call, error)
            for path in call.paths:
                if call.tries < TRIES:
                    self._suspects.append((path, call.tries + 1))
                else:
                    yield path, dict(DIED)
            return
        call.actor.failed_starts = 0
        if call.paths:
            yield from zip(call.paths, answer, strict=True)

    def _lost(self, call: _Call, error: Exception) -> None:
        """Have another actor in the place of one that did not answer.

        Raises:
            OscbridgeError: what keeps it from starting; ``worker-missing`` where that is no error
                of ours, and no other actor is left.
        """
        actor = call.actor
        if actor.is_lost:
            return
        actor.is_lost = True
        self._actors.remove(actor)
        self._ray.kill(actor.handle)  # it may only be out of reach
        cause = _cause(error)
        if isinstance(cause, OscbridgeError):
            raise cause from None
        failed_starts = actor.failed_starts + (not call.paths)
        if failed_starts < TRIES:
            self._start_actor(failed_starts)
        elif not self._actors:
            reason = str(error).strip().rpartition("\n")[2][:200]
            raise OscbridgeError("worker-missing", f"no worker of the cluster starts: {reason}")


def next_paths(waiting: deque[str], shares: int) -> list[str]:
    """Take the files of the next call from those that wait.

    No more than their part of what is left (guided self-scheduling: C. D. Polychronopoulos and
    D. J. Kuck, IEEE Transactions on Computers C-36, 1987), so that all actors are done at one time.

    Args:
        waiting: at least one.
        shares: in how many parts the rest is divided.
    """
    most = min(len(waiting) // shares, MOST_FILES)
    paths = [waiting.popleft()]
    size = _size(paths[0])
    while len(paths) < most:
        size += _size(waiting[0])
        if size > MOST_BYTES:
            break
        paths.append(waiting.popleft())
    return paths


def _cause(error: BaseException) -> BaseException | None:
    return getattr(error, "cause", None) or error.__cause__


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except (OSError, ValueError):
        return 0
