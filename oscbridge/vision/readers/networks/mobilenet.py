"""MobileNet with its last ten layers cut and a new head: one number, how sad a face looks.

A. G. Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
Applications", arXiv:1704.04861 (2017), Table 1 (the layers) and section 3.1 (a depthwise
convolution filters each channel, a pointwise one mixes them, each followed by batch norm and ReLU).
The paper counts depthwise and pointwise convolutions as layers of their own, which makes 28; ten
are cut by that count.
"""

from __future__ import annotations

import math

from torch import Tensor, nn

LAYERS: tuple[str, ...] = (
    "conv1",
    *(f"{kind}{block}" for block in range(1, 14) for kind in ("dw", "pw")),
    "fc",
)
"""The 28 layers in order: a full convolution, thirteen pairs of depthwise and pointwise ones, and
the classifier. Pooling and softmax have no weights and are not counted."""

CUT = 10
KEPT = LAYERS[:-CUT]
"""The 18 that are left: conv1, dw1, pw1 … dw8, pw8, dw9. Cut are pw9, dw10 … pw13 and fc."""

STEM_CHANNELS = 32
PAIRS: tuple[tuple[int, int], ...] = (
    (1, 64),
    (2, 128),
    (1, 128),
    (2, 256),
    (1, 256),
    (2, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (2, 1024),
    (1, 1024),
)
"""Stride of each depthwise convolution and channels of the pointwise one after it (Table 1)."""

HEAD_UNITS = 128
SIDE = 64  # pixels: the side of the input
NORM_EPSILON = 1e-3  # this, and ReLU6 for ReLU, as the authors' own weights were trained with


class MelancholyNet(nn.Module):
    """Grey face crops [B, 1, 64, 64], each of mean 0 and deviation 1 → logits [B, 1].

    The logit of the share of raters who would call the face sad. The stem takes one channel, for
    the reason given in ``efficientnet``. The new head: mean over the picture, a dense layer of 128
    units with ReLU, and one of a single unit.

    Args:
        dropout: before each dense layer.
    """

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.layers = nn.Sequential()
        channels = 1
        for name in KEPT:
            if name == "conv1":
                layer, channels = _layer(channels, STEM_CHANNELS, 3, 2), STEM_CHANNELS
            else:
                stride, wide = PAIRS[int(name[2:]) - 1]
                if name.startswith("dw"):
                    layer = _layer(channels, channels, 3, stride, groups=channels)
                else:
                    layer, channels = _layer(channels, wide, 1), wide
            self.layers.add_module(name, layer)
        self.features = channels
        self.head = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(channels, HEAD_UNITS),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(HEAD_UNITS, 1),
        )

    def pooled(self, x: Tensor) -> Tensor:
        """What the kept layers see, without the place where they see it: [B, 512]."""
        features: Tensor = self.layers(x).mean((2, 3))
        return features

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.pooled(x))
        return logits


def _layer(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Module:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
    # He et al., ICCV 2015, by fan-out; of a depthwise convolution's that is its own kernel alone.
    fan_out = kernel * kernel * outputs // groups
    nn.init.normal_(convolution.weight, 0.0, math.sqrt(2.0 / fan_out))
    return nn.Sequential(
        convolution, nn.BatchNorm2d(outputs, eps=NORM_EPSILON), nn.ReLU6(inplace=True)
    )
