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
        name: as it is asked for; the module of that name, with ``_`` for ``-``, has its
            ``measure(options)``.
        what: one line.
        unasked: whether it runs when no name is given; the long ones do not.
        timed: whether it has a length, which ``--seconds`` changes.
    """

    name: str
    what: str
    unasked: bool = True
    timed: bool = False


BENCHES = (
    Bench("frames", "a 640×480 frame in, its emotion back, a face being followed"),
    Bench("first-face", "a face comes into an empty picture"),
    Bench("camera", "a camera of oscbridge's own: 30 frames a second, a folder", False, True),
    Bench("felt", "readings to the felt emotion: quick after a change, calm at rest"),
    Bench("stream", "60 frames a second: latency, drops, processor time", timed=True),
    Bench("flood", "10,000 small messages as fast as they can be sent"),
    Bench("hostile", "100,000 messages, right and wrong, from eight clients", False, True),
    Bench("crowd", "eight cameras of 60 frames a second each", False, True),
    Bench("notes", "when notes leave, while eyes and composer run flat out"),
    Bench("jack-notes", "notes on JACK, heard by another process", False, True),
    Bench("live", "a call that is answered, on JACK", False),
    Bench("phrase", "a whole 4-bar phrase"),
    Bench("phrases", "1,000 phrases in a row, of every engine", False),
    Bench("start", "from the command to ready, caches warm"),
    Bench("memory", "memory of all processes"),
    Bench("cluster", "readers on a Ray cluster beside own eyes", False, True),
    Bench("soak", "a frame every 100 ms while music plays", False, True),
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
    module = importlib.import_module(f"oscbridge.bench.{bench.name.replace('-', '_')}")
    measure: Measure = module.measure
    at = datetime.now(UTC).isoformat(timespec="seconds")
    before, began = _load(), time.perf_counter()
    findings = measure(options)
    command = f"oscbridge bench {bench.name}"
    if bench.timed and options.seconds is not None:
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
