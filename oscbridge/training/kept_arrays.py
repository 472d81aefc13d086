"""Arrays that took long to make, kept between runs: whole, or not there."""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def load_arrays(path: Path) -> dict[str, NDArray[Any]] | None:
    """The arrays that ``save_arrays`` kept there, or None where none can be read."""
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None  # half a file, from somewhere: it is made again


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep arrays in an .npz, and make its folder; a run that is stopped leaves no half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)
