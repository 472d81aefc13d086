"""The reader of notes: figures of style → composer, by linear discriminants.

Shrinking the covariance towards the identity holds 385 figures in check with 180 pieces
(scikit-learn's LinearDiscriminantAnalysis); its logits are linear in the figures, and that is what
is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.style import Figures, segments
from oscbridge.training.listening.recognition_data import composer_splits, label_of, work_of
from oscbridge.training.music.corpus import Piece

NoteReader = dict[str, NDArray[np.float32]]
"""``mean``, ``deviation`` [F], ``weight`` [classes, F], ``bias`` [classes]."""

SHRINKAGE = 0.2
"""Of the covariance, chosen by six folds over works for learning and for validation. Discriminants
with composers as frequent as their segments were right about 81 % of pieces there; logistic
regression, support vectors and equal priors about 66 to 82 %, none of them better for the rarer
composers and for all pieces alike.
"""


@dataclass(frozen=True, slots=True)
class PieceFigures:
    """A piece as the reader sees it."""

    figures: list[Figures]
    label: int
    work: str
    group: str
    split: str
    collection: str


def figures_of(pieces: Sequence[Piece]) -> list[PieceFigures]:
    """The figures of each piece's segments."""
    splits = composer_splits(pieces)
    found = []
    for piece in pieces:
        starts = np.array([note.start_beats for note in piece.notes])
        pitches = np.array([note.pitch for note in piece.notes])
        counted = segments(starts, pitches)
        if counted:
            work = work_of(piece)
            found.append(
                PieceFigures(
                    *(counted, label_of(piece), work, piece.song, splits[work], piece.collection)
                )
            )
    return found


def fit(pieces: Sequence[PieceFigures], shrinkage: float = SHRINKAGE) -> NoteReader:
    """Learn from all segments of the training works."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    learnt = [piece for piece in pieces if piece.split == "train"]
    rows = np.concatenate([np.stack(piece.figures) for piece in learnt])
    labels = np.concatenate([np.full(len(piece.figures), piece.label) for piece in learnt])
    mean, deviation = rows.mean(0), rows.std(0) + 1e-3
    scaled = np.clip((rows - mean) / deviation, -4, 4)
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage)
    model.fit(scaled, labels)
    return {
        "mean": mean.astype(np.float32),
        "deviation": deviation.astype(np.float32),
        "weight": model.coef_.astype(np.float32),
        "bias": model.intercept_.astype(np.float32),
    }


def read(reader: NoteReader, figures: Sequence[Figures]) -> NDArray[np.float64]:
    """[classes] over all segments, as ``Recogniser.composer_of_notes`` has it."""
    scaled = np.clip((np.stack(figures) - reader["mean"]) / reader["deviation"], -4, 4)
    logits = scaled.astype(np.float64) @ reader["weight"].T + reader["bias"]
    raised = np.exp(logits.mean(0) - logits.mean(0).max())
    return np.asarray(raised / raised.sum())
