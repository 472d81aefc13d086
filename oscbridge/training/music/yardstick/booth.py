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
class Booth:
    """One engine at work; the same order twice is composed once.

    ``errors`` counts coded refusals; a phrase not in the form is counted as ``bad-form``.
    """

    engine: Engine
    name: str
    errors: Counter[str] = field(default_factory=Counter)
    composed: int = 0
    _kept: dict[tuple[int, Affect, int], Phrase | None] = field(default_factory=dict)

    def answer(self, order: Order) -> Phrase | None:
        """The phrase, or None where the engine refused."""
        key = (id(order.primer), order.affect, order.seed)
        if key not in self._kept:
            self._kept[key] = self._composed(order)
        return self._kept[key]

    def answers(self, orders: Iterable[Order]) -> list[Phrase | None]:
        """One answer for each order."""
        return [self.answer(order) for order in watched(list(orders), self.name)]

    def _composed(self, order: Order) -> Phrase | None:
        self.composed += 1
        try:
            return compose(self.engine, order.primer, order.affect, BARS, order.seed)
        except OscbridgeError as error:
            self.errors[error.code] += 1
            return None

    def repeats_itself(self, orders: Sequence[Order]) -> bool:
        """Whether the same orders give the same phrases once more."""
        return all(self.answer(order) == self._composed(order) for order in orders)


def watched(orders: list[Order], name: str) -> Iterator[Order]:
    """The orders, with a bar of progress where somebody watches."""
    from tqdm import tqdm

    bar: Iterator[Order] = iter(
        tqdm(orders, desc=name, unit="phrase", leave=False, disable=not sys.stderr.isatty())
    )
    return bar
