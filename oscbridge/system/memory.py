"""What a process takes of the machine: memory and processor time, read without waiting."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Taken:
    """By one process.

    Args:
        resident_bytes: of memory that is really there, shared pages among them.
        cpu_s: processor seconds, its own and the kernel's for it.
    """

    resident_bytes: int
    cpu_s: float


def taken_by(pid: int, platform: str = sys.platform) -> Taken | None:
    """What a process takes; None where it is gone, or where the system does not tell.

    Linux tells in ``/proc`` (proc(5), ``stat``); elsewhere psutil is asked, where it is installed.
    """
    return _from_proc(pid) if platform == "linux" else _from_psutil(pid)


def _from_proc(pid: int) -> Taken | None:
    try:
        # The name, in brackets, may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return Taken(
            int(fields[21]) * os.sysconf("SC_PAGE_SIZE"),
            (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
        )
    except (OSError, IndexError, ValueError):
        return None


def _from_psutil(pid: int) -> Taken | None:
    try:
        import psutil
    except ImportError:
        return None
    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        return Taken(process.memory_info().rss, times.user + times.system)
    except psutil.Error:
        return None
