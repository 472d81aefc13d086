"""Eyes and composer running flat out: the load under which notes must still be on time."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import multiprocessing
import multiprocessing.sharedctypes
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from oscbridge.errors import OscbridgeError

_READY_WITHIN_S = 60.0


@dataclass(frozen=True)
class Load:
    """Counts of what has been done so far."""

    looks: Any
    phrases: Any

    def done(self) -> tuple[int, int]:
        """Frames looked at and phrases composed."""
        return self.looks.value, self.phrases.value


@contextlib.contextmanager
def flat_out() -> Iterator[Load]:
    """Two processes that look and compose without a pause, as long as this lasts."""
    context = multiprocessing.get_context("spawn")
    counts = [multiprocessing.sharedctypes.RawValue(ctypes.c_long, 0) for _ in range(2)]
    works: tuple[Callable[[Any], None], ...] = (_look, _compose)
    processes = [
        context.Process(target=work, args=(count,), daemon=True)
        for work, count in zip(works, counts, strict=True)
    ]
    try:
        for process in processes:
            process.start()
        until = time.monotonic() + _READY_WITHIN_S
        while not all(count.value > 2 for count in counts):
            if time.monotonic() > until or not all(process.is_alive() for process in processes):
                raise OscbridgeError("benchmark-broken", "eyes or composer did not start to work")
            time.sleep(0.05)
        yield Load(*counts)
    finally:
        for process in processes:
            process.kill()
            process.join()


def _look(count: Any) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    from oscbridge.bench.rigs import pictures
    from oscbridge.vision.eyes import Eyes, EyesSettings

    eyes = Eyes(EyesSettings())
    for frame in itertools.cycle(pictures.swaying()):
        eyes.look_at_bytes(frame)
        count.value += 1


def _compose(count: Any) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    from oscbridge.affect import Affect
    from oscbridge.music.compose import compose
    from oscbridge.music.engine import DEFAULT_ENGINE, load_engine

    engine = load_engine(DEFAULT_ENGINE)
    for seed in itertools.count():
        compose(engine, None, Affect(0.5, 0.5), 4, seed)
        count.value += 1
