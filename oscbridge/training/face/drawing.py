"""What the written reports on face readers share: a table of counts drawn, figures as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray


def draw_confusion(axes: Axes, table: NDArray[np.int64], fontsize: int | None = None) -> None:
    """Counts [classes, classes], raters' label by row, each row shaded by its shares."""
    shares = table / np.maximum(table.sum(1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xlabel("read as")
    axes.set_ylabel("raters' majority")
    for (row, column), count in np.ndenumerate(table):
        if count:
            colour = "white" if shares[row, column] > 0.5 else "black"
            at: dict[str, Any] = {"ha": "center", "va": "center", "color": colour}
            axes.text(column, row, str(count), fontsize=fontsize, **at)


def write_json(folder: Path, name: str, result: dict[str, Any]) -> Path:
    """``NAME.json`` in a folder that is made where it is not there; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(result, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return path
