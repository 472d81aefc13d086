"""A real daemon in a process of its own: the benchmarks' starter, under the name tests know."""

from __future__ import annotations

from oscbridge.bench.daemon import READY_WITHIN_S, SAMPLE, Running, free_port, running

__all__ = ["READY_WITHIN_S", "SAMPLE", "Running", "free_port", "running"]
