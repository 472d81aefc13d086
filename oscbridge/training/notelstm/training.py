"""Trains the notelstm engine: the common base, tuned to VGMIDI at the sampling temperature.

The published formula divides the network's logits by temperature / β = 4 when it samples. A network
trained as usual would then be drawn from at temperature 4, which is noise. So the loss divides by
the same 4 (``Recipe.sharpness``), and the head starts from the base's, times 4.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from oscbridge.music.notelstm.published import BETA, TEMPERATURE
from oscbridge.training.music.corpus import Piece, read
from oscbridge.training.notelstm.clusters import clusters_of
from oscbridge.training.triples.base import base
from oscbridge.training.triples.data import rows_of
from oscbridge.training.triples.loop import Recipe, measured, train_network
from oscbridge.training.triples.shipping import bank, bank_tensors, network_tensors, ship

RECIPE = Recipe(epochs=8, batches=50, rate=5e-4, sharpness=TEMPERATURE / BETA)
SEED = 20


def train(
    data: Path,
    out: Path,
    *,
    epochs: int = RECIPE.epochs,
    seed: int = SEED,
    device: str = "cpu",
    resume: bool = False,
) -> Path:
    """Train and ship; the weights' file.

    The common base is taken from ``triples`` beside ``out``, and trained there first if it is not.

    Raises:
        OscbridgeError: ``data-missing``.
    """
    common = out.parent / "triples"
    network = base(data, common, device=device)
    with torch.no_grad():
        network.pitch.weight.mul_(RECIPE.sharpness)
        network.pitch.bias.mul_(RECIPE.sharpness)
    rows = rows_of(data, "vgmidi", common)
    train_rows = [row for row in rows if row.split == "train"]
    held = [row for row in rows if row.split == "validation"]
    recipe = replace(RECIPE, epochs=epochs)
    network = train_network(
        network,
        recipe,
        train_rows,
        held,
        out,
        "notelstm",
        seed=seed,
        device=device,
        resume=resume,
    ).cpu()
    clusters, which = clusters_of(train_rows, seed)
    kinds = {row.name: int(kind) for row, kind in zip(train_rows, which, strict=True)}

    def kind_of(piece: Piece, _bar: int, _phrase: object) -> int | None:
        return kinds.get(piece.name)

    passages = bank(read(data, "vgmidi"), kind_of, np.random.default_rng(seed))
    tensors = network_tensors(
        network, "network", measured(network, held or train_rows, sharpness=recipe.sharpness)
    )
    for name in ("centres", "mean", "spread", "direction"):
        tensors[f"clusters.{name}"] = torch.from_numpy(getattr(clusters, name)).float()
    tensors |= bank_tensors(passages)
    return ship(tensors, out / "notelstm.safetensors", "oscbridge-notelstm-1", seed)
