"""The training loop of the small face networks: epochs, one after the other.

What is particular to a network (its loss, how it is judged, what its file holds) is handed in. All
chance comes from seed and epoch, so a resumed run is the run that was not stopped.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from oscbridge.errors import OscbridgeError
from oscbridge.training.face.augmentation import augment, standardise, warp
from oscbridge.training.face.data import Faces
from oscbridge.training.face.learner import Learner
from oscbridge.training.run_files import append_line
from oscbridge.vision.readers.crops import prepare

BATCH = 96
VIEW_BATCH = 256

Loss = Callable[[nn.Module, Tensor, Tensor], Tensor]
"""(network, views [B, 1, S, S], which faces [B]) → loss. The faces' rows lie on the CPU."""

Judge = Callable[[nn.Module], tuple[float, dict[str, float]]]
"""Network → its merit (higher is better) and the figures to log, on validation faces."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides a run; a checkpoint resumes only under the same plan.

    Args:
        size: side of the views in pixels.
        strong: share of the views that get all that a stage camera does to a face; the others are
            only moved, turned and mirrored. A small network that starts from nothing learns
            subtle expressions late, or never, if it seldom sees a face undisturbed.
        small_size, small_epochs: side in the first epochs, and how many these are.
        init: name of the file that the weights started from.
        bfloat16: multiply in bfloat16. Faster where the processor can, for plain convolutions; not
            for depthwise ones.
    """

    epochs: int
    seed: int
    size: int
    rate: float
    weight_decay: float
    strong: float = 0.5
    small_size: int = 0
    small_epochs: int = 0
    bfloat16: bool = False
    init: str = "scratch"

    def size_at(self, epoch: int) -> int:
        """Side of an epoch's views."""
        return self.small_size if epoch < self.small_epochs else self.size


def train_network(
    net: nn.Module,
    plan: Plan,
    faces: Faces,
    out: Path,
    *,
    loss: Loss,
    judge: Judge,
    keep: Callable[[nn.Module, dict[str, Any]], None],
    device: str = "cpu",
    resume: bool = True,
) -> None:
    """Trains ``net`` on ``faces``; ``keep`` is called with the mean network of each best epoch yet.

    Writes ``out/checkpoint.pt`` and a line of ``out/log.jsonl`` after each epoch.

    Raises:
        OscbridgeError: ``data-missing`` (no faces); ``checkpoint-mismatch`` (another plan).
    """
    if not len(faces):
        raise OscbridgeError("data-missing", "no faces are left to train on; get more")
    out.mkdir(parents=True, exist_ok=True)
    net.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    learner = Learner(
        net,
        plan,
        rate=plan.rate,
        weight_decay=plan.weight_decay,
        steps=plan.epochs * math.ceil(len(faces) / BATCH),
        device=device,
    )
    checkpoint = out / "checkpoint.pt"
    if resume and checkpoint.is_file():
        learner.restore(checkpoint)
    else:
        (out / "log.jsonl").unlink(missing_ok=True)
    for epoch in range(learner.epoch, plan.epochs):
        began = time.perf_counter()
        mean_loss = _train_epoch(learner, plan, faces, loss, epoch)
        merit, figures = judge(learner.mean)
        line: dict[str, Any] = {
            "epoch": epoch + 1,
            "loss": round(mean_loss, 4),
            "seconds": round(time.perf_counter() - began, 1),
            **{name: round(value, 4) for name, value in figures.items()},
        }
        append_line(out / "log.jsonl", line)
        tqdm.write(json.dumps(line))
        if merit > learner.best:
            learner.best = merit
            keep(learner.mean, line)
        learner.epoch = epoch + 1
        learner.save(checkpoint)


def _views_for_training(images: Tensor, plan: Plan, epoch: int, rng: torch.Generator) -> Tensor:
    """Faces uint8 [B, H, W], which come in random order, as views [B, 1, S, S]."""
    strong, size = round(plan.strong * len(images)), plan.size_at(epoch)
    parts = []
    if strong:
        parts.append(augment(images[:strong], size, rng))
    if strong < len(images):
        parts.append(standardise(warp(images[strong:, None].float() / 255, size, rng)))
    return torch.cat(parts)


def _train_epoch(
    learner: Learner[nn.Module], plan: Plan, faces: Faces, loss: Loss, epoch: int
) -> float:
    """One epoch; gives the mean loss."""
    chance = plan.seed * 1000 + epoch
    torch.manual_seed(chance)
    rng = torch.Generator().manual_seed(chance)
    images = torch.from_numpy(faces.images)
    learner.net.train()
    total = 0.0
    order = torch.split(torch.randperm(len(faces), generator=rng), BATCH)
    title = f"epoch {epoch + 1}/{plan.epochs}"
    for i, chosen in enumerate(tqdm(order, desc=title, unit="batch", mininterval=5)):
        views = _views_for_training(images[chosen], plan, epoch, rng).to(learner.device)
        views = views.contiguous(memory_format=torch.channels_last)
        with torch.autocast(
            torch.device(learner.device).type, torch.bfloat16, enabled=plan.bfloat16
        ):
            value = loss(learner.net, views, chosen)
        learner.update(value, epoch * len(order) + i)
        total += value.item() * len(chosen)
    return total / len(faces)


@torch.no_grad()
def answers(net: nn.Module, faces: Faces, size: int, device: str = "cpu") -> NDArray[np.float64]:
    """A network's outputs [N, K] over faces, prepared as the running program prepares them."""
    net.eval()
    return np.concatenate(
        [
            net(torch.from_numpy(prepare(images, size)).to(device)).double().cpu().numpy()
            for images in batches(faces)
        ]
    )


def batches(faces: Faces) -> Iterator[NDArray[np.uint8]]:
    """The faces' images in order, some hundred at a time."""
    for start in range(0, len(faces), VIEW_BATCH):
        yield faces.images[start : start + VIEW_BATCH]
