"""Orders to an engine and what it answered: phrases, errors, and how long each took."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.compose import compose
from oscbridge.music.engine import Engine
from oscbridge.phrase import Phrase
from oscbridge.training.music.yardstick.prompts import BARS


@dataclass(frozen=True)
class Order:
    """What is asked of an engine. ``group`` names what its answers share (a prompt, a seed)."""

    primer: Phrase | None
    affect: Affect
    seed: int
    group: str = ""


@dataclass
class AskedEngine:
    """An engine and its answers: the same order twice is composed once.

    ``errors`` counts orders that it refused, by code; a phrase not in the form is ``bad-form``.
    """

    engine: Engine
    name: str
    errors: Counter[str] = field(default_factory=Counter)
    composed: int = 0
    _kept: dict[tuple[Phrase | None, Affect, int], Phrase | None] = field(default_factory=dict)

    def answer(self, order: Order) -> Phrase | None:
        """The phrase, or None where the engine refused."""
        key = (order.primer, order.affect, order.seed)
        if key not in self._kept:
            self.composed += 1
            try:
                self._kept[key] = self._composed(order)
            except OscbridgeError as error:
                self.errors[error.code] += 1
                self._kept[key] = None
        return self._kept[key]

    def answers(self, orders: Iterable[Order]) -> list[Phrase | None]:
        """One answer for each order."""
        return [self.answer(order) for order in with_progress(list(orders), self.name)]

    def repeats_itself(self, orders: Sequence[Order]) -> bool:
        """Whether the same orders give the same phrases once more."""
        for order in orders:
            try:
                again = self._composed(order)
            except OscbridgeError:
                again = None
            if self.answer(order) != again:
                return False
        return True

    def _composed(self, order: Order) -> Phrase:
        return compose(self.engine, order.primer, order.affect, BARS, order.seed)


def with_progress(orders: list[Order], name: str) -> Iterator[Order]:
    """The orders, with a bar of progress where somebody watches."""
    from tqdm import tqdm

    bar: Iterator[Order] = iter(
        tqdm(orders, desc=name, unit="phrase", leave=False, disable=not sys.stderr.isatty())
    )
    return bar
