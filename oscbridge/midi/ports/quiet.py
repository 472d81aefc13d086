"""Keep native libraries from writing on the terminal while they are asked whether they work.

libjack and libasound tell their troubles straight on file descriptor 2, where no Python code can
catch them; a machine without sound hardware would greet its user with a page of C++.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator

# Blocks of several threads may overlap, and end in any order: the terminal is kept by the first
# and given back by the last.
_lock = threading.Lock()
_taking: list[int] = []
_terminal = -1


@contextlib.contextmanager
def quiet_stderr() -> Iterator[list[str]]:
    """Take what is written on file descriptor 2 inside the block.

    For short calls only: other threads' words are taken, too. Gives a list that holds the lines
    after the block.
    """
    lines: list[str] = []
    with contextlib.suppress(Exception):
        sys.stderr.flush()
    with tempfile.TemporaryFile() as taken:
        try:
            _begin(taken.fileno())
        except OSError:  # no stderr at all, as in a windowed program: nothing to keep clean
            yield lines
            return
        try:
            yield lines
        finally:
            _end(taken.fileno())
            taken.seek(0)
            lines.extend(taken.read().decode(errors="replace").splitlines())


def _begin(taken: int) -> None:
    global _terminal
    with _lock:
        if not _taking:
            _terminal = os.dup(2)
        _taking.append(taken)
        os.dup2(taken, 2)


def _end(taken: int) -> None:
    with _lock:
        _taking.remove(taken)
        os.dup2(_taking[-1] if _taking else _terminal, 2)
        if not _taking:
            os.close(_terminal)
