"""Which music each expert hears."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.training.experts.training import FEWEST_NOTES, music_of, quadrant_of, runs_of
from tests.training.triples.made_up import piece, row

SIGNS = {1: (0.2, 0.2), 2: (-0.2, 0.2), 3: (-0.2, -0.2), 4: (0.2, -0.2)}


@pytest.mark.parametrize("quadrant", SIGNS)
def test_an_expert_hears_runs_of_its_own_quadrant_only(quadrant: int) -> None:
    mixed = row()
    labels = np.empty((len(mixed.triples), 2), dtype=np.float32)
    parts = np.array_split(np.arange(len(labels)), 4)
    for part, label in zip(parts, SIGNS.values(), strict=True):
        labels[part] = label
    mixed = row(labels=labels)
    (run,) = runs_of(mixed, quadrant)
    assert np.array_equal(run.triples, mixed.triples[parts[quadrant - 1]])
    assert np.allclose(run.labels, SIGNS[quadrant])


def test_short_runs_and_unlabelled_bars_are_left_out() -> None:
    plain = row()
    labels = np.full((len(plain.triples), 2), np.nan, dtype=np.float32)
    labels[: FEWEST_NOTES - 1] = 0.5
    assert runs_of(row(labels=labels), 1) == []
    labels[:FEWEST_NOTES] = 0.5
    assert len(runs_of(row(labels=labels), 1)) == 1
    assert all(runs_of(row(labels=labels), quadrant) == [] for quadrant in (2, 3, 4))


def test_splits_stay_apart() -> None:
    rows = [row(split="train"), row(split="test")]
    assert {each.split for each in music_of(rows, 1, "train")} == {"train"}


def test_a_passages_quadrant_is_its_mean_labels() -> None:
    calm = piece(label=(-0.1, -0.3))
    phrase = calm.phrase(0)
    assert phrase is not None
    assert quadrant_of(calm, 0, phrase) == 3
    assert quadrant_of(piece(label=None), 0, phrase) is None
