"""A Spout sender on this Windows machine, through SpoutGL (https://github.com/jlai/Python-SpoutGL).

Written after the package's documentation and examples; it was never run.
"""

from __future__ import annotations

import time
from typing import Any

from oscbridge.camera.encoding import encode_jpeg
from oscbridge.camera.frame_rate import FrameRateLimit
from oscbridge.camera.messages import CameraSpec
from oscbridge.camera.source import extra_module
from oscbridge.errors import OscbridgeError

_FOUND_WITHIN_S = 5.0
_GL_RGBA = 0x1908


class SpoutSource:
    """An open Spout sender.

    Args:
        spec: ``name`` is the sender's name.

    Raises:
        OscbridgeError: ``extra-missing``, ``camera-missing``.
    """

    def __init__(self, spec: CameraSpec) -> None:
        library = extra_module("SpoutGL", "SpoutGL on Windows", "spout")
        self._spec = spec
        self._rate_limit = FrameRateLimit(spec.frames_per_s)
        self._receiver: Any = library.SpoutReceiver()
        self._receiver.createOpenGL()  # a context of its own: there is no window
        self._receiver.setReceiverName(spec.name)
        self.shown = spec.shown
        self.is_live = True
        self.passed_over = 0
        self._buffer: bytearray | None = None
        self._size = (0, 0)
        until_s = time.monotonic() + _FOUND_WITHIN_S
        while not self._receive():
            if time.monotonic() > until_s:
                self.close()
                raise OscbridgeError("camera-missing", f"no Spout sender '{spec.name}' sends")
            time.sleep(0.02)

    def wait(self, seconds: float) -> bool:
        """See ``Source``."""
        # Returns early when a frame comes, where the sender tells so.
        self._receiver.waitFrameSync(self._spec.name, round(seconds * 1000))
        if not self._receive():
            if not self._receiver.isConnected():
                raise OscbridgeError("camera-lost", f"{self.shown} is gone")
            return False
        return bool(self._receiver.isFrameNew()) and self._rate_limit.allows(time.monotonic())

    def take(self) -> bytes:
        """See ``Source``."""
        assert self._buffer is not None
        return encode_jpeg(self._buffer, *self._size, "RGBX", self._spec)

    def close(self) -> None:
        """See ``Source``."""
        self._receiver.releaseReceiver()
        self._receiver.closeOpenGL()

    def _receive(self) -> bool:
        """Whether pixels of a known size lie in the buffer."""
        good = bool(self._receiver.receiveImage(self._buffer, _GL_RGBA, False, 0))
        if self._receiver.isUpdated():  # a sender of another size, or the first
            self._size = (self._receiver.getSenderWidth(), self._receiver.getSenderHeight())
            self._buffer = bytearray(self._size[0] * self._size[1] * 4)
            return False
        return good and self._buffer is not None and all(self._size)
