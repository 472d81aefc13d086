"""Ctrl+C: a terminal sends it to every process of a program; here the first one decides."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def deaf_children() -> Iterator[None]:
    """What is started within does not hear Ctrl+C, not even before it can say that it will not.

    A worker imports for a second before its first line of ours runs. Interrupted there, it would
    die with a traceback, and be told as dead. A blocked signal stays blocked in a new program;
    this thread hears what came meanwhile when it is through. Windows has no such thing.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # its own start ends with SIGINT unblocked
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
