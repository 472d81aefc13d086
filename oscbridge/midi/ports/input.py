"""What every MIDI input is: it tells each message with the second at which it came.

A system's own callback may not wait (on JACK it holds up the whole graph), so all it does is to
queue; the thread behind the queue, which calls the listener, may take locks.
"""

from __future__ import annotations

import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

Listener = Callable[[float, bytes], None]
"""Takes the second and the bytes of one message."""

_LEAVE_WITHIN_S = 1.0


class InputPort(ABC):
    """A way in for MIDI messages.

    Args:
        backend: ``alsa``, ``jack``, ``coremidi`` or ``windows``.
        description: for people.
        listener: see ``inputs.open_input``.
    """

    def __init__(self, backend: str, description: str, listener: Listener) -> None:
        self.backend = backend
        self.description = description
        self._listener = listener
        self._arrived: queue.SimpleQueue[tuple[float, bytes] | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._tell, name="oscbridge-input", daemon=True)
        self._thread.start()

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Hear nothing more. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        # A system that is stuck must not take us with it.
        leaving = threading.Thread(target=self._release, name="oscbridge-input-ends", daemon=True)
        leaving.start()
        leaving.join(_LEAVE_WITHIN_S)
        self._arrived.put(None)
        self._thread.join(_LEAVE_WITHIN_S)

    def _arrive(self, instant: float, data: bytes) -> None:
        # For the system's callback: does not wait.
        self._arrived.put((instant, data))

    def _tell(self) -> None:
        while (arrived := self._arrived.get()) is not None:
            if not self._closed:
                self._listener(*arrived)

    @abstractmethod
    def _release(self) -> None:
        """Give the system's port back."""
