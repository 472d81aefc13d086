"""A real daemon in a process of its own, for tests that talk to it over sockets."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError

SAMPLE = Path(__file__).parents[2] / "oscbridge" / "samples" / "astronaut.jpg"
READY_WITHIN_S = 90.0


def free_port() -> int:
    """A port that is free for UDP and TCP at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Running:
    """A daemon that runs."""

    port: int
    process: subprocess.Popen[str]

    def client(self, transport: str = "udp", **options: float) -> OscbridgeClient:
        """A new client of it."""
        return OscbridgeClient("127.0.0.1", self.port, transport, timeout_s=10.0)

    def await_ready(self) -> None:
        """Wait until it says that it is ready."""
        until = time.monotonic() + READY_WITHIN_S
        while True:
            assert self.process.poll() is None, "the daemon ended before it was ready"
            try:
                with self.client("tcp") as client:
                    client.wait_for("ready", until - time.monotonic())
                    return
            except OscbridgeError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)


@contextlib.contextmanager
def running(
    *settings: str,
    dry_run: bool = True,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """Start a daemon with these ``section.key=value`` settings, and end it afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "oscbridge", "run", "--set", f"osc.port={port}"]
    for setting in settings:
        command += ["--set", setting]
    if dry_run:
        command.append("--dry-run")
    with contextlib.ExitStack() as stack:
        errors = stack.enter_context(log.open("w")) if log else None
        process = subprocess.Popen(command, stderr=errors, text=True, env=environment)
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
