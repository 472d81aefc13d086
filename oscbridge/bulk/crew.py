"""Files, worked on by several: processes of this machine, or actors of a Ray cluster.

Each file is read here and travels as bytes, so a cluster's machines need not share a disk. Lines
come in whatever order they are done. A worker that dies is replaced; the file that it had is tried
again, and told as failed when it takes another one down.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from oscbridge.bulk.work import Job, Line, Worker, safe_line
from oscbridge.errors import OscbridgeError
from oscbridge.files.paths import read_regular_file

AHEAD = 2
"""Files under way for each worker: the next one is there when one is done."""

TRIES = 3

Done = tuple[str, Line]

_DIED = {
    "error": "worker-died",
    "message": "the worker died of this file, or with its machine; it was tried again and again",
}


def here(job: Job, paths: Iterable[str]) -> Iterator[Done]:
    """One after the other, in this process."""
    worker = job.worker()
    for path in paths:
        data, failed = _read(job, path)
        yield path, failed or safe_line(worker, path, data)


def in_processes(job: Job, paths: Iterable[str], jobs: int) -> Iterator[Done]:
    """By so many processes of this machine."""
    waiting = deque(paths)
    suspects: list[str] = []
    while waiting:
        with _pool(job, jobs) as pool:
            under_way: dict[Future[Line], str] = {}
            while waiting or under_way:
                while waiting and len(under_way) < AHEAD * jobs:
                    path = waiting.popleft()
                    data, failed = _read(job, path)
                    if failed:
                        yield path, failed
                        continue
                    try:
                        under_way[pool.submit(_line, path, data)] = path
                    except BrokenProcessPool:
                        waiting.appendleft(path)
                        break
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                broken = False
                for future in done:
                    path = under_way.pop(future)
                    try:
                        yield path, future.result()
                    except BrokenProcessPool:
                        suspects.append(path)
                        broken = True
                if broken:
                    suspects += under_way.values()
                    break
        # Which of them it was is not told: each gets a process of its own.
        for path in suspects:
            yield path, _alone(job, path)
        suspects.clear()


def in_cluster(job: Job, paths: Iterable[str], address: str, jobs: int | None) -> Iterator[Done]:
    """By actors of a cluster, as many as are asked for, or as it has cores.

    Raises:
        OscbridgeError: ``cluster-missing``, ``cluster-away``.
    """
    from oscbridge.cluster import hire

    ray = hire.join(address, "oscbridge-files")
    try:
        count = jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
        actors = [_hired(ray, job) for _ in range(count)]
        waiting = deque((path, 1) for path in paths)
        idle = deque([*range(count)] * AHEAD)
        under_way: dict[Any, tuple[int, str, int]] = {}
        while waiting or under_way:
            while waiting and idle:
                path, tried = waiting.popleft()
                data, failed = _read(job, path)
                if failed:
                    yield path, failed
                    continue
                number = idle.popleft()
                call = actors[number].line.remote(path, *hire.pieces(data))
                under_way[call] = (number, path, tried)
            if not under_way:
                continue
            ready, _ = ray.wait(list(under_way), num_returns=1)
            for call in ready:
                number, path, tried = under_way.pop(call)
                idle.append(number)
                try:
                    yield path, ray.get(call)
                except ray.exceptions.RayError as error:
                    cause = getattr(error, "cause", None)
                    if isinstance(cause, OscbridgeError):  # of its start: weights missing, say
                        raise cause from None
                    if isinstance(error, ray.exceptions.ActorDiedError):
                        actors[number] = _hired(ray, job)
                    if tried < TRIES:
                        waiting.append((path, tried + 1))
                    else:
                        yield path, dict(_DIED)
    finally:
        ray.shutdown()


class FileWorker:
    """One of them, in the cluster."""

    def __init__(self, job: Job) -> None:
        self._worker = job.worker()

    def line(self, name: str, *pieces: bytes) -> Line:
        """What there is to tell of a file."""
        return safe_line(self._worker, name, b"".join(pieces))


def _hired(ray: Any, job: Job) -> Any:
    options = {"num_cpus": 1, "max_restarts": -1, "max_task_retries": 0}
    kind = ray.remote(FileWorker).options(**options, scheduling_strategy="SPREAD")
    return kind.remote(job)


def _read(job: Job, path: str) -> tuple[bytes, Line]:
    """The file's bytes, or the line that says why there are none."""
    try:
        return read_regular_file(str(Path(path).absolute()), job.max_bytes), {}
    except OscbridgeError as error:
        return b"", {"error": error.code, "message": error.message}


# -- in a process of its own ---------------------------------------------------------------------

_worker: Worker | OscbridgeError | None = None


@contextlib.contextmanager
def _pool(job: Job, jobs: int) -> Iterator[ProcessPoolExecutor]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(job,))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(job: Job) -> None:
    global _worker
    try:
        _worker = job.worker()
    except OscbridgeError as error:  # raised here it would only be a broken pool
        _worker = error


def _line(path: str, data: bytes) -> Line:
    assert _worker is not None
    if isinstance(_worker, OscbridgeError):
        raise _worker
    return safe_line(_worker, path, data)


def _alone(job: Job, path: str) -> Line:
    data, failed = _read(job, path)
    if failed:
        return failed
    with _pool(job, 1) as pool:
        try:
            return pool.submit(_line, path, data).result()
        except BrokenProcessPool:
            return dict(_DIED)
