"""A client of python-rtmidi and its port, or why there is none.

The library raises nothing useful when a system is absent, and the native libraries write on stderr:
opening is done in quiet, and their words go into our error.
"""

from __future__ import annotations

from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.quiet import quiet_stderr
from oscbridge.midi.ports.systems import TITLES, choose_port

_API_NAMES = {
    "alsa": "API_LINUX_ALSA",
    "jack": "API_UNIX_JACK",
    "coremidi": "API_MACOSX_CORE",
    "windows": "API_WINDOWS_MM",
}

CURES = {
    "alsa": "`sudo modprobe snd-seq` gives ALSA a sequencer where there is a sound system",
    "jack": "start a server, such as `jackd -d alsa`, or `jackd -r -S -d dummy` without hardware",
    "coremidi": "open Audio MIDI Setup once, then try again",
    "windows": "install loopMIDI and add a port there",
}


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
            "midi-unavailable", f"{TITLES[backend]} does not work ({reason}); {CURES[backend]}"
        ) from error


def open_port(client: Any, backend: str, name: str, wanted: str | None) -> str:
    """Open the client's port; returns what people call it.

    Args:
        client: of ``open_client``.
        backend: its system.
        name: of the client's own port.
        wanted: an existing port to connect to, by name or part of it; None makes a virtual one.

    Raises:
        OscbridgeError: ``port-missing``, ``port-ambiguous``. What rtmidi raises goes through.
    """
    if wanted is None:
        with quiet_stderr():
            client.open_virtual_port(name)
        return f"{name} ({TITLES[backend]}, virtual port)"
    names = list(client.get_ports())
    index = choose_port(wanted, names)
    with quiet_stderr():
        client.open_port(index, name)
    return f"{names[index]} ({TITLES[backend]})"
