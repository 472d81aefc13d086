"""How long the eyes take for a 640 × 480 JPEG, beside plain facenet-pytorch, as JSON.

    python -m benchmarks.eyes [--rounds 300]

Contestants take turns within each round, so that a busy machine slows all of them alike. All use
one thread, so processor time (``cpu_ms``) tells what each needs where the wall clock also tells how
busy the machine was. Frames are the sample photograph, shifted along a slow path as a person sways.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import oscbridge
from oscbridge.errors import OscbridgeError
from oscbridge.models import weights_path
from oscbridge.vision.eyes import Eyes, EyesSettings, Sight
from oscbridge.vision.torchvision_standin import import_facenet

SAMPLE = Path(oscbridge.__file__).parent / "samples" / "astronaut.jpg"
MIN_FACE = 60
WARM_UP = 10


def frames(count: int = 60) -> list[bytes]:
    """JPEGs of the sample, the head swaying by 30 pixels across and 10 down."""
    rgb = np.array(Image.open(SAMPLE).convert("RGB"))
    height, width = rgb.shape[:2]
    encoded = []
    for i in range(count):
        turn = 2 * math.pi * i / count
        right, down = round(30 * math.sin(turn)), round(10 * math.sin(2 * turn))
        rows = np.clip(np.arange(height) - down, 0, height - 1)
        columns = np.clip(np.arange(width) - right, 0, width - 1)
        out = io.BytesIO()
        Image.fromarray(rgb[rows][:, columns]).save(out, "JPEG", quality=90)
        encoded.append(out.getvalue())
    return encoded


def rival() -> Callable[[bytes], int]:
    """Pillow, facenet-pytorch's ``MTCNN.detect`` and the emotion net in eager torch."""
    import torch

    from oscbridge.vision.efficientnet import load
    from oscbridge.vision.faces import Box
    from oscbridge.vision.reader import crop_face, header, prepare

    torch.set_num_threads(1)
    detector = import_facenet().MTCNN(min_face_size=MIN_FACE)
    path = weights_path("emotion")
    net, (size, _) = load(path), header(path)

    def look(data: bytes) -> int:
        image = Image.open(io.BytesIO(data)).convert("RGB")
        boxes, _ = detector.detect(image)
        if boxes is None:
            return 0
        x1, y1, x2, y2 = (float(v) for v in boxes[0])
        luma: NDArray[np.uint8] = np.asarray(image.convert("L"))
        crop = crop_face(luma, Box(x1, y1, x2 - x1, y2 - y1))
        with torch.no_grad():
            net(torch.from_numpy(prepare([crop], size)))
        return len(boxes)

    return look


def spread(values_ms: list[float]) -> dict[str, float]:
    """Median, 99th percentile and largest of some milliseconds."""
    return {
        "p50_ms": round(float(np.percentile(values_ms, 50)), 2),
        "p99_ms": round(float(np.percentile(values_ms, 99)), 2),
        "max_ms": round(max(values_ms), 2),
    }


def stages(sights: list[Sight]) -> dict[str, Any]:
    """Where the eyes' own time went."""
    names = ("decode_ms", "detect_ms", "read_ms")
    return {name: spread([getattr(sight.timing, name) for sight in sights]) for name in names}


def run(rounds: int = 300) -> dict[str, Any]:
    """All figures. Every contestant must find the face in every frame."""
    searching = Eyes(EyesSettings(min_face_px=MIN_FACE, detect_every_s=0.0))
    following = Eyes(EyesSettings(min_face_px=MIN_FACE, detect_every_s=1e9))
    plain = rival()
    pictures = frames()
    names = ("search", "follow", "facenet_torch")
    spent: dict[str, list[float]] = {name: [] for name in names}
    cpu: dict[str, list[float]] = {name: [] for name in names}
    sights: dict[str, list[Sight]] = {"search": [], "follow": []}
    for i in range(-WARM_UP, rounds):
        data = pictures[i % len(pictures)]
        for name in names:
            start, start_cpu = time.perf_counter(), time.process_time()
            if name == "facenet_torch":
                found = plain(data)
            else:
                sight = (searching if name == "search" else following).look_at_bytes(data)
                found = len(sight.faces)
                if i >= 0:
                    sights[name].append(sight)
            elapsed_ms = (time.perf_counter() - start) * 1000.0
            elapsed_cpu_ms = (time.process_time() - start_cpu) * 1000.0
            if found != 1:
                raise OscbridgeError("benchmark-broken", f"{name} found {found} faces, not 1")
            if i >= 0:
                spent[name].append(elapsed_ms)
                cpu[name].append(elapsed_cpu_ms)
    figures: dict[str, Any] = {
        name: spread(spent[name]) | {"cpu_ms": round(float(np.median(cpu[name])), 2)}
        for name in names
    }
    for mine, seen in sights.items():
        figures[mine]["stages"] = stages(seen)
    figures["follow"]["followed_share"] = sum(s.followed for s in sights["follow"]) / rounds
    slow, search, follow = (sum(spent[name]) for name in ("facenet_torch", "search", "follow"))
    return {
        "what": "640x480 JPEG in memory to face and emotion, one thread each, taking turns",
        "machine": {"cpus": os.cpu_count(), "cpu": platform.processor() or platform.machine()},
        "load_average": [round(value, 2) for value in os.getloadavg()],
        "rounds": rounds,
        "min_face_px": MIN_FACE,
        "figures": figures,
        "throughput_over_facenet_torch": {
            "search": round(slow / search, 2),
            "follow": round(slow / follow, 2),
        },
    }


def main() -> None:
    """Print the figures as JSON."""
    command = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    command.add_argument("--rounds", type=int, default=300)
    print(json.dumps(run(command.parse_args().rounds), indent=2))


if __name__ == "__main__":
    main()
