"""One frame that waits to be looked at, and who wants to know."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from oscbridge.daemon.replies import Asker
from oscbridge.system.shared_bytes import SharedBytes
from oscbridge.vision.messages import LookAtBytes, LookAtFile, LookAtRaw


@dataclass(frozen=True, slots=True)
class Look:
    """One frame to look at, and who wants to know.

    Args:
        order: from a token and the place of the pixels in shared memory, what the eyes are told.
        pixels: empty for a file, which the eyes open themselves.
        is_encoded: whether ``pixels`` are a picture's file, which a browser can show.
        is_file: whether a decoder gets it, and may come to harm: all but bare pixels.
        done: called when it is answered, failed or passed over.
        kind: what it is counted as, see ``Meter.frames_received``.
        came_s: when, by ``time.monotonic()``.
        stream: whose frames follow one another, as the order's ``source``.
    """

    asker: Asker
    order: Callable[[int, SharedBytes], LookAtBytes | LookAtRaw | LookAtFile]
    pixels: bytes = b""
    is_encoded: bool = False
    is_file: bool = True
    done: Callable[[], None] = lambda: None
    kind: str = "encoded"
    came_s: float = field(default_factory=time.monotonic)
    stream: str = ""
