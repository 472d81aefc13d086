"""What runs in the cluster: one pair of eyes or one composer, each in a process of its own.

Plain classes: ``hire.py`` makes Ray actors of them. They do what the local processes do, with the
same code; one call at a time, in the order in which calls come, whichever room they are from.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oscbridge import __version__
from oscbridge.errors import OscbridgeError
from oscbridge.music.messages import (
    FIRST_ENGINE,
    Compose,
    Composed,
    ComposerSettings,
    EngineLoaded,
    Failed,
    LoadEngine,
)
from oscbridge.vision import messages as vision
from oscbridge.vision.settings import EyesSettings

if TYPE_CHECKING:
    from oscbridge.vision.eyes import Eyes

_NEXT_CALL_WITHIN_S = 0.002
"""As in ``vision/process.py``: whoever waits for the last answer is here again within this time."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Who and where an actor is.

    Args:
        host: name of the machine.
        node: Ray's number of it; a test has several on one machine.
        pid: its process.
        engines: those that a composer has loaded.
    """

    host: str
    node: str
    pid: int
    engines: tuple[str, ...] = ()


class Reader:
    """A pair of eyes.

    Args:
        settings: of the room that hired it first; rooms with others have readers of their own.
        version: that room's oscbridge.

    Raises:
        OscbridgeError: ``version-mismatch``, and those of ``Eyes``.
    """

    def __init__(self, settings: EyesSettings, version: str) -> None:
        check_version(version)
        from oscbridge.vision.eyes import Eyes

        self._eyes: Eyes = Eyes(settings)
        self._eyes.warm_up()
        self._lock = threading.Lock()
        self._calls = 0
        self._answered = threading.Event()
        threading.Thread(target=self._search_ahead, name="searches-ahead", daemon=True).start()

    def hello(self) -> Hello:
        """That it is there, and where."""
        return _hello()

    def look(
        self, order: vision.LookAtBytes | vision.LookAtRaw, *pieces: bytes
    ) -> vision.Saw | vision.Failed:
        """One look at the bytes that the pieces make together; what is wrong is an answer, too."""
        from oscbridge.vision.process import look_at

        self._calls += 1
        with self._lock:
            answer = look_at(self._eyes, order, b"".join(pieces))
        self._answered.set()
        return answer

    def _search_ahead(self) -> None:
        # Between two calls, as the local eyes do between two messages (``vision/process.py``).
        from oscbridge.vision.process import search_ahead

        while True:
            self._answered.wait()
            self._answered.clear()
            seen = self._calls
            time.sleep(_NEXT_CALL_WITHIN_S)
            with self._lock:
                if self._calls == seen and self._eyes.search_is_due_soon:
                    search_ahead(self._eyes, self._called_since(seen))
                elif self._eyes.search_is_urgent:
                    search_ahead(self._eyes, lambda: True)

    def _called_since(self, seen: int) -> Callable[[], bool]:
        return lambda: self._calls != seen


class ComposerActor:
    """A composer.

    Args:
        settings: of the room that hired it first.
        version: that room's oscbridge.

    Raises:
        OscbridgeError: ``version-mismatch``, and what keeps the first engine from loading.
    """

    def __init__(self, settings: ComposerSettings, version: str) -> None:
        check_version(version)
        from oscbridge.music.process import Composer

        weights = Path(settings.weights).expanduser() if settings.weights else None
        self._composer = Composer(weights)
        self._engines: list[str] = []
        first = self.answer(LoadEngine(FIRST_ENGINE, settings.engine))
        if isinstance(first, Failed):
            raise OscbridgeError(first.code, first.message)

    def hello(self) -> Hello:
        """That it is there, where, and which engines it has loaded."""
        return _hello(tuple(self._engines))

    def answer(self, order: LoadEngine | Compose) -> EngineLoaded | Composed | Failed:
        """What the local composer would answer."""
        answer = self._composer.answer(order)
        if isinstance(answer, EngineLoaded) and answer.engine not in self._engines:
            self._engines.append(answer.engine)
        return answer


def _hello(engines: tuple[str, ...] = ()) -> Hello:
    import ray

    node = ray.get_runtime_context().get_node_id()
    return Hello(socket.gethostname(), node, os.getpid(), engines)


def check_version(version: str) -> None:
    """See that whoever asks for work runs the oscbridge that is here.

    Raises:
        OscbridgeError: ``version-mismatch``.
    """
    if version != __version__:
        raise OscbridgeError(
            "version-mismatch",
            f"oscbridge {version} asks, and the machine {socket.gethostname()} has {__version__}; "
            "install the same one on all",
        )
