"""Fits the tables of ``oscbridge.music.duet.expression`` on VGMIDI's training pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.duet.cues import CENTRES, COUNT, SCALES
from oscbridge.music.duet.expression import Expression, fitted, phrase_mean
from oscbridge.music.keys import key_of_weights
from oscbridge.training.duet.data import Score

PHRASE_BARS = 4

Table = NDArray[np.float64]


def phrases_of(score: Score) -> tuple[Table, Table, Table]:
    """Every four bars without an empty one: mean scaled cues ``[phrases, 11]``, mean affect
    ``[phrases, 2]``, the bars' scaled cues ``[phrases, 4, 11]``; each in its own key.
    """
    cues, labels, bars = [], [], []
    for bar in range(len(score.classes) - PHRASE_BARS + 1):
        window = slice(bar, bar + PHRASE_BARS)
        classes = score.classes[window].sum(axis=0).astype(np.float64)
        if classes.sum() <= 0:
            continue
        rows = score.cues[key_of_weights(classes).tonic, window].astype(np.float64)
        if np.isnan(rows).all(axis=1).any():
            continue
        cues.append(phrase_mean(rows))
        labels.append(score.affect[window].mean(axis=0))
        bars.append((rows - CENTRES) / SCALES)
    return (
        np.array(cues, dtype=np.float64).reshape(-1, COUNT),
        np.array(labels, dtype=np.float64).reshape(-1, 2),
        np.array(bars, dtype=np.float64).reshape(-1, PHRASE_BARS, COUNT),
    )


def fit(scores: Sequence[Score], split: str = "train") -> Expression:
    """The tables of all labelled scores of a split."""
    pieces = [phrases_of(s) for s in scores if s.labelled and s.split == split]
    return fitted(*(np.concatenate(column) for column in zip(*pieces, strict=True)))
