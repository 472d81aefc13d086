"""The written reports on ``cnn5`` and ``melancholy``: all figures as JSON, and one picture each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")  # no window: reports are made over ssh too
import matplotlib.pyplot as plt
import numpy as np

from oscbridge.training.face.drawing import draw_confusion, write_json
from oscbridge.training.face.scores import Floats


def write_confusion(
    folder: Path, name: str, result: dict[str, Any], labels: Sequence[str]
) -> list[Path]:
    """Writes ``NAME.json`` and ``confusion.png``, drawn from the result's ``confusion_4``."""
    paths = [write_json(folder, name, result), folder / "confusion.png"]
    table = np.array(result["confusion_4"])
    figure, axes = plt.subplots(figsize=(4.6, 4.2), layout="constrained")
    draw_confusion(axes, table)
    axes.set_xticks(range(len(labels)), labels)
    axes.set_yticks(range(len(labels)), labels)
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
    paths = [write_json(folder, name, result), folder / f"{name}.png"]
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
