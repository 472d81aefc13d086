"""The training loop of the recurrent engines: three losses, a rate that falls, a checkpoint.

Losses: cross-entropy of the pitch, mean squared error of step and length in beats, and a pressure
that keeps both from being negative (as in TensorFlow's tutorial "Generate music with an RNN", which
the published systems follow).
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from oscbridge.music.triples.network import TripleNetwork, blank_state
from oscbridge.music.triples.triple import LENGTH, PITCH, STEP
from oscbridge.training.run_files import append_line, load_checkpoint, save_checkpoint
from oscbridge.training.triples.data import Row, Windows

POSITIVE_PRESSURE = 10.0
"""Weight of how far a step or length is below zero."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number of a training.

    Args:
        epochs, batches: how long; an epoch is that many batches.
        batch, notes: windows in a batch, notes in a window.
        rate: Adam's learning rate at the start; it falls to a twentieth by half a cosine.
        time_weight: what a squared beat counts beside a nat of pitch.
        sharpness: logits are divided by this in the loss. 1, but for an engine that samples at
            another temperature, so that its sampling is calibrated.
        held_batches: batches of 64 validation windows that choose the best epoch.
    """

    epochs: int
    batches: int = 100
    batch: int = 64
    notes: int = 96
    rate: float = 2e-3
    time_weight: float = 1.0
    sharpness: float = 1.0
    held_batches: int = 8


@dataclass(frozen=True, slots=True)
class Losses:
    """Mean over notes: pitch in nats, squared errors of step and length in squared beats."""

    pitch: float
    step: float
    length: float


def losses_of(
    network: nn.Module, windows: Tensor, real: Tensor, sharpness: float
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Means over the real notes of pitch, step and length losses, and of the pressure."""
    given, wanted = windows[:, :-1], windows[:, 1:]
    there = real[:, 1:]
    hidden, cell = (state.to(windows.device) for state in blank_state(len(windows)))
    logits, steps, lengths, _, _ = network(
        given[..., PITCH].long(), given[..., STEP:].contiguous(), hidden, cell
    )
    pitch = nn.functional.cross_entropy(logits[there] / sharpness, wanted[..., PITCH][there].long())
    step = (steps - wanted[..., STEP])[there].square().mean()
    length = (lengths - wanted[..., LENGTH])[there].square().mean()
    pressure = torch.relu(-steps[there]).mean() + torch.relu(-lengths[there]).mean()
    return pitch, step, length, pressure


def measured(
    network: nn.Module, rows: Sequence[Row], *, batches: int = 8, sharpness: float = 1.0
) -> Losses:
    """Losses on windows of the rows, the same ones whenever it is asked."""
    source = Windows(rows, np.random.default_rng(0), augment=False)
    device = next(network.parameters()).device
    network.eval()
    total = np.zeros(3)
    with torch.no_grad():
        for _ in range(batches):
            windows, real = (part.to(device) for part in source.draw())
            total += [float(each) for each in losses_of(network, windows, real, sharpness)[:3]]
    network.train()
    return Losses(*(total / batches).tolist())


def _held(network: nn.Module, rows: Sequence[Row], recipe: Recipe) -> Losses:
    return measured(network, rows, batches=recipe.held_batches, sharpness=recipe.sharpness)


def _total(losses: Losses, recipe: Recipe) -> float:
    """What is made small."""
    return losses.pitch + recipe.time_weight * (losses.step + losses.length)


def train_network(
    network: TripleNetwork,
    recipe: Recipe,
    train: Sequence[Row],
    validation: Sequence[Row],
    out: Path,
    name: str,
    *,
    seed: int = 20,
    device: str = "cpu",
    resume: bool = False,
) -> TripleNetwork:
    """Train, and give the network of the epoch with the best validation loss.

    ``out/NAME.pt`` is written after every epoch, ``out/NAME.jsonl`` gets a line for each.

    Raises:
        OscbridgeError: ``checkpoint-mismatch`` where what is resumed had another recipe or seed.
    """
    out.mkdir(parents=True, exist_ok=True)
    checkpoint, log = out / f"{name}.pt", out / f"{name}.jsonl"
    plan = {**asdict(recipe), "seed": seed}
    network.to(device).train()
    optimiser = torch.optim.Adam(network.parameters(), lr=recipe.rate)
    best, best_loss, first = copy.deepcopy(network.state_dict()), math.inf, 0
    if resume and checkpoint.is_file():
        stored = load_checkpoint(checkpoint, plan, device)
        network.load_state_dict(stored["network"])
        optimiser.load_state_dict(stored["optimiser"])
        best, best_loss, first = stored["best"], stored["best_loss"], stored["epoch"]
    else:
        log.unlink(missing_ok=True)
        if validation:  # fine-tuning may make it worse: what it starts from is a candidate too
            best_loss = _total(_held(network, validation, recipe), recipe)
    for epoch in range(first, recipe.epochs):
        torch.manual_seed(seed * 1000 + epoch)
        source = Windows(
            train,
            np.random.default_rng([seed, epoch]),
            batch=recipe.batch,
            notes=recipe.notes,
        )
        begun, seen = time.monotonic(), np.zeros(3)
        for batch in range(recipe.batches):
            share = (epoch + batch / recipe.batches) / recipe.epochs
            rate = recipe.rate * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * share)))
            for group in optimiser.param_groups:
                group["lr"] = rate
            windows, real = source.draw()
            pitch, step, length, pressure = losses_of(
                network, windows.to(device), real.to(device), recipe.sharpness
            )
            loss = pitch + recipe.time_weight * (step + length) + POSITIVE_PRESSURE * pressure
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            seen += [float(each.detach()) for each in (pitch, step, length)]
        held = _held(network, validation or train, recipe)
        total = _total(held, recipe)
        if total < best_loss:
            best, best_loss = copy.deepcopy(network.state_dict()), total
        save_checkpoint(
            checkpoint,
            plan,
            {
                "network": network.state_dict(),
                "optimiser": optimiser.state_dict(),
                "best": best,
                "best_loss": best_loss,
                "epoch": epoch + 1,
            },
        )
        line = {
            "epoch": epoch + 1,
            "seconds": round(time.monotonic() - begun, 1),
            "train": [round(float(each), 4) for each in seen / recipe.batches],
            "validation": [round(held.pitch, 4), round(held.step, 4), round(held.length, 4)],
        }
        append_line(log, line)
    network.load_state_dict(best)
    return network.eval()
