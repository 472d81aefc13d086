"""The eyes as a process of their own: requests come through a pipe, answers go back.

One request at a time, each answered; keeping only the newest frame is the parent's business. The
networks and numpy are imported inside ``serve``, so that the parent may import this for the name.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from oscbridge.errors import OscbridgeError
from oscbridge.vision.messages import (
    EyesReady,
    EyesUnable,
    Failed,
    LookAtBytes,
    LookAtFile,
    LookAtRaw,
    Quit,
    Saw,
)
from oscbridge.vision.sight import EyesSettings, Sight

if TYPE_CHECKING:
    from oscbridge.vision.eyes import Eyes

log = logging.getLogger(__name__)


def serve(connection: Connection, settings: EyesSettings) -> None:
    """Load the networks, say ``EyesReady`` (or ``EyesUnable``), then answer looks.

    Returns on ``Quit`` and when the other end of the pipe is closed.
    """
    # Ctrl+C reaches the whole process group; the main process alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(settings.threads)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        start = time.perf_counter()
        try:
            from oscbridge.vision.eyes import Eyes

            eyes = Eyes(settings)
            eyes.warm_up()
        except OscbridgeError as error:
            connection.send(EyesUnable(error.code, error.message))
            return
        connection.send(EyesReady((time.perf_counter() - start) * 1000.0))
        _answer(connection, eyes)


def _answer(connection: Connection, eyes: Eyes) -> None:
    while True:
        request = connection.recv()
        if isinstance(request, Quit):
            return
        # The payload is taken whatever happens next, or the two ends would fall out of step.
        follows = isinstance(request, LookAtBytes | LookAtRaw)
        payload = connection.recv_bytes() if follows else b""
        try:
            connection.send(Saw(request.token, _look(eyes, request, payload)))
        except OscbridgeError as error:
            connection.send(Failed(request.token, error.code, error.message))
        except (BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:
            log.exception("a look failed unexpectedly")
            message = f"{type(error).__name__}: {error}"[:300]
            connection.send(Failed(request.token, "eyes-failed", message))


def _look(eyes: Eyes, request: LookAtBytes | LookAtRaw | LookAtFile, payload: bytes) -> Sight:
    if isinstance(request, LookAtFile):
        return eyes.look_at_file(request.path, request.source)
    if isinstance(request, LookAtRaw):
        return eyes.look_at_raw(
            request.width, request.height, request.layout, payload, request.source
        )
    return eyes.look_at_bytes(payload, request.source)
