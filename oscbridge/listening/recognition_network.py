"""The recognisers' networks, for learning and for export: convolutions → LSTM → dense.

The order of things is that of the published system for composers and instruments that oscbridge
takes over: a short-time Fourier transform, convolutions over it, an LSTM over what they find, and
a dense layer. What is ours: the LSTM's answers are averaged over time, so that any length will do.
"""

from __future__ import annotations

import torch
from torch import nn

from oscbridge.listening.spectrum import MEL_BANDS, SEMITONES


class Recogniser(nn.Module):
    """Standardised spectrogram → one logit for each class.

    Args:
        bands: of the spectrogram.
        classes: how many.
        channels: of the three convolutions.
        kernel: (frames, bands) of the first convolution.
        stride: of the first convolution.
        hidden: of the LSTM.
    """

    def __init__(
        self,
        bands: int,
        classes: int,
        channels: tuple[int, int, int],
        kernel: tuple[int, int],
        stride: int,
        hidden: int,
    ) -> None:
        super().__init__()
        first, second, third = channels
        padding = (kernel[0] // 2, kernel[1] // 2)
        self.convolutions = nn.Sequential(
            nn.Conv2d(1, first, kernel, stride=stride, padding=padding, bias=False),
            *(nn.BatchNorm2d(first), nn.ReLU(), nn.MaxPool2d(2)),
            nn.Conv2d(first, second, 3, padding=1, bias=False),
            *(nn.BatchNorm2d(second), nn.ReLU(), nn.MaxPool2d(2)),
            nn.Conv2d(second, third, 3, padding=1, bias=False),
            *(nn.BatchNorm2d(third), nn.ReLU(), nn.MaxPool2d((1, 2))),
        )
        self.dropout = nn.Dropout(0.3)
        self.lstm = nn.LSTM(third * (bands // stride // 8), hidden, batch_first=True)
        self.dense = nn.Linear(hidden, classes)

    def forward(self, spectrogram: torch.Tensor) -> torch.Tensor:
        """[B, frames, bands] → [B, classes]."""
        found = self.convolutions(spectrogram.unsqueeze(1))
        steps = found.permute(0, 2, 1, 3).flatten(2)
        heard, _ = self.lstm(self.dropout(steps))
        logits: torch.Tensor = self.dense(self.dropout(heard.mean(1)))
        return logits


def instrument_network(classes: int) -> Recogniser:
    """For mel spectrograms."""
    return Recogniser(MEL_BANDS, classes, (24, 48, 64), (5, 5), 2, 64)


def composer_network(classes: int) -> Recogniser:
    """For semitone spectrograms; the first kernel spans an octave and a note."""
    return Recogniser(SEMITONES, classes, (24, 32, 48), (5, 13), 2, 64)
