"""A frame in, its emotion back, over real sockets; beside plain facenet-pytorch, taking turns."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from oscbridge.bench.report import Figure, Findings, Limit, Options, mean, spread
from oscbridge.bench.rigs import pictures
from oscbridge.bench.rigs.plain_facenet import PlainFacenet
from oscbridge.client import OscbridgeClient
from oscbridge.launcher import quiet

CAMERA_HZ = 30.0
LIMITS = (Limit("p50", 8), Limit("p99", 15))
FASTER = Limit("ratio", 5, at_least=True)
_GREETING = 5
"""Frames at the start of a turn that do not count: the face is new then, see ``first_face``."""

_STAGES = ("decode", "detect", "read", "total")

Ask = Callable[[OscbridgeClient, bytes, int], None]


def measure(options: Options) -> Findings:
    """Turns of each way to send a frame, one of the rival after each; as fast as answers come, and
    at a camera's pace."""
    turns, per_turn, rival_per_turn = (1, 6, 2) if options.quick else (10, 60, 6)
    frames = pictures.swaying()
    times: dict[str, list[float]] = {}
    rival_ms: list[float] = []
    stages: dict[str, list[float]] = {name: [] for name in _STAGES}
    with (
        PlainFacenet() as rival,
        quiet() as daemon,
        daemon.client("udp") as udp,
        daemon.client("tcp") as tcp,
        tempfile.TemporaryDirectory() as folder,
    ):
        path = Path(folder) / "frame.jpg"

        def send_path(client: OscbridgeClient, image: bytes, id: int) -> None:
            client.send("file", str(path), id)

        ways: list[tuple[str, OscbridgeClient, Ask, float]] = [
            ("blob over UDP", udp, _send_blob, 0.0),
            ("blob over TCP", tcp, _send_blob, 0.0),
            ("path over UDP", udp, send_path, 0.0),
            ("path over TCP", tcp, send_path, 0.0),
            (f"blob over UDP, {CAMERA_HZ:g} a second", udp, _send_blob, 1 / CAMERA_HZ),
        ]
        number = 0
        for _ in range(turns):
            for name, client, ask, every_s in ways:
                taken = times.setdefault(name, [])
                for i in range(-_GREETING, per_turn):
                    number += 1
                    image = frames[number % len(frames)]
                    if ask is send_path:
                        _replace(path, image)
                    start = time.perf_counter()
                    ask(client, image, number)
                    client.wait_for("emotion", id=number)
                    now = time.perf_counter()
                    if i >= 0:
                        taken.append((now - start) * 1000.0)
                    spent = client.wait_for("timing", id=number).args[1:]
                    for stage, ms in zip(_STAGES, spent, strict=True):
                        stages[stage].append(float(ms))
                    for _ in client.listen(max(0.0, start + every_s - time.perf_counter())):
                        pass
                rival_ms += [rival.look_ms(frames[n]) for n in range(rival_per_turn)]
    figures = []
    for name, _, _, every_s in ways:
        # Paced, the time between frames is no throughput.
        ratio = None if every_s else mean(rival_ms) / mean(times[name])
        limits = LIMITS if every_s else (*LIMITS, FASTER)
        figures.append(Figure(name, "ms", spread(times[name]), limits, spread(rival_ms), ratio))
    facts = {
        "frame_bytes": len(frames[0]),
        "eyes_own_time_ms": {stage: spread(values) for stage, values in stages.items()},
        "ratio": "frames in a second over the rival's, answers awaited one by one",
    }
    return Findings(tuple(figures), PlainFacenet.title, facts)


def _send_blob(client: OscbridgeClient, image: bytes, id: int) -> None:
    client.send_frame(image, id)


def _replace(path: Path, image: bytes) -> None:
    # As a camera program does that writes one file over and over.
    aside = path.with_suffix(".part")
    aside.write_bytes(image)
    aside.replace(path)
