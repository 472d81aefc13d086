"""The written reports on ``cnn5`` and ``melancholy``: all figures as JSON, and one picture each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")  # no window: reports are made over ssh too
import matplotlib.pyplot as plt
import numpy as np

from oscbridge.training.face.scores import Floats


def write_confusion(
    folder: Path, name: str, result: dict[str, Any], labels: Sequence[str]
) -> list[Path]:
    """Writes ``NAME.json`` and ``confusion.png``, drawn from the result's ``confusion_4``."""
    paths = [_write_json(folder, name, result), folder / "confusion.png"]
    table = np.array(result["confusion_4"])
    shares = table / np.maximum(table.sum(1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(4.6, 4.2), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("read as")
    axes.set_ylabel("raters' majority")
    for (row, column), count in np.ndenumerate(table):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour)
    figure.savefig(paths[1], dpi=110)
    plt.close(figure)
    return paths


def write_index(
    folder: Path, name: str, result: dict[str, Any], index: Floats, truth: Floats
) -> list[Path]:
    """Writes ``NAME.json`` and ``NAME.png``: raters' share over the index, faces and means by
    tenth.

    Args:
        index, truth: [N].
    """
    paths = [_write_json(folder, name, result), folder / f"{name}.png"]
    figure, axes = plt.subplots(figsize=(4.8, 4.8), layout="constrained")
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.scatter(index, truth, s=3, alpha=0.25)
    tenths = result["by_tenth"]
    axes.plot([t["index"] for t in tenths], [t["raters"] for t in tenths], "o-", color="black")
    axes.set_xlabel("index")
    axes.set_ylabel("share of votes for sadness (black: mean by tenth)")
    figure.savefig(paths[1], dpi=110)
    plt.close(figure)
    return paths


def _write_json(folder: Path, name: str, result: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(result, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return path
