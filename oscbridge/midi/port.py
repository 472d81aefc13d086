"""What every MIDI output is: it sends bytes, and it never closes on a sounding note."""

from __future__ import annotations

import contextlib
import threading
from abc import ABC, abstractmethod

from oscbridge.errors import OscbridgeError
from oscbridge.midi.wire import Sounding, note_off


class OutputPort(ABC):
    """A way out for MIDI messages.

    Args:
        backend: which system it is on: ``alsa``, ``jack``, ``coremidi``, ``windows``, ``dry-run``.
        description: for people, such as ``oscbridge:oscbridge (JACK)``.
        notice: a line that a person should see once, or None.
    """

    def __init__(self, backend: str, description: str, notice: str | None = None) -> None:
        self.backend = backend
        self.description = description
        self.notice = notice
        self._sounding = Sounding()
        self._lock = threading.Lock()
        self._closed = False

    @property
    def sounding(self) -> int:
        """How many notes sound through this port."""
        return len(self._sounding)

    @property
    def closed(self) -> bool:
        return self._closed

    def send(self, data: bytes) -> None:
        """Send one MIDI message now.

        Raises:
            OscbridgeError: ``port-lost`` when the system under it failed, ``port-closed``.
        """
        with self._lock:
            if self._closed:
                raise OscbridgeError("port-closed", f"the MIDI port {self.description} is closed")
            # Watched first: a note-on that may have left counts as sounding.
            self._sounding.watch(data)
            try:
                self._write(data)
            except OscbridgeError:
                raise
            except Exception as error:
                raise OscbridgeError(
                    "port-lost",
                    f"the MIDI port {self.description} failed: {error}; "
                    "check the device or the MIDI system, then start again",
                ) from error

    def close(self) -> None:
        """End what sounds, then give the port back. A second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            # A lost port cannot be told anything; it must still be given back.
            with contextlib.suppress(Exception):
                for channel, pitch in self._sounding.notes():
                    data = note_off(channel, pitch)
                    self._write(data)
                    self._sounding.watch(data)
            self._release()

    @abstractmethod
    def _write(self, data: bytes) -> None:
        """Hand one message to the system; any exception means that the port is lost."""

    @abstractmethod
    def _release(self) -> None:
        """Give the system's port back, once all that was written has left."""

    def __enter__(self) -> OutputPort:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
