"""Renders → two trained networks and two readers of notes → ``listen.safetensors``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS
from oscbridge.listening.recognition_network import composer_network, instrument_network
from oscbridge.training.listening.recognition import data as data_of
from oscbridge.training.listening.recognition.heard import (
    features_heard,
    features_true,
    render_heard,
)
from oscbridge.training.listening.recognition.notes import (
    HEARD,
    WRITTEN,
    NoteReader,
    features_of,
    fit,
)
from oscbridge.training.listening.recognition.renders import (
    load,
    name_of,
    render_composers,
    render_instruments,
    render_notes,
)
from oscbridge.training.listening.recognition.takes import TRAINING_FONTS
from oscbridge.training.listening.recognition.training import (
    Recipe,
    Score,
    composer_source,
    instrument_source,
    probabilities,
    train_network,
)
from oscbridge.training.music import corpus
from oscbridge.training.music.corpus import Piece
from oscbridge.training.run_files import in_half, save_weights

SONGS = 100


def train(
    data: Path, out: Path, seed: int, steps: Mapping[str, int], *, resume: bool = False
) -> Path:
    """The whole recipe of the card.

    Args:
        data: the folder with ``midi``.
        out: gets ``renders``, checkpoints and ``listen.safetensors``.
        seed: of everything drawn.
        steps: batches for ``instrument`` and ``composer``.
        resume: go on from checkpoints.
    """
    renders = out / "renders"
    render_instruments(corpus.read(data, "pop909", SONGS), renders, seed)
    render_notes(renders)
    classical = data_of.classical_pieces(data)
    pieces = [piece for piece in classical if piece.composer in data_of.FOLDERS]
    render_composers(pieces, renders, seed)
    heard = features_heard(render_heard(pieces, renders, seed)) + features_true(pieces)
    torch.manual_seed(seed)
    instrument = train_instrument(renders, out, Recipe(steps["instrument"], seed=seed), resume)
    torch.manual_seed(seed)
    composer = train_composer(
        pieces, renders, out, Recipe(steps["composer"], batch=24, seed=seed), resume=resume
    )
    readers = {"notes": fit(features_of(classical), WRITTEN), "heard": fit(heard, HEARD)}
    return ship(instrument, composer, readers, out / "listen.safetensors")


def train_instrument(
    renders: Path,
    out: Path,
    recipe: Recipe,
    resume: bool = False,
    fonts: Sequence[str] = TRAINING_FONTS,
) -> nn.Module:
    """The instruments' network; told by validation songs on the fonts that it learns from."""
    paths = [renders / f"instrument-{name_of(font)}.npz" for font in fonts]
    held = load([*paths, renders / "nothing.npz"])
    learnt, looked = held["splits"] == "train", held["splits"] == "validation"

    def check(network: nn.Module) -> str:
        guesses = probabilities(network, held["pictures"][looked]).argmax(1)
        return f"validation {np.mean(guesses == held['labels'][looked]):.3f}"

    return train_network(
        instrument_network(len(INSTRUMENTS) + 1),
        instrument_source(held["pictures"][learnt], held["labels"][learnt]),
        recipe,
        out / "instrument.pt",
        check,
        resume=resume,
    )


def train_composer(
    pieces: Sequence[Piece], renders: Path, out: Path, recipe: Recipe, *, resume: bool = False
) -> nn.Module:
    """The composers' network, from the works for learning and for validation."""
    with np.load(renders / "notes.npz") as file:
        pianos = [file[name_of(font)] for font in TRAINING_FONTS]
    looked = load([renders / "excerpts-train.npz"])

    def check(network: nn.Module) -> str:
        guesses = probabilities(network, looked["pictures"]).argmax(1)
        return f"of what it learns from {balanced(guesses, looked['labels']):.3f}"

    return train_network(
        composer_network(len(COMPOSERS)),
        composer_source(scores_of(pieces), pianos),
        recipe,
        out / "composer.pt",
        check,
        resume=resume,
    )


def scores_of(pieces: Sequence[Piece]) -> list[list[list[Score]]]:
    """``composer_source``'s input: [composer][work][as it is played, and levelled]."""
    splits = data_of.composer_splits(pieces)
    works: list[dict[str, list[Score]]] = [{} for _ in COMPOSERS]
    for piece in pieces:
        work = data_of.work_of(piece)
        if splits[work] in data_of.LEARNT:
            versions = works[data_of.label_of(piece)].setdefault(work, [])
            for notes in (data_of.as_played(piece), data_of.levelled(piece)):
                if len(notes) >= 20:
                    rows = np.array(
                        [(n.start_s, n.end_s, n.pitch, n.velocity) for n in sorted(notes)]
                    )
                    versions.append(
                        Score(rows[:, 0], rows[:, 1], rows[:, 2].astype(int), rows[:, 3])
                    )
    return [[versions for versions in own.values() if versions] for own in works]


def balanced(guesses: NDArray[np.int64], labels: NDArray[np.int64]) -> float:
    """Mean over the classes of how many of each are right."""
    return float(np.mean([np.mean(guesses[labels == k] == k) for k in np.unique(labels)]))


def ship(
    instrument: nn.Module, composer: nn.Module, readers: Mapping[str, NoteReader], path: Path
) -> Path:
    """Write everything to one file, in half precision."""
    tensors = in_half(instrument.state_dict(), "instrument.")
    tensors |= in_half(composer.state_dict(), "composer.")
    for kind, reader in readers.items():
        tensors |= {f"{kind}.{k}": torch.from_numpy(v.copy()) for k, v in reader.items()}
    return save_weights(path, tensors, {"format": "oscbridge-listen-1"})
