"""The written report on a face reader: all figures as JSON, and three pictures that show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")  # no window: reports are made over ssh too
import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import EXPRESSIONS
from oscbridge.training.face.data import Faces
from oscbridge.training.face.drawing import draw_confusion, write_json
from oscbridge.training.face.scores import ECE_BINS, Floats


def write(
    folder: Path, result: dict[str, Any], scores: Floats, affect: Floats, faces: Faces
) -> list[Path]:
    """Writes ``emotion.json``, ``confusion.png``, ``reliability.png`` and ``affect.png``.

    Args:
        result: what ``oscbridge.training.face.evaluation.evaluate`` gives.
        scores: [N, 8], affect: [N, 2], of ``faces``.
    """
    pictures = ("confusion.png", "reliability.png", "affect.png")
    paths = [write_json(folder, "emotion", result), *(folder / name for name in pictures)]
    figures = {name: entry["value"] for name, entry in result["figures"].items()}
    _confusion(paths[1], np.array(result["confusion_8"]), figures)
    _reliability(paths[2], scores, faces, figures)
    _affect(paths[3], affect, faces, figures)
    return paths


def _confusion(path: Path, table: NDArray[np.int64], figures: dict[str, float]) -> None:
    figure, axes = plt.subplots(figsize=(7.2, 5.8), layout="constrained")
    draw_confusion(axes, table, fontsize=8)
    axes.set_xticks(range(len(EXPRESSIONS)), EXPRESSIONS, rotation=40, ha="right")
    found = [figures.get(f"recall_{name}") for name in EXPRESSIONS]
    axes.set_yticks(
        range(len(EXPRESSIONS)),
        [
            name if share is None else f"{name}, {share:.0%} found"
            for name, share in zip(EXPRESSIONS, found, strict=True)
        ],
    )
    accuracy = figures.get("accuracy_8")
    axes.set_title("no clear face" if accuracy is None else f"{accuracy:.1%} of clear faces")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _reliability(path: Path, scores: Floats, faces: Faces, figures: dict[str, float]) -> None:
    clear = faces.majority >= 0
    confidence, right = scores[clear].max(1), scores[clear].argmax(1) == faces.majority[clear]
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    count = np.bincount(bins, minlength=ECE_BINS)
    filled = count > 0
    mean = np.bincount(bins, confidence, ECE_BINS)[filled] / count[filled]
    accuracy = np.bincount(bins, right, ECE_BINS)[filled] / count[filled]
    figure, axes = plt.subplots(figsize=(4.8, 4.8), layout="constrained")
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.plot(mean, accuracy, marker="o")
    axes.bar(mean, count[filled] / count.sum(), width=0.02, color="lightgrey")
    axes.set_xlabel("confidence (grey: share of clear faces)")
    axes.set_ylabel("accuracy")
    if "ece_clear" in figures:
        axes.set_title(f"expected calibration error {figures['ece_clear']:.3f}")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _affect(path: Path, affect: Floats, faces: Faces, figures: dict[str, float]) -> None:
    figure, both = plt.subplots(1, 2, figsize=(9, 4.6), layout="constrained")
    for axis, (axes, name) in enumerate(zip(both, ("valence", "arousal"), strict=True)):
        axes.plot([-1, 1], [-1, 1], color="grey", linewidth=1)
        axes.scatter(faces.affect[faces.located, axis], affect[faces.located, axis], s=3, alpha=0.3)
        axes.set_xlabel(f"{name}, raters")
        axes.set_ylabel(f"{name}, read")
        axes.set_xlim(-1, 1)
        axes.set_ylim(-1, 1)
        axes.set_xticks(np.linspace(-1, 1, 5))
        axes.set_yticks(np.linspace(-1, 1, 5))
        axes.set_aspect("equal")
        if f"ccc_{name}" in figures:
            axes.set_title(f"CCC {figures[f'ccc_{name}']:.3f}")
    figure.savefig(path, dpi=110)
    plt.close(figure)
