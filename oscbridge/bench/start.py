"""From the command to ready, as ``oscbridge run`` is started from a shell, caches warm."""

from __future__ import annotations

import time

from oscbridge.bench.report import Figure, Findings, Limit, Options, spread
from oscbridge.launcher import quiet


def measure(options: Options) -> Findings:
    """Start and end a daemon over and over; the first, which may fill caches, does not count."""
    rounds = 1 if options.quick else 10
    took: list[float] = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        with quiet():
            took.append(time.perf_counter() - start)
    limits = (Limit("p50", 3), Limit("p99", 3))
    figure = Figure("command → /oscbridge/ready", "s", spread(took[1:]), limits)
    return Findings((figure,), facts={"first_s": round(took[0], 2)})
