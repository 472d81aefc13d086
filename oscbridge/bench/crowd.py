"""Eight cameras of 60 frames a second each: the newest wins, and each gets its share of answers.

Four send over UDP, four over TCP. Far more comes than can be looked at; what is passed over is
told.
"""

from __future__ import annotations

import contextlib
import time

from oscbridge.bench.report import Figure, Findings, Limit, Options, single, spread
from oscbridge.bench.rigs import pictures
from oscbridge.bench.rigs.processes import DaemonProcesses
from oscbridge.client import OscbridgeClient
from oscbridge.launcher import quiet

CLIENTS = 8
FRAMES_HZ = 60.0

_GLANCE_S = 0.0005
_LAST_WORDS_S = 5.0
_NONE = Limit("value", 0)


def measure(options: Options) -> Findings:
    """Send when due, and note who is answered."""
    seconds = options.seconds or (3.0 if options.quick else 60.0)
    frames = pictures.swaying()
    count = round(seconds * FRAMES_HZ)
    with quiet() as daemon, contextlib.ExitStack() as stack:
        cameras = [
            _Camera(stack.enter_context(daemon.client(("udp", "tcp")[number % 2])), number)
            for number in range(CLIENTS)
        ]
        processes = DaemonProcesses(daemon)
        began = time.perf_counter()
        early_mb = 0.0
        for n in range(count):
            for camera in cameras:
                camera.send(frames[n % len(frames)])
            if n == count // 5:
                early_mb = processes.memory_mb()["main"]
            for camera in cameras:
                camera.listen()
            time.sleep(max(0.0, began + (n + 1) / FRAMES_HZ - time.perf_counter()))
        took = time.perf_counter() - began
        grown_mb = processes.memory_mb()["main"] - early_mb
        until = time.monotonic() + _LAST_WORDS_S
        while any(camera.open for camera in cameras) and time.monotonic() < until:
            for camera in cameras:
                camera.listen(0.02)
        with daemon.client("tcp") as asker:
            restarts = asker.status()["eyes_restarts"]
    answers = [camera.answered for camera in cameras]
    delays = [ms for camera in cameras for ms in camera.delays_ms]
    return Findings(
        (
            Figure(
                "fewest answers of a client over most",
                "%",
                single(100 * min(answers) / max(1, *answers)),
                (Limit("value", 80, at_least=True),),
            ),
            Figure(
                "neither answered nor told",
                "frames",
                single(sum(camera.open for camera in cameras)),
                (_NONE,),
            ),
            Figure("frame → emotion", "ms", spread(delays or [0.0])),
            Figure("answered, all clients", "frames a second", single(sum(answers) / took)),
            Figure("the main process grew", "MB", single(grown_mb)),
        ),
        facts={
            "sent": count * CLIENTS,
            "sent_in_s": round(took, 2),
            "answers": answers,
            "dropped_as_told": [camera.dropped for camera in cameras],
            "errors": [camera.errors for camera in cameras],
            "eyes_restarts": restarts,
        },
    )


class _Camera:
    """One client: its frames, and what became of them."""

    def __init__(self, client: OscbridgeClient, number: int) -> None:
        self.sent = self.answered = self.dropped = self.errors = 0
        self.delays_ms: list[float] = []
        self._client = client
        self._number = number
        self._sent_at: dict[str, float] = {}

    @property
    def open(self) -> int:
        """Frames of which nothing was heard."""
        return self.sent - self.answered - self.dropped - self.errors

    def send(self, frame: bytes) -> None:
        """One frame."""
        id = f"{self._number} {self.sent}"
        self._sent_at[id] = time.perf_counter()
        self._client.send_frame(frame, id)
        self.sent += 1

    def listen(self, seconds: float = _GLANCE_S) -> None:
        """Take what comes within some seconds."""
        for message in self._client.listen(seconds):
            name, args = message.address.removeprefix("/oscbridge/"), message.args
            # What others are told comes with an id that is not ours.
            if name in ("emotion", "noface") and args[0] in self._sent_at:
                self.answered += 1
                began = self._sent_at.pop(args[0])
                self.delays_ms.append((time.perf_counter() - began) * 1000.0)
            elif name == "dropped":
                self.dropped = int(args[0])
            elif name == "error" and args[3] in self._sent_at:
                self.errors += 1
