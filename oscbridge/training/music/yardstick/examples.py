"""Phrases made ready for a judge: features, what people felt, and the song they are from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.training.kept_arrays import load_arrays, save_arrays
from oscbridge.training.music.yardstick import cues, features, prompts, sheet
from oscbridge.training.music.yardstick.collection import Collection
from oscbridge.training.music.yardstick.features import LOUD, table
from oscbridge.training.music.yardstick.prompts import BARS, FEWEST_NOTES
from oscbridge.training.music.yardstick.sheet import Numbers, Sheet
from oscbridge.training.music.yardstick.sheet import sheet as read_sheet
from oscbridge.weights.cache import cache_folder
from oscbridge.weights.models import digest

VARIANTS = {
    "all": (True, True),
    "without_tempo": (False, True),
    "without_loudness": (True, False),
    "without_both": (False, False),
}
"""Judge → (hears the tempo, hears the loudness)."""
_QUADRANTS = {1: (1.0, 1.0), 2: (-1.0, 1.0), 3: (-1.0, -1.0), 4: (1.0, -1.0)}
CODE = b"".join(
    Path(str(place)).read_bytes()
    for place in (cues.__file__, features.__file__, prompts.__file__, sheet.__file__, __file__)
)


@dataclass(frozen=True)
class Examples:
    """Phrases as features, with what people felt.

    Args:
        names: of the features.
        with_tempo, without_tempo: ``[phrases, features]``.
        valence, arousal: ``[phrases]``, in [−1, 1].
        songs, collections: ``[phrases]``.
    """

    names: tuple[str, ...]
    with_tempo: Numbers
    without_tempo: Numbers
    valence: Numbers
    arousal: Numbers
    songs: NDArray[np.str_]
    collections: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.songs)

    def only(self, mask: NDArray[np.bool_]) -> Examples:
        """Those examples where the mask is true."""
        return Examples(
            self.names,
            *(column[mask] for column in self.arrays()),
        )

    def arrays(self) -> list[NDArray[Any]]:
        """All columns."""
        return [value for name, value in vars(self).items() if name != "names"]

    def inputs(self, variant: str) -> Numbers:
        """``[phrases, features that a judge of that variant hears]``."""
        tempo, loudness = VARIANTS[variant]
        values = self.with_tempo if tempo else self.without_tempo
        return values if loudness else values[:, [name not in LOUD for name in self.names]]


def heard(
    sheets: list[Sheet],
    valence: Numbers,
    arousal: Numbers,
    songs: Sequence[str],
    collection: str = "",
) -> Examples:
    """Phrases made ready for a judge."""
    names, with_tempo = table(sheets)
    _, without_tempo = table(sheets, tempo=False)
    return Examples(
        names,
        with_tempo,
        without_tempo,
        valence,
        arousal,
        np.asarray(songs, dtype=np.str_),
        np.array([collection] * len(sheets), dtype=np.str_),
    )


def examples(collection: Collection, split: str) -> Examples:
    """Every fourth bar's 4-bar phrase of a labelled collection's split."""
    code = digest(CODE, collection.notes.tobytes(), collection.bars.tobytes(), split.encode())
    place = cache_folder() / f"judge-{collection.name}-{split}-{code}.npz"
    stored = load_arrays(place)
    if stored is None:
        made = _examples(collection, split)
        stored = {**vars(made), "names": np.array(made.names)}
        save_arrays(place, stored)
    columns: dict[str, Any] = dict(stored)
    columns["names"] = tuple(stored["names"].tolist())
    return Examples(**columns)


def _examples(collection: Collection, split: str) -> Examples:
    sheets, valence, arousal, songs = [], [], [], []
    labelled = collection.name == "vgmidi"
    for piece in collection.pieces((split,)):
        for bar, phrase in piece.phrases(BARS, BARS):
            felt = piece.label(bar, BARS) if labelled else _QUADRANTS.get(piece.quadrant)
            if felt is None or len(phrase.notes) < FEWEST_NOTES:
                continue
            sheets.append(read_sheet(phrase, has_loudness=not labelled, has_tempo=labelled))
            valence.append(felt[0])
            arousal.append(felt[1])
            songs.append(piece.song)
    return heard(sheets, np.array(valence), np.array(arousal), songs, collection.name)


def joined(parts: Sequence[Examples]) -> Examples:
    """Several sets as one."""
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in vars(parts[0])
        if name != "names"
    }
    return Examples(names=parts[0].names, **columns)
