"""EfficientNet-B0 with two heads: eight expressions, and valence-arousal. The whole network, in
order.

M. Tan and Q. V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
ICML 2019, Table 1 (the stages), section 4 (MBConv, squeeze-and-excitation, SiLU) and section 5.2
(dropout and stochastic depth).

One departure: the stem takes one channel. The faces that it learns from are grey, and a stem over
three equal channels computes exactly what a stem of one channel with the three kernels added
computes; so one channel loses nothing, costs a third, and cannot pick up a colour that training
never showed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from oscbridge.affect import EXPRESSIONS
from oscbridge.vision.readers.networks.loading import load_weights


@dataclass(frozen=True, slots=True)
class Stage:
    """A row of the paper's Table 1: ``repeats`` MBConv blocks; only the first one strides."""

    expansion: int
    kernel: int
    stride: int
    channels: int
    repeats: int


STEM_CHANNELS = 32
STAGES = (
    Stage(expansion=1, kernel=3, stride=1, channels=16, repeats=1),
    Stage(expansion=6, kernel=3, stride=2, channels=24, repeats=2),
    Stage(expansion=6, kernel=5, stride=2, channels=40, repeats=2),
    Stage(expansion=6, kernel=3, stride=2, channels=80, repeats=3),
    Stage(expansion=6, kernel=5, stride=1, channels=112, repeats=3),
    Stage(expansion=6, kernel=5, stride=2, channels=192, repeats=4),
    Stage(expansion=6, kernel=3, stride=1, channels=320, repeats=1),
)
HEAD_CHANNELS = 1280

SE_RATIO = 0.25  # of a block's *input* channels, as in MnasNet, on which the paper builds
NORM_EPSILON = 1e-3  # the authors' own value, and the one that the warm start was trained with
SE_OPEN_BIAS = 4.0  # sigmoid(4) = 0.98: a fresh gate that lets nearly everything through


class ConvNorm(nn.Sequential):
    """Convolution, batch norm and, unless ``act`` is false, SiLU. [B, I, H, W] → [B, O, H', W']."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        groups: int = 1,
        act: bool = True,
    ) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(outputs, eps=NORM_EPSILON),
            nn.SiLU(inplace=True) if act else nn.Identity(),
        )


class SqueezeExcite(nn.Module):
    """Scales each channel by a gate computed from all channels' means (Hu et al., CVPR 2018)."""

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(channels, squeezed, 1)
        self.expand = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = x.mean((2, 3), keepdim=True)
        gate = self.expand(F.silu(self.reduce(gate)))
        return x * torch.sigmoid(gate)


class MBConv(nn.Module):
    """Inverted bottleneck: widen, filter each channel, gate, narrow; add the input where shapes
    agree.

    ``drop`` is the chance that a training sample skips the block (stochastic depth, Huang et al.
    2016).
    """

    def __init__(
        self, inputs: int, outputs: int, expansion: int, kernel: int, stride: int, drop: float
    ) -> None:
        super().__init__()
        wide = inputs * expansion
        self.expand = ConvNorm(inputs, wide, 1) if expansion > 1 else nn.Identity()
        self.filter = ConvNorm(wide, wide, kernel, stride, groups=wide)
        self.gate = SqueezeExcite(wide, max(1, int(inputs * SE_RATIO)))
        self.narrow = ConvNorm(wide, outputs, 1, act=False)
        self.residual = stride == 1 and inputs == outputs
        self.drop = drop

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.narrow(self.gate(self.filter(self.expand(x))))
        if not self.residual:
            return y
        if self.training and self.drop > 0:
            keep = torch.rand(len(x), 1, 1, 1, device=x.device) >= self.drop
            y = y * (keep / (1 - self.drop)).to(y.dtype)
        return x + y


class EfficientNetB0(nn.Module):
    """Grey face crops [B, 1, S, S], each of mean 0 and deviation 1 → logits [B, 8], affect [B, 2].

    Logits are in the order of ``EXPRESSIONS``; the affect's columns are valence and arousal in (−1,
    1).

    Args:
        dropout: before the heads (the paper's 0.2).
        drop_path: stochastic depth of the last block; earlier ones fall linearly to 0 (the paper's
            0.2).
    """

    def __init__(self, dropout: float = 0.2, drop_path: float = 0.2) -> None:
        super().__init__()
        self.stem = ConvNorm(1, STEM_CHANNELS, 3, stride=2)
        total = sum(stage.repeats for stage in STAGES)
        blocks: list[MBConv] = []
        channels = STEM_CHANNELS
        for stage in STAGES:
            for i in range(stage.repeats):
                stride = stage.stride if i == 0 else 1
                drop = drop_path * len(blocks) / total
                blocks.append(
                    MBConv(channels, stage.channels, stage.expansion, stage.kernel, stride, drop)
                )
                channels = stage.channels
        self.blocks = nn.Sequential(*blocks)
        self.top = ConvNorm(channels, HEAD_CHANNELS, 1)
        self.dropout = nn.Dropout(dropout)
        self.expression = nn.Linear(HEAD_CHANNELS, len(EXPRESSIONS))
        self.affect = nn.Linear(HEAD_CHANNELS, 2)
        self.apply(_start)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.top(self.blocks(self.stem(x))).mean((2, 3))
        features = self.dropout(features)
        return self.expression(features), torch.tanh(self.affect(features))


def _start(module: nn.Module) -> None:
    """The authors' initialisation: fan-out for convolutions, a small uniform for the heads, open
    gates.
    """
    if isinstance(module, nn.Conv2d):
        fan_out = (
            module.kernel_size[0] * module.kernel_size[1] * module.out_channels // module.groups
        )
        nn.init.normal_(module.weight, 0.0, math.sqrt(2.0 / fan_out))
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Linear):
        bound = 1.0 / math.sqrt(module.out_features + module.in_features)
        nn.init.uniform_(module.weight, -bound, bound)
        nn.init.zeros_(module.bias)
    elif isinstance(module, SqueezeExcite):
        # Visited after its two convolutions: near identity, so that a warm start is not disturbed.
        nn.init.normal_(module.expand.weight, 0.0, 1e-2)
        bias = module.expand.bias
        assert bias is not None
        nn.init.constant_(bias, SE_OPEN_BIAS)


def load(path: Path) -> EfficientNetB0:
    """The network in eval mode with a file's weights; see ``load_weights``."""
    return load_weights(EfficientNetB0(), path)
