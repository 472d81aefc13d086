"""Arrays in the user's cache: what took long to make, kept until its making changes."""

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

from oscbridge.weights.models import cache_folder


def place_of(name: str) -> Path:
    """Where arrays of that name are kept."""
    return cache_folder() / f"{name}.npz"


def kept(name: str) -> dict[str, NDArray[Any]] | None:
    """The arrays of that name, or None where there are none that can be read."""
    place = place_of(name)
    if not place.is_file():
        return None
    try:
        with np.load(place, allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        return None  # cut short by whatever ended its writer


def keep(name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep arrays under a name; they appear whole or not at all."""
    place = place_of(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=place.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    Path(aside).replace(place)
