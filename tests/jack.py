"""A real JACK server for tests, and an independent program that hears what is played on it.

``jackd`` sometimes dies right after its banner, so it is started in a checked loop. Each server has
a name of its own, so that tests meet neither one another nor a musician's server; the names are few
and used again, because JACK keeps a place for eight servers on a machine, and one that was killed
gives its place back only to a server of the same name.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PROGRAMS = ("jackd", "jack_lsp", "jack_connect", "jack_midi_dump", "stdbuf")
_ATTEMPTS = 6
_NAMES = [f"oscbridge-test-{number}" for number in range(4)]
_numbers = itertools.count()


def missing_programs() -> list[str]:
    """Those of ``PROGRAMS`` that are not installed (Debian: jackd2, coreutils)."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


class JackServer:
    """``jackd`` on the dummy driver, 48 kHz, 256 frames. A context manager.

    Args:
        name: of the server; one that is nobody else's by default.
        waits: for its clients in each period (``-S``). One that does stands still for five seconds
            when a client is killed.
    """

    def __init__(self, name: str | None = None, *, waits: bool = True) -> None:
        self._options = ["-r", *(["-S"] if waits else [])]
        self._claim: IO[str] | None = None
        self.name = name or self._claim_name()
        self._process: subprocess.Popen[bytes] | None = None

    def _claim_name(self) -> str:
        # Locked files, so that test runs beside each other never share a server.
        def claim() -> str | None:
            for name in _NAMES:
                file = (Path(tempfile.gettempdir()) / f"{name}.lock").open("w")
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._claim = file
                    return name
                file.close()
            return None

        return str(until(claim, 60, "no free name for a JACK server"))

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables that lead a JACK client to this server and to no other."""
        return {"JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1"}

    @property
    def pid(self) -> int:
        """The running server's process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment for a client of this server."""
        return {**os.environ, **self.variables}

    def __enter__(self) -> JackServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it; returns when it answers.

        Raises:
            RuntimeError: it did not live, with what it said.
        """
        said = ""
        for _ in range(_ATTEMPTS):
            process = subprocess.Popen(
                [
                    "jackd",
                    "-n",
                    self.name,
                    *self._options,
                    "-d",
                    "dummy",
                    "-r",
                    "48000",
                    "-p",
                    "256",
                ],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            if self._answers(process):
                self._process = process
                # Its pipe must not fill up while nobody reads.
                threading.Thread(target=_drain, args=(process,), daemon=True).start()
                return
            process.kill()
            said = process.communicate()[0].decode(errors="replace")
        raise RuntimeError(f"jackd did not start in {_ATTEMPTS} attempts; it said:\n{said}")

    def kill(self) -> None:
        """End it without a farewell, as a crash would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._claim is not None:
            self._claim.close()
            self._claim = None

    def ports(self) -> list[str]:
        """Full names of all ports, ``client:port``."""
        listed = subprocess.run(
            ["jack_lsp"], env=self.environment, capture_output=True, text=True, timeout=10
        )
        return listed.stdout.split("\n")[:-1] if listed.returncode == 0 else []

    def await_port(self, part: str, timeout_s: float = 10.0) -> str:
        """The full name of the first port whose name contains ``part``, once there is one."""
        found = until(
            lambda: next((name for name in self.ports() if part in name), None),
            timeout_s,
            f"no JACK port called {part}",
        )
        return str(found)

    def connect(self, source: str, destination: str) -> None:
        """Connect two ports by full name."""
        subprocess.run(
            ["jack_connect", source, destination],
            env=self.environment,
            check=True,
            capture_output=True,
            timeout=10,
        )

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        end = time.monotonic() + 5
        while time.monotonic() < end and process.poll() is None:
            # Twice: the deaths after the banner come within the first tenth of a second.
            if self.ports():
                time.sleep(0.1)
                return process.poll() is None and bool(self.ports())
            time.sleep(0.02)
        return False


