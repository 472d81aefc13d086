"""Accuracy and time against the side of the network's input: measured, and drawn.

    python -m oscbridge.training.face.resolution --data DIR --out runs/resolution

A network reads best at the side that it learnt at, so each side gets the same short training from
the same weights before it is judged. What is learnt so is thrown away: the curve says which side to
train at, not how good a full training at it would be. With ``--share 0`` nothing is trained: then
the sides that the weights learnt at have an advantage.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from oscbridge.training.face.data import splits
from oscbridge.training.face.emotion import DROP_PATH, Run, Settings, loss_weights
from oscbridge.training.face.warmstart import warm_start
from oscbridge.vision.readers.emotion import EmotionReader
from oscbridge.vision.readers.networks.efficientnet import EfficientNetB0
from oscbridge.weights.models import weights_path

SIDES = (48, 64, 80, 96, 112)
RATE = 3e-4
BALANCE = 0.5
READS = 200


def curve(
    data: Path,
    out: Path,
    *,
    weights: Path | None = None,
    sides: tuple[int, ...] = SIDES,
    share: float = 1.0,
    seed: int = 0,
) -> list[dict[str, float]]:
    """Figures on validation faces, and milliseconds of one reading, for each side.

    A side that ``out`` has weights for is not trained again, but timed again.

    Args:
        weights: what each side's training starts from; the shipped ones where it is None.
        share: of an epoch that each side is trained for; 0: not at all.

    Raises:
        OscbridgeError: ``data-missing``; ``weights-missing``; ``weights-mismatch``.
    """
    start = weights or weights_path("emotion")
    parts = splits(data)
    train = parts.train.where(np.random.default_rng(seed).random(len(parts.train)) < share)
    points = []
    for side in sides:
        folder = out / str(side)
        if not (folder / "emotion.safetensors").is_file():
            folder.mkdir(parents=True, exist_ok=True)
            torch.manual_seed(seed)
            net = EfficientNetB0(drop_path=DROP_PATH)
            warm_start(net, start)
            net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            settings = Settings(1, seed, side, start.name, RATE, BALANCE)
            run = Run(net, settings, steps=math.ceil(len(train) / settings.batch), device="cpu")
            if len(train):
                rarity = torch.from_numpy(loss_weights(train.targets, BALANCE))
                run.train_epoch(train, torch.from_numpy(train.targets), rarity, 0)
            run.judge(parts.val, folder, {"epoch": 1, "size": side}, None, None)
        line = json.loads((folder / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1])
        names = ("accuracy_8", "accuracy_4", "balanced_4", "accuracy_3")
        spent = _milliseconds(folder / "emotion.safetensors")
        points.append({"side": side, **{name: line[name] for name in names}, **spent})
    return points


def _milliseconds(weights: Path) -> dict[str, float]:
    reader = EmotionReader(threads=1, weights=weights)
    crop = np.random.default_rng(0).integers(0, 256, (48, 48)).astype(np.uint8)
    reader.read(crop)
    taken = []
    for _ in range(READS):
        began = time.perf_counter()
        reader.read(crop)
        taken.append((time.perf_counter() - began) * 1000)
    return {"best_ms": min(taken), "median_ms": float(np.median(taken))}


def draw(points: list[dict[str, float]], path: Path) -> None:
    """Both curves over the side, as a PNG."""
    import matplotlib

    matplotlib.use("Agg")  # no window: made over ssh too
    import matplotlib.pyplot as plt

    sides = [point["side"] for point in points]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    for name, label in (
        ("accuracy_8", "eight, accuracy"),
        ("accuracy_4", "four, accuracy"),
        ("balanced_4", "four, balanced"),
    ):
        left.plot(sides, [100 * point[name] for point in points], marker="o", label=label)
    left.set_ylabel("validation, clear faces, %")
    left.legend(fontsize=8)
    right.plot(sides, [point["best_ms"] for point in points], marker="o", label="best")
    right.plot(sides, [point["median_ms"] for point in points], marker="o", label="median")
    right.set_ylabel("one face, one thread, ms")
    right.set_ylim(0)
    right.legend(fontsize=8)
    for axes in (left, right):
        axes.set_xlabel("side of the input, pixels")
        axes.set_xticks(sides)
        axes.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=100)
    plt.close(figure)


def main() -> None:
    """The command of the docstring."""
    asked = argparse.ArgumentParser(description="accuracy and time against the input's side")
    asked.add_argument("--data", type=Path, required=True, metavar="DIR")
    asked.add_argument("--out", type=Path, default=Path("runs/resolution"), metavar="DIR")
    asked.add_argument("--weights", type=Path, metavar="FILE", help="where each side starts from")
    asked.add_argument("--sides", type=int, nargs="+", default=list(SIDES), metavar="PX")
    asked.add_argument("--share", type=float, default=1.0, help="of an epoch for each side")
    given = asked.parse_args()
    found: list[dict[str, Any]] = curve(
        given.data,
        given.out,
        weights=given.weights,
        sides=tuple(given.sides),
        share=given.share,
    )
    (given.out / "resolution.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    draw(found, given.out / "resolution.png")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
