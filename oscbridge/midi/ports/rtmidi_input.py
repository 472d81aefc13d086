"""MIDI inputs through python-rtmidi: ALSA, CoreMIDI, Windows; JACK where JACK-Client is missing.

rtmidi tells how far apart two messages came and calls back a little later, when the interpreter has
time. What the callback is late by is no part of the time that is told: see ``Stamper``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.input import InputPort, Listener
from oscbridge.midi.ports.quiet import quiet_stderr
from oscbridge.midi.ports.rtmidi_client import open_client, open_port
from oscbridge.midi.ports.systems import TITLES


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
    """An input on one of rtmidi's systems; see ``inputs.open_input``."""

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
            title = open_port(self._client, backend, f"{name}-in", wanted)
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
