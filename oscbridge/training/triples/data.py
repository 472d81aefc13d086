"""Pieces as long rows of triples, and batches of windows of them in one common key.

Every window is moved to C major or A minor by the key of its own notes; the engines do the same
with their primer, and move the answer back. One window in five moves by an octave.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from oscbridge.music.keys import key_of_weights, shift_to_c
from oscbridge.music.triples import triple
from oscbridge.music.triples.opening import pitch_class_time
from oscbridge.music.triples.triple import PITCH, Triples, triples_of
from oscbridge.phrase import Note
from oscbridge.training.kept_arrays import load_arrays, save_arrays
from oscbridge.training.music.corpus import Piece, fingerprint, read
from oscbridge.weights.models import digest

LOWEST, HIGHEST = 21, 108
"""Training music stays on the piano."""


@dataclass(frozen=True, slots=True)
class Row:
    """A piece as triples.

    Args:
        name, song, split: as the piece's.
        triples: ``[n, 3]``.
        starts: ``[n]`` in beats.
        labels: ``[n, 2]`` valence and arousal of each note's bar; NaN where there is none.
    """

    name: str
    song: str
    split: str
    triples: Triples
    starts: NDArray[np.float64]
    labels: NDArray[np.float32]


def row_of(piece: Piece, notes: Iterable[Note] | None = None) -> Row:
    """A piece as a row; ``notes`` instead of all of its own, where given."""
    chosen = piece.notes if notes is None else notes
    triples, starts = triples_of(chosen)
    lines = np.array([bar.start_beats for bar in piece.bars])
    known = [bar.label or (np.nan, np.nan) for bar in piece.bars]
    labels = np.full((len(starts), 2), np.nan, dtype=np.float32)
    if len(lines):
        bar = np.searchsorted(lines, starts + 1e-6) - 1
        labels = np.where(
            (bar >= 0)[:, None], np.array(known, dtype=np.float32)[np.maximum(bar, 0)], np.nan
        ).astype(np.float32)
    return Row(piece.name, piece.song, piece.split, triples, starts, labels)


def rows_of(
    data: Path,
    collection: str,
    cache: Path | None = None,
    *,
    keep: Callable[[Piece], bool] = lambda _: True,
    of_piece: Callable[[Piece], Row] = row_of,
    form: str = "all",
) -> list[Row]:
    """A collection's rows; kept in ``cache`` under ``form``, since reading takes longer than
    learning, until the files or the code that reads them change.

    Args:
        keep: which pieces.
        of_piece: what is made of each.
        form: a name for these two.

    Raises:
        OscbridgeError: ``data-missing``.
    """
    if cache is None:
        return _rows_read(data, collection, keep, of_piece)
    place = cache / f"{collection}-{form}-{_stamp(data, collection, of_piece)}.npz"
    stored = load_arrays(place)
    if stored is not None:
        return _unpacked(stored)
    rows = _rows_read(data, collection, keep, of_piece)
    for stale in cache.glob(f"{collection}-{form}-*.npz"):
        stale.unlink()
    save_arrays(place, _packed(rows))
    return rows


def _rows_read(
    data: Path,
    collection: str,
    keep: Callable[[Piece], bool],
    of_piece: Callable[[Piece], Row],
) -> list[Row]:
    rows = [of_piece(piece) for piece in read(data, collection) if keep(piece)]
    return [row for row in rows if len(row.triples) > 1]


def _stamp(data: Path, collection: str, of_piece: Callable[[Piece], Row]) -> str:
    files = {__file__, str(triple.__file__), inspect.getfile(of_piece)}
    code = (Path(file).read_bytes() for file in sorted(files))
    return digest(fingerprint(data, collection).encode(), *code)


def _packed(rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
    return {
        "names": np.array([(row.name, row.song, row.split) for row in rows]),
        "sizes": np.array([len(row.triples) for row in rows]),
        "triples": np.concatenate([row.triples for row in rows]),
        "starts": np.concatenate([row.starts for row in rows]),
        "labels": np.concatenate([row.labels for row in rows]),
    }


def _unpacked(stored: Mapping[str, NDArray[Any]]) -> list[Row]:
    cuts = np.cumsum(stored["sizes"])[:-1]
    parts = zip(
        stored["names"].tolist(),
        np.split(stored["triples"], cuts),
        np.split(stored["starts"], cuts),
        np.split(stored["labels"], cuts),
        strict=True,
    )
    return [Row(*names, *arrays) for names, *arrays in parts]


def shift_home(triples: Triples) -> int:
    """Semitones, −6 to 5, that move notes to C major or A minor."""
    return shift_to_c(key_of_weights(pitch_class_time(triples)).home)


class Windows:
    """An endless source of batches of windows.

    Args:
        rows: the pieces, or parts of them, to draw from.
        rng: all chance.
        batch, notes: windows in a batch, notes that are predicted in a window.
        augment: whether one window in five moves by an octave.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        rng: np.random.Generator,
        *,
        batch: int = 64,
        notes: int = 96,
        augment: bool = True,
    ) -> None:
        self._rows = [row for row in rows if len(row.triples) > notes // 4]
        self._rng = rng
        self._batch = batch
        self._notes = notes
        self._augment = augment
        # A piece weighs by its length up to a point: the longest are not the most instructive.
        weights = np.array([min(len(row.triples), 3000) for row in self._rows], dtype=np.float64)
        self._weights = weights / weights.sum()

    def draw(self) -> tuple[Tensor, Tensor]:
        """Triples ``[n, notes + 1, 3]`` (float32), and which are real ``[n, notes + 1]`` (bool)."""
        windows = np.zeros((self._batch, self._notes + 1, 3), dtype=np.float32)
        real = np.zeros((self._batch, self._notes + 1), dtype=np.bool_)
        for slot, which in enumerate(
            self._rng.choice(len(self._rows), size=self._batch, p=self._weights)
        ):
            triples = self._rows[which].triples
            last = max(1, len(triples) - self._notes)
            start = int(self._rng.integers(last))
            window = triples[start : start + self._notes + 1].copy()
            window[:, PITCH] += shift_home(window)
            if self._augment and self._rng.random() < 0.2:
                window[:, PITCH] += float(self._rng.choice([-12, 12]))
            window[:, PITCH] = folded(window[:, PITCH])
            windows[slot, : len(window)] = window
            real[slot, : len(window)] = True
        return torch.from_numpy(windows), torch.from_numpy(real)


def folded(pitches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pitches moved by octaves until they lie on the piano."""
    moved = pitches.copy()
    while (low := moved < LOWEST).any():
        moved[low] += 12
    while (high := moved > HIGHEST).any():
        moved[high] -= 12
    return moved
