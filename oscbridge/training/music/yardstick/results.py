"""What came of an engine's evaluation, before it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oscbridge.phrase import Phrase


@dataclass(frozen=True)
class Heard:
    """A phrase to look at and listen to: its name, itself, and its files."""

    name: str
    phrase: Phrase
    files: list[Path]


@dataclass(frozen=True)
class Result:
    """What one engine did. ``maps``: grid name → cue → means of its cells."""

    report: dict[str, Any]
    maps: dict[str, dict[str, list[list[float | None]]]]
    heard: list[Heard]
