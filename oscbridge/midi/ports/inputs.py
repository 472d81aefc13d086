"""Which MIDI input to listen to: a virtual one of our own, or an existing one by name."""

from __future__ import annotations

from collections.abc import Callable

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.input import InputPort, Listener
from oscbridge.midi.ports.jack_client import load_jack
from oscbridge.midi.ports.jack_input import JackInput
from oscbridge.midi.ports.jack_output import JackOutput
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.ports.rtmidi_input import RtmidiInput
from oscbridge.midi.ports.systems import TITLES, platform_backends
from oscbridge.system.seconds import now_s


def open_input(
    listener: Listener,
    now: Callable[[], float] = now_s,
    *,
    name: str = "oscbridge",
    backend: str = "auto",
    port: str | None = None,
    output: OutputPort | None = None,
) -> InputPort:
    """Open the input that is asked for.

    Args:
        listener: called with every message but system exclusive and active sensing.
        now: gives the seconds that messages are stamped in.
        name: the virtual port is called ``{name}-in``; on Windows, which cannot make one, the
            existing port to listen to.
        backend: as for ``outputs.open_output``; ``auto`` takes the first system that works.
        port: an existing port to listen to instead, by name or part of it.
        output: the port that is played on, where ``now`` is its time: on JACK both count the same
            frames, and what comes in is stamped by those alone.

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
            return _open(listener, now, candidate, name, port, output)
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


def _open(
    listener: Listener,
    now: Callable[[], float],
    backend: str,
    name: str,
    port: str | None,
    output: OutputPort | None,
) -> InputPort:
    if backend == "jack" and load_jack() is not None:
        on_jack = output if isinstance(output, JackOutput) else None
        return JackInput(listener, now, name, port, on_jack)
    return RtmidiInput(listener, now, backend, name, port)
