"""Is it music as people write it? Sets of phrases against held-out human phrases.

An engine continues every human primer, asked for the affect of the true continuation. The songs are
halved at random, many times: the human phrases of one half are the measure, and the engine's
answers to the other half's primers are compared with them, beside the true continuations of that
same other half (the human-to-human figure, with the same numbers of phrases on both sides).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.keys import MAJOR_SCALE
from oscbridge.training.music.yardstick.cues import cues
from oscbridge.training.music.yardstick.features import LOUD, table
from oscbridge.training.music.yardstick.intervals import figure, interval
from oscbridge.training.music.yardstick.overlap import FEATURES, columns, compared
from oscbridge.training.music.yardstick.sheet import Numbers, Sheet

FEWEST = 8
"""Phrases below which no density is drawn."""
_SCALES = np.array(
    [[(pitch - root) % 12 in MAJOR_SCALE for pitch in range(12)] for root in range(12)]
)


def grooving(sheet: Sheet) -> float:
    """Mean likeness of the onset patterns of two bars, 0 to 1 (Wu & Yang, "The Jazz Transformer on
    the front line", ISMIR 2020).
    """
    pairs = combinations(range(sheet.bars), 2)
    alike = [1.0 - float((sheet.pattern[a] ^ sheet.pattern[b]).mean()) for a, b in pairs]
    return float(np.mean(alike)) if alike else 1.0


def pitch_class_entropy(sheet: Sheet) -> float:
    """Bits, of the notes' pitch classes (Wu & Yang 2020)."""
    share = np.bincount(sheet.pitch % 12, minlength=12) / max(1, len(sheet.pitch))
    share = share[share > 0]
    return float(-(share * np.log2(share)).sum())


def scale_consistency(sheet: Sheet) -> float:
    """Largest share of the notes that lie in one diatonic scale (Mogren, "C-RNN-GAN", 2016)."""
    counts = np.bincount(sheet.pitch % 12, minlength=12)
    return float((_SCALES @ counts).max()) / max(1, len(sheet.pitch))


def polyphony(sheet: Sheet) -> float:
    """Mean number of pitch classes that sound at an onset."""
    return float(sheet.sounding.sum(axis=1).mean()) if len(sheet.onsets) else 0.0


def measures(sheet: Sheet) -> dict[str, float]:
    """The single figures of a phrase."""
    found = cues(sheet)
    return {
        "pitch_class_entropy_bits": pitch_class_entropy(sheet),
        "grooving_similarity": grooving(sheet),
        "scale_consistency": scale_consistency(sheet),
        "empty_bar_rate": float((~sheet.pattern.any(axis=1)).mean()),
        "notes_per_second": found["density"],
        "key_clarity": found["key_clarity"],
        "consonance": found["consonance"],
        "polyphony": polyphony(sheet),
        "mean_pitch": found["register"],
    }


def measured(sheets: Sequence[Sheet], groups: Sequence[str]) -> dict[str, Any]:
    """Mean of each single figure, with its interval."""
    rows = [measures(one) for one in sheets]
    return {name: interval([row[name] for row in rows], groups) for name in rows[0]} if rows else {}


def frechet(first: Numbers, second: Numbers) -> float:
    """Fréchet distance of two Gaussians fitted to ``[n, d]`` each (Dowson & Landau 1982)."""
    apart = first.mean(axis=0) - second.mean(axis=0)
    one, other = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    # trace √(A B) = Σ √ of the eigenvalues of √A B √A, which is symmetric.
    values, vectors = np.linalg.eigh(np.atleast_2d(one))
    root = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    inner = np.linalg.eigvalsh(root @ np.atleast_2d(other) @ root)
    cross = np.sqrt(np.clip(inner, 0, None)).sum()
    return float(apart @ apart + np.trace(np.atleast_2d(one + other)) - 2.0 * cross)


class Reference:
    """The human phrases and the halvings that every engine is held against.

    Args:
        sheets: the true continuations.
        songs: where each is from.
        halvings: how many.
    """

    def __init__(self, sheets: Sequence[Sheet], songs: Sequence[str], halvings: int) -> None:
        self._songs = np.asarray(songs)
        self._columns = columns(sheets)
        _, vectors = self._vectors(sheets)
        self._centre, self._scale = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
        self._points = (vectors - self._centre) / self._scale
        rng = np.random.default_rng(0)
        names = np.unique(self._songs)
        self._halves = [
            np.isin(self._songs, rng.permutation(names)[: len(names) // 2]) for _ in range(halvings)
        ]
        others = [np.flatnonzero(~half) for half in self._halves]
        self.between_humans = self._against(self._columns, self._points, others)

    @staticmethod
    def _vectors(sheets: Sequence[Sheet]) -> tuple[tuple[str, ...], Numbers]:
        names, values = table(list(sheets))
        keep = [name not in LOUD for name in names]
        return tuple(name for name in names if name not in LOUD), values[:, keep]

    def compare(self, sheets: Sequence[Sheet | None]) -> dict[str, Any]:
        """An engine's answers, in the order of the human phrases (None: refused): the answers to
        one half's primers against the people of the other half.
        """
        there = np.flatnonzero([sheet is not None for sheet in sheets])
        places = np.full(len(sheets), -1)
        places[there] = np.arange(len(there))
        picks = [places[~half & (places >= 0)] for half in self._halves]
        return self._compared([sheet for sheet in sheets if sheet is not None], picks)

    def compare_free(self, sheets: Sequence[Sheet]) -> dict[str, Any]:
        """Phrases that answer no particular prompt: as many of them, drawn at random, against each
        half.
        """
        rng = np.random.default_rng(1)
        sizes = [min(len(sheets), int((~half).sum())) for half in self._halves]
        picks = [rng.choice(len(sheets), size, replace=False) for size in sizes]
        return self._compared(sheets, picks)

    def _compared(
        self, sheets: Sequence[Sheet], picks: Sequence[NDArray[np.int64]]
    ) -> dict[str, Any]:
        if min(len(pick) for pick in picks) < FEWEST:
            return {}
        _, vectors = self._vectors(sheets)
        report = self._against(columns(sheets), (vectors - self._centre) / self._scale, picks)
        ratio = report["frechet_distance"]["mean"] / self.between_humans["frechet_distance"]["mean"]
        return report | {"frechet_ratio_to_humans": round(ratio, 3)}

    def _against(
        self, other: dict[str, Numbers], points: Numbers, picks: Sequence[NDArray[np.int64]]
    ) -> dict[str, Any]:
        areas: dict[str, list[float]] = {name: [] for name in FEATURES}
        splits: dict[str, list[float]] = {name: [] for name in FEATURES}
        distances: list[float] = []
        for half, theirs in zip(self._halves, picks, strict=True):
            human = {name: values[half] for name, values in self._columns.items()}
            rival = {name: values[theirs] for name, values in other.items()}
            for name, (area, divergence) in compared(human, rival).items():
                areas[name].append(area)
                splits[name].append(divergence)
            distances.append(frechet(self._points[half], points[theirs]))
        count = len(distances)

        def spread(values: Sequence[float]) -> dict[str, Any]:
            return figure(float(np.mean(values)), values, count)

        return {
            "overlap_area": spread(np.mean(list(areas.values()), axis=0)),
            "divergence": spread(np.mean(list(splits.values()), axis=0)),
            "frechet_distance": spread(distances),
            "features": {
                name: {
                    "overlap_area": round(float(np.mean(areas[name])), 4),
                    "divergence": round(float(np.mean(splits[name])), 4),
                }
                for name in FEATURES
            },
        }
