"""The seed system's first reader: five convolution and five dense layers, four expressions. The
whole network, in order.

That it has five of each, and which four expressions it tells apart, is the seed's; widths, batch
norm (Ioffe and Szegedy, ICML 2015) and dropout are ours.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

FILTERS = (32, 64, 128, 192, 256)
"""Of the five convolutions, 3 × 3 each."""

UNITS = (256, 128, 64, 32)
"""Of the first four dense layers; the fifth has a unit for each expression."""

FOUR = 4
SIDE = 48  # pixels: the side of the faces that it learnt from; each pooling halves it


class Cnn5(nn.Module):
    """Grey face crops [B, 1, 48, 48], each of mean 0 and deviation 1 → logits [B, 4].

    In the order of ``reading.FOUR_CLASSES``. After each of the first four convolutions the side is
    halved, so the fifth gives [B, 256, 3, 3].

    Args:
        dropout: before the first two dense layers.
    """

    def __init__(self, dropout: float = 0.25) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 1
        for i, filters in enumerate(FILTERS):
            layers += [
                nn.Conv2d(channels, filters, 3, padding=1, bias=False),
                nn.BatchNorm2d(filters),
                nn.ReLU(inplace=True),
            ]
            if i < len(FILTERS) - 1:
                layers.append(nn.MaxPool2d(2))
            channels = filters
        self.convolutions = nn.Sequential(*layers)
        side = SIDE // 2 ** (len(FILTERS) - 1)
        dense: list[nn.Module] = []
        inputs = channels * side * side
        for i, units in enumerate(UNITS):
            dense += [
                nn.Dropout(dropout if i < 2 else 0.0),
                nn.Linear(inputs, units, bias=False),
                # Without a norm, five dense layers in a row forgot how to say "sad" at all.
                nn.BatchNorm1d(units),
                nn.ReLU(inplace=True),
            ]
            inputs = units
        dense.append(nn.Linear(inputs, FOUR))
        self.dense = nn.Sequential(*dense)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.dense(torch.flatten(self.convolutions(x), 1))
        return logits
