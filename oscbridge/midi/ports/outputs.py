"""Which MIDI output to play on: open it by name, or list what this machine has."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.jack_client import list_jack_ports, load_jack
from oscbridge.midi.ports.jack_output import AHEAD_MS, JackOutput
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.midi.ports.rtmidi_client import open_client
from oscbridge.midi.ports.rtmidi_output import RtmidiOutput
from oscbridge.midi.ports.systems import TITLES, platform_backends

__all__ = ["BACKENDS", "MissingBackend", "OutputPort", "PortInfo", "list_ports", "open_output"]

BACKENDS = ("auto", "alsa", "jack", "coremidi", "windows", "dry-run")


@dataclass(frozen=True, slots=True)
class PortInfo:
    """An existing port: oscbridge can play on it (direction ``out``) or listen to it (``in``)."""

    backend: str
    direction: str
    name: str

    def __str__(self) -> str:
        return f"{TITLES[self.backend]:<13} {self.direction:<4} {self.name}"


@dataclass(frozen=True, slots=True)
class MissingBackend:
    """A MIDI system of this platform that cannot be used, and why."""

    backend: str
    reason: str

    def __str__(self) -> str:
        return f"{TITLES[self.backend]:<13} not available: {self.reason}"


def open_output(
    name: str = "oscbridge",
    backend: str = "auto",
    port: str | None = None,
    *,
    ahead_ms: float = AHEAD_MS,
) -> OutputPort:
    """Open the output that is asked for.

    Args:
        name: of the virtual port (and of our client); on Windows, of the existing port to use.
        backend: one of ``BACKENDS``. ``auto`` takes the first system that works, and with none the
            recorder, whose ``notice`` then says so.
        port: an existing port to play on instead of a virtual one, by name or part of it.
        ahead_ms: on JACK, how far ahead to work, see ``jack_output``.

    Raises:
        OscbridgeError: ``midi-backend`` (no such backend), ``midi-unavailable`` (asked for by name,
            but it does not work), ``port-missing``, ``port-ambiguous``.
    """
    if backend not in BACKENDS:
        raise OscbridgeError(
            "midi-backend", f'no MIDI backend "{backend}"; there are: {", ".join(BACKENDS)}'
        )
    if backend == "dry-run":
        return Recorder()
    if backend != "auto":
        return _open(backend, name, port, ahead_ms)
    reasons: list[str] = []
    refusals: list[OscbridgeError] = []
    for candidate in platform_backends():
        try:
            return _open(candidate, name, port, ahead_ms)
        except OscbridgeError as error:
            reasons.append(error.message)
            if error.code != "midi-unavailable":
                refusals.append(error)
    # A system that works but lacks the port asked for is the user's to mend, not ours to hide.
    if refusals:
        raise refusals[0]
    return Recorder(
        notice="No MIDI system works here, so nothing will sound: playing into a recorder. "
        + "; ".join(reasons)
    )


def _open(backend: str, name: str, port: str | None, ahead_ms: float) -> OutputPort:
    if backend != "jack":
        return RtmidiOutput(backend, name, port)
    if load_jack() is not None:
        return JackOutput(name, port, ahead_ms)
    output = RtmidiOutput("jack", name, port)
    output.notice = (
        "Notes leave when their time has come, up to a JACK period late: for notes exact to "
        "the frame, `pip install JACK-Client` and the system's libjack are needed"
    )
    return output


def list_ports() -> list[PortInfo | MissingBackend]:
    """Every port of every MIDI system of this platform; ``str()`` of each is a line for people."""
    found: list[PortInfo | MissingBackend] = []
    for backend in platform_backends():
        try:
            if backend == "jack" and load_jack() is not None:
                listed = list_jack_ports()
                found.extend(PortInfo(backend, direction, name) for direction, name in listed)
                continue
            for direction in ("out", "in"):
                client = open_client(backend, "oscbridge-list", incoming=direction == "in")
                try:
                    found.extend(PortInfo(backend, direction, name) for name in client.get_ports())
                finally:
                    client.delete()
        except OscbridgeError as error:
            found.append(MissingBackend(backend, error.message))
    return found
