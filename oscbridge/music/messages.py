"""What the composer process is told, and what it answers. Small frozen values, cheap to carry."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.affect import Affect
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase


@dataclass(frozen=True, slots=True)
class ComposerSettings:
    """How the composer process starts.

    Args:
        engine: loaded at once.
        weights: a file of an engine's own weights, see ``engine.load_engine``; empty: none.
    """

    engine: str
    weights: str = ""


@dataclass(frozen=True, slots=True)
class Compose:
    """Compose a phrase. The same fields always give the same phrase.

    Args:
        token: comes back with the answer.
        engine: name of the engine.
        primer: the phrase to continue, or None for a fresh start.
        affect: the felt emotion that shapes it.
        bars: its length.
        seed: the number that all its chance is drawn from.
        wishes: key, range and the like.
    """

    token: int
    engine: str
    primer: Phrase | None
    affect: Affect
    bars: int
    seed: int
    wishes: Wishes


FIRST_ENGINE = -1
"""The token of the engine that the process loads by itself at its start."""


@dataclass(frozen=True, slots=True)
class LoadEngine:
    """Load an engine ahead of its first phrase, and say so (``EngineLoaded``)."""

    token: int
    engine: str


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


@dataclass(frozen=True, slots=True)
class EngineLoaded:
    """The engine can compose; loading took ``milliseconds``."""

    token: int
    engine: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Composed:
    """The phrase that ``token`` asked for, and how long it took."""

    token: int
    phrase: Phrase
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """What ``token`` asked for cannot be had."""

    token: int
    code: str
    message: str


Event = EngineLoaded | Composed | Failed
