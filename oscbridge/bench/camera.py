"""A camera of oscbridge's own: what 30 frames a second cost, and how soon a watched folder answers.

The camera is a film, so that anybody can measure it.
"""

from __future__ import annotations

import importlib
import tempfile
import time
from pathlib import Path
from typing import Any

from oscbridge.bench.report import Figure, Findings, Limit, Options, single, spread
from oscbridge.bench.rigs import pictures
from oscbridge.bench.rigs.processes import DaemonProcesses
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import quiet

_RATE = 30.0
_PATIENCE_S = 20.0


def measure(options: Options) -> Findings:
    """First the film, then the folder."""
    seconds = options.seconds or (3.0 if options.quick else 30.0)
    with tempfile.TemporaryDirectory() as name:
        played = _play(_film(Path(name) / "film.avi"), seconds)
        answered = _put(Path(name) / "folder", round(seconds * 5))
    return Findings((*played, *answered))


def _film(path: Path) -> Path:
    try:
        cv2: Any = importlib.import_module("cv2")
    except ImportError as error:
        raise OscbridgeError(
            "extra-missing",
            f"this benchmark plays a film ({error}); pip install 'oscbridge[camera]'",
        ) from None
    import numpy as np

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), _RATE, (640, 480))
    for frame in pictures.swaying():
        writer.write(cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR))
    writer.release()
    return path


def _play(path: Path, seconds: float) -> list[Figure]:
    with quiet(f"camera={path}", "camera.loop=true") as daemon, daemon.client("tcp") as client:
        client.wait_for("emotion", _PATIENCE_S, id="camera")
        processes = DaemonProcesses(daemon)
        time.sleep(2.0)  # past the start's own work
        memory, used, status = processes.memory_mb(), processes.cpu_s(), client.status()
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            client.listen(1.0)
        took = time.perf_counter() - began
        later, after = processes.cpu_s(), client.status()
        grown = processes.memory_mb()["camera"] - memory["camera"]
    count = int(after["frames_answered"]) - int(status["frames_answered"])
    dropped = int(after["frames_dropped"]) - int(status["frames_dropped"])
    return [
        Figure("answered", "frames a second", single(count / took, 1)),
        Figure("passed over", "frames", single(dropped)),
        *(
            Figure(f"processor time, {name}", "% of a core", single(share, 1))
            for name in ("camera", "eyes", "main")
            for share in [100 * (later[name] - used[name]) / took]
        ),
        Figure("memory of the camera's process", "MB", single(memory["camera"], 1)),
        Figure("its growth meanwhile", "MB", single(grown, 1), (Limit("value", 2.0),)),
    ]


def _put(folder: Path, count: int) -> list[Figure]:
    folder.mkdir()
    images = pictures.swaying()
    delays = []
    with quiet(f"camera.folder={folder}") as daemon, daemon.client("tcp") as client:
        for number in range(-5, count):
            (folder / "new.part").write_bytes(images[number % len(images)])
            # Slower than the camera's pace, and never in step with its looks.
            time.sleep(0.05 + number % 17 / 1000)
            began = time.perf_counter()
            (folder / "new.part").rename(folder / "new.jpg")
            client.wait_for("emotion", _PATIENCE_S, id="camera")
            if number >= 0:
                delays.append((time.perf_counter() - began) * 1000.0)
            client.wait_for("timing", _PATIENCE_S, id="camera")
    return [Figure("renamed into the folder → emotion", "ms", spread(delays))]
