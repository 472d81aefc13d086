"""A limit to the processor time of a decoder: a picture made to keep it busy is given up.

The kernel's timer counts the time that the process works, not the time that passes, so a busy
machine gives up no innocent picture. It reaches Python between two steps; a decoder that is deep in
C is ended by the main process, which has a longer limit. Windows has no such timer.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class CpuTimeUp(BaseException):
    """The time is over. No ``Exception``: decoders swallow those."""


@contextmanager
def cpu_limited(seconds: float) -> Iterator[None]:
    """Within it, ``seconds`` of this process's work raise ``CpuTimeUp``.

    In another thread than the main one, where signals do not come, and on systems without
    the timer, nothing is limited.
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    before = signal.signal(signal.SIGPROF, _time_up)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.signal(signal.SIGPROF, before)


def _time_up(_: int, __: FrameType | None) -> None:
    raise CpuTimeUp
