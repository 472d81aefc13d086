"""Time and memory of a phrase: in a process of its own, one thread, one engine."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.compose import compose
from oscbridge.music.engine import load_engine
from oscbridge.phrase import Phrase
from oscbridge.training.music.yardstick.prompts import BARS

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def speed(engine: str, primers: Sequence[Phrase | None], count: int) -> dict[str, Any]:
    """Wall-clock and processor milliseconds a phrase, and megabytes that the engine adds.

    Args:
        engine: its name.
        primers: used in turn, each under another affect.
        count: phrases that are timed, after three that are not.

    Raises:
        OscbridgeError: ``engine-failed`` where the process dies.
    """
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))  # inherited by the process
    try:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_timed, args=(theirs, engine, list(primers), count))
        process.start()
        theirs.close()
        try:
            answer: dict[str, Any] | OscbridgeError = ours.recv()
        except EOFError:
            answer = OscbridgeError("engine-failed", f"engine '{engine}' ended its process")
        process.join()
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    if isinstance(answer, OscbridgeError):
        raise answer
    return answer


def _timed(answer_to: Any, name: str, primers: list[Phrase | None], count: int) -> None:
    try:
        answer_to.send(_times(name, primers, count))
    except OscbridgeError as error:
        answer_to.send(error)


def _times(name: str, primers: list[Phrase | None], count: int) -> dict[str, Any]:
    before = _resident_mb()
    engine = load_engine(name)
    wall: list[float] = []
    worked: list[float] = []
    for number in range(-3, count):
        affect = Affect(((number * 7) % 9) / 4 - 1, ((number * 5) % 9) / 4 - 1)
        primer = primers[number % len(primers)]
        started, busy = time.perf_counter(), time.process_time()
        try:
            compose(engine, primer, affect, BARS, max(0, number))
        except OscbridgeError:
            continue  # counted where the phrases are judged
        if number >= 0:
            wall.append(1000 * (time.perf_counter() - started))
            worked.append(1000 * (time.process_time() - busy))
    if not wall:
        raise OscbridgeError("engine-failed", f"engine '{name}' composed nothing to be timed")
    after = _resident_mb()
    return {
        "wall_ms": _percentiles(wall),
        "processor_ms": _percentiles(worked),
        "phrases": len(wall),
        "memory_mb": None if before is None or after is None else round(after - before, 1),
    }


def _percentiles(values: list[float]) -> dict[str, float]:
    return {
        name: round(float(np.percentile(values, percent)), 2)
        for name, percent in (("p50", 50), ("p99", 99))
    }


def _resident_mb() -> float | None:
    """The most memory this process has held; None where the system does not tell."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux, where getrusage also counts what the parent held
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        return next((int(line.split()[1]) / 1024 for line in lines if "VmHWM" in line), None)
    try:
        import resource
    except ImportError:  # Windows
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # bytes on macOS
