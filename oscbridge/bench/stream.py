"""A camera of 60 frames a second for a minute: does the answer's delay grow, is each accounted for?

Frames leave when they are due, whether the one before was answered or not, as a camera's do.
"""

from __future__ import annotations

import time

from oscbridge.bench.report import Figure, Findings, Limit, Options, single, spread
from oscbridge.bench.rigs import pictures
from oscbridge.bench.rigs.processes import DaemonProcesses
from oscbridge.client import Message, OscbridgeClient
from oscbridge.launcher import quiet
from oscbridge.osc.addresses import ROOT

FRAMES_HZ = 60.0
_LAST_WORDS_S = 1.0


def measure(options: Options) -> Findings:
    """Send, and note when each id is answered."""
    seconds = options.seconds or (3.0 if options.quick else 60.0)
    window_s = min(10.0, seconds / 3)
    frames = pictures.swaying()
    count = round(seconds * FRAMES_HZ)
    with quiet() as daemon, daemon.client("udp") as client:
        for n in range(5):
            client.send_frame(frames[n], f"warm {n}")
            client.wait_for("timing", id=f"warm {n}")
        processes = DaemonProcesses(daemon)
        tally = _Tally(client)
        before, began = processes.cpu_s(), time.perf_counter()
        for n in range(count):
            due = began + n / FRAMES_HZ
            tally.listen_until(due)
            tally.sent_at[n] = time.perf_counter()
            client.send_frame(frames[n % len(frames)], n)
        took = time.perf_counter() - began
        after = processes.cpu_s()
        tally.listen_until(time.perf_counter() + _LAST_WORDS_S)
    delays = tally.delays_ms()
    first = [ms for at, ms in delays if at < window_s]
    last = [ms for at, ms in delays if at >= seconds - window_s]
    start, end = spread(first), spread(last)
    missing = count - len(delays) - tally.dropped
    growth = end["p50"] / start["p50"]
    share = {name: 100 * (after[name] - before[name]) / took for name in before}
    return Findings(
        (
            Figure(f"frame → emotion, first {window_s:g} s", "ms", start),
            Figure(f"frame → emotion, last {window_s:g} s", "ms", end),
            Figure("last median over first", "×", single(growth), (Limit("value", 1.25),)),
            Figure("neither answered nor told as dropped", "frames", single(missing), (_NONE,)),
            Figure("answered", "frames a second", single(len(delays) / took)),
            *(
                Figure(f"processor time, {name}", "% of a core", single(percent, 1))
                for name, percent in share.items()
                if not name.startswith("helper")
            ),
        ),
        facts={
            "sent": count,
            "answered": len(delays),
            "dropped_as_told": tally.dropped,
            "errors": tally.errors,
            "sent_in_s": round(took, 2),
        },
    )


_NONE = Limit("value", 0)


class _Tally:
    """Who was answered when."""

    def __init__(self, client: OscbridgeClient) -> None:
        self._client = client
        self.sent_at: dict[int, float] = {}
        self.answered_at: dict[int, float] = {}
        self.dropped = 0
        self.errors: list[str] = []

    def listen_until(self, instant: float) -> None:
        """Take what comes until then."""
        for message in self._client.listen(max(0.0, instant - time.perf_counter())):
            self._take(message)

    def delays_ms(self) -> list[tuple[float, float]]:
        """Of each answered frame: when it was sent, in seconds from the first, and its delay."""
        zero = self.sent_at[0]
        return [
            (self.sent_at[n] - zero, (at - self.sent_at[n]) * 1000.0)
            for n, at in sorted(self.answered_at.items())
        ]

    def _take(self, message: Message) -> None:
        name = message.address.removeprefix(ROOT)
        if name == "emotion" and isinstance(message.args[0], int):
            self.answered_at[message.args[0]] = time.perf_counter()
        elif name == "dropped":
            self.dropped = int(message.args[0])
        elif name == "error":
            self.errors.append(str(message.args[0]))
