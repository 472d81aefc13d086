"""The event loop that this system's daemon runs on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable


def loop_factory(
    platform: str = sys.platform,
) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the loop; None: asyncio's own choice.

    On Windows that would be the proactor. Its UDP reader ends for good when a listener is gone (the
    next read gets error 10054 or 1234: Python's issues 91227 and 127057, which 3.11 has to this
    day), and it takes one datagram in each turn. The selector loop tells the error and reads on.
    Its limit of 512 sockets is beyond all that the server takes.
    """
    return asyncio.SelectorEventLoop if platform == "win32" else None
