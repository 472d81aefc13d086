"""A client of a JACK server, through JACK-Client, or why there is none."""

from __future__ import annotations

import time
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.quiet import quiet_stderr

_NAME_FREE_WITHIN_S = 1.0
"""A player that was killed keeps its name for some milliseconds; connections are known by it."""


def load_jack() -> Any:
    """The module ``jack`` of JACK-Client, or None where it or the system's libjack is missing."""
    try:
        import jack
    except (ImportError, OSError):
        return None
    return jack


def open_client(name: str) -> Any:
    """A ``jack.Client`` of that name, not activated; of a similar name where it is taken for good.

    In a process with a Python process callback nothing else may talk to a JACK server while it
    holds the interpreter lock, as python-rtmidi does: the server would wait for the callback and
    the callback for the lock (measured: 10 s to open a client). JACK-Client lets go of it.

    Raises:
        OscbridgeError: ``midi-unavailable``.
    """
    jack = load_jack()
    if jack is None:
        raise unavailable("JACK-Client or libjack is missing")
    # libjack would write on the terminal, later from threads of its own when the server dies.
    said: list[str] = []
    jack.set_error_function(said.append)
    jack.set_info_function(lambda message: None)
    end = time.monotonic() + _NAME_FREE_WITHIN_S
    while True:
        exact = time.monotonic() < end
        try:
            with quiet_stderr():
                client = jack.Client(name, use_exact_name=exact, no_start_server=True)
            jack.set_error_function(lambda message: None)
            return client
        except jack.JackOpenError as error:
            # JACK 2 does not say that a name is taken; but it says when there is no server.
            if not exact or error.status.server_failed:
                raise unavailable((said or [str(error)])[0].strip().rstrip(".")) from error
        time.sleep(0.02)


def list_jack_ports() -> list[tuple[str, str]]:
    """(direction, full name) of every MIDI port: ``out`` can be played on, ``in`` listened to.

    Raises:
        OscbridgeError: ``midi-unavailable``.
    """
    client = open_client("oscbridge-list")
    try:
        return [
            (direction, port.name)
            for direction, wanted in (("out", {"is_input": True}), ("in", {"is_output": True}))
            for port in client.get_ports(is_midi=True, **wanted)
        ]
    finally:
        client.close()


def unavailable(reason: str) -> OscbridgeError:
    """What to raise when JACK does not work."""
    return OscbridgeError(
        "midi-unavailable",
        f"JACK does not work ({reason}); start a server, such as `jackd -d alsa`, or "
        "`jackd -r -S -d dummy` without hardware",
    )
