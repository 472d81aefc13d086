"""Trains and scores the emotion reader: EfficientNet-B0 on the raters' vote shares.

Soft-label cross-entropy for the expressions (FER+'s "cross-entropy loss" scheme, which its authors
found best beside "probabilistic label drawing"), 1 − CCC and squared error for valence and arousal,
AdamW on half a cosine, an exponential mean of the weights, small pictures first (progressive
learning, Tan and Le, "EfficientNetV2", ICML 2021, section 4), and one temperature from the
validation faces (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 4.2).
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
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F
from tqdm import tqdm

from oscbridge.training.face.augmentation import augment
from oscbridge.training.face.data import Faces
from oscbridge.training.face.evaluation import outputs
from oscbridge.training.face.learner import WARM_UP_STEPS, Learner, write_weights
from oscbridge.training.face.losses import disagreement
from oscbridge.training.face.pictures import is_pictures, load_parts
from oscbridge.training.face.scores import fit_prior, fit_temperature, score, softmax
from oscbridge.training.face.warmstart import warm_start
from oscbridge.training.run_files import append_line
from oscbridge.vision.readers.emotion import header
from oscbridge.vision.readers.networks.efficientnet import EfficientNetB0
from oscbridge.weights.models import weights_path

SIZE = 96
BATCH = 96
EPOCHS = 11
PEAK_RATE = 1e-3
WEIGHT_DECAY = 0.02
AFFECT_WEIGHT = 0.5
BALANCE = 0.25  # power of inverse frequency: 0 would ignore the rare expressions, 1 overfit them
DROP_PATH = 0.1  # half the paper's: with 0.2 the network stayed far from fitting even its training
PLAIN_SHARE = 0.3  # of the views, see ``augment``
SMALL_SHARE = 0.6  # of the epochs, on pictures of four fifths the side

OWN_EPOCHS = 12  # of one's own pictures, which are few, on top of a trained reader
OWN_RATE = 2e-4
OWN_BATCH = 16
FEWEST_TO_CALIBRATE = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides a run; a checkpoint resumes only under the same ones."""

    epochs: int
    seed: int
    size: int
    init: str
    rate: float
    balance: float
    own: bool = False

    @property
    def batch(self) -> int:
        return OWN_BATCH if self.own else BATCH

    def size_at(self, epoch: int) -> int:
        """Side of an epoch's pictures: four fifths (a multiple of 16, at least 32) at first."""
        if not self.own and epoch < int(self.epochs * SMALL_SHARE):
            return max(32, round(self.size * 0.8 / 16) * 16)
        return self.size


