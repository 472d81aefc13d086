"""The first line of a log: what wrote it, where, with which settings and which weights."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from oscbridge import __version__
from oscbridge.sessions.events import FORMAT, VERSION

_COMPUTE_WITH = ("numpy", "onnxruntime", "torch")
_PATHS = {
    ("camera", "folder"),
    ("face", "weights"),
    ("music", "save_folder"),
    ("music", "weights"),
    ("session", "folder"),
}


def header(
    config: Mapping[str, Any],
    weights: Mapping[str, Path],
    began: float,
    name: str,
    part: int,
    begin_beat: float,
) -> dict[str, Any]:
    """The header of a part of a session; ``began`` is in seconds of the epoch."""
    return {
        FORMAT: VERSION,
        "oscbridge": __version__,
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(began)),
        "name": name,
        "part": part,
        "begin_beat": begin_beat,
        "platform": platform.platform(),
        "python": platform.python_version(),
        "packages": packages(),
        "config": without_paths(config),
        "models": digests(weights),
    }


def packages() -> dict[str, str]:
    """Versions of what computes the notes."""
    found = {}
    for name in _COMPUTE_WITH:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def digests(weights: Mapping[str, Path]) -> dict[str, str]:
    """Name → sixteen hex digits that stand for the file's bytes."""
    found = {}
    for name, path in weights.items():
        try:
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        except OSError:
            found[name] = "unreadable"
    return found


def without_paths(config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without folders of the machine: of a file its name is told."""
    return {
        section: {
            key: Path(value).name if (section, key) in _PATHS and value else value
            for key, value in values.items()
        }
        for section, values in config.items()
    }
