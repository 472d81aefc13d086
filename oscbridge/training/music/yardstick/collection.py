"""The music that engines are measured against, read once: parsed collections in the user's cache.

Reading 909 songs takes half a minute, each time. What was read is kept as plain arrays, under a
name made of every file's name, size and time of change and of the reading code, so that it is never
stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.phrase import Note
from oscbridge.training.kept_arrays import load_arrays, save_arrays
from oscbridge.training.music import corpus, rolls
from oscbridge.training.music.corpus import Bar, Piece
from oscbridge.weights.cache import cache_folder


@dataclass(frozen=True)
class Collection:
    """One collection as arrays; a ``Piece`` is made only of what is asked for.

    Args:
        name: one of the corpus's collections.
        meta: name, song, composer, quadrant, and numbers of notes and bars, of each piece.
        notes: ``[all notes, 5]``: start and length in beats, pitch, velocity, voice.
        bars: ``[all bars, 5]``: start and length in beats, bpm, valence, arousal (NaN: no label).
    """

    name: str
    meta: list[dict[str, Any]]
    notes: NDArray[np.float64]
    bars: NDArray[np.float64]

    def __post_init__(self) -> None:
        if sum(m["notes"] for m in self.meta) != len(self.notes):
            raise ValueError("a collection whose pieces and notes do not agree")

    def _slices(self) -> Iterator[tuple[dict[str, Any], slice, slice]]:
        note = bar = 0
        for meta in self.meta:
            yield (
                meta,
                slice(note, note + meta["notes"]),
                slice(bar, bar + meta["bars"]),
            )
            note, bar = note + meta["notes"], bar + meta["bars"]

    def pieces(self, splits: tuple[str, ...]) -> list[Piece]:
        """The pieces of these splits, by name."""
        return [
            self._piece(meta, self.notes[notes], self.bars[bars])
            for meta, notes, bars in self._slices()
            if rolls.split_of(meta["song"]) in splits
        ]

    def columns(self, splits: tuple[str, ...]) -> list[NDArray[np.float64]]:
        """``[notes, 5]`` of each piece of these splits, by start, then pitch."""
        return [
            self.notes[notes]
            for meta, notes, _ in self._slices()
            if rolls.split_of(meta["song"]) in splits
        ]

    def _piece(
        self, meta: dict[str, Any], notes: NDArray[np.float64], bars: NDArray[np.float64]
    ) -> Piece:
        return Piece(
            name=meta["name"],
            collection=self.name,
            song=meta["song"],
            notes=tuple(Note(row[0], int(row[2]), row[1], int(row[3])) for row in notes.tolist()),
            voices=tuple(notes[:, 4].astype(int).tolist()),
            bars=tuple(
                Bar(row[0], row[1], row[2], None if row[3] != row[3] else (row[3], row[4]))
                for row in bars.tolist()
            ),
            composer=meta["composer"],
            quadrant=meta["quadrant"],
            _starts=tuple(notes[:, 0].tolist()),
        )


def read_collection(data: Path, name: str) -> Collection:
    """A collection, from the cache where it lies there.

    Raises:
        OscbridgeError: ``data-missing``.
    """
    place = cache_folder() / f"{name}-{corpus.fingerprint(data, name)}.npz"
    stored = load_arrays(place)
    if stored is not None:
        return Collection(name, json.loads(str(stored["meta"])), stored["notes"], stored["bars"])
    found = _collected(name, corpus.read(data, name))
    meta = np.array(json.dumps(found.meta))
    save_arrays(place, {"meta": meta, "notes": found.notes, "bars": found.bars})
    return found


def _collected(name: str, pieces: list[Piece]) -> Collection:
    meta = [
        {
            "name": piece.name,
            "song": piece.song,
            "composer": piece.composer,
            "quadrant": piece.quadrant,
            "notes": len(piece.notes),
            "bars": len(piece.bars),
        }
        for piece in pieces
    ]
    notes = [
        (note.start_beats, note.length_beats, note.pitch, note.velocity, voice)
        for piece in pieces
        for note, voice in zip(piece.notes, piece.voices, strict=True)
    ]
    bars = [
        (bar.start_beats, bar.length_beats, bar.tempo_bpm, *(bar.label or (np.nan, np.nan)))
        for piece in pieces
        for bar in piece.bars
    ]
    return Collection(
        name,
        meta,
        np.array(notes, dtype=np.float64).reshape(-1, 5),
        np.array(bars, dtype=np.float64).reshape(-1, 5),
    )