def train(
    data: Path,
    out: Path,
    *,
    epochs: int | None = None,
    seed: int = 0,
    size: int | None = None,
    device: str = "cpu",
    init: Path | None = None,
    resume: bool = True,
    rate: float | None = None,
    balance: float = BALANCE,
    cropped: bool = False,
) -> Path:
    """Trains on ``data`` and gives the path of the weights file, ``out/emotion.safetensors``.

    Writes a checkpoint after each epoch; called again with the same settings it goes on where it
    stopped. The weights kept are those of the best epoch on the validation faces; with one's own
    pictures those that it started from, where no epoch was better.

    Args:
        data: folder with the FER+ files (see ``oscbridge.training.face.data``), or with one's own
            pictures (see ``oscbridge.training.face.pictures``), which fine-tune a trained reader.
        out: folder for the checkpoint, the log (JSON lines) and the weights; made if absent.
        epochs: 11, or 12 of one's own pictures, where it is None.
        size: side in pixels of the network's input, a multiple of 16; where it is None that of the
            reader to start from, otherwise 96.
        init: weights to start from: an emotion reader's, or EfficientNet-Lite0's (see
            ``oscbridge.training.face.warmstart``). Where it is None: the shipped reader's for one's
            own pictures, otherwise none.
        rate: the learning rate's peak; a third of the usual one suits fine-tuning.
        balance: how much rarer expressions count, 0 to 1 (see ``loss_weights``).
        resume: go on from ``out``'s checkpoint where there is one; otherwise start over.
        cropped: one's own pictures are faces already; none is looked for.

    Raises:
        OscbridgeError: ``data-missing``; ``weights-mismatch``; ``checkpoint-mismatch`` (other
            settings).
    """
    own = is_pictures(data)
    if own and init is None:
        init = weights_path("emotion")
    reader = header(init) if init is not None and init.suffix == ".safetensors" else None
    settings = Settings(
        epochs=epochs or (OWN_EPOCHS if own else EPOCHS),
        seed=seed,
        size=size or (reader[0] if reader else SIZE),
        init=init.name if init else "scratch",
        rate=rate or (OWN_RATE if own else PEAK_RATE),
        balance=balance,
        own=own,
    )
    parts = load_parts(data, cropped=cropped).enough_to_train(data)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    net = EfficientNetB0(drop_path=DROP_PATH)
    if init is not None:
        warm_start(net, init)
    net.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    run = Run(net, settings, steps=math.ceil(len(parts.train) / settings.batch), device=device)
    start_temperature = reader[1] if own and reader else None
    if start_temperature is not None:
        run.temperature = start_temperature
    checkpoint = out / "checkpoint.pt"
    if resume and checkpoint.is_file():
        run.restore(checkpoint)
    else:
        (out / "log.jsonl").unlink(missing_ok=True)
        if own:
            run.judge(parts.val, out, {"epoch": 0, "size": settings.size}, None, start_temperature)
    targets = torch.from_numpy(parts.train.targets)
    weights = torch.from_numpy(loss_weights(parts.train.targets, balance))
    share = None if own else np.maximum(parts.train.targets.mean(0, dtype=np.float64), 1e-3)
    for epoch in range(run.epoch, settings.epochs):
        began = time.perf_counter()
        line: dict[str, Any] = {
            "epoch": epoch + 1,
            "size": settings.size_at(epoch),
            "loss": round(run.train_epoch(parts.train, targets, weights, epoch), 4),
            "seconds": round(time.perf_counter() - began, 1),
        }
        run.judge(parts.val, out, line, share, start_temperature)
        run.epoch = epoch + 1
        run.save(checkpoint)
    return out / "emotion.safetensors"


