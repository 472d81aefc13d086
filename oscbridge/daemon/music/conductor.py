"""The conductor: decides when a phrase is composed, with what, and when it plays.

It knows the mode, the engine, the seeds and where in a section the music is. It computes nothing,
it sends nothing: orders for the composer and the player leave through two callables, and their
answers come back as calls. So every rule here can be tested without a process or a clock.

Rules:
    continuous  while playing, the next phrase is ordered when the player needs it, with the newest
                affect, and follows the present one without a gap.
    once        a phrase sounds for each ``phrase`` or ``play``.
    onchange    while playing, a phrase is ordered when the felt affect enters another quadrant.
A phrase continues the one before it; after ``phrases_per_section`` of them a new section begins:
with the primer, where one was given, else afresh.

While somebody plays live, what is played comes first:
    turns       each turn of the player's is answered by a phrase that continues it, from the next
                bar line; nothing else is ordered.
    always      the rules above, but a phrase continues the last bars that were played, as long as
                anything was.
An answer is played with the player's own feel (``groove``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.config.settings import MusicSettings
from oscbridge.groove import NO_FEEL, Feel, feel_of, quantised
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
        feel: how it is to be played.
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
    feel: Feel = NO_FEEL


class Conductor:
    """State and rules of the music.

    Args:
        settings: the music section of the settings; ``seed`` must be 0 or more here.
        order: called with an ``Order`` to compose.
        play: called with a phrase, and True when it is to follow the present one (else it begins at
            the next bar line).
        made: told before that, with ``composed`` or ``variation``, the order it is for, the phrase
            that it was made from, and the phrase.
    """

    def __init__(
        self,
        settings: MusicSettings,
        order: Callable[[Order], None],
        play: Callable[[Phrase, bool], None],
        made: Callable[[str, Order, Phrase, Phrase], None] = lambda *_: None,
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
        self._made = made
        self._affect = NEUTRAL
        self._next_seed = settings.seed
        self._next_token = 0
        self._orders: dict[int, Order] = {}
        self.live = "off"
        """Whether what somebody plays is answered: ``off``, ``turns`` or ``always``."""
        self._primer: Phrase | None = None
        self._played: Phrase | None = None
        self._answer = -1
        self._fresh = True
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
        if self.live == "turns":
            return
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
        self._fresh = True
        self._played = None

    def phrase(self, engine: str | None, seed: int | None, asked_by: Any) -> None:
        """Compose one now and play it at the next bar line, whatever the mode."""
        self._ask(engine=engine, seed=seed, asked_by=asked_by)

    def set_primer(self, primer: Phrase | None) -> None:
        """The next phrase, and every section after it, begins from this; None: from nothing."""
        self._primer = primer
        self._fresh = True

    def set_live(self, mode: str) -> None:
        """Let what is played live lead: ``turns``, ``always``, or ``off``."""
        changed, self.live = mode != self.live, mode
        self._played = None
        if changed:
            self.wake()

    def heard(self, played: Phrase | None) -> Order | None:
        """Bars were played: a whole turn, or the last ones; None: nothing in them.

        Returns the order for the answer, if there is one.
        """
        if self.live == "always":
            self._played = played
        elif self.live == "turns" and played is not None:
            # An answer to an older call is of no use any more.
            self._orders.pop(self._answer, None)
            order = self._ask(played=played)
            self._answer = order.token
            return order
        return None

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
        if self._leads_itself and not waiting:
            self._ask(follows=True)

    def composed(self, token: int, phrase: Phrase) -> tuple[Order, Phrase] | None:
        """The composer's answer. Returns the order, if it still counts, and what plays for it."""
        order = self._orders.pop(token, None)
        if order is None:
            return None
        phrase = replace(phrase, tempo_bpm=self.tempo_bpm)
        self._last = phrase
        self._in_section += 1
        with_feel = order.feel.onto(phrase)
        self._made("composed", order, phrase, with_feel)
        self._give(with_feel, order.follows)
        return order, with_feel

    def waits_for(self, token: int) -> bool:
        """Whether that order is still open."""
        return token in self._orders

    def failed(self, token: int) -> Order | None:
        """The composer could not, or was late. A variation of the last phrase fills the place.

        Returns the order if it was still open.
        """
        order = self._orders.pop(token, None)
        if order is not None and order.follows and self._last is not None:
            varied = vary(self._last, order.seed)
            self._made("variation", order, self._last, varied)
            self._last = varied
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
        if idle and self._leads_itself:
            self._ask()

    @property
    def _leads_itself(self) -> bool:
        return self.playing and self.mode == "continuous" and self.live != "turns"

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
        played: Phrase | None = None,
    ) -> Order:
        if seed is None:
            seed = self._next_seed
            self._next_seed = 0 if seed >= LARGEST_SEED else seed + 1
        if self._fresh or self._in_section >= self._section:
            self._fresh = False
            self._in_section = 0
            self._last = self._primer
        primer, feel = self._last, NO_FEEL
        played = played or self._played
        if played is not None:
            primer, feel = quantised(played), feel_of(played)
        order = Order(
            token=self._next_token,
            engine=engine or self.engine,
            primer=primer,
            affect=self._affect,
            bars=self._bars,
            seed=seed,
            wishes=self.wishes,
            asked_by=asked_by,
            follows=follows,
            feel=feel,
        )
        self._next_token += 1
        self._orders[order.token] = order
        self._order(order)
        return order
