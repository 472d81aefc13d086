"""Trains the network of ``duet``: the likelihood of what comes next, and nothing else.

One thread, bfloat16 where it is safe, AdamW; the learning rate rises over the first steps, stays,
and falls to nothing over the last three tenths. Conditions are left out at random, so that the
network also composes without them (classifier-free guidance: Ho & Salimans, 2022).
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from oscbridge.music.duet.network import Network, Sizes
from oscbridge.training.duet.data import (
    Batch,
    Score,
    collated,
    stretches,
)

PARTS = ("time", "pitch", "length", "loudness")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the shipped weights were trained.

    VGMIDI's pieces are seen ``repeats`` times an epoch for ``repeated_epochs``, and once an epoch
    while the rate falls, lest they be learned by heart.
    """

    epochs: int = 10
    seed: int = 7
    rows: int = 32
    stretch: int = 256
    rate: float = 3e-3
    warm_steps: int = 150
    fall: float = 0.3
    decay: float = 0.05
    loudness_weight: float = 0.2
    repeats: int = 4
    repeated_epochs: int = 8


def losses(network: Network, batch: dict[str, Tensor]) -> dict[str, tuple[Tensor, Tensor]]:
    """For each head: the sum of its losses in nats, and over how many events."""
    embedded = network.embedded(
        time=batch["time"],
        pitch=batch["pitch"],
        length=batch["length"],
        place=batch["place"],
        bar_ticks=batch["bar_ticks"],
        ahead=batch["ahead"],
        struck=batch["struck"],
        style=batch["style"],
        conditions=batch["conditions"],
    )
    ready = network.trunk(embedded)
    sums: dict[str, tuple[Tensor, Tensor]] = {}

    def total(logits: Tensor, target: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
        each = functional.cross_entropy(logits.float(), target, reduction="none")
        return (each * weight).sum(), weight.sum()

    some = batch["weight_event"] > 0
    sums["time"] = total(
        network.time_head(ready[some]), batch["next_time"][some], batch["weight_event"][some]
    )
    notes = batch["weight_note"] > 0
    ready = ready[notes]
    when, place = batch["next_time"][notes], batch["next_place"][notes]
    pitch, one = batch["next_pitch"][notes], batch["weight_note"][notes]
    logits = network.pitch_logits(ready, when, place, batch["planes"][notes].to(ready.dtype))
    sums["pitch"] = total(logits, pitch, one)
    rest = batch["next_bar_ticks"][notes] - place
    lengths, loudness = network.shape_logits(ready, when, place, rest, pitch)
    sums["length"] = total(lengths, batch["next_length"][notes], one)
    sums["loudness"] = total(loudness, batch["next_loudness"][notes], batch["weight_loud"][notes])
    return sums


def tensors(batch: Batch) -> dict[str, Tensor]:
    """The batch as tensors."""
    return {name: torch.from_numpy(value) for name, value in batch.items()}


def held_out(network: Network, scores: list[Score], recipe: Recipe, most: int = 12) -> Any:
    """Mean loss of each head in nats, by style, on the scores."""
    rng = np.random.default_rng(1)
    network.eval()
    result: dict[str, float] = {}
    for style in (1, 2, 3):
        own = [s for s in scores if s.style == style]
        cut = stretches(own, recipe.stretch, rng, repeats=None)
        cut = [cut[i] for i in rng.permutation(len(cut))[: most * recipe.rows]]
        sums = dict.fromkeys(PARTS, 0.0)
        counts = dict.fromkeys(PARTS, 1e-9)
        for at in range(0, len(cut), recipe.rows):
            batch = collated(own, cut[at : at + recipe.rows], recipe.stretch, rng, drop=False)
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                for part, (loss, count) in losses(network, tensors(batch)).items():
                    sums[part] += float(loss)
                    counts[part] += float(count)
        for part in PARTS:
            result[f"{style}_{part}"] = round(sums[part] / counts[part], 4)
    network.train()
    return result


def rate_at(progress: float, step: int, recipe: Recipe) -> float:
    """Learning rate at a share of the whole run."""
    warm = min(1.0, (step + 1) / recipe.warm_steps)
    fall = min(1.0, max(0.0, (1.0 - progress) / recipe.fall))
    return recipe.rate * warm * (0.02 + 0.98 * fall)


def train(
    out: Path,
    scores: Sequence[Score],
    *,
    epochs: int | None = None,
    seed: int | None = None,
    device: str = "cpu",
    resume: bool = False,
    sizes: Sizes | None = None,
    recipe: Recipe | None = None,
) -> Path:
    """Learn from the training scores, watch the validation ones, write checkpoints and a log.

    Args:
        out: folder; with ``resume`` a run that was stopped goes on from ``last.pt`` there.
        scores: of both splits.
        epochs, seed: in place of the recipe's.
        device: where to compute.
        sizes, recipe: in place of the shipped ones.

    Returns:
        The last checkpoint.
    """
    recipe = recipe or Recipe()
    recipe = replace(
        recipe,
        epochs=recipe.epochs if epochs is None else epochs,
        seed=recipe.seed if seed is None else seed,
    )
    torch.manual_seed(recipe.seed)
    out.mkdir(parents=True, exist_ok=True)
    learned = [s for s in scores if s.split == "train"]
    watched = [s for s in scores if s.split == "validation"]
    network = Network(sizes).to(device)
    decayed = [p for p in network.parameters() if p.dim() > 1]
    others = [p for p in network.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [
            {"params": decayed, "weight_decay": recipe.decay},
            {"params": others, "weight_decay": 0.0},
        ],
        lr=recipe.rate,
        betas=(0.9, 0.98),
    )
    start, step = 0.0, 0
    path = out / "last.pt"
    if resume and path.is_file():
        state = torch.load(path, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        start, step = state["epoch"], state["step"]
    log = (out / "log.jsonl").open("a", encoding="utf-8")
    epoch = math.floor(start + 1e-6)
    done = start - epoch
    while epoch < recipe.epochs:
        rng = np.random.default_rng([recipe.seed, epoch])
        repeats = recipe.repeats if epoch < recipe.repeated_epochs else 1
        cut = stretches(learned, recipe.stretch, rng, repeats=repeats)
        order = rng.permutation(len(cut))
        batches = max(1, len(cut) // recipe.rows)
        since, seen, sums = time.monotonic(), 0.0, dict.fromkeys(PARTS, (0.0, 0.0))
        for number in range(int(done * batches), batches):
            progress = (epoch + number / batches) / recipe.epochs
            for group in optimiser.param_groups:
                group["lr"] = rate_at(progress, step, recipe)
            chosen = [cut[i] for i in order[number * recipe.rows : (number + 1) * recipe.rows]]
            batch = tensors(collated(learned, chosen, recipe.stretch, rng, drop=True))
            with torch.autocast(device, dtype=torch.bfloat16):
                parts = losses(network, batch)
                notes = parts["pitch"][1]
                loss = sum(
                    (parts[p][0] for p in ("time", "pitch", "length")), torch.zeros(())
                ) / notes + recipe.loudness_weight * parts["loudness"][0] / (
                    parts["loudness"][1] + 1.0
                )
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            seen += float(parts["time"][1])
            for part, (value, count) in parts.items():
                was = sums[part]
                sums[part] = (was[0] + float(value.detach()), was[1] + float(count))
            if step % 20 == 0 or number == batches - 1:
                told = {p: round(v / max(c, 1e-9), 4) for p, (v, c) in sums.items()}
                pace = round(seen / (time.monotonic() - since))
                line = {"step": step, "of": batches, "epoch": epoch, "pace": pace, **told}
                log.write(json.dumps(line) + "\n")
                log.flush()
                since, seen, sums = time.monotonic(), 0.0, dict.fromkeys(PARTS, (0.0, 0.0))
            if step % 100 == 0:
                _save(path, network, optimiser, epoch + (number + 1) / batches, step, recipe)
        epoch, done = epoch + 1, 0.0
        _save(path, network, optimiser, float(epoch), step, recipe)
        if watched:
            log.write(json.dumps({"epoch": epoch, "held_out": held_out(network, watched, recipe)}))
            log.write("\n")
            log.flush()
    return path


def _save(
    path: Path,
    network: Network,
    optimiser: torch.optim.Optimizer,
    epoch: float,
    step: int,
    recipe: Recipe,
) -> None:
    state = {
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "epoch": epoch,
        "step": step,
        "recipe": asdict(recipe),
        "sizes": network.sizes.as_dict(),
    }
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(path)
