"""What a benchmark finds: figures with their targets, on which machine, under which load."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Stats = dict[str, float]
"""Named numbers of one figure, all in its unit but ``count``: ``p50``, ``p99`` … or ``value``."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a benchmark runs.

    Args:
        quick: a smoke run, over in seconds; its figures mean little.
        seconds: how long a benchmark that has a length runs, or None for its own.
        log: where one that runs for hours writes down what it sees, as it sees it; JSON lines.
    """

    quick: bool = False
    seconds: float | None = None
    log: Path | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A target: ``stat`` of the figure (or ``ratio``) is at most ``bound``, or at least."""

    stat: str
    bound: float
    at_least: bool = False

    def __str__(self) -> str:
        name = "" if self.stat == "value" else f"{self.stat} "
        return f"{name}{'≥' if self.at_least else '≤'} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Args:
        what: what was measured, in a few words.
        unit: of the numbers in ``ours`` and ``rival``.
        ours: see ``Stats``.
        limits: the targets.
        rival: the rival's numbers from the same run, or None where there is no rival.
        ratio: how many times better than the rival, where that can be said.
    """

    what: str
    unit: str
    ours: Stats
    limits: tuple[Limit, ...] = ()
    rival: Stats | None = None
    ratio: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether every target is reached; None where there is none."""
        if not self.limits:
            return None
        return all(self._within(limit) for limit in self.limits)

    def _within(self, limit: Limit) -> bool:
        value = self.ratio if limit.stat == "ratio" else self.ours[limit.stat]
        if value is None:
            return False
        return value >= limit.bound if limit.at_least else value <= limit.bound


@dataclass(frozen=True, slots=True)
class Findings:
    """What ``measure`` of a benchmark returns.

    Args:
        figures: the lines.
        rival: who the rival is, in words; empty where there is none.
        facts: whatever else explains the figures; JSON values.
    """

    figures: tuple[Figure, ...]
    rival: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where figures come from."""

    processor: str
    cores: int
    kernel: str
    python: str

    @classmethod
    def this(cls) -> Machine:
        """The machine that this runs on."""
        return cls(
            processor=_processor(),
            cores=os.cpu_count() or 1,
            kernel=f"{platform.system()} {platform.release()}",
            python=platform.python_version(),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """A benchmark's findings, and what is needed to repeat it.

    Args:
        name, what: of the benchmark.
        findings: see there.
        command: repeats it.
        quick: whether it was a smoke run.
        machine: where.
        load_average: of the last minute, before and after; more than the cores were kept busy by
            others where the first is not near 0.
        at: when it began, ISO 8601 in UTC.
        seconds: how long it took.
    """

    name: str
    what: str
    findings: Findings
    command: str
    quick: bool
    machine: Machine
    load_average: tuple[float, float]
    at: str
    seconds: float


def spread(values: Sequence[float]) -> Stats:
    """Median, 99th percentile (nearest rank) and largest of some values, in their unit."""
    ordered = sorted(values)
    return {
        "p50": round(_rank(ordered, 0.50), 3),
        "p99": round(_rank(ordered, 0.99), 3),
        "max": round(ordered[-1], 3),
        "count": len(ordered),
    }


def single(value: float, digits: int = 2) -> Stats:
    """A figure of one number."""
    return {"value": round(value, digits)}


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean."""
    return math.fsum(values) / len(values)


def _rank(ordered: list[float], share: float) -> float:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _processor() -> str:
    # platform.processor() is empty on most Linux systems.
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
