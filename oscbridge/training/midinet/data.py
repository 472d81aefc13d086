"""Pairs of 4-bar rolls that follow each other, in one common key, drawn in class-balanced batches.

Every pair is moved to C major or A minor by the key of its *first* roll (the engine does the same
with its precursor, and moves the answer back). Augmentation: one pair in four goes a fifth up or
down instead, which is what a mistaken key estimate would do, and one in four moves by an octave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from oscbridge.music.midinet.decoding import shift_home
from oscbridge.music.midinet.published import CLASSES
from oscbridge.music.roll import SOUNDING, transposed
from oscbridge.training.kept_arrays import load_arrays, save_arrays
from oscbridge.training.music.corpus import fingerprint
from oscbridge.training.music.rolls import (
    Piece,
    class_of,
    pairs_of,
    read_pop909,
    read_vgmidi,
    split_of,
)


@dataclass(frozen=True, slots=True)
class RollPairs:
    """All pieces with the pairs in them: ``index`` rows are (piece, previous, next, class or 0)."""

    pieces: list[Piece]
    index: np.ndarray

    def rows(self, split: str, label: int | None = None) -> np.ndarray:
        """The index rows of a split, of one class (0: unlabelled) or of all."""
        inside = np.array([self.pieces[row[0]].split == split for row in self.index])
        if label is not None:
            inside &= self.index[:, 3] == label
        chosen: np.ndarray = self.index[inside]
        return chosen


def load_pairs(data: Path, cache: Path | None = None) -> RollPairs:
    """Read VGMIDI, and POP909 where it is there; ``cache`` keeps POP909's rolls between runs, until
    its files or the code that reads them change.
    """
    pieces = read_vgmidi(data)
    pop = cache / f"pop909-{fingerprint(data, 'pop909')}.npz" if cache else None
    stored = load_arrays(pop) if pop else None
    if stored is not None:
        pieces += _cached(stored)
    else:
        songs = read_pop909(data)
        if pop is not None and songs:
            save_arrays(pop, _for_cache(songs))
        pieces += songs
    rows = [
        (number, first, second, class_of(piece.valence[second], piece.arousal[second]))
        for number, piece in enumerate(pieces)
        for first, second in pairs_of(piece)
        if piece.window(first)[SOUNDING].any() and piece.window(second)[SOUNDING].any()
    ]
    return RollPairs(pieces, np.array(rows, dtype=np.int64).reshape(-1, 4))


def _for_cache(songs: list[Piece]) -> dict[str, np.ndarray]:
    kept: dict[str, np.ndarray] = {}
    for song in songs:
        kept[f"{song.name}/roll"] = song.roll
        kept[f"{song.name}/steps"] = song.bar_steps
        kept[f"{song.name}/tempo"] = song.tempo_bpm
    return kept


def _cached(stored: Mapping[str, np.ndarray]) -> list[Piece]:
    songs = []
    for name in sorted({key.split("/")[0] for key in stored}):
        steps = stored[f"{name}/steps"]
        unknown = np.full(len(steps), np.nan)
        song = f"pop909/{name}"
        roll, tempo = stored[f"{name}/roll"], stored[f"{name}/tempo"]
        songs.append(Piece(name, song, split_of(song), roll, steps, unknown, unknown, tempo))
    return songs


class Batches:
    """An endless source of batches.

    With both kinds of pieces there, half of a batch is labelled; the labelled half is drawn evenly
    over the classes, and over a class's pieces by the root of their length. One labelled pair in
    ten hides its label.
    """

    def __init__(
        self,
        pairs: RollPairs,
        rng: np.random.Generator,
        batch: int,
        *,
        split: str = "train",
        augment: bool = True,
    ) -> None:
        self._pairs = pairs
        self._rng = rng
        self._batch = batch
        self._augment = augment
        self._free = pairs.rows(split, 0)
        self._labelled: list[list[np.ndarray]] = []
        for label in range(1, CLASSES + 1):
            by_piece: dict[int, list[np.ndarray]] = defaultdict(list)
            for row in pairs.rows(split, label):
                by_piece[int(row[0])].append(row)
            if by_piece:
                self._labelled.append([np.array(rows) for rows in by_piece.values()])

    def draw(self) -> tuple[Tensor, Tensor, Tensor]:
        """Previous and next rolls ``[n, 2, 84, 64]`` and labels ``[n, 4]``, as float32."""
        rolls = []
        labels = np.zeros((self._batch, CLASSES), dtype=np.float32)
        for slot in range(self._batch):
            if slot % 2 and len(self._free):
                row = self._free[self._rng.integers(len(self._free))]
            else:
                kind = self._labelled[self._rng.integers(len(self._labelled))]
                # A piece weighs the root of its length: long ones have more to say, not all.
                weights = np.sqrt([len(rows) for rows in kind])
                piece = kind[self._rng.choice(len(kind), p=weights / weights.sum())]
                row = piece[self._rng.integers(len(piece))]
                if not (self._augment and self._rng.random() < 0.1):
                    labels[slot, row[3] - 1] = 1.0
            rolls.append(self._pair(row))
        both = torch.from_numpy(np.array(rolls, dtype=np.float32))
        return both[:, 0], both[:, 1], torch.from_numpy(labels)

    def _pair(self, row: np.ndarray) -> np.ndarray:
        piece = self._pairs.pieces[row[0]]
        previous, following = piece.window(row[1]), piece.window(row[2])
        shift = shift_home(previous)
        if self._augment:
            if self._rng.random() < 0.25:
                shift += int(self._rng.choice([-5, -7, 5, 7]))
            if self._rng.random() < 0.25:
                shift += int(self._rng.choice([-12, 12]))
        return np.stack([transposed(previous, shift), transposed(following, shift)])
