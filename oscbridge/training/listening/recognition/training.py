"""How the two recognisers learn: pictures in another room, noise and loudness each time.

What is learnt from is dry, and everything is done to its picture's powers, which is where it costs
least: a room smears each frame over those that follow, noise of some colour is added, a smooth
random equaliser stands for microphone and font, loudness falls out by standardising, and a stripe
of time and a stripe of bands are lost. The mean of the weights over the last steps is what is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.signal import lfilter
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from oscbridge.listening.audio import RATE
from oscbridge.listening.recognition_network import Recogniser
from oscbridge.listening.spectrum import SEMITONE_HOP, SEMITONES, Spectrogram, standardised
from oscbridge.training.listening.recognition.renders import HIGHEST, LOWEST, NOTE_FRAMES
from oscbridge.training.run_files import load_checkpoint, save_checkpoint

Batch = tuple[NDArray[np.float32], NDArray[np.int64]]
Source = Callable[[int, np.random.Generator], Batch]
"""(how many, random) → [n, frames, bands] standardised pictures and [n] classes."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One training run.

    Args:
        steps: batches.
        batch: pictures.
        rate: highest learning rate.
        check_every: batches between two looks at the validation set.
        seed: of everything drawn.
    """

    steps: int
    batch: int = 32
    rate: float = 3e-3
    check_every: int = 100
    seed: int = 1


def train_network(
    network: Recogniser,
    source: Source,
    recipe: Recipe,
    checkpoint: Path,
    check: Callable[[nn.Module], str],
    *,
    resume: bool = False,
) -> nn.Module:
    """Train; gives the averaged network in eval mode.

    Args:
        network: fresh.
        source: of batches.
        recipe: the recipe.
        checkpoint: written at every check.
        check: told the averaged network; gives a line to print.
        resume: go on from the checkpoint where there is one.

    Raises:
        OscbridgeError: ``checkpoint-mismatch`` where that is of another recipe.
    """
    mean = get_ema_multi_avg_fn(0.98)  # type: ignore[no-untyped-call]
    averaged = AveragedModel(network, multi_avg_fn=mean, use_buffers=True)
    optimiser = torch.optim.AdamW(network.parameters(), recipe.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=recipe.steps, pct_start=0.15
    )
    losses = nn.CrossEntropyLoss(label_smoothing=0.05)
    begin = 0
    if resume and checkpoint.is_file():
        state = load_checkpoint(checkpoint, asdict(recipe))
        network.load_state_dict(state["network"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        begin = state["step"]
    started, total, since = time.process_time(), 0.0, 0
    for step in range(begin, recipe.steps):
        network.train()
        pictures, labels = source(recipe.batch, np.random.default_rng([recipe.seed, step]))
        loss = losses(network(torch.from_numpy(pictures)), torch.from_numpy(labels))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        averaged.update_parameters(network)
        total += float(loss.detach())
        since += 1
        if (step + 1) % recipe.check_every == 0 or step + 1 == recipe.steps:
            said = check(averaged.module.eval())
            spent = time.process_time() - started
            print(
                f"step {step + 1}: loss {total / max(1, since):.3f}, {said} "
                f"({spent:.0f} s of work)",
                flush=True,
            )
            total, since = 0.0, 0
            save_checkpoint(
                checkpoint,
                asdict(recipe),
                {
                    "step": step + 1,
                    "network": network.state_dict(),
                    "averaged": averaged.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "schedule": schedule.state_dict(),
                },
            )
    kept: nn.Module = averaged.module.eval()
    return kept


def instrument_source(
    pictures: NDArray[np.float16], labels: NDArray[np.int64], frames: int = 108
) -> Source:
    """Crops of rendered takes, each class as often as any other."""
    of_class = [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)]

    def draw(count: int, rng: np.random.Generator) -> Batch:
        chosen = [of_class[int(c)] for c in rng.integers(len(of_class), size=count)]
        indices = np.array([int(rng.choice(own)) for own in chosen])
        crops = []
        for index in indices:
            picture = pictures[index]
            begin = int(rng.integers(len(picture) - frames + 1))
            power = 10.0 ** (picture[begin : begin + frames].astype(np.float32) / 10.0) - 1.0
            crops.append(varied(power, 43.0, rng))
        return np.stack(crops), labels[indices]

    return draw


@dataclass(frozen=True, slots=True)
class Score:
    """A piece's notes as arrays [N], sorted by start: seconds, MIDI numbers, velocities."""

    starts_s: NDArray[np.float64]
    ends_s: NDArray[np.float64]
    pitches: NDArray[np.int64]
    velocities: NDArray[np.float64]


