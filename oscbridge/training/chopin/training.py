"""Trains the chopin engine: the common base, tuned to the melodies of Chopin's pieces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from oscbridge.errors import OscbridgeError
from oscbridge.music.chopin.melody import melody_of
from oscbridge.music.keys import key_of
from oscbridge.phrase import Phrase
from oscbridge.training.music.corpus import Piece, read
from oscbridge.training.triples.base import base
from oscbridge.training.triples.data import Row, row_of, rows_of
from oscbridge.training.triples.loop import Recipe, measured, train_network
from oscbridge.training.triples.shipping import bank, bank_tensors, network_tensors, ship

RECIPE = Recipe(epochs=14, batches=60, rate=1e-3)
SEED = 20


def right_hand(piece: Piece) -> Piece:
    """The piece's highest voice alone."""
    by_voice: dict[int, list[int]] = {}
    for note, voice in zip(piece.notes, piece.voices, strict=True):
        by_voice.setdefault(voice, []).append(note.pitch)
    top = max(by_voice, key=lambda voice: float(np.mean(by_voice[voice])))
    pairs = [
        (note, voice) for note, voice in zip(piece.notes, piece.voices, strict=True) if voice == top
    ]
    return replace(
        piece,
        notes=tuple(note for note, _ in pairs),
        voices=tuple(voice for _, voice in pairs),
        _starts=tuple(note.start_beats for note, _ in pairs),
    )


def melody_row(piece: Piece) -> Row:
    """The melody of the piece's highest voice as a row."""
    return row_of(piece, melody_of(right_hand(piece).notes))


def melody_rows(data: Path, cache: Path | None) -> list[Row]:
    """Chopin's melodies from both collections.

    Raises:
        OscbridgeError: ``data-missing`` where neither is there.
    """
    found: list[Row] = []
    missing: list[OscbridgeError] = []
    for collection in ("chopin", "piano_midi_de"):
        try:
            found += rows_of(
                data,
                collection,
                cache,
                keep=lambda piece: piece.composer == "chopin",
                of_piece=melody_row,
                form="melody",
            )
        except OscbridgeError as error:
            missing.append(error)
    if not found:
        raise missing[0]
    return found


def mode_of(_piece: Piece, _bar: int, phrase: Phrase) -> int:
    """1 where a passage is in minor, 0 in major."""
    return int(key_of(phrase.notes).minor)


def heard(phrase: Phrase) -> Phrase:
    """A passage's melody."""
    return replace(phrase, notes=melody_of(phrase.notes))


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
    openings = [right_hand(piece) for piece in read(data, "chopin")]  # no hours lost without them
    common = out.parent / "triples"
    rows = melody_rows(data, common)
    held = [row for row in rows if row.split == "validation"]
    music = [row for row in rows if row.split == "train"]
    network = train_network(
        base(data, common, device=device),
        replace(RECIPE, epochs=epochs),
        music,
        held,
        out,
        "chopin",
        seed=seed,
        device=device,
        resume=resume,
    ).cpu()
    passages = bank(openings, mode_of, np.random.default_rng(seed), heard=heard)
    tensors = network_tensors(network, "network", measured(network, held or music)) | bank_tensors(
        passages
    )
    return ship(tensors, out / "chopin.safetensors", "oscbridge-chopin-1", seed)
