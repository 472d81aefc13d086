"""Trains the four experts, each on the music of its own emotion.

A piece's bars are parted by the quadrant of their label; each expert learns from the runs of bars
of its own quadrant, from the common base on, since a quadrant alone is too small to learn music
from. Where the music comes from is open: anything that gives ``Row`` with labels will do.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.experts.published import EMOTIONS
from oscbridge.phrase import Phrase
from oscbridge.training.music.corpus import Piece, read
from oscbridge.training.triples.base import base
from oscbridge.training.triples.data import Row, rows_of
from oscbridge.training.triples.loop import Recipe, measured, train_network
from oscbridge.training.triples.shipping import bank, bank_tensors, network_tensors, ship

RECIPE = Recipe(epochs=1, batches=16, batch=32, rate=1e-3, held_batches=1)
SEED = 20
FEWEST_NOTES = 32
"""A shorter run of bars of one emotion is left out."""


def runs_of(row: Row, quadrant: int) -> list[Row]:
    """The parts of a row whose labels are in a quadrant, each at least 32 notes long."""
    valence, arousal = row.labels[:, 0], row.labels[:, 1]
    known = ~np.isnan(valence)
    inside = known & ((valence >= 0) == (quadrant in (1, 4)))
    inside &= (arousal >= 0) == (quadrant in (1, 2))
    edges = [0, *(np.flatnonzero(np.diff(inside)) + 1).tolist(), len(inside)]
    return [
        replace(
            row,
            triples=row.triples[first:last],
            starts=row.starts[first:last],
            labels=row.labels[first:last],
        )
        for first, last in pairwise(edges)
        if last - first >= FEWEST_NOTES and inside[first]
    ]


def music_of(rows: Sequence[Row], quadrant: int, split: str) -> list[Row]:
    """All runs of a quadrant in a split."""
    return [run for row in rows if row.split == split for run in runs_of(row, quadrant)]


def quadrant_of(piece: Piece, bar: int, _phrase: Phrase) -> int | None:
    """The quadrant of four bars' mean label, or None where they have none."""
    label = piece.label(bar)
    return None if label is None else Affect.clipped(*label).quadrant


def train(
    data: Path,
    out: Path,
    *,
    epochs: int = RECIPE.epochs,
    seed: int = SEED,
    device: str = "cpu",
    resume: bool = False,
) -> Path:
    """Train and ship all four; the weights' file.

    The common base is taken from ``triples`` beside ``out``, and trained there first if it is not.

    Raises:
        OscbridgeError: ``data-missing``; ``no-music`` where an emotion has none.
    """
    common = out.parent / "triples"
    recipe = replace(RECIPE, epochs=epochs)
    start = base(data, common, device=device)
    rows = rows_of(data, "vgmidi", common)
    tensors: dict[str, torch.Tensor] = {}
    for quadrant, emotion in enumerate(EMOTIONS, start=1):
        music = music_of(rows, quadrant, "train")
        held = music_of(rows, quadrant, "validation")
        if not music:
            raise OscbridgeError(
                "no-music", f"no training music for '{emotion}' in {data}; add some, with labels"
            )
        network = train_network(
            copy.deepcopy(start),
            recipe,
            music,
            held,
            out,
            emotion,
            seed=seed,
            device=device,
            resume=resume,
        ).cpu()
        tensors |= network_tensors(
            network, emotion, measured(network, held or music, batches=recipe.held_batches)
        )
    passages = bank(read(data, "vgmidi"), quadrant_of, np.random.default_rng(seed))
    tensors |= bank_tensors(passages)
    return ship(tensors, out / "experts.safetensors", "oscbridge-experts-1", seed)
