"""What moves in a face network's training: the optimiser, the mean of the weights, checkpoints.

AdamW on half a cosine with warm-up, no decay of biases and norms, an exponential mean of the
weights, which is what is judged and kept.
"""

from __future__ import annotations

import copy
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from oscbridge.training.run_files import in_half, load_checkpoint, save_checkpoint, save_weights

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WARM_UP_STEPS = 200
EMA_DECAY = 0.996  # a memory of about one epoch of FER+
LAST_RATE = 0.005  # of the peak: where the cosine ends
CLIP = 5.0

Net = TypeVar("Net", bound=nn.Module)


class Learner(Generic[Net]):
    """A network that learns, and where its run has got to.

    Args:
        net: on its device already.
        plan: a dataclass of what decides the run; a checkpoint resumes only under the same one.
        rate: the learning rate's peak.
        steps: of the whole run.
        warm_up: steps until the peak.

    Attributes:
        mean: the running mean of ``net``'s weights.
        epoch: how many are done.
        best: the highest merit yet.
    """

    def __init__(
        self,
        net: Net,
        plan: DataclassInstance,
        *,
        rate: float,
        weight_decay: float,
        steps: int,
        device: str,
        warm_up: int = WARM_UP_STEPS,
    ) -> None:
        self.net, self.device = net, device
        self.mean = copy.deepcopy(net).eval()
        self.epoch = 0
        self.best = -math.inf
        self._plan, self._rate, self._steps, self._warm_up = plan, rate, steps, warm_up
        groups: list[dict[str, Any]] = [
            {"params": [p for p in net.parameters() if p.ndim > 1]},
            {"params": [p for p in net.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ]
        self._optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=weight_decay)

    def update(self, loss: Tensor, step: int) -> None:
        """Follow the loss of that step's batch."""
        warm = min(1.0, (step + 1) / self._warm_up)
        left = 0.5 * (1 + math.cos(math.pi * step / self._steps))
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * warm * max(left, LAST_RATE)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), CLIP)
        self._optimiser.step()
        self._average(step)

    @torch.no_grad()
    def _average(self, step: int) -> None:
        decay = min(EMA_DECAY, (step + 1) / (step + 10))
        state = self.net.state_dict()
        for name, kept in self.mean.state_dict().items():
            if kept.is_floating_point():
                kept.lerp_(state[name], 1 - decay)
            else:
                kept.copy_(state[name])

    def save(self, path: Path) -> None:
        """Write a checkpoint."""
        save_checkpoint(
            path,
            asdict(self._plan),
            {
                "epoch": self.epoch,
                "best": self.best,
                "net": self.net.state_dict(),
                "mean": self.mean.state_dict(),
                "optimiser": self._optimiser.state_dict(),
            },
        )

    def restore(self, path: Path) -> None:
        """Go on from a checkpoint.

        Raises:
            OscbridgeError: ``checkpoint-mismatch`` (another plan).
        """
        saved = load_checkpoint(path, asdict(self._plan), self.device)
        self.net.load_state_dict(saved["net"])
        self.mean.load_state_dict(saved["mean"])
        self._optimiser.load_state_dict(saved["optimiser"])
        self.epoch, self.best = saved["epoch"], saved["best"]


def write_weights(net: nn.Module, path: Path, header: dict[str, str]) -> None:
    """Weights in half precision; ``header`` goes into the file's own."""
    state = {name: value for name, value in net.state_dict().items() if value.is_floating_point()}
    save_weights(path, in_half(state), header)