@dataclass(frozen=True)
class Heard:
    """One message as ``jack_midi_dump`` printed it; ``bytes`` are the MIDI bytes."""

    frame: int
    bytes: tuple[int, ...]

    @property
    def is_on(self) -> bool:
        return self.bytes[0] & 0xF0 == 0x90 and self.bytes[2] > 0

    @property
    def is_off(self) -> bool:
        return self.bytes[0] & 0xF0 == 0x80 or (self.bytes[0] & 0xF0 == 0x90 and self.bytes[2] == 0)


class MidiDump:
    """``jack_midi_dump``, connected to a port: a listener that shares no code with us.

    Args:
        server: where it listens.
        source: part of the name of the port to listen to; waited for. None leaves it unconnected.
        name: of its JACK client; one that is nobody else's by default.
    """

    def __init__(
        self, server: JackServer, source: str | None = None, name: str | None = None
    ) -> None:
        self._client = name or f"dump-{next(_numbers)}"
        self._heard: list[Heard] = []
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            ["stdbuf", "-oL", "jack_midi_dump", "-a", self._client],
            env=server.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        try:
            self.port = server.await_port(self._client)
            if source is not None:
                server.connect(server.await_port(source), self.port)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> MidiDump:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def messages(self) -> list[Heard]:
        """What was heard so far, in order."""
        with self._changed:
            return list(self._heard)

    @property
    def notes(self) -> list[tuple[int, int]]:
        """(pitch, velocity) of every note that began."""
        return [(message.bytes[1], message.bytes[2]) for message in self.messages if message.is_on]

    def clear(self) -> None:
        """Forget what was heard."""
        with self._changed:
            self._heard.clear()

    def sounding(self) -> set[tuple[int, int]]:
        """(status channel, pitch) that began and did not end."""
        notes: set[tuple[int, int]] = set()
        for message in self.messages:
            if message.is_on:
                notes.add((message.bytes[0] & 0x0F, message.bytes[1]))
            elif message.is_off:
                notes.discard((message.bytes[0] & 0x0F, message.bytes[1]))
        return notes

    def wait_for(self, condition: Callable[[MidiDump], Any], timeout_s: float = 15.0) -> None:
        """Wait until the condition holds of this dump; it is looked at after each message.

        Raises:
            AssertionError: it did not come to hold in time, with all that was heard.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self), timeout_s):
                heard = "\n".join(map(str, self._heard))
                raise AssertionError(f"not heard within {timeout_s} s; heard:\n{heard}")

    def close(self) -> None:
        """Stop listening."""
        # SIGINT is the signal that it takes leave on. Ended otherwise, it can leave the server
        # waiting for it in the middle of a period, for seconds.
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join(5)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            heard = _parse(line)
            if heard is not None:
                with self._changed:
                    self._heard.append(heard)
                    self._changed.notify_all()


@contextlib.contextmanager
def running_server(*, waits: bool = True) -> Iterator[JackServer]:
    """A server, or a skipped test where JACK is not installed. For fixtures."""
    import pytest

    if missing := missing_programs():
        pytest.skip(f"not installed: {', '.join(missing)} (Debian: apt-get install jackd2)")
    with JackServer(waits=waits) as server:
        yield server


def until(look: Callable[[], Any], timeout_s: float, otherwise: str) -> Any:
    """The first true value that ``look`` gives.

    Raises:
        AssertionError: there was none in time.
    """
    end = time.monotonic() + timeout_s
    while not (value := look()):
        if time.monotonic() > end:
            raise AssertionError(f"{otherwise} within {timeout_s} s")
        time.sleep(0.02)
    return value


def _parse(line: str) -> Heard | None:
    # "   12345: 90 3c 50 note on  (channel  0): pitch  60, velocity  80"
    match = re.match(r"\s*([+-]?\d+):((?:\s[0-9a-f]{2})+)", line)
    if match is None:
        return None
    return Heard(int(match[1]), tuple(int(byte, 16) for byte in match[2].split()))


def _drain(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    for _ in process.stdout:
        pass
