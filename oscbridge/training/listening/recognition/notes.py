"""The readers of notes, written or heard: features of style → composer, by logistic regression.

A thousand features and some two hundred works: every work counts alike, whatever its length, strong
shrinkage holds the weights in check, and a block of many features (343 for the top line's threes)
does not drown one of few. The logits are linear in the features, and that is what is kept.

Everything in a ``Recipe`` was chosen by six folds over the works for learning and for validation.
Discriminants, trees and a small perceptron over the same features were no better. Support vectors
on a piece's mean features were, for the rarer composers, until all pieces were cut to one length:
they had learnt that short pieces are Schumann's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.labels import COMPOSERS
from oscbridge.listening.style import Features, block_sizes, segments
from oscbridge.training.listening.recognition.data import (
    FOLDERS,
    LEARNT,
    composer_splits,
    label_of,
    work_of,
)
from oscbridge.training.music.corpus import Piece

NoteReader = dict[str, NDArray[np.float32]]
"""``mean``, ``deviation`` [F], ``weight`` [classes, F], ``bias`` [classes]."""

OTHERS = "others"
"""The split of pieces by none of the five."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a reader learns.

    Args:
        strength: the inverse of the penalty on weights.
        balance: 0 leaves composers as frequent as their works, 1 makes them alike.
        others: how much a piece by another composer counts. Those composers are classes of their
            own in learning and are dropped afterwards.
        in_beats: whether the features are those of written beats.
    """

    strength: float
    balance: float
    others: float
    in_beats: bool


WRITTEN = Recipe(strength=0.2, balance=0.3, others=0.1, in_beats=True)
HEARD = Recipe(strength=0.05, balance=1.0, others=0.0, in_beats=False)

_TOTAL = 240.0
"""What all works count together: about their number."""
_BLOCK = 30.0
_BLOCK_POWER = 0.25


@dataclass(frozen=True, slots=True)
class PieceFeatures:
    """A piece as a reader sees it.

    Args:
        features: of each part.
        label: index into ``COMPOSERS``; above it for the others.
        work: what must not be on both sides of a split.
        split: ``train``, ``validation``, ``test`` or ``others``.
        collection: where it is from.
        emphasis: how often each part counts.
    """

    features: list[Features]
    label: int
    work: str
    split: str
    collection: str
    emphasis: float = 1.0


def features_of(pieces: Sequence[Piece]) -> list[PieceFeatures]:
    """The features of each written piece's segments, the others' pieces too."""
    splits = composer_splits([piece for piece in pieces if piece.composer in FOLDERS])
    others = sorted({piece.composer for piece in pieces} - set(FOLDERS))
    found = []
    for piece in pieces:
        starts = np.array([note.start_beats for note in piece.notes])
        pitches = np.array([note.pitch for note in piece.notes])
        counted = segments(starts, pitches)
        if counted:
            work, own = work_of(piece), piece.composer in FOLDERS
            label = label_of(piece) if own else len(COMPOSERS) + others.index(piece.composer)
            split = splits[work] if own else OTHERS
            found.append(PieceFeatures(counted, label, work, split, piece.collection))
    return found


def fit(
    pieces: Sequence[PieceFeatures], recipe: Recipe = WRITTEN, learnt: Sequence[str] = LEARNT
) -> NoteReader:
    """Learn from the works of some splits."""
    from sklearn.linear_model import LogisticRegression

    own = [piece for piece in pieces if piece.split in learnt]
    others = [piece for piece in pieces if piece.split == OTHERS] if recipe.others else []
    rows = np.concatenate([np.stack(piece.features) for piece in own])
    # Scaled by the five alone: what is usual is what is usual for them.
    mean, deviation = rows.mean(0), rows.std(0) + 1e-2
    sizes = block_sizes(in_beats=recipe.in_beats)
    blocks = np.repeat((np.array(sizes) / _BLOCK) ** -_BLOCK_POWER, sizes).astype(np.float32)
    if others:
        rows = np.concatenate([rows, *(np.stack(piece.features) for piece in others)])
    labels = np.concatenate([np.full(len(p.features), p.label) for p in (*own, *others)])
    importance = np.concatenate(
        [
            _importance(own, recipe.balance),
            *(np.full(len(p.features), recipe.others / len(p.features)) for p in others),
        ]
    )
    scaled = np.clip((rows - mean) / deviation, -4, 4) * blocks
    model = LogisticRegression(C=recipe.strength, max_iter=150)
    model.fit(scaled, labels, sample_weight=importance)
    count = len(COMPOSERS)
    return {
        "mean": mean.astype(np.float32),
        "deviation": deviation.astype(np.float32),
        "weight": (model.coef_[:count] * blocks).astype(np.float32),
        "bias": model.intercept_[:count].astype(np.float32),
    }


def _importance(pieces: Sequence[PieceFeatures], balance: float) -> NDArray[np.float64]:
    """Of each part: works alike, and composers more or less."""
    of_work: Counter[str] = Counter()
    for piece in pieces:
        of_work[piece.work] += piece.emphasis * len(piece.features)  # type: ignore[assignment]
    weights = np.concatenate(
        [np.full(len(p.features), p.emphasis / of_work[p.work]) for p in pieces]
    )
    labels = np.concatenate([np.full(len(piece.features), piece.label) for piece in pieces])
    for label in np.unique(labels):
        weights[labels == label] *= weights[labels == label].sum() ** -balance
    return np.asarray(weights * _TOTAL / weights.sum())


def read(reader: NoteReader, features: Sequence[Features]) -> NDArray[np.float64]:
    """[classes] over all segments, as ``Recogniser.composer_of_notes`` has it."""
    scaled = np.clip((np.stack(features) - reader["mean"]) / reader["deviation"], -4, 4)
    logits = scaled.astype(np.float64) @ reader["weight"].T + reader["bias"]
    raised = np.exp(logits.mean(0) - logits.mean(0).max())
    return np.asarray(raised / raised.sum())
