"""How long one face takes, from box to reading, on one thread; and the same net in eager torch.

python -m benchmarks.emotion_reader
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import numpy as np
import torch

from oscbridge.models import weights_path
from oscbridge.vision.efficientnet import BothSides, load
from oscbridge.vision.faces import Box
from oscbridge.vision.reader import EmotionReader, crop_face, prepare

ROUNDS = 300


def times_ms(call: Callable[[], object]) -> dict[str, float]:
    """Median and 99th percentile over ``ROUNDS`` calls, after twenty that do not count."""
    taken = []
    for _ in range(ROUNDS + 20):
        began = time.perf_counter()
        call()
        taken.append(1e3 * (time.perf_counter() - began))
    p50, p99 = np.percentile(taken[20:], [50, 99])
    return {"p50_ms": round(float(p50), 2), "p99_ms": round(float(p99), 2)}


def main() -> None:
    """Print the figures as JSON."""
    torch.set_num_threads(1)
    picture = np.random.default_rng(0).integers(0, 256, (480, 640)).astype(np.uint8)
    box = Box(200.0, 120.0, 160.0, 210.0)
    crop = crop_face(picture, box)
    reader = EmotionReader(threads=1)
    net = BothSides(load(weights_path("emotion"))).eval()

    def eager() -> None:
        with torch.no_grad():
            net(torch.from_numpy(prepare([crop], reader.size)))

    figures = {
        "input_pixels": reader.size,
        "crop_face": times_ms(lambda: crop_face(picture, box)),
        "prepare": times_ms(lambda: prepare([crop], reader.size)),
        "read_one": times_ms(lambda: reader.read(crop)),
        "read_four": times_ms(lambda: reader.read([crop] * 4)),
        "eager_torch_one": times_ms(eager),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
