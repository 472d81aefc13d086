"""Files, worked on by this machine: one after the other, or by several processes at once.

With several, lines come in whatever order they are done. A process that dies is replaced; the file
that it had is tried once more by a process of its own, and told as failed when that one dies, too.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from oscbridge.bulk.work import DIED, Done, Job, Line, Worker, read_file, safe_line
from oscbridge.errors import OscbridgeError

AHEAD = 2
"""Files under way for each process: the next one is there when one is done."""


def here(job: Job, paths: Iterable[str]) -> Iterator[Done]:
    """One after the other, in this process."""
    worker = job.worker()
    for path in paths:
        data, failed = read_file(job, path)
        yield path, failed or safe_line(worker, path, data)


def in_processes(job: Job, paths: Iterable[str], jobs: int) -> Iterator[Done]:
    """By so many processes of this machine.

    Raises:
        OscbridgeError: what keeps all of them from starting.
    """
    waiting = deque(paths)
    while waiting:
        suspects: list[str] = []
        yield from _until_one_dies(job, waiting, jobs, suspects)
        for path in suspects:
            yield path, _alone(job, path)


def _until_one_dies(
    job: Job, waiting: deque[str], jobs: int, suspects: list[str]
) -> Iterator[Done]:
    """Work on the files that wait; when a process dies, put those under way into ``suspects``.

    The pool is broken as a whole then, and does not say which file killed its process.
    """
    under_way: dict[Future[Line], str] = {}
    with _pool(job, jobs) as pool:
        try:
            while waiting or under_way:
                while waiting and len(under_way) < AHEAD * jobs:
                    data, failed = read_file(job, waiting[0])
                    if not failed:
                        under_way[pool.submit(_line, waiting[0], data)] = waiting[0]
                    path = waiting.popleft()
                    if failed:
                        yield path, failed
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    line = future.result()
                    yield under_way.pop(future), line
        except BrokenProcessPool:
            for future, path in under_way.items():
                if future.exception() is None:
                    yield path, future.result()
                else:
                    suspects.append(path)


def _alone(job: Job, path: str) -> Line:
    data, failed = read_file(job, path)
    if failed:
        return failed
    with _pool(job, 1) as pool:
        try:
            return pool.submit(_line, path, data).result()
        except BrokenProcessPool:
            return dict(DIED)


@contextlib.contextmanager
def _pool(job: Job, jobs: int) -> Iterator[ProcessPoolExecutor]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(job,))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


# -- in a process of its own ---------------------------------------------------------------------

_worker: Worker | OscbridgeError | None = None


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
