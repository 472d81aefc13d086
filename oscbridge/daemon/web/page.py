"""The web desk: what a browser and an OSCQuery client get, and how they find it."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Awaitable, Callable
from importlib.resources import files

from oscbridge.config.settings import Settings
from oscbridge.daemon.metrics import export
from oscbridge.daemon.replies import Facts
from oscbridge.daemon.web.discovery import Announcer, is_loopback
from oscbridge.daemon.web.values import Present
from oscbridge.errors import OscbridgeError
from oscbridge.osc.limits import ServerLimits
from oscbridge.osc.server import OscServer
from oscbridge.osc.web.oscquery import Host, Query
from oscbridge.osc.web.server import Document, WebServer

log = logging.getLogger(__name__)

FRAME_PATH = "/frame"

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


class PageDesk:
    """Serves the page and OSCQuery, and announces them, where that is wanted.

    Args:
        settings: of the daemon: whether, where, and what may be shown.
        server: what the page's messages go to.
        last_frame: gives the encoded picture that was looked at last, or None.
        present: knows the values of this moment.
        scraped: gives the metrics.
    """

    def __init__(
        self,
        settings: Settings,
        server: OscServer,
        last_frame: Callable[[], bytes | None],
        present: Present,
        scraped: export.MetricsDesk,
    ) -> None:
        self._scraped = scraped
        self._settings = settings.web
        self._discovery = settings.osc.discovery
        self._osc = server
        self._last_frame = last_frame
        self._files: dict[str, Document] = {}
        self._announcer = Announcer(settings.osc)
        self._server = WebServer(
            server,
            self._document,
            settings.web.port,
            ServerLimits().web_packet_bytes,
            Query(self._host, present.values, present.choices),
        )

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        return [("page", self._server.address or "off"), *self._announcer.facts()]

    async def start(self) -> None:
        """Serve and announce. A port that is taken costs the page and OSCQuery, and no more."""
        if self._settings.enabled:
            await self._serve()
        self._announcer.start(
            self._osc.bound_to, self._osc.port, self._server.port if self._server.address else None
        )

    async def stop(self) -> None:
        """Take the announcement back and close."""
        await self._announcer.stop()
        await self._server.stop()

    async def _serve(self) -> None:
        for file in (files("oscbridge.web") / "page").iterdir():
            kind = _TYPES.get(file.name.rpartition(".")[2])
            if kind is not None:
                self._files[f"/{file.name}"] = Document(kind, file.read_bytes())
        self._files["/"] = self._files["/index.html"]
        elsewhere = not is_loopback(self._osc.bound_to) and self._discovery != "off"
        self._server.names = {self._announcer.host_name}
        try:
            await self._server.start(self._osc.bound_to if elsewhere else "")
        except OscbridgeError as error:
            log.warning("no page: %s", error)
        if self._server.address:
            log.info("a page to see and steer all this: %s", self._server.address)

    def _host(self, reached_at: str) -> Host:
        osc = self._osc
        # Listening everywhere, OSC is where its description was just found.
        everywhere = ipaddress.ip_address(osc.bound_to).is_unspecified
        return Host(
            name=self._announcer.name,
            osc_ip=reached_at if everywhere else osc.bound_to,
            osc_port=osc.port,
            web_ip=reached_at,
            web_port=self._server.port,
        )

    def _document(self, path: str) -> Document | Awaitable[Document] | None:
        if path == export.PATH:
            return self._metrics()
        if path == FRAME_PATH and self._settings.show_frames:
            frame = self._last_frame()
            return None if frame is None else Document(_image_type(frame), frame)
        return self._files.get(path)

    async def _metrics(self) -> Document:
        return Document(export.CONTENT_TYPE, await self._scraped.text())


def _image_type(frame: bytes) -> str:
    if frame.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if frame[8:12] == b"WEBP" else "image/jpeg"
