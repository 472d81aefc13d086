"""Trains the conditional GAN: a warm start that learns to use its noise, then the adversarial game.

The published system's outputs are noise (40 to 53 notes a second). What this training adds leaves
the published networks as they are:

* *Warm start* (Larsen et al., "Autoencoding beyond pixels", ICML 2016): an encoder, used in
  training only, gives the generator the noise that stands for a true continuation, which it learns
  to draw (cross-entropy plus Kullback–Leibler divergence from the standard normal). It goes on
  through stage two.
* *Adversarial stage*: feature matching on the first convolution (MidiNet, section 3.3), one-sided
  label smoothing (Salimans et al. 2016), two generator steps per discriminator step, spectral norm,
  and a straight-through threshold, so that the discriminator never sees that a fake is merely grey
  (Dong & Yang, "Convolutional GANs with binary neurons", ISMIR 2018).
* A moving average of the generator's weights is what is kept.
"""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from oscbridge.errors import OscbridgeError
from oscbridge.music.midinet.network import Discriminator, Generator
from oscbridge.music.midinet.published import CLASSES, NOISE
from oscbridge.music.roll import LAYERS, PITCHES
from oscbridge.training.midinet.data import Batches, RollPairs, load_pairs
from oscbridge.training.midinet.shipping import ship
from oscbridge.training.run_files import load_checkpoint, save_checkpoint

