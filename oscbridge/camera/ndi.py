"""An NDI source on the network, through cyndilib (https://cyndilib.readthedocs.io)."""

from __future__ import annotations

import time
from typing import Any

from oscbridge.camera.encoding import encode_jpeg
from oscbridge.camera.frame_rate import FrameRateLimit
from oscbridge.camera.messages import CameraSpec
from oscbridge.camera.source import extra_module
from oscbridge.errors import OscbridgeError

_FOUND_WITHIN_S = 5.0
_CONNECTS_WITHIN_S = 5.0
_EVERY_S = 0.004


class NdiSource:
    """An open NDI source.

    Args:
        spec: ``name`` is its name, ``MACHINE (Name)``, or a part of it in any case.

    Raises:
        OscbridgeError: ``extra-missing``; ``camera-missing`` with the names there are.
    """

    def __init__(self, spec: CameraSpec) -> None:
        def module(name: str) -> Any:
            return extra_module(f"cyndilib.{name}", "cyndilib", "ndi")

        self._spec = spec
        self._rate_limit = FrameRateLimit(spec.frames_per_s)
        self._finder = module("finder").Finder()
        self._finder.open()
        try:
            found = self._find()
            wanted = module("wrapper.ndi_recv")
            self._receiver = module("receiver").Receiver(
                color_format=wanted.RecvColorFormat.BGRX_BGRA,
                bandwidth=wanted.RecvBandwidth.highest,
            )
            self._frame = module("video_frame").VideoFrameSync()
            self._receiver.frame_sync.set_video_frame(self._frame)
            self._receiver.set_source(found)
        except BaseException:
            self._finder.close()
            raise
        self.shown = f"NDI {found.name}"
        self.is_live = True
        self.passed_over = 0
        self._seen: float | None = None
        self._connected_s = time.monotonic()

    def wait(self, seconds: float) -> bool:
        """See ``Source``."""
        until_s = time.monotonic() + seconds
        while (now_s := time.monotonic()) < until_s:
            if self._receiver.is_connected():
                self._connected_s = now_s
                self._receiver.frame_sync.capture_video()
                # The last frame comes again until there is a newer one.
                stamp = self._frame.get_timestamp_posix() if self._frame.xres else None
                if stamp is not None and stamp != self._seen:
                    self._seen = stamp
                    if self._rate_limit.allows(now_s):
                        return True
            elif now_s - self._connected_s > _CONNECTS_WITHIN_S:
                raise OscbridgeError("camera-lost", f"{self.shown} is gone")
            time.sleep(_EVERY_S)
        return False

    def take(self) -> bytes:
        """See ``Source``."""
        frame = self._frame
        width, height = frame.get_resolution()
        stride = frame.get_line_stride()
        return encode_jpeg(frame.get_array(), width, height, "BGRX", self._spec, stride)

    def close(self) -> None:
        """See ``Source``."""
        self._receiver.disconnect()
        self._finder.close()

    def _find(self) -> Any:
        until_s = time.monotonic() + _FOUND_WITHIN_S
        wanted = self._spec.name.casefold()
        while True:
            self._finder.wait_for_sources(0.5)
            names = self._finder.get_source_names()
            for name in sorted(names, key=lambda name: name.casefold() != wanted):
                if wanted in name.casefold():
                    return self._finder.get_source(name)
            if time.monotonic() > until_s:
                there = ", ".join(names) or "none (on Linux avahi-daemon must run)"
                raise OscbridgeError(
                    "camera-missing", f"no NDI source '{self._spec.name}'; there are: {there}"
                )
