"""A .mid file of the reel's, played in real time on a port."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

from oscbridge.midi.ports.output import OutputPort
from oscbridge.system.seconds import now_s


def play_file(
    data: bytes,
    port: OutputPort,
    now: Callable[[], float] = now_s,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Send each message at its time; whatever ends it, what sounds is ended with it.

    Args:
        data: a .mid file.
        port: where to; it stays open.
        now: seconds.
        wait: takes seconds, returns when they are over.

    Raises:
        OscbridgeError: ``port-lost``.
    """
    import mido

    begun, due = now(), 0.0
    try:
        for message in mido.MidiFile(file=io.BytesIO(data)):
            due += message.time
            # From the beginning each time: short waits that are a little long do not add up.
            remaining = begun + due - now()
            if remaining > 0:
                wait(remaining)
            if not message.is_meta:
                port.send(bytes(message.bin()))
    finally:
        port.silence()
