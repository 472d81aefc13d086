"""Pieces as rows of events with cues in all twelve keys.

Of each piece: its events, the cues of every bar as counted from each of twelve tonics, the weights
of its pitch classes, and the affect of every bar, which is the listeners' where VGMIDI has it and
elsewhere what a linear regression on cues, learned from VGMIDI's training pieces, makes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.duet.cues import bar_cues, degree_weights, dissonance, scaled
from oscbridge.music.duet.events import BAR_TIME, Events, events_of
from oscbridge.music.duet.grid import TICKS_PER_BEAT, Passage, gridded
from oscbridge.music.keys import key_of_weights
from oscbridge.training.music import corpus
from oscbridge.training.music.corpus import Piece

COLLECTIONS = ("vgmidi", "pop909", "chopin", "piano_midi_de")
STYLE = {"vgmidi": 1, "pop909": 2, "chopin": 3, "piano_midi_de": 3}
KEY_BARS = 8
"""The key is estimated from this many bars, as for a primer and what follows it."""


@dataclass(frozen=True, slots=True)
class Score:
    """A piece, ready to be cut.

    Args:
        name, song, split: the piece's.
        style: what the network is told about its collection.
        events: the whole piece.
        lines: ``[bars]`` index of each bar's BAR event.
        cues: ``[12, bars, 11]`` for each tonic, not scaled, NaN where unknown.
        classes: ``[bars, 12]`` sounding beats of each pitch class.
        affect: ``[bars, 2]`` valence and arousal, on the scale of the labels.
        labelled: whether they are listeners'.
        loud: whether its velocities mean something.
    """

    name: str
    song: str
    split: str
    style: int
    events: Events
    lines: NDArray[np.int64]
    cues: NDArray[np.float32]
    classes: NDArray[np.float32]
    affect: NDArray[np.float32]
    labelled: bool
    loud: bool


def passage_of(piece: Piece) -> Passage:
    """All bars of a piece on the grid."""
    return gridded(
        piece.notes, [b.start_beats for b in piece.bars], [b.length_beats for b in piece.bars]
    )


def score_of(piece: Piece) -> Score | None:
    """A piece as a score with its own labels; None where it has fewer than eight bars or notes."""
    passage = passage_of(piece)
    if passage.bars < 8 or len(passage.bar) < 8:
        return None
    # Long bars are split, so that a bar of the passage may be a part of one of the piece.
    line = np.array([b.start_beats for b in piece.bars])
    at = passage.bar_starts / TICKS_PER_BEAT + line[0]
    owner = np.clip(np.searchsorted(line, at + 1e-3, side="right") - 1, 0, len(line) - 1)
    tempo = np.array([piece.bars[i].tempo_bpm for i in owner])
    labels = [piece.bars[i].label for i in owner]
    affect = np.array([label or (np.nan, np.nan) for label in labels], dtype=np.float64)
    events = events_of(passage)
    clashes = dissonance(passage)
    tables = np.stack([bar_cues(passage, tonic, tempo, clashes) for tonic in range(12)])
    velocity = passage.velocity
    return Score(
        name=piece.name,
        song=piece.song,
        split=piece.split,
        style=STYLE[piece.collection],
        events=events,
        lines=np.flatnonzero(events.time == BAR_TIME)[:-1],
        cues=tables.astype(np.float32),
        classes=degree_weights(passage, 0).astype(np.float32),
        affect=affect.astype(np.float32),
        labelled=bool(np.isfinite(affect).any()),
        loud=float(np.std(velocity)) > 4.0,
    )


def tonic_at(score: Score, bar: int) -> int:
    """Tonic of the key around the stretch that begins at a bar."""
    return key_of_weights(score.classes[bar : bar + KEY_BARS].sum(axis=0).astype(np.float64)).tonic


def smoothed(values: NDArray[np.float64], reach: int = 2) -> NDArray[np.float64]:
    """Mean over each bar and its neighbours, not-a-numbers left out: ``[bars, n]``."""
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    kernel = np.ones(2 * reach + 1)

    def over(columns: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack(
            [np.convolve(c, kernel, mode="full")[reach:-reach] for c in columns.T], axis=1
        )

    total, count = over(filled), over(known.astype(np.float64))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def listener_inputs(score: Score) -> NDArray[np.float64]:
    """Scaled cues over five bars, in the key around each: ``[bars, 11]``, 0 where unknown."""
    rows = np.stack(
        [score.cues[tonic_at(score, max(0, bar - 3)), bar] for bar in range(len(score.classes))]
    )
    return scaled(smoothed(rows.astype(np.float64)))[0].astype(np.float64)


def with_affect(scores: Sequence[Score]) -> list[Score]:
    """The scores with affect for every bar: smoothed labels, or the regression's, widened so that
    they spread as far as labels do.
    """
    inputs, labels = [], []
    for score in scores:
        if score.labelled and score.split == "train":
            target = smoothed(score.affect.astype(np.float64))
            fine = np.isfinite(target).all(axis=1)
            inputs.append(listener_inputs(score)[fine])
            labels.append(target[fine])
    if not inputs:
        return [replace(s, affect=np.zeros_like(s.affect)) for s in scores]
    x, y = np.concatenate(inputs), np.concatenate(labels)
    middle, centre = x.mean(axis=0), y.mean(axis=0)
    gram = (x - middle).T @ (x - middle) + 1e-2 * len(x) * np.eye(x.shape[1])
    slope = np.linalg.solve(gram, (x - middle).T @ (y - centre))
    widen = y.std(axis=0) / np.maximum(1e-6, ((x - middle) @ slope).std(axis=0))
    out = []
    for score in scores:
        if score.labelled:
            affect = smoothed(score.affect.astype(np.float64))
            affect = np.where(np.isfinite(affect), affect, centre)
        else:
            affect = centre + ((listener_inputs(score) - middle) @ slope) * widen
        out.append(replace(score, affect=np.clip(affect, -1, 1).astype(np.float32)))
    return out


def read_scores(data: Path, splits: Sequence[str], limit: int | None = None) -> list[Score]:
    """All readable scores of the four collections in those splits."""
    scores = []
    for collection in COLLECTIONS:
        for piece in corpus.read(data, collection, limit):
            if piece.split in splits:
                score = score_of(piece)
                if score is not None:
                    scores.append(score)
    return with_affect(scores)
