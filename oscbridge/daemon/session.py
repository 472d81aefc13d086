"""The session desk: what happens in a performance is told to the writer of its log.

Every call returns at once; the files are a thread's business. Pictures never come here, and of
what is said over OSC no path is kept.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from oscbridge.config.settings import Settings
from oscbridge.daemon.music.conductor import Order
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.errors import OscbridgeError
from oscbridge.midi.messages import (
    ClockChanged,
    ClockLost,
    CommandRefused,
    Event,
    LiveChanged,
    PhraseEnded,
    PlayedBars,
    PlayerFailed,
    PlayerReady,
    PortLost,
    Taped,
)
from oscbridge.midi.tape.marks import Mark
from oscbridge.music.messages import Compose
from oscbridge.phrase import Phrase
from oscbridge.sessions.events import feel_as_json
from oscbridge.sessions.limits import Limits
from oscbridge.sessions.notes import digest_of, phrase_as_json
from oscbridge.sessions.writer import Writer
from oscbridge.weights.models import shipped_files

log = logging.getLogger(__name__)

_NOT_TOLD = frozenset({"frame", "frame/raw", "frame/chunk", "file", "status", "felt", "reload"})
"""Pictures, and questions that change nothing."""

_LONGEST_TEXT = 200
_PLAYER_EVENTS = (
    ClockChanged,
    ClockLost,
    CommandRefused,
    LiveChanged,
    PlayerFailed,
    PlayerReady,
    PortLost,
)


class SessionDesk:
    """Owns the recording.

    Args:
        settings: of the daemon.
        replies: where states and errors go.
    """

    def __init__(self, settings: Settings, replies: Replies) -> None:
        self._settings = settings
        self._replies = replies
        self._writer: Writer | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._given: dict[int, tuple[Phrase, str]] = {}
        self._tapes = 0

    @property
    def wanted(self) -> bool:
        """Whether performances are to be recorded from the start."""
        return bool(self._settings.session.folder)

    @property
    def path(self) -> Path | None:
        """The log that is written, if one is."""
        return None if self._writer is None else self._writer.path

    def switch(self, asker: Asker, on: bool, tape: Callable[[bool], None]) -> None:
        """Record from the next phrase on, or end the recording; the asker and all listeners hear
        which. ``tape`` makes the player tell what it does.

        Raises:
            OscbridgeError: ``session-no-folder``.
        """
        if on and not self.wanted:
            raise OscbridgeError(
                "session-no-folder",
                "nobody said where to: set session.folder before the start, or use run --record",
            )
        if on and self._writer is None:
            self.start(from_start=False)
            tape(True)
        elif not on and self._writer is not None:
            tape(False)
            writer, self._writer = self._writer, None
            task = asyncio.create_task(_close(writer))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        path = self.path if on else None
        name = "" if path is None else path.name
        self._replies.tell_with(asker, "recording", int(on), name)

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        return [("recording", "" if self.path is None else self.path.name)]

    def start(self, *, from_start: bool = True) -> Path:
        """Begin to record: with the player's first message, or with the next phrase."""
        session = self._settings.session
        self._tapes = 0
        folder = Path(session.folder).expanduser()
        loop = asyncio.get_running_loop()

        def trouble(code: str, message: str) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._troubled, code, message)

        self._writer = Writer(
            folder,
            _free_name(folder),
            dataclasses.asdict(self._settings),
            Limits(
                round(session.part_mb * 1e6), round(session.total_mb * 1e6), session.delete_oldest
            ),
            trouble,
            from_start=from_start,
            weights={**shipped_files(), **_own_weights(self._settings)},
        )
        for token, (phrase, when) in self._given.items():
            self._writer.given(token, phrase, when)
        log.info("recording to %s", self._writer.path)
        return self._writer.path

    async def stop(self) -> None:
        """End the recording; its files are whole then."""
        writer, self._writer = self._writer, None
        if writer is not None:
            await _close(writer)
        await asyncio.gather(*self._closing)

    # -- what happens ----------------------------------------------------------------------------

    def asked(self, name: str, values: Mapping[str, Any]) -> None:
        """Something was asked for over OSC."""
        if self._writer is not None and name not in _NOT_TOLD:
            told = {
                key: value[:_LONGEST_TEXT] if isinstance(value, str) else value
                for key, value in values.items()
                if key != "path" and isinstance(value, int | float | str)
            }
            self._writer.event("osc", address=name, values=told)

    def primer(self, phrase: Phrase | None) -> None:
        """What is continued from now on; its notes come with the first order that does."""
        if self._writer is not None:
            self._writer.event("primer", digest=None if phrase is None else digest_of(phrase))

    def ordered(self, order: Compose, *, follows: bool) -> None:
        """The composer is asked for a phrase."""
        if self._writer is not None:
            self._writer.ordered(order, follows=follows)

    def composed(self, token: int, phrase: Phrase, milliseconds: float) -> None:
        """It answered."""
        if self._writer is not None:
            self._writer.composed(token, phrase, milliseconds)

    def made(self, how: str, order: Order, source: Phrase, result: Phrase) -> None:
        """The phrase that goes to the player was made of another."""
        if self._writer is not None and (how == "variation" or order.feel.places):
            feel = feel_as_json(order.feel) if how == "composed" else None
            self._writer.made(order.token, how, source, result, seed=order.seed, feel=feel)

    def given(self, token: int, phrase: Phrase, when: str) -> None:
        """The player is given a phrase."""
        self._given[token] = (phrase, when)
        if self._writer is not None:
            self._writer.given(token, phrase, when)

    def player_said(self, event: Event) -> None:
        """The player did or heard something."""
        if isinstance(event, PhraseEnded | CommandRefused) and event.token is not None:
            self._given.pop(event.token, None)
        writer = self._writer
        if writer is None:
            return
        if isinstance(event, Taped):
            self._taped(writer, event)
        elif isinstance(event, PhraseEnded):
            writer.ended(event.token, completed=event.completed)
        elif isinstance(event, PlayedBars):
            heard = None if event.phrase is None else phrase_as_json(event.phrase)
            writer.event("call", phrase=heard)
        elif isinstance(event, _PLAYER_EVENTS):
            values = {k: v for k, v in dataclasses.asdict(event).items() if v is not None}
            writer.event("player", what=type(event).__name__, values=values)

    def player_died(self) -> None:
        """Its successor counts from 0, and has been given nothing."""
        self._given.clear()
        self._tapes = 0
        if self._writer is not None:
            self._writer.marks((Mark("restarted", 0.0),))

    def error(self, code: str, message: str, address: str) -> None:
        """Something went wrong; where somebody asked, the message may name their files."""
        if self._writer is not None:
            said = "" if address else message[:_LONGEST_TEXT]
            self._writer.event("error", code=code, message=said, address=address)

    def _taped(self, writer: Writer, event: Taped) -> None:
        missing = event.number - self._tapes - 1
        if self._tapes and missing > 0:
            writer.event("lost", count=missing)
            self._troubled("session-lost", "part of what the player did is not in the session")
        self._tapes = event.number
        writer.marks(event.marks)

    def _troubled(self, code: str, message: str) -> None:
        log.error("%s: %s", code, message)
        self._replies.error(None, code, message)


async def _close(writer: Writer) -> None:
    await asyncio.to_thread(writer.close)
    log.info("recorded %s", writer.path)


def _free_name(folder: Path) -> str:
    name = time.strftime("%Y%m%d-%H%M%S")
    taken = [path.name for path in folder.glob(f"{name}*")] if folder.is_dir() else []
    number = 1
    while any(known.startswith(_numbered(name, number) + ".") for known in taken):
        number += 1
    return _numbered(name, number)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}.{number}"


def _own_weights(settings: Settings) -> dict[str, Path]:
    own = {"face.weights": settings.face.weights, "music.weights": settings.music.weights}
    return {name: Path(path).expanduser() for name, path in own.items() if path}
