"""The conditional GAN's two networks, as published; torch only, for training and export.

After Yang, Chou & Yang, "MidiNet: a convolutional generative adversarial network for symbolic-
domain music generation", ISMIR 2017, in the form that conditions on a valence–arousal class. In the
published order: noise through two fully connected layers, a reshape, four transposed convolutions;
the previous roll through four convolutions (the conditioner), whose outputs meet the generator
where their time resolution is the same; the class at every layer; a sigmoid at the end. The hidden
planes have one row and a column for each bar, beat, eighth and sixteenth in turn; only the last
transposed convolution (and the first convolution) spans the pitches.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from oscbridge.music.midinet.published import CLASSES, NOISE
from oscbridge.music.roll import LAYERS, PITCHES, WINDOW_BARS, WINDOW_STEPS

WIDE = 1024
PLANES = 224
CONDITIONER_PLANES = (64, 64, 64, 128)
"""Of the conditioner's outputs, fewest columns first; the finest carries single pitches over."""
COLUMNS = (WINDOW_BARS, 16, 32, WINDOW_STEPS)
"""Time columns at the generator's four depths: bars, beats, eighths, sixteenths."""


def _stretch(
    columns_in: int, columns_out: int
) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Kernel, stride and padding that take one row of columns to another, overlapping by half."""
    stride = columns_out // columns_in
    return (1, 2 * stride), (1, stride), (0, stride // 2)


class Conditioner(nn.Module):
    """Four convolutions that read the previous 4-bar roll at four time resolutions."""

    def __init__(self) -> None:
        super().__init__()
        planes = CONDITIONER_PLANES[::-1]
        layers: list[nn.Module] = [nn.Conv2d(LAYERS, planes[0], (PITCHES, 1))]
        for (fewer, more), (before, after) in zip(
            reversed(list(pairwise(COLUMNS))), pairwise(planes), strict=True
        ):
            kernel, stride, padding = _stretch(fewer, more)
            layers.append(nn.Conv2d(before, after, kernel, stride, padding))
        self.convolutions = nn.ModuleList(layers)
        self.norms = nn.ModuleList(nn.BatchNorm2d(count) for count in planes)

    def forward(self, previous: Tensor) -> list[Tensor]:
        """``[n, 2, 84, 64]`` → four planes ``[n, 64 or 128, 1, columns]``, fewest columns first."""
        planes = []
        hidden = previous
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            hidden = nn.functional.leaky_relu(norm(convolution(hidden)), 0.2)
            planes.append(hidden)
        return planes[::-1]


class Generator(nn.Module):
    """Noise, the previous roll and a class become the next roll's probabilities."""

    def __init__(self) -> None:
        super().__init__()
        self.conditioner = Conditioner()
        self.dense = nn.ModuleList(
            [
                nn.Linear(NOISE + CLASSES, WIDE),
                nn.Linear(WIDE + CLASSES, PLANES * COLUMNS[0]),
            ]
        )
        self.dense_norms = nn.ModuleList(
            [nn.BatchNorm1d(WIDE), nn.BatchNorm1d(PLANES * COLUMNS[0])]
        )
        joined = [PLANES + CLASSES + planes for planes in CONDITIONER_PLANES]
        layers: list[nn.Module] = []
        for depth, (fewer, more) in enumerate(pairwise(COLUMNS)):
            kernel, stride, padding = _stretch(fewer, more)
            layers.append(nn.ConvTranspose2d(joined[depth], PLANES, kernel, stride, padding))
        last = nn.ConvTranspose2d(joined[-1], LAYERS, (PITCHES, 3), padding=(0, 1))
        with torch.no_grad():
            last.bias.fill_(-3.5)  # type: ignore[union-attr]  # a roll is mostly silence
        layers.append(last)
        self.transposed = nn.ModuleList(layers)
        self.norms = nn.ModuleList(nn.BatchNorm2d(PLANES) for _ in layers[:-1])

    def logits(self, noise: Tensor, previous: Tensor, label: Tensor) -> Tensor:
        """What ``forward`` gives, before its sigmoid (numerically kinder to a cross-entropy)."""
        planes = self.conditioner(previous)
        hidden = noise
        for dense, norm in zip(self.dense, self.dense_norms, strict=True):
            hidden = torch.relu(norm(dense(torch.cat([hidden, label], dim=1))))
        hidden = hidden.reshape(-1, PLANES, 1, COLUMNS[0])
        for depth, layer in enumerate(self.transposed):
            plane = planes[depth]
            spread = label[:, :, None, None].expand(-1, -1, 1, COLUMNS[depth])
            hidden = layer(torch.cat([hidden, spread, plane], dim=1))
            if depth < len(self.norms):
                hidden = torch.relu(self.norms[depth](hidden))
        return hidden

    def forward(self, noise: Tensor, previous: Tensor, label: Tensor) -> Tensor:
        """The next four bars.

        Args:
            noise: ``[n, 100]``, standard normal.
            previous: ``[n, 2, 84, 64]``, the previous roll.
            label: ``[n, 4]``, one-hot quadrant; all zeros where the class is unknown.

        Returns:
            ``[n, 2, 84, 64]`` probabilities of sounding and of being struck.
        """
        return torch.sigmoid(self.logits(noise, previous, label))


class Discriminator(nn.Module):
    """Is this roll, after that one and under this class, human?"""

    PLANES = 64
    WIDE = 256

    def __init__(self) -> None:
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        self.convolutions = nn.ModuleList(
            [
                norm(nn.Conv2d(2 * LAYERS + CLASSES, self.PLANES, (PITCHES, 4), (1, 4))),
                norm(nn.Conv2d(self.PLANES + CLASSES, self.PLANES, (1, 4), (1, 4))),
            ]
        )
        self.dense = nn.ModuleList(
            [
                norm(nn.Linear(self.PLANES * WINDOW_BARS + CLASSES, self.WIDE)),
                norm(nn.Linear(self.WIDE + CLASSES, 1)),
            ]
        )

    def features(self, roll: Tensor, previous: Tensor, label: Tensor) -> tuple[Tensor, Tensor]:
        """The first convolution's planes ``[n, 64, 1, 16]`` and the probability's logit ``[n]``."""

        def with_label(planes: Tensor) -> Tensor:
            spread = label[:, :, None, None].expand(-1, -1, planes.shape[2], planes.shape[3])
            return torch.cat([planes, spread], dim=1)

        both = torch.cat([roll, previous], dim=1)
        first = nn.functional.leaky_relu(self.convolutions[0](with_label(both)), 0.2)
        second = nn.functional.leaky_relu(self.convolutions[1](with_label(first)), 0.2)
        hidden = nn.functional.leaky_relu(
            self.dense[0](torch.cat([second.flatten(1), label], dim=1)), 0.2
        )
        logit: Tensor = self.dense[1](torch.cat([hidden, label], dim=1))[:, 0]
        return first, logit

    def forward(self, roll: Tensor, previous: Tensor, label: Tensor) -> Tensor:
        """Two rolls ``[n, 2, 84, 64]``, labels ``[n, 4]`` → probability of being human ``[n]``."""
        return torch.sigmoid(self.features(roll, previous, label)[1])
