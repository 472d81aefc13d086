"""The common base: a network that has learned music in general, before any engine's own music.

The engines' own music is small (a quadrant of VGMIDI holds a few hundred bars), so that each starts
from this network. Training pieces of VGMIDI, POP909, Chopin's first editions and piano-midi.de.
"""

from __future__ import annotations

from pathlib import Path

import torch

from oscbridge.errors import OscbridgeError
from oscbridge.music.triples.network import TripleNetwork
from oscbridge.training.triples.data import Row, rows_of
from oscbridge.training.triples.loop import Recipe, train_network

COLLECTIONS = ("vgmidi", "pop909", "chopin", "piano_midi_de")
RECIPE = Recipe(epochs=30)
SEED = 20


def rows(data: Path, cache: Path) -> list[Row]:
    """All rows of the collections that are there; VGMIDI has to be.

    Raises:
        OscbridgeError: ``data-missing``.
    """
    found: list[Row] = []
    for collection in COLLECTIONS:
        try:
            found += rows_of(data, collection, cache)
        except OscbridgeError as error:
            if collection == COLLECTIONS[0] or error.code != "data-missing":
                raise
    return found


def base(
    data: Path, folder: Path, *, recipe: Recipe = RECIPE, device: str = "cpu"
) -> TripleNetwork:
    """The common base from ``folder`` if it is finished there; trained (or trained on) if not."""
    torch.manual_seed(SEED)
    network = TripleNetwork()
    everything = rows(data, folder)
    return train_network(
        network,
        recipe,
        [row for row in everything if row.split == "train"],
        [row for row in everything if row.split == "validation"],
        folder,
        "base",
        seed=SEED,
        device=device,
        resume=True,
    )
