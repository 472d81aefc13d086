"""What every MIDI output is: it sends bytes, now or ahead, and never closes on a sounding note."""

from __future__ import annotations

import contextlib
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from typing import Self

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import MonotonicTime, TimeSource
from oscbridge.midi.messages import PortChanged
from oscbridge.midi.sounding import SoundingRecord
from oscbridge.midi.wire import NOTE_OFF, Sounding, note_off, note_on_key


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
        self._record: SoundingRecord | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._mute = False
        self._lost: OscbridgeError | None = None
        self._loss_listener: Callable[[], None] | None = None
        self._changes: deque[PortChanged] = deque()
        self._channels: set[int] = set()

    @property
    def sounding(self) -> int:
        """How many notes sound through this port, or will once what was sent ahead is due."""
        return len(self._sounding)

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def lost(self) -> OscbridgeError | None:
        """Why nothing can be sent any more, where the port found that out by itself."""
        return self._lost

    @property
    def lookahead_s(self) -> float:
        """How long before its time a message should come to ``send_at``: 0 where it cannot wait."""
        return 0.0

    def time_source(self, spin_ms: float = 1.0) -> TimeSource:
        """The time that instants of ``send_at`` are told in, and that the player should go by.

        Args:
            spin_ms: see ``MonotonicTime``.
        """
        return MonotonicTime(spin_ms)

    def send(self, data: bytes) -> None:
        """Send one MIDI message now.

        Raises:
            OscbridgeError: ``port-lost`` when the system under it failed, ``port-closed``.
        """
        self._pass(data, None)

    def send_at(self, data: bytes, instant: float) -> None:
        """Send one MIDI message at a second of ``time_source``; one that is past means now.

        A port without look-ahead sends it now. Messages leave in the order of these calls.

        Raises:
            OscbridgeError: as ``send``.
        """
        self._pass(data, instant)

    def silence(self) -> None:
        """Take back what was sent ahead and is not due yet, but for clock ticks; end what sounds.

        Raises:
            OscbridgeError: as ``send``.
        """
        with self._lock:
            self._check()
            self._guarded(self._silence)

    def drain(self) -> bool:
        """Wait until what was sent with ``send`` has left; False if it did not in good time."""
        return True

    def reconnect(self, names: list[str]) -> int:
        """Connect to these ports again, where a system has such connections; returns how many."""
        return 0

    def mute_notes(self) -> None:
        """Send no note from here on: they are heard elsewhere. All else goes its way."""
        self._mute = True

    def keep(self, record: SoundingRecord) -> None:
        """From now on keep in this record what sounds, and who listens."""
        self._record = record

    def watch_loss(self, listener: Callable[[], None]) -> None:
        """Call ``listener``, in any thread, when ``lost`` or a change has come to be known."""
        self._loss_listener = listener

    def take_changes(self) -> list[PortChanged]:
        """What has come and gone at the other end, and was not taken yet."""
        taken = []
        while self._changes:
            taken.append(self._changes.popleft())
        return taken

    def close(self) -> None:
        """End what sounds, then give the port back. A second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            # A lost port cannot be told anything; it must still be given back.
            with contextlib.suppress(Exception):
                self._silence()
            self._release()

    @abstractmethod
    def _write(self, data: bytes) -> None:
        """Hand one message to the system; any exception means that the port is lost."""

    @abstractmethod
    def _release(self) -> None:
        """Give the system's port back, once all that was written has left."""

    def _write_at(self, data: bytes, instant: float) -> None:
        """Hand over one message that is due at an instant."""
        self._write(data)

    def _silence(self) -> None:
        """Take back what is not due, and end what sounds."""
        for channel, pitch in self._sounding.notes():
            data = note_off(channel, pitch)
            self._write(data)
            self._left(data)

    def _lose(self, message: str) -> None:
        # For ports that learn of their loss other than by a failing write.
        self._lost = OscbridgeError("port-lost", message)
        if self._loss_listener is not None:
            self._loss_listener()

    def _tell_change(self, change: PortChanged) -> None:
        self._changes.append(change)
        if self._loss_listener is not None:
            self._loss_listener()

    def _pass(self, data: bytes, instant: float | None) -> None:
        with self._lock:
            self._check()
            if self._mute and data[0] & 0xE0 == NOTE_OFF:  # or note-on
                return
            begun = note_on_key(data)
            if begun is not None:
                # Watched first: a note-on that may have left counts as sounding.
                self._sounding.watch(data)
                self._channels.add(begun[0])
                if self._record is not None:
                    self._record.begin(*begun)
            if instant is None:
                self._guarded(lambda: self._write(data))
            else:
                self._guarded(lambda: self._write_at(data, instant))
            if begun is None:
                self._left(data)

    def _left(self, data: bytes) -> None:
        ended = self._sounding.watch(data)
        if ended is not None and self._record is not None:
            self._record.end(*ended)

    def _check(self) -> None:
        if self._closed:
            raise OscbridgeError("port-closed", f"the MIDI port {self.description} is closed")
        if self._lost is not None:
            raise self._lost

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except OscbridgeError:
            raise
        except Exception as error:
            raise OscbridgeError(
                "port-lost",
                f"the MIDI port {self.description} failed: {error}; "
                "check the device or the MIDI system",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