class Run(Learner[EfficientNetB0]):
    """The emotion reader as it learns, and how it is judged."""

    def __init__(self, net: EfficientNetB0, settings: Settings, *, steps: int, device: str) -> None:
        all_steps = settings.epochs * steps
        super().__init__(
            net,
            settings,
            rate=settings.rate,
            weight_decay=WEIGHT_DECAY,
            steps=all_steps,
            device=device,
            warm_up=min(WARM_UP_STEPS, max(1, all_steps // 10)),
        )
        self.settings, self.steps = settings, steps
        # Votes are learnt as they are, and the temperature then says how sure a majority is of its
        # label. One's own labels are sure already, so they are held against the finished scores.
        self.temperature = 1.0

    def train_epoch(self, faces: Faces, targets: Tensor, weights: Tensor, epoch: int) -> float:
        """One epoch; gives the mean loss. All chance comes from (seed, epoch), so a resumed run is
        the run that was not stopped.
        """
        torch.manual_seed(self.settings.seed * 1000 + epoch)
        rng = torch.Generator().manual_seed(self.settings.seed * 1000 + epoch)
        images, affect = torch.from_numpy(faces.images), torch.from_numpy(faces.affect)
        located = torch.from_numpy(faces.located)
        self.net.train()
        if self.settings.own:
            # A few pictures are no measure of a layer's mean: the reader's own stays.
            for module in self.net.modules():
                if isinstance(module, torch.nn.BatchNorm2d):
                    module.eval()
        # A label that one's own pictures lack is not thereby unlearnt.
        present = torch.nonzero(targets.sum(0) > 0)[:, 0]
        total = 0.0
        order = torch.split(torch.randperm(len(faces), generator=rng), self.settings.batch)
        bar = tqdm(
            order, desc=f"epoch {epoch + 1}/{self.settings.epochs}", unit="batch", mininterval=5
        )
        for step, chosen in enumerate(bar):
            x = augment(images[chosen], self.settings.size_at(epoch), rng, PLAIN_SHARE)
            x = x.to(self.device).contiguous(memory_format=torch.channels_last)
            logits, felt = self.net(x)
            loss = loss_of(
                logits[:, present.to(self.device)] / self.temperature,
                felt,
                targets[chosen][:, present].to(self.device),
                affect[chosen].to(self.device),
                located[chosen].to(self.device),
                weights[chosen].to(self.device),
            )
            self.update(loss, epoch * self.steps + step)
            total += loss.item() * len(chosen)
        return total / len(faces)

    def judge(
        self,
        val: Faces,
        out: Path,
        line: dict[str, Any],
        share: NDArray[np.float64] | None,
        temperature: float | None,
    ) -> None:
        """Scores the running mean, logs ``line`` with its figures, and keeps the best.

        ``share`` is each label's in training, for ``fit_prior``; where it is None nothing is
        shifted. ``temperature`` serves where validation faces are too few to fit one.
        """
        logits, affect = outputs(self.mean, val, line["size"], self.device)
        shift = np.zeros(logits.shape[1])
        if share is not None:
            shift = fit_prior(logits, val.majority, share)
        logits = logits + shift
        if temperature is None or (val.majority >= 0).sum() >= FEWEST_TO_CALIBRATE:
            temperature = fit_temperature(logits, val.majority)
        figures = score(softmax(logits / temperature), affect, val, resamples=0)["figures"]
        line |= {"temperature": round(temperature, 4)}
        line |= {name: round(value["value"], 4) for name, value in figures.items()}
        append_line(out / "log.jsonl", line)
        tqdm.write(json.dumps(line))
        # One's own labels may be other than the four.
        balanced = "balanced_8" if self.settings.own else "balanced_4"
        merit = float(line.get("accuracy_8", 0)) + float(line.get(balanced, 0))
        if merit > self.best:
            self.best = merit
            export(self.mean, out / "emotion.safetensors", self.settings, line, shift)


def loss_of(
    logits: Tensor, felt: Tensor, targets: Tensor, affect: Tensor, located: Tensor, weights: Tensor
) -> Tensor:
    """Weighted soft cross-entropy [B, 8] plus, for affect [B, 2], 1 − CCC and squared error."""
    surprise = -(targets * F.log_softmax(logits, 1)).sum(1)
    expression = (surprise * weights).sum() / weights.sum()
    guess, truth = felt[located], affect[located]
    if len(guess) < 2:
        return expression
    return expression + AFFECT_WEIGHT * (disagreement(guess, truth) + F.mse_loss(guess, truth))


def loss_weights(targets: NDArray[np.float32], power: float = BALANCE) -> NDArray[np.float32]:
    """A loss weight for each face [N], mean 1: rarer expressions count more, never over 4 times."""
    share = targets.mean(0)
    rarity = (1 / np.maximum(share, 1e-4)) ** power
    weights = targets @ (rarity / (rarity * share).sum())
    weights = np.minimum(weights, 4.0)
    scaled: NDArray[np.float32] = (weights / weights.mean()).astype(np.float32)
    return scaled


def export(
    net: EfficientNetB0,
    path: Path,
    settings: Settings,
    line: dict[str, Any],
    shift: NDArray[np.float64],
) -> None:
    """Weights in half precision, with what a reader needs to run them in the file's own header.

    ``shift`` [8] is added to the expressions' bias: a reader need not know of it.
    """
    net = copy.deepcopy(net)
    with torch.no_grad():
        net.expression.bias.add_(torch.from_numpy(shift).to(net.expression.bias))
    about = {
        "size": str(line["size"]),
        "temperature": repr(line["temperature"]),
        "settings": json.dumps(asdict(settings)),
        "validation": json.dumps(line),
    }
    write_weights(net, path, about)
