"""A network with a single output, asked about a face and its mirror image."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Mirrored(nn.Module):
    """Answers the mean of what a network says of a face and of its mirror image: [B, 1, S, S] →
    [B, K].

    What is left or right of a face says nothing about its expression, so a reading must not change
    when the camera's picture is mirrored. This makes that exact, and steadies readings besides.
    """

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        one, other = self.net(torch.cat([x, x.flip(3)])).chunk(2)
        mean: Tensor = (one + other) / 2
        return mean
