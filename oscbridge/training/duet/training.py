"""Trains the network of ``duet``: the likelihood of what comes next, and nothing else.

One thread, bfloat16 where it is safe, AdamW; the learning rate rises over the first steps, stays,
and falls to nothing over the last three tenths. Conditions are left out at random, so that the
network also composes without them (classifier-free guidance: Ho & Salimans, 2022).
"""

from __future__ import annotations

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
from oscbridge.training.duet.batches import Batch, collated, stretches
from oscbridge.training.duet.data import Score
from oscbridge.training.run_files import append_line, load_checkpoint, save_checkpoint

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


def tensors(batch: Batch, device: str | torch.device = "cpu") -> dict[str, Tensor]:
    """The batch as tensors."""
    return {name: torch.from_numpy(value).to(device) for name, value in batch.items()}


def held_out(network: Network, scores: list[Score], recipe: Recipe, most: int = 12) -> Any:
    """Mean loss of each head in nats, by style, on the scores."""
    rng = np.random.default_rng(1)
    device = next(network.parameters()).device
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
            with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
                for part, (loss, count) in losses(network, tensors(batch, device)).items():
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

    Raises:
        OscbridgeError: ``checkpoint-mismatch`` where what is resumed had another recipe; the
            number of epochs may be another.
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
    run = _Run(Network(sizes).to(device), recipe, out)
    if resume and run.checkpoint.is_file():
        run.restore()
    else:
        run.log.unlink(missing_ok=True)
    while run.epoch < recipe.epochs:
        run.train_epoch(learned)
        if watched:
            line = {"epoch": run.epoch, "held_out": held_out(run.network, watched, recipe)}
            append_line(run.log, line)
    return run.checkpoint


class _Run:
    """The network as it learns, and where its run has got to: an epoch, and batches of it."""

    def __init__(self, network: Network, recipe: Recipe, out: Path) -> None:
        self.network, self.recipe = network, recipe
        self.device = next(network.parameters()).device
        self.checkpoint, self.log = out / "last.pt", out / "log.jsonl"
        self.epoch, self.step = 0, 0
        self._share_done = 0.0
        decayed = [p for p in network.parameters() if p.dim() > 1]
        others = [p for p in network.parameters() if p.dim() <= 1]
        self._optimiser = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": recipe.decay},
                {"params": others, "weight_decay": 0.0},
            ],
            lr=recipe.rate,
            betas=(0.9, 0.98),
        )

    def train_epoch(self, scores: list[Score]) -> None:
        """One epoch, or what is left of it."""
        recipe = self.recipe
        rng = np.random.default_rng([recipe.seed, self.epoch])
        repeats = recipe.repeats if self.epoch < recipe.repeated_epochs else 1
        cut = stretches(scores, recipe.stretch, rng, repeats=repeats)
        order = rng.permutation(len(cut))
        batches = max(1, len(cut) // recipe.rows)
        since, sums = time.monotonic(), dict.fromkeys(PARTS, (0.0, 0.0))
        for number in range(round(self._share_done * batches), batches):
            progress = (self.epoch + number / batches) / recipe.epochs
            chosen = [cut[i] for i in order[number * recipe.rows : (number + 1) * recipe.rows]]
            batch = collated(scores, chosen, recipe.stretch, rng, drop=True)
            parts = self._update(tensors(batch, self.device), progress)
            for part, (value, count) in parts.items():
                was = sums[part]
                sums[part] = (was[0] + float(value.detach()), was[1] + float(count))
            if self.step % 20 == 0 or number == batches - 1:
                told = {p: round(v / max(c, 1e-9), 4) for p, (v, c) in sums.items()}
                pace = round(sums["time"][1] / (time.monotonic() - since))
                line = {"step": self.step, "of": batches, "epoch": self.epoch, "pace": pace}
                append_line(self.log, {**line, **told})
                since, sums = time.monotonic(), dict.fromkeys(PARTS, (0.0, 0.0))
            if self.step % 100 == 0:
                self._save(self.epoch + (number + 1) / batches)
        self.epoch, self._share_done = self.epoch + 1, 0.0
        self._save(float(self.epoch))

    def _update(
        self, batch: dict[str, Tensor], progress: float
    ) -> dict[str, tuple[Tensor, Tensor]]:
        """One step along the batch's losses, which it gives."""
        for group in self._optimiser.param_groups:
            group["lr"] = rate_at(progress, self.step, self.recipe)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            parts = losses(self.network, batch)
            whole = sum((parts[p][0] for p in ("time", "pitch", "length")), torch.zeros(()))
            loudness, loud = parts["loudness"]
            loss = whole / parts["pitch"][1]
            loss = loss + self.recipe.loudness_weight * loudness / (loud + 1.0)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimiser.step()
        self.step += 1
        return parts

    def restore(self) -> None:
        """Go on from the checkpoint.

        Raises:
            OscbridgeError: ``checkpoint-mismatch`` (another recipe).
        """
        state = load_checkpoint(self.checkpoint, self._plan(), self.device)
        self.network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]
        self.epoch = math.floor(state["epoch"] + 1e-6)
        self._share_done = state["epoch"] - self.epoch

    def _save(self, epoch: float) -> None:
        state = {
            "network": self.network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "epoch": epoch,
            "step": self.step,
            "sizes": self.network.sizes.as_dict(),
        }
        save_checkpoint(self.checkpoint, self._plan(), state)

    def _plan(self) -> dict[str, Any]:
        plan = asdict(self.recipe)
        del plan["epochs"]  # more may follow, or fewer
        return plan
