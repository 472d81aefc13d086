"""The camera as a process of its own: it grabs, encodes, and hands one picture at a time over.

The camera itself is opened and read in the main thread, because macOS allows it nowhere else. A
second thread listens, and ends the process when the camera hangs: a driver may block for ever, and
no polite word reaches it then.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from multiprocessing.connection import Connection

from oscbridge.camera.messages import (
    TRY_AGAIN,
    CameraSpec,
    Event,
    Lost,
    Next,
    Opened,
    Order,
    Picture,
    Quit,
    Refused,
)
from oscbridge.camera.opening import open_source
from oscbridge.camera.source import Source
from oscbridge.errors import OscbridgeError
from oscbridge.system.shared_bytes import SharedWriter

log = logging.getLogger(__name__)

_POLL_S = 0.1
_LEAVES_WITHIN_S = 0.5
_OPENS_WITHIN_S = 60.0
"""On macOS somebody may have to click that the camera is allowed."""

LONGEST_SILENCE_S = 8.0
"""A driver that does not come back for so long hangs."""


def serve(connection: Connection, spec: CameraSpec) -> None:
    """Main function of the process. Returns on ``Quit`` and when the other end is gone; leaves with
    ``TRY_AGAIN`` when the camera is lost."""
    _Camera(connection, spec).run()


class _Camera:
    def __init__(self, connection: Connection, spec: CameraSpec) -> None:
        self._connection = connection
        self._spec = spec
        self._sending = threading.Lock()
        self._reader_is_ready = threading.Event()
        self._reader_is_ready.set()
        self._leaving = threading.Event()
        self._hangs_from_s = time.monotonic() + _OPENS_WITHIN_S
        self._shared = SharedWriter()
        self._told_passed_over = 0
        self._passed_over = 0

    def run(self) -> None:
        threading.Thread(target=self._listen, name="listens", daemon=True).start()
        try:
            source = open_source(self._spec)
            try:
                self._send(Opened(source.shown))
                while not self._leaving.is_set():
                    self._hangs_from_s = time.monotonic() + LONGEST_SILENCE_S
                    self._next_picture(source)
            finally:
                source.close()
        except OscbridgeError as error:
            self._send(Lost(error.code, error.message))
            sys.exit(TRY_AGAIN)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            log.debug("nobody is there any more")
        finally:
            # Should closing hang, the listening thread ends it.
            self._hangs_from_s = min(self._hangs_from_s, time.monotonic() + 2.0)
            self._shared.close()

    def _next_picture(self, source: Source) -> None:
        """Wait a moment for a picture, and hand it over if the last one was taken."""
        # Files stay where they are until they are asked for; a live picture is gone.
        if not source.is_live and not self._reader_is_ready.wait(_POLL_S):
            return
        try:
            if not source.wait(_POLL_S):
                return
        except OscbridgeError as error:
            if error.code == "camera-lost":
                raise
            self._send(Refused(error.code, error.message))
            return
        if not self._reader_is_ready.is_set():
            self._passed_over += 1
            return
        image = source.take()
        self._reader_is_ready.clear()
        passed_over = self._passed_over + source.passed_over
        fresh, self._told_passed_over = passed_over - self._told_passed_over, passed_over
        self._send(Picture(self._shared.write(image), fresh))

    def _send(self, event: Event) -> None:
        with self._sending:
            self._connection.send(event)

    def _listen(self) -> None:
        try:
            while True:
                if self._connection.poll(_POLL_S):
                    order: Order = self._connection.recv()
                    if isinstance(order, Quit):
                        break
                    assert isinstance(order, Next)
                    self._reader_is_ready.set()
                elif time.monotonic() > self._hangs_from_s:
                    self._send(
                        Lost("camera-silent", f"{self._spec.shown} hangs; it is opened anew")
                    )
                    self._end(TRY_AGAIN)
        except (EOFError, OSError):
            log.debug("nobody is there any more")
        self._leaving.set()
        self._reader_is_ready.set()
        time.sleep(_LEAVES_WITHIN_S)
        self._end(0)

    def _end(self, status: int) -> None:
        self._shared.close()
        os._exit(status)
