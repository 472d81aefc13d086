"""The starter of daemons, under the name that tests know."""

from __future__ import annotations

from oscbridge.launcher import READY_WITHIN_S, SAMPLE, Running, free_port, running

__all__ = ["READY_WITHIN_S", "SAMPLE", "Running", "free_port", "running"]
