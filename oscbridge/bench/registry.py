"""Which benchmarks there are, and how one is run."""

from __future__ import annotations

import difflib
import importlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from oscbridge.bench.report import Findings, Machine, Options, Result
from oscbridge.errors import OscbridgeError

Measure = Callable[[Options], Findings]


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark.

    Args:
        name: as it is asked for.
        what: one line.
        module: whose ``measure(options)`` does it.
        unasked: whether it runs when no name is given; the long ones do not.
    """

    name: str
    what: str
    module: str
    unasked: bool = True


BENCHES = (
    Bench("frames", "a 640×480 frame in, its emotion back, a face being followed", "frames"),
    Bench("first-face", "a face comes into an empty picture", "first_face"),
    Bench("camera", "a camera of oscbridge's own: 30 frames a second, a folder", "camera", False),
    Bench("felt", "readings to the felt emotion: quick after a change, calm at rest", "felt"),
    Bench("stream", "60 frames a second: latency, drops, processor time", "stream"),
    Bench("flood", "10,000 small messages as fast as they can be sent", "flood"),
    Bench("hostile", "100,000 messages, right and wrong, from eight clients", "hostile", False),
    Bench("crowd", "eight cameras of 60 frames a second each", "crowd", unasked=False),
    Bench("notes", "when notes leave, while eyes and composer run flat out", "notes"),
    Bench("jack-notes", "notes on JACK, heard by another process", "jack_notes", unasked=False),
    Bench("live", "a call that is answered, on JACK", "live", unasked=False),
    Bench("phrase", "a whole 4-bar phrase", "phrase"),
    Bench("phrases", "1,000 phrases in a row, of every engine", "phrases", unasked=False),
    Bench("start", "from the command to ready, caches warm", "start"),
    Bench("memory", "memory of all processes", "memory"),
    Bench("cluster", "readers on a Ray cluster beside own eyes", "cluster", unasked=False),
    Bench("soak", "a frame every 100 ms while music plays", "soak", unasked=False),
)


def chosen(names: list[str]) -> list[Bench]:
    """The benchmarks of these names, or all that run unasked.

    Raises:
        OscbridgeError: ``unknown-benchmark``, with the names there are.
    """
    by_name = {bench.name: bench for bench in BENCHES}
    for name in names:
        if name not in by_name:
            near = difflib.get_close_matches(name, by_name, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise OscbridgeError(
                "unknown-benchmark", f"no benchmark '{name}'; there are: {', '.join(by_name)}{hint}"
            )
    return [by_name[name] for name in names] or [bench for bench in BENCHES if bench.unasked]


def run(bench: Bench, options: Options) -> Result:
    """Measure.

    Raises:
        OscbridgeError: what kept it from being measured.
    """
    measure: Measure = importlib.import_module(f"oscbridge.bench.{bench.module}").measure
    at = datetime.now(UTC).isoformat(timespec="seconds")
    before, began = _load(), time.perf_counter()
    findings = measure(options)
    command = f"oscbridge bench {bench.name}"
    if options.seconds is not None:
        command += f" --seconds {options.seconds:g}"
    return Result(
        name=bench.name,
        what=bench.what,
        findings=findings,
        command=command + (" --quick" if options.quick else ""),
        quick=options.quick,
        machine=Machine.this(),
        load_average=(before, _load()),
        at=at,
        seconds=round(time.perf_counter() - began, 1),
    )


def _load() -> float:
    try:
        return round(os.getloadavg()[0], 2)
    except (OSError, AttributeError):  # Windows has no such thing
        return 0.0
