"""The event loop that this system's daemon runs on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable


def loop_factory(
    platform: str = sys.platform,
) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the loop; None: asyncio's own choice.

    On Windows that would be the proactor. Its UDP reader ends for good when a listener is gone
    (WSAECONNRESET, error 10054, comes to whoever sent the last datagram to it: Python issue 91227,
    mended in 3.12.4 and later only), and it takes one datagram in each turn. The selector loop goes
    on reading. Its limit of 512 sockets is beyond all that the server takes.
    """
    return asyncio.SelectorEventLoop if platform == "win32" else None
