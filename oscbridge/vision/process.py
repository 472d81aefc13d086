"""The eyes as a process of their own: requests come through a pipe, answers go back.
Pixels come through shared memory.

One request at a time, each answered; keeping only the newest frame is the parent's business. The
networks and numpy are imported inside ``serve``, so that the parent may import this for the name.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from oscbridge.errors import OscbridgeError
from oscbridge.files.refused import fingerprint
from oscbridge.system.shared_bytes import SharedReader
from oscbridge.vision.messages import (
    EyesReady,
    EyesUnable,
    Failed,
    Look,
    LookAtBytes,
    LookAtFile,
    LookAtRaw,
    Opened,
    Quit,
    Saw,
)
from oscbridge.vision.settings import EyesSettings
from oscbridge.vision.sight import Sight

if TYPE_CHECKING:
    from oscbridge.vision.eyes import Eyes

log = logging.getLogger(__name__)

_NEXT_LOOK_WITHIN_S = 0.002
"""A frame that waits with the parent is here within this time after an answer."""


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
    shared = SharedReader()
    try:
        while not isinstance(request := connection.recv(), Quit):
            connection.send(_look(eyes, request, shared, connection.send))
            if eyes.search_is_due_soon:
                if not connection.poll(_NEXT_LOOK_WITHIN_S):
                    search_ahead(eyes, connection.poll)
                elif eyes.search_is_urgent:
                    search_ahead(eyes, lambda: True)
    finally:
        shared.close()


def search_ahead(eyes: Eyes, give_way: Callable[[], bool]) -> None:
    """Search between two looks, see ``Eyes.search_ahead``."""
    # Nobody asked for this, so nobody is answered: what is wrong with a frame was told already.
    try:
        eyes.search_ahead(give_way)
    except OscbridgeError as error:
        log.debug("a search between looks failed: %s", error)
    except Exception:
        log.exception("a search between looks failed unexpectedly")


def _look(
    eyes: Eyes, request: Look, shared: SharedReader, tell: Callable[[Opened], None]
) -> Saw | Failed:
    try:
        if isinstance(request, LookAtFile):
            token, refused = request.token, request.refused

            def opened(data: bytes) -> None:
                known = fingerprint(data)
                tell(Opened(token, known))
                refused.check_print(known)

            _remind(eyes, request)
            sight = eyes.look_at_file(request.path, request.source, request.attention, opened)
            return _saw(eyes, request, sight)
        place = request.pixels if isinstance(request, LookAtRaw) else request.image
        with shared.view(place) as view:
            return look_at(eyes, request, view)
    except Exception as error:
        return _failed(request.token, error)


def look_at(eyes: Eyes, request: LookAtBytes | LookAtRaw, view: bytes | memoryview) -> Saw | Failed:
    """The answer to a look at these bytes, which may change once it is there."""
    # Errors end here, where the view still may be used: their tracebacks hold on to it.
    try:
        _remind(eyes, request)
        if isinstance(request, LookAtRaw):
            sight = eyes.look_at_raw(
                *(request.width, request.height, request.layout, view),
                request.source,
                request.attention,
            )
        else:
            sight = eyes.look_at_bytes(view, request.source, request.attention)
        return _saw(eyes, request, sight)
    except Exception as error:
        return _failed(request.token, error)


def _remind(eyes: Eyes, request: Look) -> None:
    if request.memory is not None:
        eyes.remind(request.source, request.memory)


def _saw(eyes: Eyes, request: Look, sight: Sight) -> Saw:
    memory = None if request.memory is None else eyes.recall(request.source)
    return Saw(request.token, sight, memory)


def _failed(token: int, error: Exception) -> Failed:
    if isinstance(error, OscbridgeError):
        return Failed(token, error.code, error.message)
    log.error("a look failed unexpectedly", exc_info=error)
    return Failed(token, "eyes-failed", f"{type(error).__name__}: {error}"[:300])
