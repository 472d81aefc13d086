"""The page's desk: what a browser gets, and where it is to be found."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.resources import files

from oscbridge.daemon.replies import Facts
from oscbridge.errors import OscbridgeError
from oscbridge.osc.limits import ServerLimits
from oscbridge.osc.server import OscServer
from oscbridge.osc.websocket import Document, WebSocketServer
from oscbridge.settings import WebSettings

log = logging.getLogger(__name__)

FRAME_PATH = "/frame"

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


class PageDesk:
    """Serves the page, where it is wanted.

    Args:
        settings: whether, where, and what it may show.
        server: what the page's messages go to.
        last_frame: gives the encoded picture that was looked at last, or None.
    """

    def __init__(
        self, settings: WebSettings, server: OscServer, last_frame: Callable[[], bytes | None]
    ) -> None:
        self._settings = settings
        self._last_frame = last_frame
        self._files: dict[str, Document] = {}
        self._server = WebSocketServer(
            server, self._document, settings.port, ServerLimits().packet_bytes
        )

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        return [("page", self._server.address or "off")]

    async def start(self) -> None:
        """Serve it. A port that is taken costs the page, and nothing else."""
        if not self._settings.enabled:
            return
        for file in (files("oscbridge.web") / "page").iterdir():
            kind = _TYPES.get(file.name.rpartition(".")[2])
            if kind is not None:
                self._files[f"/{file.name}"] = Document(kind, file.read_bytes())
        self._files["/"] = self._files["/index.html"]
        try:
            await self._server.start()
        except OscbridgeError as error:
            log.warning("no page: %s", error.message)
        else:
            log.info("a page to see and steer all this: %s", self._server.address)

    async def stop(self) -> None:
        """Close it."""
        await self._server.stop()

    def _document(self, path: str) -> Document | None:
        if path == FRAME_PATH and self._settings.show_frames:
            frame = self._last_frame()
            return None if frame is None else Document(_image_type(frame), frame)
        return self._files.get(path)


def _image_type(frame: bytes) -> str:
    if frame.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if frame[8:12] == b"WEBP" else "image/jpeg"
