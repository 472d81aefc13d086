"""A private JACK server for benchmarks, and a process that hears what is played on it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.jack_client import load_jack, open_client

RATE = 48_000
PERIOD = 256
_ATTEMPTS = 6
_WITHIN_S = 10.0

Heard = list[tuple[int, float, bytes]]
"""Of each message its frame on the server's clock, the machine's second at which a receiver would
play that frame, and the bytes."""


@contextlib.contextmanager
def jack_server(realtime: bool = False) -> Iterator[tuple[str, str]]:
    """``jackd -r -S`` on the dummy driver, 48 kHz, 256 frames; clients of this process and of its
    children find it. Gives its command line, and the priority that it has.

    Args:
        realtime: let the threads of server and clients have real-time priority, too (``-R``), where
            the system grants it. Without it the server's clock loses time on a machine that is
            busy: it stops while a period is missed.

    Raises:
        OscbridgeError: ``package-missing``, ``benchmark-broken`` when it does not live.
    """
    if shutil.which("jackd") is None or load_jack() is None:
        raise OscbridgeError(
            "package-missing",
            "this benchmark needs a JACK server and JACK-Client; `apt-get install jackd2` and "
            "`pip install JACK-Client`",
        )
    name = f"oscbridge-bench-{os.getpid()}"
    scheduling = "-R -P 30" if realtime and _may_be_realtime() else "-r"
    options = f"{scheduling} -S -d dummy -r {RATE} -p {PERIOD}"
    kept = {key: os.environ.get(key) for key in ("JACK_DEFAULT_SERVER", "JACK_NO_START_SERVER")}
    os.environ.update({"JACK_DEFAULT_SERVER": name, "JACK_NO_START_SERVER": "1"})
    with audio_priority() as priority:
        process = _start(["jackd", "-n", name, *options.split()])
    try:
        yield f"jackd {options}", priority
    finally:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for key, value in kept.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value


@contextlib.contextmanager
def audio_priority() -> Iterator[str]:
    """What is started here has real-time priority, as audio has on a musician's machine, if the
    system grants it; tells which. Without it a machine that is flat out makes a server that misses
    its periods, and its clock loses time."""
    set_scheduler = getattr(os, "sched_setscheduler", None)
    if set_scheduler is None:
        yield "normal"
        return
    kept = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        set_scheduler(0, os.SCHED_RR, os.sched_param(20))
    except OSError:
        yield "normal"
        return
    try:
        yield "real-time"
    finally:
        set_scheduler(0, *kept)


def _may_be_realtime() -> bool:
    with audio_priority() as priority:
        return priority == "real-time"


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # jackd sometimes dies right after its banner.
    for _ in range(_ATTEMPTS):
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=quiet, stderr=quiet)  # nosec B603 # our words
        end = time.monotonic() + 5
        while time.monotonic() < end and process.poll() is None:
            time.sleep(0.1)
            with contextlib.suppress(OscbridgeError):
                open_client("bench-probe").close()
                return process
        process.kill()
        process.wait()
    raise OscbridgeError("benchmark-broken", f"jackd did not start in {_ATTEMPTS} attempts")


@dataclass(frozen=True)
class Capture:
    """A process of its own that keeps what arrives at its ports, stamped by the server's clock."""

    client: Any
    pipe: Connection

    def listen(self, port: str, source: str) -> None:
        """Connect one of its ports to a port that is waited for."""
        end = time.monotonic() + _WITHIN_S
        while source not in [found.name for found in self.client.get_ports(is_midi=True)]:
            if time.monotonic() > end:
                raise OscbridgeError("benchmark-broken", f"no JACK port {source}")
            time.sleep(0.02)
        self.client.connect(source, f"bench-capture:{port}")

    def heard(self) -> dict[str, Heard]:
        """What each port has heard so far."""
        self.pipe.send(None)
        heard: dict[str, Heard] = self.pipe.recv()
        return heard


@contextlib.contextmanager
def capture(ports: list[str]) -> Iterator[Capture]:
    """Start a capture with these ports."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_hear, args=(theirs, ports), daemon=True)
    with audio_priority():
        process.start()
    theirs.close()
    client = open_client("bench-connects")
    try:
        if not ours.poll(_WITHIN_S):
            raise OscbridgeError("benchmark-broken", "the capture process did not start")
        ours.recv()
        yield Capture(client, ours)
    finally:
        client.close()
        ours.close()
        process.join(3)
        process.kill()


def _hear(pipe: Connection, names: list[str]) -> None:
    client = open_client("bench-capture")
    ports: list[tuple[Any, Heard]] = [(client.midi_inports.register(name), []) for name in names]

    def process(_: int) -> None:
        first, now = client.last_frame_time, time.monotonic()
        for port, heard in ports:
            for offset, data in port.incoming_midi_events():
                heard.append((first + offset, now + offset / RATE, bytes(data)))

    client.set_process_callback(process)
    client.activate()
    pipe.send("listening")
    with contextlib.suppress(EOFError):
        while True:
            pipe.recv()
            pipe.send({name: list(heard) for name, (_, heard) in zip(names, ports, strict=True)})
    client.deactivate()
    client.close()
