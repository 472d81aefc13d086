"""Keep native libraries from writing on the terminal while they are asked whether they work.

libjack and libasound tell their troubles straight on file descriptor 2, where no Python code can
catch them; a machine without sound hardware would greet its user with a page of C++.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_stderr() -> Iterator[list[str]]:
    """Take what is written on file descriptor 2 inside the block.

    For short calls only: other threads' words are taken, too. Gives a list that holds the lines
    after the block.
    """
    lines: list[str] = []
    with contextlib.suppress(Exception):
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # no stderr at all, as in a windowed program: nothing to keep clean
        yield lines
        return
    try:
        with tempfile.TemporaryFile() as taken:
            os.dup2(taken.fileno(), 2)
            try:
                yield lines
            finally:
                os.dup2(kept, 2)
                taken.seek(0)
                lines.extend(taken.read().decode(errors="replace").splitlines())
    finally:
        os.close(kept)
