"""How soon a face is answered that was not there before; beside ``MTCNN.detect``, taking turns."""

from __future__ import annotations

import time

from oscbridge.bench.report import Figure, Findings, Limit, Options, spread
from oscbridge.bench.rigs import pictures
from oscbridge.bench.rigs.plain_facenet import MIN_FACE_PX, PlainFacenet
from oscbridge.launcher import quiet


def measure(options: Options) -> Findings:
    """An empty picture, then one with a face, over UDP: the time until the face's emotion."""
    rounds = 3 if options.quick else 100
    frames, wall = pictures.swaying(), pictures.empty()
    ours: list[float] = []
    theirs: list[float] = []
    with PlainFacenet() as rival, quiet() as daemon, daemon.client("udp") as client:
        for number in range(rounds):
            client.send_frame(wall, f"wall {number}")
            client.wait_for("noface", id=f"wall {number}")
            client.wait_for("timing", id=f"wall {number}")
            start = time.perf_counter()
            client.send_frame(frames[number % len(frames)], number)
            client.wait_for("emotion", id=number)
            ours.append((time.perf_counter() - start) * 1000.0)
            client.wait_for("timing", id=number)
            theirs.append(rival.detect_ms(frames[number % len(frames)]))
    mine, others = spread(ours), spread(theirs)
    ratio = others["p50"] / mine["p50"]
    figure = Figure("new face → emotion", "ms", mine, (Limit("p99", 60),), others, ratio)
    told = "ours from sending the frame to the emotion; the rival's from decoded pixels to boxes"
    title = f"facenet-pytorch's MTCNN.detect alone (min face {MIN_FACE_PX}), eager torch"
    return Findings((figure,), title, {"compared": told})
