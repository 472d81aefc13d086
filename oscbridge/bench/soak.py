"""A show that goes on for hours: is all answered, is every note ended, does anything grow?

A frame every 100 ms, music, an affect that is taken over and released, settings that change, a
listener; on a JACK server with a listener that shares no code with us, or without MIDI where there
is no JACK. What is seen goes to a file of JSON lines as it is seen (``--log``), and all figures are
made of those lines (``soak_report``): a run that is broken off is not lost.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import oscbridge
from oscbridge.bench.report import Findings, Options
from oscbridge.bench.rigs import pictures
from oscbridge.bench.rigs.jack_server import jack_server
from oscbridge.bench.rigs.listeners import JackEar, OscEar
from oscbridge.bench.rigs.processes import DaemonProcesses
from oscbridge.bench.soak_report import findings, read
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import Running, running

FRAME_EVERY_S = 0.1
SECONDS = 3600.0
TEMPO_BPM = 120.0
WINDOW_S = 10.0
"""How much one line tells of."""

CONTROL_EVERY_S = 15.0
MEMORY_EVERY = 3
"""Windows between two looks at the memory, which makes the kernel count pages."""

CONTROLS: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("affect/set", (-0.8, 0.7, 8.0)),
    ("density", (1.3,)),
    ("engine", ("midinet",)),
    ("key", ("F#m",)),
    ("affect/set", (0.8, -0.5, 8.0)),
    ("temperature", (0.8,)),
    ("engine", ("notelstm",)),
    ("faces/all", (1,)),
    ("affect/set", (0.1, 0.9, 8.0)),
    ("density", (0.7,)),
    ("engine", ("experts",)),
    ("reader/melancholy", (1,)),
    ("affect/set", (-0.6, -0.6, 8.0)),
    ("range", (36, 90)),
    ("engine", ("chopin",)),
    ("faces/all", (0,)),
    ("affect/set", (0.9, 0.9, 8.0)),
    ("density", (1.0,)),
    ("temperature", (1.0,)),
    ("engine", ("duet",)),
    ("key", ("auto",)),
    ("reader/melancholy", (0,)),
)
"""What a performer changes now and then; all of it comes round in five and a half minutes."""

_LAST_WORDS_S = 2.0


def measure(options: Options) -> Findings:
    """Keep a daemon busy, and write down every ten seconds how it is."""
    seconds = options.seconds or (4.0 if options.quick else SECONDS)
    with contextlib.ExitStack() as stack:
        if options.log is not None:
            path = options.log
        else:
            path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "soak.jsonl"
        with path.open("w", encoding="utf-8") as lines:
            _run(seconds, lines)
        return findings(read(path))


def _run(seconds: float, lines: IO[str]) -> None:
    with contextlib.ExitStack() as stack:
        settings = ["log.level=warning", "music.start=at-start", f"music.tempo_bpm={TEMPO_BPM:g}"]
        try:
            jack: str | None = stack.enter_context(jack_server(realtime=True))[0]
            settings += ["midi.backend=jack", "clock.send=true"]
        except OscbridgeError as error:
            if error.code != "package-missing":
                raise
            jack = None
        daemon = stack.enter_context(running(*settings, dry_run=jack is None))
        show = stack.enter_context(_show(daemon, jack is not None))
        _say(
            lines,
            kind="begin",
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=seconds,
            tempo_bpm=TEMPO_BPM,
            jack=jack,
            version=oscbridge.__version__,
            kernel=f"{platform.system()} {platform.release()}",
            cores=os.cpu_count(),
        )
        show.go_on(seconds, lines)


@contextlib.contextmanager
def _show(daemon: Running, on_jack: bool) -> Iterator[_Show]:
    with contextlib.ExitStack() as stack:
        ear = None
        if on_jack:
            ear = JackEar(TEMPO_BPM)
            stack.callback(ear.close)
        listener = OscEar(OscbridgeClient("127.0.0.1", daemon.port, subscribe=True), TEMPO_BPM)
        stack.callback(listener.close)
        client = stack.enter_context(daemon.client("tcp"))
        yield _Show(daemon, client, listener, ear)


class _Show:
    """The performer, and whoever keeps the book."""

    def __init__(
        self, daemon: Running, client: OscbridgeClient, listener: OscEar, ear: JackEar | None
    ) -> None:
        self._daemon = daemon
        self._client = client
        self._listener = listener
        self._ear = ear
        self._frames = pictures.swaying()
        self._processes = DaemonProcesses(daemon)
        self._began = time.perf_counter()
        self._sent_at: dict[int, float] = {}
        self._delays: list[float] = []
        self._sent = self._answered = self._dropped = self._windows = 0
        self._controls = self._pongs = 0
        self._errors: Counter[str] = Counter()

    def go_on(self, seconds: float, lines: IO[str]) -> None:
        """Play for so long; then stop, and say how it ended."""
        self._began = time.perf_counter()
        window_at = min(WINDOW_S, seconds / 3)
        every_s = window_at
        control_at = CONTROL_EVERY_S if seconds > CONTROL_EVERY_S else seconds / 2
        while (now := time.perf_counter() - self._began) < seconds:
            self._send_frame()
            if now >= control_at:
                control_at += CONTROL_EVERY_S
                self._control()
            if now >= window_at:
                window_at += every_s
                self._window(lines, now)
            # Not after one another, but at their time: a late answer holds no frame up.
            self._listen(self._began + self._sent * FRAME_EVERY_S - time.perf_counter())
        self._listen(_LAST_WORDS_S)
        self._window(lines, time.perf_counter() - self._began)
        self._client.send("stop")
        self._client.request("ping", "stopped", reply="pong")
        status = self._client.status()
        time.sleep(0.2)
        self._window(lines, time.perf_counter() - self._began, kind="end", stopped=status)

    def _send_frame(self) -> None:
        number = self._sent
        self._sent += 1
        self._sent_at[number] = time.perf_counter()
        self._client.send_frame(self._frames[number % len(self._frames)], number)

    def _control(self) -> None:
        name, values = CONTROLS[self._controls % len(CONTROLS)]
        self._client.send(name, *values)
        # Behind it on the same connection: answered when it was taken.
        self._client.send("ping", f"control {self._controls}")
        self._controls += 1

    def _listen(self, seconds: float) -> None:
        for message in self._client.listen(max(0.0, seconds)):
            name, arguments = message.address.removeprefix("/oscbridge/"), message.args
            if name in ("emotion", "noface"):
                sent_at = self._sent_at.pop(arguments[0 if name == "emotion" else -1], None)
                if sent_at is not None:
                    self._delays.append((time.perf_counter() - sent_at) * 1000.0)
                    self._answered += 1
            elif name == "dropped":
                self._dropped = int(arguments[0])
            elif name == "pong":
                self._pongs += 1
            elif name == "error":
                self._errors[str(arguments[0])] += 1

    def _window(self, lines: IO[str], now: float, kind: str = "window", **more: Any) -> None:
        status = self._client.status()
        told: dict[str, Any] = {
            "kind": kind,
            "t_s": round(now, 2),
            "sent": self._sent,
            "answered": self._answered,
            "dropped": self._dropped,
            "controls": self._controls,
            "pongs": self._pongs,
            "errors": dict(self._errors),
            "delays_ms": [round(delay, 2) for delay in self._delays],
            "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
            "status": {name: status.get(name) for name in _KEPT},
            **self._listener.take(),
            **more,
        }
        if self._ear is not None:
            told.update(self._ear.take())
        told.update(self._look())
        self._delays = []
        self._windows += 1
        _say(lines, **told)

    def _look(self) -> dict[str, Any]:
        # One that died since was started again: look who is there now.
        for attempt in range(2):
            try:
                looked: dict[str, Any] = {
                    "handles": self._processes.handles_of(),
                    "threads": self._processes.threads(),
                    "cpu_s": {name: round(s, 2) for name, s in self._processes.cpu_s().items()},
                    "waited_ms": self._processes.waited_ms(),
                    "page_faults": self._processes.page_faults(),
                    "anonymous_mb": self._processes.anonymous_mb(),
                }
                if self._windows % MEMORY_EVERY == 0:
                    looked["memory_mb"] = self._processes.memory_mb()
                return looked
            except self._processes.gone:
                if attempt:
                    break
                self._processes = DaemonProcesses(self._daemon)
        return {}


_KEPT = (
    *("notes_started", "notes_ended", "notes_skipped", "sounding", "late_p99_ms", "late_max_ms"),
    *("eyes_restarts", "composer_restarts", "player_restarts", "phrases_late", "subscribers"),
    *("frames_answered", "frames_dropped", "bar", "beat", "playing"),
)


def _say(lines: IO[str], **values: Any) -> None:
    lines.write(json.dumps(values, ensure_ascii=False) + "\n")
    lines.flush()