__all__ = ["Recipe", "train"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number of the training.

    Args:
        batches_per_epoch, batch: size of an epoch; half of each batch is labelled (class-balanced).
        warm_epochs: epochs before the discriminator joins.
        rate, last_rate, rate_epochs: Adam's learning rate at the start, and after so many epochs.
        divergence, divergence_epochs: weight of the Kullback–Leibler term in the warm start, and
            how long it takes to get there; divergence_in_game: its lower weight later.
        onset_weight: how much more an onset counts than a sounding cell.
        adversarial, matching: weights of the discriminator's verdict and of feature matching.
        smooth: what the discriminator is told of real rolls instead of 1.
        average: decay of the moving average of weights.
    """

    batches_per_epoch: int = 200
    batch: int = 64
    warm_epochs: int = 8
    rate: float = 1e-3
    last_rate: float = 2e-4
    rate_epochs: float = 21.6
    divergence: float = 0.25
    divergence_epochs: int = 4
    divergence_in_game: float = 0.1
    onset_weight: float = 2.0
    adversarial: float = 8.0
    matching: float = 40.0
    smooth: float = 0.9
    generator_steps: int = 2
    average: float = 0.998

    def in_game(self, epoch: int) -> bool:
        """Whether the discriminator plays in this epoch (counted from 0)."""
        return epoch >= self.warm_epochs

    def rate_at(self, epoch: int) -> float:
        """Adam's rate in an epoch: half a cosine, then level; in the game half of that."""
        progress = min(1.0, epoch / self.rate_epochs)
        down = 0.5 * (1 + math.cos(math.pi * progress))
        rate = self.last_rate + (self.rate - self.last_rate) * down
        return 0.5 * rate if self.in_game(epoch) else rate

    def divergence_at(self, epoch: int, share: float) -> float:
        """Weight of the Kullback–Leibler term after ``share`` of an epoch."""
        if self.in_game(epoch):
            return self.divergence_in_game
        return self.divergence * min(1.0, (epoch + share) / self.divergence_epochs)


class Encoder(nn.Module):
    """What noise would have made this roll? Four convolutions and a dense layer; training only."""

    def __init__(self) -> None:
        super().__init__()
        planes = 96
        self.convolutions = nn.Sequential(
            nn.Conv2d(LAYERS, planes, (PITCHES, 1)),
            nn.BatchNorm2d(planes),
            nn.LeakyReLU(0.2),
            nn.Conv2d(planes, planes, (1, 4), (1, 2), (0, 1)),
            nn.BatchNorm2d(planes),
            nn.LeakyReLU(0.2),
            nn.Conv2d(planes, 128, (1, 4), (1, 2), (0, 1)),
            nn.BatchNorm2d(128),
            nn.LeakyReLU(0.2),
            nn.Conv2d(128, 128, (1, 8), (1, 4), (0, 2)),
            nn.BatchNorm2d(128),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
        )
        self.dense = nn.Linear(128 * 4 + CLASSES, 2 * NOISE)

    def forward(self, roll: Tensor, label: Tensor) -> tuple[Tensor, Tensor]:
        """A roll and its label → the noise's mean and log variance, ``[n, 100]`` each."""
        hidden = self.dense(torch.cat([self.convolutions(roll), label], dim=1))
        return hidden[:, :NOISE], hidden[:, NOISE:].clamp(-8.0, 4.0)


class _Run:
    """The networks, their optimisers and the moving average, as one thing to step and to save."""

    def __init__(self, recipe: Recipe, seed: int, device: str) -> None:
        torch.manual_seed(seed)
        self.recipe = recipe
        self.device = torch.device(device)
        self.generator = Generator().to(self.device)
        self.encoder = Encoder().to(self.device)
        self.discriminator = Discriminator().to(self.device)
        self.average = copy.deepcopy(self.generator).eval()
        self.makers = torch.optim.Adam(
            [*self.generator.parameters(), *self.encoder.parameters()], lr=recipe.rate
        )
        self.judge = torch.optim.Adam(self.discriminator.parameters(), lr=2e-4, betas=(0.5, 0.9))
        self.epoch = 0
        self.seconds = 0.0
        self.history: list[dict[str, float]] = []

    def elbo(
        self, previous: Tensor, following: Tensor, label: Tensor, divergence: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The warm start's loss, its cross-entropy and its divergence: batch means in nats."""
        mean, log_variance = self.encoder(following, label)
        noise = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
        logits = self.generator.logits(noise, previous, label)
        cells = nn.functional.binary_cross_entropy_with_logits(logits, following, reduction="none")
        weights = torch.tensor([1.0, self.recipe.onset_weight], device=self.device)
        drawn = (cells * weights[None, :, None, None]).sum(dim=(1, 2, 3)).mean()
        apart = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(dim=1).mean()
        return drawn + divergence * apart, drawn, apart

    def imagined(self, previous: Tensor, label: Tensor) -> Tensor:
        """A roll from fresh noise, thresholded with the gradient let straight through."""
        noise = torch.randn(len(previous), NOISE, device=self.device)
        grey = self.generator(noise, previous, label)
        struck: Tensor = (grey > 0.5).float() + grey - grey.detach()
        return struck

    def judge_step(self, previous: Tensor, following: Tensor, label: Tensor) -> float:
        with torch.no_grad():
            fake = self.imagined(previous, label)
        _, real_logit = self.discriminator.features(following, previous, label)
        _, fake_logit = self.discriminator.features(fake, previous, label)
        entropy = nn.functional.binary_cross_entropy_with_logits
        loss = entropy(real_logit, torch.full_like(real_logit, self.recipe.smooth)) + entropy(
            fake_logit, torch.zeros_like(fake_logit)
        )
        self.judge.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.judge.step()
        return float(loss.detach())

    def maker_step(
        self, previous: Tensor, following: Tensor, label: Tensor, divergence: float, game: bool
    ) -> dict[str, float]:
        loss, drawn, apart = self.elbo(previous, following, label, divergence)
        told = {"drawn": float(drawn.detach()), "apart": float(apart.detach())}
        if game:
            fake = self.imagined(previous, label)
            with torch.no_grad():
                real_planes, _ = self.discriminator.features(following, previous, label)
            planes, logit = self.discriminator.features(fake, previous, label)
            verdict = nn.functional.softplus(-logit).mean()
            matched = (planes.mean(dim=0) - real_planes.mean(dim=0)).square().sum()
            loss = loss + self.recipe.adversarial * verdict + self.recipe.matching * matched
            told |= {"verdict": float(verdict.detach()), "matched": float(matched.detach())}
        self.makers.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.generator.parameters(), 200.0)
        self.makers.step()
        self._follow()
        return told

    @torch.no_grad()
    def _follow(self) -> None:
        kept = self.average.state_dict()
        for name, value in self.generator.state_dict().items():
            if value.dtype.is_floating_point:
                kept[name].lerp_(value, 1 - self.recipe.average)
            else:
                kept[name].copy_(value)

    def state(self) -> dict[str, Any]:
        return {
            "generator": self.generator.state_dict(),
            "encoder": self.encoder.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "average": self.average.state_dict(),
            "makers": self.makers.state_dict(),
            "judge": self.judge.state_dict(),
            "torch": torch.get_rng_state(),
            "epoch": self.epoch,
            "seconds": self.seconds,
            "history": self.history,
        }

    def restore(self, state: dict[str, Any]) -> None:
        for name in ("generator", "encoder", "discriminator", "average", "makers", "judge"):
            getattr(self, name).load_state_dict(state[name])
        torch.set_rng_state(state["torch"].cpu())  # also where the rest was loaded to a GPU
        self.epoch, self.seconds = state["epoch"], state["seconds"]
        self.history = state["history"]


def train(
    data: Path,
    out: Path,
    *,
    epochs: int = 16,
    seed: int = 20,
    device: str = "cpu",
    resume: bool = False,
    recipe: Recipe | None = None,
) -> Path:
    """Train, and write ``midinet.safetensors`` and ``midinet.json`` (the history) into ``out``.

    A checkpoint is written after each epoch; a resumed run goes on as the unbroken one would have.

    Args:
        data: folder that holds ``midi/vgmidi`` (and ``midi/pop909``, used unlabelled if it is
            there).
        out: folder for checkpoint and weights; made if missing.
        epochs: total number, resumed ones included.
        seed: of weights, batches and noise.
        device: a torch device.
        resume: go on from ``out/midinet.checkpoint.pt``.

    Returns:
        The weights file.

    Raises:
        OscbridgeError: ``data-missing``; ``checkpoint-missing`` if there is none to resume from;
            ``checkpoint-mismatch`` if that had another recipe or seed.
    """
    recipe = recipe or Recipe()
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "midinet.checkpoint.pt"
    plan = {**asdict(recipe), "seed": seed}  # epochs are no part of it: more may follow
    run = _Run(recipe, seed, device)
    if resume:
        if not checkpoint.is_file():
            raise OscbridgeError("checkpoint-missing", f"no {checkpoint}; train without --resume")
        run.restore(load_checkpoint(checkpoint, plan, run.device))
    pairs = load_pairs(data, cache=out)
    while run.epoch < epochs:
        _epoch(run, pairs, epochs, seed)
        save_checkpoint(checkpoint, plan, run.state())
        summary = {"recipe": asdict(recipe), "seed": seed, "epochs": epochs}
        summary |= {"seconds": round(run.seconds), "history": run.history}
        (out / "midinet.json").write_text(json.dumps(summary, indent=1))
    return ship(run.average, pairs, out / "midinet.safetensors", seed)


def _epoch(run: _Run, pairs: RollPairs, epochs: int, seed: int) -> None:
    recipe = run.recipe
    started = time.perf_counter()
    game = recipe.in_game(run.epoch)
    for group in run.makers.param_groups:
        group["lr"] = recipe.rate_at(run.epoch)
    batches = Batches(pairs, np.random.default_rng([seed, run.epoch]), recipe.batch)
    sums: dict[str, float] = {}
    run.generator.train()
    run.encoder.train()
    bar = tqdm(range(recipe.batches_per_epoch), desc=f"epoch {run.epoch + 1}/{epochs}", leave=False)
    for step in bar:
        divergence = recipe.divergence_at(run.epoch, step / recipe.batches_per_epoch)
        previous, following, label = (part.to(run.device) for part in batches.draw())
        told: dict[str, float] = {}
        if game and step % recipe.generator_steps == 0:
            told["judge"] = run.judge_step(previous, following, label)
        told |= run.maker_step(previous, following, label, divergence, game)
        for name, value in told.items():
            sums[name] = sums.get(name, 0.0) + value
            sums[f"n_{name}"] = sums.get(f"n_{name}", 0.0) + 1
        bar.set_postfix({name: f"{value:.2f}" for name, value in told.items()})
    mean = {k: v / sums[f"n_{k}"] for k, v in sums.items() if not k.startswith("n_")}
    mean |= _held_out(run, pairs)
    run.epoch += 1
    run.seconds += time.perf_counter() - started
    run.history.append({"epoch": run.epoch, **{k: round(v, 4) for k, v in mean.items()}})
    tqdm.write(f"epoch {run.epoch}: {run.history[-1]}")


@torch.no_grad()
def _held_out(run: _Run, pairs: RollPairs) -> dict[str, float]:
    """Cross-entropy and divergence on the validation pieces."""
    state = torch.get_rng_state()
    torch.manual_seed(0)
    run.generator.eval()
    run.encoder.eval()
    size = run.recipe.batch
    batches = Batches(pairs, np.random.default_rng(0), size, split="validation", augment=False)
    parts = [[float(x) for x in run.elbo(*batches.draw(), divergence=1.0)] for _ in range(6)]
    torch.set_rng_state(state)
    _, drawn, apart = np.mean(parts, axis=0)
    return {"held_out_drawn": float(drawn), "held_out_apart": float(apart)}
