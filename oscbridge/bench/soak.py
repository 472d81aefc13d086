"""A frame every 100 ms while music plays: each answered? memory and handles level?"""

from __future__ import annotations

import time

from oscbridge.bench import pictures
from oscbridge.bench.processes import Family
from oscbridge.bench.report import Figure, Findings, Limit, Options, single, spread
from oscbridge.launcher import running

FRAME_EVERY_S = 0.1
SECONDS = 300.0
_WARM_UP = 0.2
"""Share of the time after which memory should be level."""


def measure(options: Options) -> Findings:
    """Keep a daemon busy, and look at it thirty times."""
    seconds = options.seconds or (4.0 if options.quick else SECONDS)
    frames = pictures.swaying()
    delays: list[float] = []
    looks: list[tuple[float, float, int]] = []
    sent = 0
    settings = ("log.level=warning", "music.start=first-affect")
    with running(*settings) as daemon, daemon.client("tcp") as client:
        family = Family(daemon)
        began = time.perf_counter()
        while (now := time.perf_counter() - began) < seconds:
            start = time.perf_counter()
            client.send_frame(frames[sent % len(frames)], sent)
            client.wait_for("emotion", id=sent)
            delays.append((time.perf_counter() - start) * 1000.0)
            sent += 1
            if not looks or now - looks[-1][0] > seconds / 30:
                looks.append((now, sum(family.memory_mb().values()), family.handles()))
            for _ in client.listen(max(0.0, began + sent * FRAME_EVERY_S - time.perf_counter())):
                pass
        playing = client.status()
        client.send("stop")
        client.request("ping", "stopped", reply="pong")
        stopped = client.status()
    level = [look for look in looks if look[0] >= seconds * _WARM_UP]
    at, mb, handles = ([look[i] for look in level] for i in range(3))
    half = len(delays) // 2
    hanging = int(stopped["notes_started"]) - int(stopped["notes_ended"])
    restarts = sum(int(stopped[f"{name}_restarts"]) for name in ("eyes", "composer", "player"))
    none = (Limit("value", 0),)
    return Findings(
        (
            Figure("frames not answered", "frames", single(sent - len(delays)), none),
            Figure("frame → emotion, first half", "ms", spread(delays[:half])),
            Figure("frame → emotion, second half", "ms", spread(delays[half:])),
            Figure("memory, slope after warm-up", "MB a minute", single(60 * _slope(at, mb))),
            Figure(
                "memory, rise after warm-up", "MB", single(mb[-1] - mb[0]), (Limit("value", 5),)
            ),
            Figure("handles, rise after warm-up", "", single(handles[-1] - handles[0]), none),
            Figure("notes left sounding after a stop", "notes", single(hanging), none),
            Figure("processes that had to be restarted", "", single(restarts), none),
        ),
        facts={
            "frames_sent": sent,
            "notes_played": playing["notes_started"],
            "note_late_p99_ms": playing["late_p99_ms"],
            "note_late_max_ms": playing["late_max_ms"],
            "memory_mb": [round(look[1], 1) for look in looks],
            "handles": [look[2] for look in looks],
        },
    )


def _slope(x: list[float], y: list[float]) -> float:
    """Of the least-squares line, per unit of ``x``."""
    if len(x) < 2:
        return 0.0
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    spread_x = sum((value - middle_x) ** 2 for value in x)
    joint = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True))
    return joint / spread_x if spread_x else 0.0
