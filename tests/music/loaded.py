"""Each form of each engine once for all tests: loading exports a network, which takes seconds."""

from __future__ import annotations

from functools import cache
from typing import Protocol

import numpy as np

from oscbridge.affect import Affect
from oscbridge.music.engine import engine_names, load_engine
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase


class FullEngine(Protocol):
    """An engine that composes by wishes and scores, as all built-in ones but midinet do."""

    name: str
    wishes: Wishes

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase: ...

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float: ...


@cache
def engine(name: str) -> FullEngine:
    """The engine of that name, with an option after a colon; its wishes are the tests' to set."""
    loaded: FullEngine = load_engine(name)  # type: ignore[assignment]
    return loaded


@cache
def every_form() -> tuple[str, ...]:
    """Every registered engine by its name, and by its name with each option but the first."""
    names = []
    for name in engine_names():
        others = getattr(engine(name), "options", ())[1:]
        names += [name, *(f"{name}:{option}" for option in others)]
    return tuple(names)
