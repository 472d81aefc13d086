"""Seconds that never go back, fine enough for music on every system and the same in all processes.

Before Python 3.13 ``time.monotonic`` moves in steps of 15.6 ms on Windows, where
``time.perf_counter`` counts from the start of the machine in steps below a microsecond. Elsewhere
``time.monotonic`` is as fine.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
import time
from collections.abc import Callable
from typing import Any


def clock_of(platform: str) -> Callable[[], float]:
    """The clock of a system, named as in ``sys.platform``."""
    return time.perf_counter if platform == "win32" else time.monotonic


now_s = clock_of(sys.platform)
"""The seconds of this moment; only differences mean anything."""


def wake_on_time(windll: Any = None) -> str:
    """Let this process wait no longer than it asks for, and be preferred, on Windows.

    There waits end at a tick of 15.6 ms unless ``timeBeginPeriod`` (Win32, timeapi.h) asks for
    finer ones; elsewhere nothing is needed. Returns what was granted, in words; empty: nothing.

    Args:
        windll: the system's libraries; ``ctypes.windll`` when not given.
    """
    windll = windll or getattr(ctypes, "windll", None)
    granted = []
    if windll is None:
        return ""
    with contextlib.suppress(AttributeError, OSError):
        if windll.winmm.timeBeginPeriod(1) == 0:
            granted.append("ticks of 1 ms")
    with contextlib.suppress(AttributeError, OSError):
        high_priority_class = 0x80
        process = ctypes.c_void_p(windll.kernel32.GetCurrentProcess())
        if windll.kernel32.SetPriorityClass(process, high_priority_class):
            granted.append("high priority")
    return ", ".join(granted)
