"""A whole show to break: a daemon that plays on JACK, a performer, an audience and a MIDI listener.

What a fault did is measured from outside: how long until the thing that was broken works again,
and for how long notes sounded that nobody played any more. With ``OSCBRIDGE_FAULTS`` set to a file,
each measurement is appended to it as a line of JSON (``make test-faults`` does);
docs/reliability.md has the table.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from tests.daemon.running import SAMPLE, Running, running
from tests.jack import JackServer, MidiDump, until

LONG_S = 45.0
"""Nothing takes so long, not even on a machine that has much else to do."""

BEATS_A_MINUTE = 200
_FRAME = SAMPLE.read_bytes()


class Audience:
    """A subscribed UDP listener in a thread of its own, that counts what it is told."""

    def __init__(self, daemon: Running) -> None:
        self._client = OscbridgeClient("127.0.0.1", daemon.port, subscribe=True, timeout_s=10)
        self._told: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Leave."""
        self._ended.set()
        self._thread.join(5)
        self._client.close()

    def told(self, name: str) -> int:
        """How often it was told this so far."""
        return self._told[name]

    @property
    def errors(self) -> Counter[str]:
        """Codes of the errors that it was told of."""
        return self._errors

    def hears(self, name: str) -> None:
        """Wait until it is told this once more."""
        before = self.told(name)
        until(lambda: self.told(name) > before, LONG_S, f"the audience was not told {name}")

    def _listen(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(OscbridgeError):  # while nobody is there
                for message in self._client.listen(0.2):
                    name = message.address.removeprefix("/oscbridge/")
                    if name == "error":
                        self._errors[str(message.args[0])] += 1
                    self._told[name] += 1


@dataclass
class Show:
    """All of it, while it runs.

    Args:
        dump: what is heard on JACK; None on a daemon that plays nowhere.
    """

    daemon: Running
    performer: OscbridgeClient
    audience: Audience
    dump: MidiDump | None
    log: Path
    frames: int = 0

    @property
    def heard(self) -> MidiDump:
        """The MIDI listener."""
        assert self.dump is not None
        return self.dump

    def pid(self, name: str) -> int:
        """Of one of the processes, once it runs."""
        return int(
            until(lambda: self.performer.status(LONG_S)[f"{name}_pid"], LONG_S, f"no {name}")
        )

    def said(self) -> str:
        """The daemon's log so far."""
        return self.log.read_text(errors="replace") if self.log.is_file() else ""

    def seen(self, within_s: float = LONG_S) -> None:
        """Send frames until one is answered with what is in it."""
        end = time.monotonic() + within_s
        last: object = None
        while time.monotonic() < end:
            self.frames += 1
            # No two alike, as from a camera: what the eyes died of twice is not tried again.
            self.performer.send_frame(_FRAME + b"%d" % self.frames, self.frames)
            for message in self.performer.listen(0.1):
                if message.address == "/oscbridge/emotion" and message.args[0] == self.frames:
                    return
                if message.address == "/oscbridge/error":
                    last = message.args
        raise AssertionError(
            f"no frame was answered within {within_s} s; last error: {last}; the log:\n"
            + self.said()[-2000:]
        )

    def composed(self, within_s: float = LONG_S) -> None:
        """Ask for phrases until one is composed."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            with contextlib.suppress(OscbridgeError):
                self.performer.request("phrase", reply="phrase/info", timeout_s=5)
                return
        raise AssertionError(f"no phrase was composed within {within_s} s")

    def note_begins(self, after: int | None = None) -> None:
        """Wait until a note begins that was not there before."""
        before = len(self.heard.notes) if after is None else after
        self.heard.wait_for(lambda dump: len(dump.notes) > before, LONG_S)

    def plays_on(self) -> None:
        """All works, and was never away: the same main process, the audience still told."""
        assert self.daemon.process.poll() is None
        self.seen()
        self.audience.hears("beat")
        if self.dump is not None:
            self.note_begins()

    def _left(self) -> str:
        return ", ".join(
            f"{pitch}: {[m for m in self.heard.messages if m.bytes[1] == pitch][-4:]}"
            for _, pitch in sorted(self.heard.sounding())
        )

    def falls_silent(self) -> None:
        """After a stop no note is left, neither as the listener heard it nor as it was sent."""
        self.performer.send("stop")
        if self.dump is not None:
            try:
                until(lambda: not self.heard.sounding(), 10, "notes sound on")
            except AssertionError:
                raise AssertionError(f"left sounding: {self._left()}") from None
        status = self.performer.status(LONG_S)
        assert status["sounding"] == 0
        assert status["notes_started"] == status["notes_ended"]


@contextlib.contextmanager
def show(
    tmp_path: Path,
    *settings: str,
    server: JackServer | None = None,
    environment: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
    log: Path | None = None,
) -> Iterator[Show]:
    """A daemon that plays; on a JACK server with a listener, or without MIDI."""
    log = log or tmp_path / "daemon.log"
    chosen = [f"music.tempo_bpm={BEATS_A_MINUTE}", "music.start=on-play", *settings]
    if server is not None:
        environment = {**(environment or os.environ), **server.variables}
        chosen.insert(0, "midi.backend=jack")
    with contextlib.ExitStack() as stack:
        dump = stack.enter_context(MidiDump(server)) if server is not None else None
        daemon = stack.enter_context(
            running(
                *chosen, dry_run=server is None, log=log, environment=environment, prefix=prefix
            )
        )
        if server is not None and dump is not None:
            server.connect(server.await_port("oscbridge:oscbridge"), dump.port)
        audience = Audience(daemon)
        stack.callback(audience.close)
        performer = stack.enter_context(daemon.client("tcp", timeout_s=LONG_S))
        rig = Show(daemon, performer, audience, dump, log)
        performer.send("play")
        if dump is not None:
            dump.wait_for(lambda dump: len(dump.sounding()) >= 2, LONG_S)
        else:
            audience.hears("phrase/playing")
        yield rig


def family(daemon: Running) -> list[psutil.Process]:
    """The main process and all below it."""
    main = psutil.Process(daemon.process.pid)
    return [main, *main.children(recursive=True)]


def seconds_until(condition: Callable[[], Any], otherwise: str, within_s: float = LONG_S) -> float:
    """How long it takes until this holds."""
    began = time.monotonic()
    until(condition, within_s, otherwise)
    return time.monotonic() - began


def measured(fault: str, **seconds: float) -> None:
    """Keep a measurement for the table, where one is being made."""
    path = os.environ.get("OSCBRIDGE_FAULTS")
    if path:
        line = {"fault": fault, **{name: round(value, 3) for name, value in seconds.items()}}
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
