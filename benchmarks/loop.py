"""The whole loop as a client sees it: start to ready, frame to emotion, phrase, memory; a soak.

    python -m benchmarks.loop                 the figures
    python -m benchmarks.loop --soak 300      a frame every 100 ms for 300 s while music plays

Writes JSON to standard output. The daemon runs in processes of its own, over real sockets, and
plays into a recorder, so that no MIDI system is needed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import psutil

from oscbridge.client import OscbridgeClient
from tests.daemon.running import SAMPLE, Running, running

FRAME_EVERY_S = 0.1


def percentiles(times_s: list[float]) -> dict[str, float]:
    """Median, 99th percentile and maximum in milliseconds."""
    ordered = sorted(times_s)
    return {
        "p50_ms": round(statistics.median(ordered) * 1000, 2),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000, 2),
        "max_ms": round(ordered[-1] * 1000, 2),
        "count": len(ordered),
    }


def family(daemon: Running) -> list[psutil.Process]:
    """The daemon's main process and its workers."""
    main = psutil.Process(daemon.process.pid)
    return [main, *main.children(recursive=True)]


def memory_mb(daemon: Running) -> float:
    """Memory of all its processes together, each shared page counted once (PSS where told)."""
    total = 0
    for process in family(daemon):
        whole = process.memory_full_info()
        total += getattr(whole, "pss", whole.rss)
    return round(total / 1e6, 1)


def timed(rounds: int, ask: Callable[[int], Any]) -> dict[str, float]:
    """Time ``ask(n)`` for n = 0, 1, 2 …, a few first ones not counted."""
    times = []
    for number in range(-5, rounds):
        start = time.perf_counter()
        ask(number + 10)
        if number >= 0:
            times.append(time.perf_counter() - start)
    return percentiles(times)


def start_up(rounds: int) -> dict[str, Any]:
    """Seconds from starting the command to ready, with a warm cache."""
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        with running():
            times.append(time.perf_counter() - start)
    return {"median_s": round(statistics.median(times[1:]), 2), "worst_s": round(max(times[1:]), 2)}


def figures(rounds: int) -> dict[str, Any]:
    """All figures of one run."""
    image = SAMPLE.read_bytes()
    result: dict[str, Any] = {"cores": os.cpu_count(), "start_to_ready": start_up(3)}
    with running("music.start=on-play") as daemon:
        for transport in ("udp", "tcp"):
            with daemon.client(transport) as client:

                def blob(number: int, client: OscbridgeClient = client) -> None:
                    client.send_frame(image, number)
                    client.wait_for("emotion", id=number)

                def path(number: int, client: OscbridgeClient = client) -> None:
                    client.send("file", str(SAMPLE), number)
                    client.wait_for("emotion", id=number)

                result[f"frame_to_emotion_{transport}_blob"] = timed(rounds, blob)
                result[f"frame_to_emotion_{transport}_path"] = timed(rounds, path)
        with daemon.client("tcp") as client:

            def phrase(number: int) -> None:
                client.send("phrase", number)
                client.wait_for("phrase/info", id=number)

            result["phrase"] = timed(min(rounds, 100), phrase)
            client.send("stop")
        result["memory_mb"] = memory_mb(daemon)
        result["processes"] = {
            str(p.pid if p.pid != daemon.process.pid else "main"): round(p.memory_info().rss / 1e6)
            for p in family(daemon)
        }
    return result


def soak(seconds: float) -> dict[str, Any]:
    """A frame every 100 ms while music plays: is each answered, does memory stay level?"""
    image = SAMPLE.read_bytes()
    times: list[float] = []
    memory: list[tuple[float, float]] = []
    with running("music.start=first-affect") as daemon, daemon.client("tcp") as client:
        begin = time.perf_counter()
        number = 0
        while (now := time.perf_counter() - begin) < seconds:
            start = time.perf_counter()
            client.send("frame", image, number)
            client.wait_for("emotion", id=number)
            times.append(time.perf_counter() - start)
            number += 1
            for _ in client.listen(max(0.0, number * FRAME_EVERY_S - now)):
                pass
            if not memory or now - memory[-1][0] > seconds / 30:
                memory.append((now, memory_mb(daemon)))
        client.send("stop")
    warm = [mb for at, mb in memory if at > seconds * 0.2]
    half = len(times) // 2
    return {
        "frames_sent": number,
        "frames_answered": len(times),
        "first_half": percentiles(times[:half]),
        "second_half": percentiles(times[half:]),
        "memory_mb_after_warm_up": warm[0],
        "memory_mb_at_end": warm[-1],
        "memory_mb": [mb for _, mb in memory],
    }


def main() -> None:
    """Measure, and print JSON."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--rounds", type=int, default=500)
    asked.add_argument("--soak", type=float, metavar="S", help="seconds")
    options = asked.parse_args()
    result = soak(options.soak) if options.soak else figures(options.rounds)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
