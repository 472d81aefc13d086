"""The composers of a cluster, as the music desk sees them; behind them, the room's own.

The same order always gives the same notes, so an order whose composer is lost or slow is simply
given to the room's own as well, and the first answer counts: a lost machine costs no phrase.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from oscbridge.cluster.messages import (
    ComposerAnswered,
    ComposerLost,
    ComposeThere,
    LoadThere,
    Member,
)
from oscbridge.music.messages import Compose, Composed, Failed, LoadEngine

LONGEST_S = 1.0
"""After so long the room's own composer is asked, too; a phrase takes a third of it."""


@dataclass(slots=True)
class _Open:
    order: Compose
    composer: str
    limit: asyncio.TimerHandle


class ClusterComposers:
    """Gives orders to the composers of a cluster.

    Args:
        send: to the process that talks to the cluster.
    """

    def __init__(self, send: Callable[[ComposeThere | LoadThere], None]) -> None:
        self._send = send
        self._members: tuple[Member, ...] = ()
        self._open: dict[int, _Open] = {}
        self.near: Callable[[Compose], None] = lambda order: None
        """Gives an order to the room's own composer."""
        self.answered: Callable[[Composed | Failed], None] = lambda answer: None
        self.last = ""
        """Who composed the last phrase; empty: the room's own composer."""

    def compose(self, order: Compose) -> None:
        """Have it composed where least is to be done."""
        able = [one for one in self._members if order.engine in one.engines]
        if not able:
            self.last = ""
            self.near(order)
            return
        at_work = [one.composer for one in self._open.values()]
        best = min(able, key=lambda one: (at_work.count(one.name), not one.is_near, one.name))
        limit = asyncio.get_running_loop().call_later(LONGEST_S, self._give_up, order.token)
        self._open[order.token] = _Open(order, best.name, limit)
        self._send(ComposeThere(best.name, order))

    def load(self, order: LoadEngine) -> None:
        """Have all of them load an engine; until one has, the room's own composes with it."""
        if self._members:
            self._send(LoadThere(order))

    def join(self, members: tuple[Member, ...]) -> None:
        """These are the composers now."""
        self._members = members
        names = {one.name for one in members}
        for token, one in list(self._open.items()):
            if one.composer not in names:
                self._give_up(token)

    def heard(self, event: ComposerAnswered | ComposerLost) -> None:
        """From the process that talks to the cluster."""
        if isinstance(event, ComposerLost):
            self._give_up(event.token)
            return
        known = self._open.pop(event.answer.token, None)
        if known is not None:
            known.limit.cancel()
            self.last = event.composer
            self.answered(event.answer)

    def members(self) -> tuple[Member, ...]:
        """Who is there."""
        return self._members

    def _give_up(self, token: int) -> None:
        known = self._open.pop(token, None)
        if known is not None:
            known.limit.cancel()
            self.last = ""
            self.near(known.order)
