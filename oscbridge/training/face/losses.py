"""Losses that face networks share."""

from __future__ import annotations

from torch import Tensor


def disagreement(guess: Tensor, truth: Tensor) -> Tensor:
    """1 − CCC (see ``scores.ccc``) of a batch's numbers: [B], or the mean over columns [B, K]."""
    apart = (guess.mean(0) - truth.mean(0)).square()
    both = guess.var(0, unbiased=False) + truth.var(0, unbiased=False) + apart
    shared = ((guess - guess.mean(0)) * (truth - truth.mean(0))).mean(0)
    return (1 - 2 * shared / both.clamp_min(1e-6)).mean()
