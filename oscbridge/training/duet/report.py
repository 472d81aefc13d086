"""Figures of the network and the listener on the test pieces, with 95 % bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from oscbridge.music.duet.expression import REACH, Expression
from oscbridge.music.duet.runtime import load_network, read_tables
from oscbridge.training.duet.affect import phrases_of
from oscbridge.training.duet.batches import collated, stretches
from oscbridge.training.duet.data import Score, read_scores
from oscbridge.training.duet.training import PARTS, Recipe, losses, tensors
from oscbridge.weights.models import weights_path

STYLES = {1: "vgmidi", 2: "pop909", 3: "classical"}


def evaluate(data: Path) -> dict[str, Any]:
    """Nats an event for each head and collection, and how well the listener hears VGMIDI."""
    path = weights_path("duet")
    scores = read_scores(data, ("train", "test"))
    held_out = [score for score in scores if score.split == "test"]
    return {
        "pieces": {name: sum(s.style == style for s in held_out) for style, name in STYLES.items()},
        "nats": likelihoods(path, held_out),
        "listener": hearing(Expression(**read_tables(path)[0]), held_out),
    }


def likelihoods(path: Path, scores: Sequence[Score]) -> dict[str, Any]:
    """Collection → head → mean loss in nats with its interval over songs."""
    network, recipe = load_network(path), Recipe()
    rng = np.random.default_rng(0)
    found: dict[str, Any] = {}
    for style, name in STYLES.items():
        # Head → song → summed losses and events: two editions of one study are one song.
        sums: dict[str, dict[str, NDArray[np.float64]]] = {part: {} for part in PARTS}
        for score in scores:
            if score.style != style:
                continue
            cut = stretches([score], recipe.stretch, rng, repeats=None)[: recipe.rows]
            if not cut:
                continue
            batch = tensors(collated([score], cut, recipe.stretch, rng, drop=False))
            with torch.no_grad():
                for part, (loss, count) in losses(network, batch).items():
                    row = np.array([float(loss), float(count)])
                    sums[part][score.song] = sums[part].get(score.song, 0.0) + row
        found[name] = {part: _ratio(list(rows.values())) for part, rows in sums.items() if rows}
    return found


def hearing(expression: Expression, scores: Sequence[Score]) -> dict[str, Any]:
    """Correlation of what the listener hears with the labels, over phrases, resampled by song."""
    labelled = [(score.song, phrases_of(score)) for score in scores if score.labelled]
    labelled = [(song, piece) for song, piece in labelled if len(piece[0])]
    pieces = [piece for _, piece in labelled]
    songs: dict[str, list[int]] = {}
    for index, (song, _) in enumerate(labelled):
        songs.setdefault(song, []).append(index)
    groups = list(songs.values())
    rng = np.random.default_rng(0)

    def correlations(chosen: Sequence[int]) -> NDArray[np.float64]:
        cues = np.concatenate([pieces[i][0] for i in chosen])
        labels = np.concatenate([pieces[i][1] for i in chosen])
        heard = expression.heard(cues)
        return np.array([np.corrcoef(heard[:, d], labels[:, d])[0, 1] for d in range(2)])

    mean = correlations(range(len(pieces)))
    picks = rng.integers(len(groups), size=(200, len(groups)))
    draws = np.array([correlations([i for at in pick for i in groups[at]]) for pick in picks])
    low, high = np.percentile(draws, [2.5, 97.5], axis=0)
    return {
        "phrases": sum(len(piece[0]) for piece in pieces),
        "reach": REACH,
        **{
            name: {"r": round(float(mean[d]), 3), "interval": _pair(low[d], high[d])}
            for d, name in enumerate(("valence", "arousal"))
        },
    }


def _ratio(rows: Sequence[NDArray[np.float64]]) -> dict[str, Any]:
    table = np.array(rows)
    rng = np.random.default_rng(0)
    picks = rng.integers(len(table), size=(400, len(table)))
    totals = table[picks].sum(axis=1)
    draws = totals[:, 0] / np.maximum(totals[:, 1], 1e-9)
    low, high = np.percentile(draws, [2.5, 97.5])
    mean = table[:, 0].sum() / max(table[:, 1].sum(), 1e-9)
    return {"mean": round(float(mean), 4), "interval": _pair(low, high)}


def _pair(low: float, high: float) -> list[float]:
    return [round(float(low), 4), round(float(high), 4)]
