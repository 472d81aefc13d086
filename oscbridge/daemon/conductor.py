"""The conductor: decides when a phrase is composed, with what, and when it plays.

It knows the mode, the engine, the seeds and where in a section the music is. It computes nothing,
it sends nothing: orders for the composer and the player leave through two callables, and their
answers come back as calls. So every rule here can be tested without a process or a clock.

Rules:
    continuous  while playing, the next phrase is ordered when the player needs it, with the newest
                affect, and follows the present one without a gap.
    once        a phrase sounds for each ``phrase`` or ``play``.
    onchange    while playing, a phrase is ordered when the felt affect enters another quadrant.
A phrase continues the one before it; after ``phrases_per_section`` of them a fresh one begins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.config import MusicSettings
from oscbridge.music.variation import vary
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase

LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Order:
    """One phrase asked of the composer, and for whom.

    Args:
        token: names the order; the composer's answer carries it.
        engine, primer, affect, bars, seed, wishes: what to compose.
        asked_by: who asked by ``/phrase`` (an opaque value), or None when the music itself did.
        follows: True when it is to begin where the present phrase ends.
    """

    token: int
    engine: str
    primer: Phrase | None
    affect: Affect
    bars: int
    seed: int
    wishes: Wishes
    asked_by: Any = None
    follows: bool = False


class Conductor:
    """State and rules of the music.

    Args:
        settings: the music section of the settings; ``seed`` must be 0 or more here.
        order: called with an ``Order`` to compose.
        play: called with a phrase, and True when it is to follow the present one (else it begins at
            the next bar line).
    """

    def __init__(
        self,
        settings: MusicSettings,
        order: Callable[[Order], None],
        play: Callable[[Phrase, bool], None],
    ) -> None:
        self.engine = settings.engine
        self.mode = settings.mode
        self.tempo_bpm = settings.tempo_bpm
        self.playing = False
        self.wishes = Wishes(
            key=settings.key,
            lowest=settings.lowest,
            highest=settings.highest,
            density=settings.density,
            temperature=settings.temperature,
        )
        self._bars = settings.bars
        self._section = settings.phrases_per_section
        self._order = order
        self._play = play
        self._affect = NEUTRAL
        self._next_seed = settings.seed
        self._next_token = 0
        self._orders: dict[int, Order] = {}
        self._last: Phrase | None = None
        self._in_section = 0
        self._with_player = 0
        self._starts_itself = settings.start == "first-affect"

    @property
    def next_seed(self) -> int:
        """The seed that the next phrase will take."""
        return self._next_seed

    def feel(self, affect: Affect) -> None:
        """The felt affect is now this. The first one starts the music, where so configured."""
        changed = affect.quadrant != self._affect.quadrant
        self._affect = affect
        if self._starts_itself and self.mode != "once":
            self.start()
        elif changed and self.playing and self.mode == "onchange":
            self._ask()

    def start(self) -> None:
        """Let the music play (in mode ``once``: one phrase)."""
        self._starts_itself = False
        was_playing, self.playing = self.playing, True
        if self.mode == "once" or not was_playing:
            self._ask()

    def stop(self) -> None:
        """No further phrase begins by itself, and what is being composed is not played."""
        self._starts_itself = False
        self.playing = False
        self._orders.clear()
        self._in_section = 0
        self._last = None

    def phrase(self, engine: str | None, seed: int | None, asked_by: Any) -> None:
        """Compose one now and play it at the next bar line, whatever the mode."""
        self._ask(engine=engine, seed=seed, asked_by=asked_by)

    def set_mode(self, mode: str) -> None:
        """``continuous``, ``once`` or ``onchange``."""
        changed, self.mode = mode != self.mode, mode
        if changed and self.playing and mode == "continuous":
            self.wake()

    def set_seed(self, seed: int) -> None:
        """The next phrase takes this seed, the ones after it the numbers after it."""
        self._next_seed = seed

    def need(self) -> None:
        """The player will soon have nothing to play."""
        waiting = any(order.follows for order in self._orders.values())
        if self.playing and self.mode == "continuous" and not waiting:
            self._ask(follows=True)

    def composed(self, token: int, phrase: Phrase) -> Order | None:
        """The composer's answer. Returns the order if it still counts (the phrase then plays)."""
        order = self._orders.pop(token, None)
        if order is None:
            return None
        phrase = replace(phrase, tempo_bpm=self.tempo_bpm)
        self._last = phrase
        self._in_section += 1
        self._give(phrase, order.follows)
        return order

    def failed(self, token: int) -> Order | None:
        """The composer could not, or was late. A variation of the last phrase fills the place.

        Returns the order if it was still open.
        """
        order = self._orders.pop(token, None)
        if order is not None and order.follows and self._last is not None:
            self._last = vary(self._last, order.seed)
            self._give(self._last, True)
        return order

    def composer_died(self) -> list[Order]:
        """All open orders are void; each is returned, to be told."""
        return [order for token in list(self._orders) if (order := self.failed(token))]

    def ended(self) -> None:
        """A phrase that was given to the player is over, played or not."""
        self._with_player = max(0, self._with_player - 1)
        self.wake()

    def player_restarted(self) -> None:
        """The player has lost all that it was given."""
        self._with_player = 0
        self.wake()

    def wake(self) -> None:
        """Ask for a phrase if the music should play and nothing is on its way."""
        idle = not self._orders and self._with_player == 0
        if idle and self.playing and self.mode == "continuous":
            self._ask()

    def _give(self, phrase: Phrase, follows: bool) -> None:
        self._with_player += 1
        self._play(phrase, follows)

    def _ask(
        self,
        *,
        engine: str | None = None,
        seed: int | None = None,
        asked_by: Any = None,
        follows: bool = False,
    ) -> None:
        if seed is None:
            seed = self._next_seed
            self._next_seed = 0 if seed >= LARGEST_SEED else seed + 1
        if self._in_section >= self._section:
            self._in_section = 0
            self._last = None
        order = Order(
            token=self._next_token,
            engine=engine or self.engine,
            primer=self._last,
            affect=self._affect,
            bars=self._bars,
            seed=seed,
            wishes=self.wishes,
            asked_by=asked_by,
            follows=follows,
        )
        self._next_token += 1
        self._orders[order.token] = order
        self._order(order)
