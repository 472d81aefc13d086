"""A Syphon server on this Mac, through syphon-python (https://github.com/cansik/syphon-python).

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
_EVERY_S = 0.004
_BGRA8 = (80, 81)
"""``MTLPixelFormatBGRA8Unorm`` and the same in sRGB; what else has four bytes a pixel is RGBA."""


class SyphonSource:
    """An open Syphon server.

    Args:
        spec: ``name`` is the server's name, or its program's.

    Raises:
        OscbridgeError: ``extra-missing``; ``camera-missing`` with the names there are.
    """

    def __init__(self, spec: CameraSpec) -> None:
        library = extra_module("syphon", "syphon-python on a Mac", "syphon")
        self._raw = extra_module("syphon.utils.raw", "syphon-python on a Mac", "syphon")
        self._spec = spec
        self._rate_limit = FrameRateLimit(spec.frames_per_s)
        self._directory: Any = library.SyphonServerDirectory()
        self._directory.run_loop_interval = 0.1
        self._client: Any = library.SyphonMetalClient(self._find())
        self._directory.run_loop_interval = 0.001
        self.shown = spec.shown
        self.is_live = True
        self.passed_over = 0

    def wait(self, seconds: float) -> bool:
        """See ``Source``."""
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            self._directory.update_run_loop()  # news of a server's end come through it
            if not self._client.is_valid:
                raise OscbridgeError("camera-lost", f"{self.shown} is gone")
            if self._client.has_new_frame and self._rate_limit.allows(time.monotonic()):
                return True
            time.sleep(_EVERY_S)
        return False

    def take(self) -> bytes:
        """See ``Source``."""
        texture = self._client.new_frame_image
        if texture is None:
            raise OscbridgeError("camera-lost", f"{self.shown} gave no picture")
        pixels = self._raw.copy_mtl_texture_to_bytes(texture)
        layout = "BGRX" if texture.pixelFormat() in _BGRA8 else "RGBX"
        return encode_jpeg(pixels, texture.width(), texture.height(), layout, self._spec)

    def close(self) -> None:
        """See ``Source``."""
        self._client.stop()

    def _find(self) -> Any:
        name = self._spec.name
        until_s = time.monotonic() + _FOUND_WITHIN_S
        while True:
            servers = self._directory.servers_matching_name(name=name, app_name=name)
            if servers:
                return servers[0]
            if time.monotonic() > until_s:
                there = [f"{server.app_name}: {server.name}" for server in self._directory.servers]
                raise OscbridgeError(
                    "camera-missing",
                    f"no Syphon server '{name}'; there are: {', '.join(there) or 'none'}",
                )
