"""The recurrent network that the three engines have in common; torch only, for training and export.

One LSTM over (pitch, step, length), and three heads on its state: logits of the next pitch over
128, the next step, the next length. The published systems differ in what they are trained on and in
how they are sampled, not in this.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from oscbridge.music.triples.triple import PITCHES

EMBEDDING = 64
HIDDEN = 320


class TripleNetwork(nn.Module):
    """A note goes in, what comes next comes out."""

    def __init__(self) -> None:
        super().__init__()
        self.pitch_in = nn.Embedding(PITCHES, EMBEDDING)
        self.lstm = nn.LSTM(EMBEDDING + 2, HIDDEN, batch_first=True)
        self.pitch = nn.Linear(HIDDEN, PITCHES)
        self.step = nn.Linear(HIDDEN, 1)
        self.length = nn.Linear(HIDDEN, 1)

    def forward(
        self, pitches: Tensor, times: Tensor, hidden: Tensor, cell: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """What follows each of the notes.

        Args:
            pitches: ``[n, notes]`` MIDI pitches (int64).
            times: ``[n, notes, 2]`` steps and lengths in beats.
            hidden, cell: ``[1, n, 320]`` the state before the first of them; zeros at the start.

        Returns:
            Logits ``[n, notes, 128]``, steps and lengths ``[n, notes]`` in beats (not yet clipped
            at 0), and the state after the last note.
        """
        inputs = torch.cat([self.pitch_in(pitches), times], dim=2)
        states, (hidden, cell) = self.lstm(inputs, (hidden, cell))
        steps, lengths = self.step(states)[..., 0], self.length(states)[..., 0]
        return self.pitch(states), steps, lengths, hidden, cell


def blank_state(count: int) -> tuple[Tensor, Tensor]:
    """The state before any note, for ``count`` sequences: two of ``[1, count, 320]``."""
    return torch.zeros(1, count, HIDDEN), torch.zeros(1, count, HIDDEN)
