"""MIDI outputs through python-rtmidi: ALSA, JACK, CoreMIDI, and Windows' existing ports.

Two things of the library shape this file. On JACK, ``send_message`` waits for ever, holding the
interpreter lock, once its ring buffer is full, and a dead server never empties it: the server is
watched (``jack_watch``). And closing drops what the last audio period has not taken yet: it is
waited for.
"""

from __future__ import annotations

import contextlib
import ctypes
import time

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.jack_watch import JackWatch
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.ports.quiet import quiet_stderr
from oscbridge.midi.ports.rtmidi_client import CURES, open_client, open_port
from oscbridge.midi.ports.systems import TITLES

_DRAIN_S = 0.06
"""Longer than a JACK period of 2,048 frames at 44.1 kHz, which is 46 ms."""


class RtmidiOutput(OutputPort):
    """An output on one of rtmidi's systems.

    Args:
        backend: ``alsa``, ``jack``, ``coremidi`` or ``windows``.
        name: of the client and of the virtual port.
        port: an existing port to play on, by name or part of it; None makes a virtual one. Windows
            cannot make one, and looks for a port called ``name``.

    Raises:
        OscbridgeError: ``midi-unavailable``, ``port-missing``, ``port-ambiguous``.
    """

    def __init__(self, backend: str, name: str, port: str | None) -> None:
        self._client = open_client(backend, name)
        self._watch: JackWatch | None = None
        wanted = port or (name if backend == "windows" else None)
        try:
            title = open_port(self._client, backend, name, wanted)
            if backend == "jack":
                self._watch = JackWatch(f"{name}-watch")
        except OscbridgeError:
            self._client.delete()
            raise
        except Exception as error:
            self._client.delete()
            raise OscbridgeError(
                "midi-unavailable",
                f"{TITLES[backend]} refused a port ({error}); {CURES[backend]}",
            ) from error
        super().__init__(backend, title)

    def _write(self, data: bytes) -> None:
        if self._watch is not None and not self._watch.alive():
            raise OscbridgeError(
                "port-lost",
                f"the JACK server went away under {self.description}; start it again",
            )
        self._client.send_message(data)

    def _release(self) -> None:
        if self._watch is not None:
            if self._watch.alive():
                time.sleep(_DRAIN_S)
            elif not self._watch.dead:
                # Taking leave of a server that is stuck would wait for ever, and so would the
                # destructor: the client is left behind, for the end of the process.
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._client))
                return
        with quiet_stderr(), contextlib.suppress(Exception):
            self._client.close_port()
            self._client.delete()
            if self._watch is not None:
                self._watch.close()
