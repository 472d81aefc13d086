"""What killed or hung a worker once is not given to it a second time.

Bytes are known by their length and SHA-256, so a copy under another name is the same. As many are
remembered as an unlucky show may bring, and all are forgotten when the daemon starts anew: a
picture may have been in the eyes when they died of something else.
"""

from __future__ import annotations

import hashlib
import signal
from collections import OrderedDict
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError

MOST = 64
"""The oldest are forgotten first: each order to a worker carries all of them."""

_BY_SOMEBODY = frozenset(
    -int(getattr(signal, name))
    for name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")
    if hasattr(signal, name)
)


@dataclass(frozen=True, slots=True)
class Refused:
    """What is refused at a moment, to be told to a worker.

    Args:
        worker: its name, for the message.
        prints: see ``fingerprint``.
    """

    worker: str
    prints: frozenset[str] = frozenset()

    def check(self, data: bytes | memoryview) -> None:
        """Nothing, for bytes that may be given to the worker.

        Raises:
            OscbridgeError: ``file-refused``.
        """
        length = f"{len(data)}-"
        # Frames come thirty times a second: none is hashed but those of a refused one's length.
        if any(known.startswith(length) for known in self.prints):
            self.check_print(fingerprint(data))

    def check_print(self, known: str) -> None:
        """As ``check``, for bytes whose fingerprint is known.

        Raises:
            OscbridgeError: ``file-refused``.
        """
        if known in self.prints:
            raise OscbridgeError(
                "file-refused",
                f"this has ended or held up the {self.worker} before, and is not tried again; if "
                "it was something else's fault, start oscbridge anew",
            )


class Blame:
    """Remembers, in the main process, which bytes a worker died of.

    Args:
        worker: its name.
        most: how many are remembered.
    """

    def __init__(self, worker: str, most: int = MOST) -> None:
        self._most = most
        self._suspects: OrderedDict[str, None] = OrderedDict()
        self._guilty: OrderedDict[str, None] = OrderedDict()
        self.refused = Refused(worker)

    def hung(self, known: str) -> None:
        """These bytes took the worker too long. (Empty text: it had not come to any.)"""
        if not known:
            return
        _keep(self._guilty, known, self._most)
        self.refused = Refused(self.refused.worker, frozenset(self._guilty))

    def died(self, known: str, status: int | None) -> None:
        """The worker died with an exit status while it was at these bytes.

        A fault of its own is proof. A signal that others send (an operator, or a system that runs
        out of memory) is so only when it comes a second time, and all was not well in between.
        """
        if status in _BY_SOMEBODY and known not in self._suspects:
            _keep(self._suspects, known, self._most)
        else:
            self.hung(known)

    def lived(self, data: bytes | memoryview) -> None:
        """The worker has answered for these bytes, and lives."""
        length = f"{len(data)}-"
        if any(known.startswith(length) for known in self._suspects):
            self.lived_print(fingerprint(data))

    def lived_print(self, known: str) -> None:
        """As ``lived``, for bytes whose fingerprint is known."""
        self._suspects.pop(known, None)


def fingerprint(data: bytes | memoryview) -> str:
    """Length and SHA-256 of some bytes, as text."""
    return f"{len(data)}-{hashlib.sha256(data).hexdigest()}"


def _keep(known: OrderedDict[str, None], new: str, most: int) -> None:
    known[new] = None
    known.move_to_end(new)
    while len(known) > most:
        known.popitem(last=False)
