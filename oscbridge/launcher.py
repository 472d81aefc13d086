"""Starts a real daemon in a process of its own: for the demo, the benchmarks and the tests."""

from __future__ import annotations

import contextlib
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import oscbridge
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError

SAMPLE = Path(oscbridge.__file__).parent / "samples" / "astronaut.jpg"
"""A photograph with one face, 640 × 480."""

READY_WITHIN_S = 120.0
"""The very first start exports the networks into the cache; later ones take a second or two."""

_LOWEST_PORT, _HIGHEST_PORT = 20_000, 32_767


def free_port() -> int:
    """A port that is free for UDP and TCP, and that no system gives to anybody unasked.

    Systems give sockets without a port of their own one above 32767 (Linux) or 49151 (others): a
    port from there may be another program's by the time that the daemon opens it.
    """
    while True:
        port = _LOWEST_PORT + secrets.randbelow(_HIGHEST_PORT + 1 - _LOWEST_PORT)
        with (
            socket.socket(type=socket.SOCK_DGRAM) as udp,
            socket.socket(type=socket.SOCK_STREAM) as tcp,
            contextlib.suppress(OSError),
        ):
            udp.bind(("127.0.0.1", port))
            tcp.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True)
class Running:
    """A daemon that runs."""

    port: int
    process: subprocess.Popen[str]

    def client(self, transport: str = "udp", *, timeout_s: float = 10.0) -> OscbridgeClient:
        """A new client of it."""
        return OscbridgeClient("127.0.0.1", self.port, transport, timeout_s=timeout_s)

    def await_ready(self) -> None:
        """Wait until it says that it is ready.

        Raises:
            OscbridgeError: ``daemon-ended`` before it was; ``no-answer`` when it took too long.
        """
        until = time.monotonic() + READY_WITHIN_S
        while True:
            if self.process.poll() is not None:
                raise OscbridgeError(
                    "daemon-ended",
                    f"the daemon ended (exit status {self.process.returncode}) before it was ready",
                )
            try:
                with self.client("tcp") as client:
                    client.wait_for("ready", until - time.monotonic())
                    return
            except OscbridgeError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)


@contextlib.contextmanager
def running(
    *settings: str,
    dry_run: bool = True,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
    port: int | None = None,
) -> Iterator[Running]:
    """Start a daemon with these ``section.key=value`` settings, and end it afterwards.

    Args:
        settings: over the defaults; the port is one that is free.
        dry_run: open no MIDI port.
        log: where its log goes; to our own standard error when not given.
        environment: its environment variables; ours when not given.
        prefix: a program, with its arguments, that starts the daemon in its own stead.
        port: for OSC; one that is free when not given.
    """
    port = port or free_port()
    command = [*prefix, sys.executable, "-m", "oscbridge", "run", "--set", f"osc.port={port}"]
    command += ["--set", "web.port=0"]  # several may run at once
    for setting in settings:
        command += ["--set", setting]
    if dry_run:
        command.append("--dry-run")
    with contextlib.ExitStack() as stack:
        errors = stack.enter_context(log.open("w")) if log else None
        process = subprocess.Popen(  # nosec B603 # this Python, no shell
            command, stderr=errors, text=True, env=environment
        )
        try:
            daemon = Running(port, process)
            daemon.await_ready()
            yield daemon
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def quiet(*settings: str) -> Iterator[Running]:
    """A daemon that tells only what goes wrong, and plays only when it is asked to."""
    with running("log.level=warning", "music.start=on-play", *settings) as daemon:
        yield daemon
