"""K-means over songs: what the two emotion clusters are, and which of them is the livelier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.notelstm.emotion import Clusters
from oscbridge.music.notelstm.published import CLUSTERS
from oscbridge.music.triples.triple import PITCH
from oscbridge.training.triples.data import Row, shift_home

RESTARTS = 20


def song_means(rows: Sequence[Row]) -> NDArray[np.float64]:
    """The mean (pitch, step, length) of each row's notes, moved home: ``[n, 3]``."""
    means = np.array([row.triples.mean(axis=0, dtype=np.float64) for row in rows])
    means[:, PITCH] += [shift_home(row.triples) for row in rows]
    return means


def clusters_of(rows: Sequence[Row], seed: int) -> tuple[Clusters, NDArray[np.int64]]:
    """The clusters of labelled songs, and each song's (0: calmer, l = −1; 1: livelier, l = 1).

    The livelier one is the one with the higher mean arousal.
    """
    means = song_means(rows)
    centre, spread = means.mean(axis=0), means.std(axis=0) + 1e-9
    standard = (means - centre) / spread
    centres, which = k_means(standard, CLUSTERS, np.random.default_rng(seed))
    felt = np.array([_felt(rows, which == at) for at in range(CLUSTERS)])
    order = np.argsort(felt[:, 1])
    place = np.argsort(order)
    clusters = Clusters(centres[order], centre, spread, felt[order[1]] - felt[order[0]])
    return clusters, place[which]


def _felt(rows: Sequence[Row], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mean valence and arousal of the labelled songs among some: each song counts once."""
    known = [rows[at].labels for at in np.flatnonzero(inside).tolist()]
    known = [labels[~np.isnan(labels[:, 0])] for labels in known]
    mean: NDArray[np.float64] = np.mean(
        [labels.mean(axis=0, dtype=np.float64) for labels in known if len(labels)], axis=0
    )
    return mean


def k_means(
    points: NDArray[np.float64], k: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Lloyd's algorithm from several random starts; the tightest centres ``[k, d]`` and the centre
    of each point ``[n]``.
    """
    best: tuple[float, NDArray[np.float64], NDArray[np.int64]] | None = None
    for _ in range(RESTARTS):
        centres = points[rng.choice(len(points), size=k, replace=False)]
        while True:
            distance = np.linalg.norm(points[:, None] - centres[None], axis=2)
            which = np.argmin(distance, axis=1)
            moved = np.array(
                [
                    points[which == at].mean(axis=0) if (which == at).any() else centres[at]
                    for at in range(k)
                ]
            )
            if np.allclose(moved, centres):
                break
            centres = moved
        total = float(np.square(distance.min(axis=1)).sum())
        if best is None or total < best[0]:
            best = total, centres, which
    assert best is not None
    return best[1], best[2]
