"""K-means over songs, and which cluster is the livelier."""

from __future__ import annotations

import numpy as np

from oscbridge.music.notelstm.published import CLUSTERS
from oscbridge.training.notelstm.clusters import clusters_of, k_means, song_means
from tests.training.triples.made_up import row


def test_two_heaps_are_found_from_any_start() -> None:
    rng = np.random.default_rng(0)
    heaps = np.concatenate([rng.normal(0, 0.1, (30, 3)), rng.normal(2, 0.1, (50, 3))])
    for seed in range(5):
        centres, which = k_means(heaps, CLUSTERS, np.random.default_rng(seed))
        assert centres.shape == (2, 3)
        assert len(set(which[:30].tolist())) == len(set(which[30:].tolist())) == 1
        assert which[0] != which[-1]
        assert np.allclose(np.sort(centres[:, 0]), [0, 2], atol=0.1)


def test_the_songs_that_listeners_found_livelier_are_the_second_cluster() -> None:
    rows = []
    for number in range(12):
        lively = number % 3 == 0
        triples = row().triples.copy()
        triples[:, 1:] *= 0.5 if lively else 2.0
        triples[:, 1:] *= 1 + 0.01 * number
        labels = np.full((len(triples), 2), 0.4 if lively else -0.2, dtype=np.float32)
        if number == 5:
            labels[:] = np.nan
        rows.append(row(f"made/{number}", triples=triples, labels=labels))
    clusters, which = clusters_of(rows, seed=1)
    assert which.tolist() == [int(number % 3 == 0) for number in range(12)]
    assert np.allclose(clusters.direction, 0.6)
    assert clusters.centres[1, 1] < clusters.centres[0, 1]  # shorter steps


def test_a_song_is_the_mean_of_its_notes() -> None:
    one = row()
    means = song_means([one])
    assert np.allclose(means[0], one.triples.mean(axis=0), atol=1e-5)
