"""MIDI inputs: every message with the second at which it came, told in a thread of the port's own.

A system's own callback may not wait (on JACK it holds up the whole graph), so all it does is to
queue; the thread behind the queue may take locks. What the callback is late by, waiting for the
interpreter, is no part of the time that is told: see ``Stamper``.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.quiet import quiet_stderr
from oscbridge.midi.rtmidi_port import TITLES, choose_port, open_client, platform_backends

Listener = Callable[[float, bytes], None]
"""Takes the second and the bytes of one message."""

_LEAVE_WITHIN_S = 1.0


def open_input(
    listener: Listener,
    now: Callable[[], float] = time.monotonic,
    *,
    name: str = "oscbridge",
    backend: str = "auto",
    port: str | None = None,
) -> InputPort:
    """Open the input that is asked for.

    Args:
        listener: called with every message but system exclusive and active sensing.
        now: gives the seconds that messages are stamped in.
        name: the virtual port is called ``{name}-in``; on Windows, which cannot make one, the
            existing port to listen to.
        backend: as for ``ports.open_output``; ``auto`` takes the first system that works.
        port: an existing port to listen to instead, by name or part of it.

    Raises:
        OscbridgeError: ``midi-backend``, ``midi-unavailable``, ``port-missing``,
            ``port-ambiguous``.
    """
    if backend != "auto" and backend not in TITLES:
        raise OscbridgeError(
            "midi-unavailable",
            f'the MIDI backend "{backend}" has no input; these have: {", ".join(TITLES)}',
        )
    failures: list[OscbridgeError] = []
    for candidate in platform_backends() if backend == "auto" else (backend,):
        try:
            return RtmidiInput(listener, now, candidate, name, port)
        except OscbridgeError as error:
            failures.append(error)
    # A system that works but lacks the port asked for tells more than one that does not work.
    for failure in failures:
        if failure.code != "midi-unavailable":
            raise failure
    raise OscbridgeError(
        "midi-unavailable",
        "no MIDI system works here: " + "; ".join(failure.message for failure in failures),
    )


class InputPort(ABC):
    """A way in for MIDI messages.

    Args:
        backend: ``alsa``, ``jack``, ``coremidi`` or ``windows``.
        description: for people.
        listener: see ``open_input``.
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


class Stamper:
    """The second of each message, out of the time between them and the moments we hear of them.

    The system knows well how far apart two messages came, and we hear of each a little late, never
    early: the earliest of all is nearest to the truth, so that is what the intervals are counted
    from. The bound is let go slowly, for two clocks are never quite alike.
    """

    _DRIFT = 1e-3
    _LOST_S = 0.1

    def __init__(self) -> None:
        self._told = 0.0
        self._heard_less_told = math.inf
        self._last_heard = -math.inf

    def stamp(self, since_last: float, heard: float) -> float:
        """The second at which a message came that was heard of at ``heard``."""
        self._told += since_last
        late = heard - self._told
        bound = self._heard_less_told + self._DRIFT * max(0.0, heard - self._last_heard)
        # After a pause that the intervals do not tell of (a port that was closed) all begins anew.
        self._heard_less_told = late if late > bound + self._LOST_S else min(late, bound)
        self._last_heard = heard
        return self._told + self._heard_less_told


class RtmidiInput(InputPort):
    """An input on one of rtmidi's systems; see ``open_input``."""

    def __init__(
        self,
        listener: Listener,
        now: Callable[[], float],
        backend: str,
        name: str,
        port: str | None,
    ) -> None:
        self._client = open_client(backend, f"{name}-in", incoming=True)
        self._now = now
        self._stamper = Stamper()
        wanted = port or (name if backend == "windows" else None)
        try:
            # Clock messages are what rtmidi leaves out by itself.
            self._client.ignore_types(sysex=True, timing=False, active_sense=True)
            if wanted is None:
                title = f"{name}-in ({TITLES[backend]}, virtual port)"
                with quiet_stderr():
                    self._client.open_virtual_port(f"{name}-in")
            else:
                names = list(self._client.get_ports())
                index = choose_port(wanted, names)
                title = f"{names[index]} ({TITLES[backend]})"
                with quiet_stderr():
                    self._client.open_port(index, f"{name}-in")
        except OscbridgeError:
            self._client.delete()
            raise
        except Exception as error:
            self._client.delete()
            raise OscbridgeError(
                "midi-unavailable", f"{TITLES[backend]} refused an input ({error})"
            ) from error
        super().__init__(backend, title, listener)
        self._client.set_callback(self._heard)

    def _heard(self, message: tuple[list[int], float], _: Any = None) -> None:
        data, since_last = message
        if data:
            self._arrive(self._stamper.stamp(since_last, self._now()), bytes(data))

    def _release(self) -> None:
        with quiet_stderr():
            self._client.cancel_callback()
            self._client.close_port()
            self._client.delete()