def composer_source(
    scores: list[list[list[Score]]], pianos: list[NDArray[np.float32]], frames: int = 108
) -> Source:
    """Crops composed anew of single notes, for ``scores[composer][work]`` (its versions).

    Args:
        scores: what may be played; every composer is played as often as any other, and so is each
            of his works.
        pianos: [88, NOTE_FRAMES, SEMITONES] powers each, see ``render_notes``.
        frames: of a crop.
    """
    frame_s = SEMITONE_HOP / RATE

    def draw(count: int, rng: np.random.Generator) -> Batch:
        labels = rng.integers(len(scores), size=count).astype(np.int64)
        crops = []
        for label in labels:
            works = scores[int(label)]
            versions = works[int(rng.integers(len(works)))]
            score = versions[int(rng.integers(len(versions)))]
            pace = rng.uniform(0.85, 1.15)
            last = max(0.0, float(score.starts_s[-1]) - frames * frame_s * pace)
            begin = rng.uniform(0.0, last) if last else 0.0
            power = composed(
                *(score, pianos[int(rng.integers(len(pianos)))], frames, begin, pace),
                *(int(rng.integers(-3, 4)), rng.uniform(2.0, 4.0)),
            )
            crops.append(varied(power, 1.0 / frame_s, rng))
        return np.stack(crops), labels

    return draw


def composed(
    score: Score,
    piano: NDArray[np.float32],
    frames: int,
    begin_s: float = 0.0,
    pace: float = 1.0,
    shift: int = 0,
    loudness: float = 4.0,
) -> NDArray[np.float32]:
    """[frames, SEMITONES] powers: the sum of what each note alone looks like.

    Args:
        score: the piece.
        piano: see ``render_notes``.
        frames: how many.
        begin_s: where in the piece.
        pace: seconds of the piece in a second of the crop.
        shift: semitones up.
        loudness: exponent of velocity; 4 where amplitude goes with its square.
    """
    frame_s = SEMITONE_HOP / RATE
    end_s = begin_s + frames * frame_s * pace
    first, last = np.searchsorted(score.starts_s, [begin_s - 1.0, end_s])
    at = np.round((score.starts_s[first:last] - begin_s) / pace / frame_s).astype(int) - 2
    held = np.ceil((score.ends_s - score.starts_s)[first:last] / pace / frame_s).astype(int) + 3
    keys = np.clip(score.pitches[first:last] + shift, LOWEST, HIGHEST) - LOWEST
    gains = (score.velocities[first:last] / 90.0) ** loudness
    power = np.zeros((frames, SEMITONES), np.float32)
    for start, length, key, gain in zip(at, held, keys, gains, strict=True):
        low, high = max(0, start), min(frames, start + min(length, NOTE_FRAMES))
        if high > low:
            power[low:high] += np.float32(gain) * piano[key, low - start : high - start]
    return power * np.float32(1e9)


def varied(power: NDArray[np.float32], rate: float, rng: np.random.Generator) -> Spectrogram:
    """[frames, bands] powers → a standardised picture of them elsewhere.

    Args:
        power: of a dry sound.
        rate: frames a second.
        rng: draws all of it.
    """
    frames, bands = power.shape
    if rng.random() < 0.6:
        fall = 10.0 ** (-6.0 / (rng.uniform(0.15, 0.9) * rate))
        smeared = np.asarray(lfilter([0.0, fall], [1.0, -fall], power, axis=0), np.float32)
        power = power + smeared * np.float32((1 - fall) * 10.0 ** rng.uniform(-1.5, 0.3))
    knots = rng.normal(0.0, rng.uniform(0.0, 6.0), 6)
    equaliser = np.interp(np.linspace(0, 5, bands), np.arange(6), knots)
    power = power * (10.0 ** (equaliser / 10.0)).astype(np.float32)
    level = float(power.mean()) * 10.0 ** (-rng.uniform(8.0, 70.0) / 10.0)
    noise = 10.0 ** (np.linspace(0.5, -0.5, bands) * rng.uniform(-1.0, 3.0))
    grain = rng.exponential(1.0, power.shape) * 0.5 + 0.5
    power = power + (level * noise / noise.mean() * grain).astype(np.float32)
    picture = standardised(10.0 * np.log10(power + 1e-3).astype(np.float32))
    if rng.random() < 0.5:
        begin = int(rng.integers(frames))
        picture[begin : begin + int(rng.integers(1, frames // 6))] = 0.0
    if rng.random() < 0.5:
        begin = int(rng.integers(bands))
        picture[:, begin : begin + int(rng.integers(1, bands // 8))] = 0.0
    return picture


def probabilities(network: nn.Module, pictures: NDArray[np.float16]) -> NDArray[np.float32]:
    """[N, classes]; each picture as a whole."""
    found = []
    with torch.no_grad():
        for first in range(0, len(pictures), 16):
            batch = [standardised(p.astype(np.float32)) for p in pictures[first : first + 16]]
            logits = network(torch.from_numpy(np.stack(batch)))
            found.append(torch.softmax(logits, 1).numpy())
    return np.concatenate(found)
