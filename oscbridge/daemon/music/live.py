"""The live desk: what somebody plays into the MIDI input is answered in time.

The player process hears it and knows whose turn it is; the conductor orders the answer. Here is
what lies between: when a turn must be told so that its answer is ready on the bar line, and who is
told what.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from oscbridge.config.settings import MusicSettings
from oscbridge.daemon.music.conductor import Conductor, Order
from oscbridge.daemon.music.player import PlayerDesk
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.midi.messages import CommandRefused, LiveChanged, LiveMode, PlayedBars

log = logging.getLogger(__name__)

SHORTEST_LEAD_S = 0.1
"""A turn is told this long before its end: what is played after that is not in it."""

_SAFETY = 1.5
_REMEMBERED = 6
"""An answer has so many times what the slowest of the last few phrases took to be composed …"""

_BESIDES_S = 0.06
"""… and this for all else: the way through three processes."""

_WORTH_TELLING_S = 0.05
"""A lead that differs by less from what the player was told is not told to it."""


class LiveDesk:
    """Owns how the input is listened to.

    Args:
        settings: the music section.
        conductor, player: who orders the answers, and who hears the calls.
        replies: where states and errors go.
    """

    def __init__(
        self,
        settings: MusicSettings,
        conductor: Conductor,
        player: PlayerDesk,
        replies: Replies,
    ) -> None:
        self._conductor = conductor
        self._player = player
        self._replies = replies
        self._mode: LiveMode = settings.live_mode  # type: ignore[assignment]  # checked there
        self._bars = settings.bars
        self._beats_per_bar = settings.beats_per_bar
        self._on = False
        self._state = ("off", "none")
        self._asked_by: deque[Asker] = deque()
        self._took_s: deque[float] = deque(maxlen=_REMEMBERED)
        self._lead_s = SHORTEST_LEAD_S
        self._called = (-1, 0.0)
        self._answer_ms = 0.0

    def switch(self, asker: Asker, on: bool) -> None:
        """Listen, or listen no more."""
        if on == self._on and not self._asked_by:
            self._replies.tell_with(asker, "primer/live/state", *self._state)
            return
        self._on = on
        self._asked_by.append(asker)
        self._tell_player()

    def choose(self, mode: str) -> None:
        """Answer in ``turns``, or ``always``."""
        self._mode = mode  # type: ignore[assignment]  # checked by the address table
        if self._on:
            self._tell_player()

    def stop(self) -> None:
        """Listen no more, for the music is to be silent."""
        if self._on:
            self._on = False
            self._tell_player()

    def composed_in(self, milliseconds: float) -> None:
        """A phrase took so long. A turn is told so early that the slowest of late is ready."""
        self._took_s.append(milliseconds / 1000)
        longest_s = self._beats_per_bar * 60 / self._conductor.tempo_bpm
        wanted_s = min(longest_s, max(SHORTEST_LEAD_S, max(self._took_s) * _SAFETY + _BESIDES_S))
        if self._on and abs(wanted_s - self._lead_s) > _WORTH_TELLING_S:
            self._lead_s = wanted_s
            self._tell_player()

    def answered(self, order: Order) -> None:
        """That order's phrase is with the player."""
        token, called_at = self._called
        if order.token == token:
            self._answer_ms = (asyncio.get_running_loop().time() - called_at) * 1000

    def facts(self) -> Facts:
        """What there is to know."""
        return [
            ("live", self._state[0]),
            ("live_turn", self._state[1]),
            ("live_lead_ms", round(self._lead_s * 1000, 1)),
            ("live_answer_ms", round(self._answer_ms, 1)),
        ]

    def said(self, event: PlayedBars | LiveChanged | CommandRefused) -> None:
        """The player said something of what it hears."""
        if isinstance(event, PlayedBars):
            order = self._conductor.heard(event.phrase) if self._on else None
            if order is not None:
                loop = asyncio.get_running_loop()
                loop.call_later(self._lead_s, self._check_late, order)
                self._called = (order.token, loop.time())
            return
        askers: list[Asker | None] = list(self._asked_by)
        self._asked_by.clear()
        if isinstance(event, CommandRefused):
            self._on = False
            self._state = ("off", "none")
            self._conductor.set_live("off")
            log.warning("the input cannot be heard: %s: %s", event.code, event.message)
            for asker in askers or [None]:
                self._replies.error(asker, event.code, event.message)
            return
        self._conductor.set_live(event.mode)
        self._state = (event.mode, event.turn)
        for asker in askers or [None]:
            if asker is None:
                self._replies.tell("primer/live/state", *self._state)
            else:
                self._replies.tell_with(asker, "primer/live/state", *self._state)

    def _check_late(self, order: Order) -> None:
        if self._conductor.waits_for(order.token):
            message = "an answer was not composed in time; it begins on a later bar line"
            log.warning("%s: %s", "phrase-late", message)
            self._replies.error(None, "phrase-late", message)

    def _tell_player(self) -> None:
        self._player.live(self._mode if self._on else "off", self._bars, self._lead_s)
