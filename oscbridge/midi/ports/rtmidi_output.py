"""MIDI outputs through python-rtmidi: ALSA, JACK, CoreMIDI, and Windows' existing ports.

Three things of the library shape this file. It raises nothing useful when a system is absent, and
the native libraries write on stderr: opening is done in quiet, and their words go into our error.
On JACK, ``send_message`` waits for ever, holding the interpreter lock, once its ring buffer is
full, and a dead server never empties it: the server is watched (``jack_watch``). And closing drops
what the last audio period has not taken yet: it is waited for.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
import time
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.jack_watch import JackWatch
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.ports.quiet import quiet_stderr

TITLES = {"alsa": "ALSA", "jack": "JACK", "coremidi": "CoreMIDI", "windows": "Windows MIDI"}

_API_NAMES = {
    "alsa": "API_LINUX_ALSA",
    "jack": "API_UNIX_JACK",
    "coremidi": "API_MACOSX_CORE",
    "windows": "API_WINDOWS_MM",
}

_CURES = {
    "alsa": "`sudo modprobe snd-seq` gives ALSA a sequencer where there is a sound system",
    "jack": "start a server, such as `jackd -d alsa`, or `jackd -r -S -d dummy` without hardware",
    "coremidi": "open Audio MIDI Setup once, then try again",
    "windows": "install loopMIDI and add a port there",
}

_DRAIN_S = 0.06
"""Longer than a JACK period of 2,048 frames at 44.1 kHz, which is 46 ms."""


def platform_backends(platform: str = sys.platform) -> tuple[str, ...]:
    """Backends worth trying here, the best first.

    JACK comes before ALSA on Linux: whoever runs a JACK server wants it, and it is sample-exact.
    """
    if platform == "darwin":
        return ("coremidi", "jack")
    if platform in ("win32", "cygwin"):
        return ("windows",)
    return ("jack", "alsa")


def open_client(backend: str, client_name: str, *, incoming: bool = False) -> Any:
    """An rtmidi client with no port yet.

    Raises:
        OscbridgeError: ``midi-unavailable``, with the system's own reason and the cure.
    """
    try:
        import rtmidi
    except ImportError as error:
        raise OscbridgeError(
            "midi-unavailable",
            f"python-rtmidi does not load ({error}); `pip install python-rtmidi`",
        ) from error
    api = getattr(rtmidi, _API_NAMES[backend])
    if api not in rtmidi.get_compiled_api():
        raise OscbridgeError(
            "midi-unavailable", f"python-rtmidi has no {TITLES[backend]} on this system"
        )
    words: list[str] = []
    try:
        with quiet_stderr() as words:
            return (rtmidi.MidiIn if incoming else rtmidi.MidiOut)(api, client_name)
    except Exception as error:
        reason = f"{words[0] if words else error}".strip().rstrip(".")
        raise OscbridgeError(
            "midi-unavailable", f"{TITLES[backend]} does not work ({reason}); {_CURES[backend]}"
        ) from error


def choose_port(wanted: str, names: list[str]) -> int:
    """Index of the port that is meant: the exact name, else the only one that contains it.

    Case does not matter in the second step.

    Raises:
        OscbridgeError: ``port-missing`` or ``port-ambiguous``, listing what there is.
    """
    listed = ", ".join(f'"{name}"' for name in names) or "none"
    matches = [index for index, name in enumerate(names) if name == wanted] or [
        index for index, name in enumerate(names) if wanted.lower() in name.lower()
    ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        several = ", ".join(f'"{names[index]}"' for index in matches)
        raise OscbridgeError(
            "port-ambiguous",
            f'several MIDI ports are called "{wanted}": {several}; give one full name as midi.port',
        )
    raise OscbridgeError(
        "port-missing",
        f'no MIDI port is called "{wanted}"; there are: {listed}. Give one of them as midi.port; '
        "on Windows, which has no virtual ports, loopMIDI makes one",
    )


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
            if wanted is None:
                title = f"{name} ({TITLES[backend]}, virtual port)"
                with quiet_stderr():
                    self._client.open_virtual_port(name)
            else:
                names = list(self._client.get_ports())
                index = choose_port(wanted, names)
                title = f"{names[index]} ({TITLES[backend]})"
                with quiet_stderr():
                    self._client.open_port(index, name)
            if backend == "jack":
                self._watch = JackWatch(f"{name}-watch")
        except OscbridgeError:
            self._client.delete()
            raise
        except Exception as error:
            self._client.delete()
            raise OscbridgeError(
                "midi-unavailable",
                f"{TITLES[backend]} refused a port ({error}); {_CURES[backend]}",
            ) from error
        super().__init__(backend, title)

    def _write(self, data: bytes) -> None:
        if self._watch is not None and not self._watch.alive():
            raise OscbridgeError(
                "port-lost",
                f"the JACK server went away under {self.description}; "
                "start it, and oscbridge again",
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
