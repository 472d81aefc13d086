"""The ears desk: files are listened to in a process of its own, started for them.

One at a time. A new primer takes the place of the one that is being read; files whose composer and
instrument are asked for wait for their turn. Reading can be cancelled, and is ended when it takes
too long; the process leaves when nobody has needed it for a while.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass

from oscbridge.daemon.ears_process import (
    Cancel,
    EarsSettings,
    Event,
    Heard,
    PrimerRead,
    Progressed,
    Quit,
    ReadPrimer,
    Recognise,
    serve,
)
from oscbridge.daemon.primers import Primer
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.daemon.workers import Worker
from oscbridge.excerpt import BarRange
from oscbridge.listening.labels import Recognised
from oscbridge.phrase import Phrase
from oscbridge.settings import MusicSettings

log = logging.getLogger(__name__)

IDLE_S = 60.0
PROGRESS_EVERY_S = 0.25


@dataclass(slots=True)
class _Reading:
    token: int
    asker: Asker
    path: str
    told_at: float
    ends: asyncio.TimerHandle
    is_primer: bool = True


class EarsDesk:
    """Owns the primer.

    Args:
        settings: the music section.
        replies: where answers go.
        use: called with the phrase that is to be continued, or None.
        heard: called with what plays a file and who composed it.
        roots: folders that files may be read from; None: anywhere.

    Raises:
        OscbridgeError: ``bad-bars`` in the settings.
    """

    def __init__(
        self,
        settings: MusicSettings,
        replies: Replies,
        use: Callable[[Phrase | None], None],
        heard: Callable[[Asker, Recognised], None] | None = None,
        roots: tuple[str, ...] | None = None,
    ) -> None:
        self._settings = settings
        self._roots = roots
        self._bars = BarRange.parse(settings.primer_bars)
        self._voices = settings.primer_voices
        self._replies = replies
        self._use = use
        self._heard = heard
        self._worker: Worker | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._idle: asyncio.TimerHandle | None = None
        self._tokens = itertools.count(1)
        self._reading: dict[int, _Reading] = {}
        self._primer: Primer | None = None

    def primer(self, asker: Asker, path: str) -> None:
        """Continue what this file holds, once it is read."""
        self._cancel()
        token, worker = self._begin(asker, path, is_primer=True)
        worker.send(ReadPrimer(token, path, self._bars, self._voices))

    def listen(self, asker: Asker, path: str) -> None:
        """Tell who composed what this file holds, and what plays it."""
        token, worker = self._begin(asker, path, is_primer=False)
        worker.send(Recognise(token, path))

    def _begin(self, asker: Asker, path: str, *, is_primer: bool) -> tuple[int, Worker]:
        loop = asyncio.get_running_loop()
        if self._idle is not None:
            self._idle.cancel()
        if self._worker is None:
            self._worker = Worker(
                "ears",
                serve,
                EarsSettings(self._settings.primer_max_bytes, self._roots),
                Quit(),
                self._said,
                self._died,
            )
            self._worker.start()
        token = next(self._tokens)
        ends = loop.call_later(self._settings.primer_longest_s, self._too_long, token)
        self._reading[token] = _Reading(token, asker, path, 0.0, ends, is_primer)
        return token, self._worker

    def bars(self, text: str) -> None:
        """Which bars of the next primers are continued, see ``BarRange.parse``.

        Raises:
            OscbridgeError: ``bad-bars``.
        """
        self._bars = BarRange.parse(text)

    def voices(self, voices: str) -> None:
        """What the next recordings are of: ``one`` voice, ``many``, or ``auto``."""
        self._voices = voices

    def clear(self, asker: Asker) -> None:
        """Forget the primer, and give up what is being read."""
        self._cancel()
        self._primer = None
        self._use(None)
        self._replies.share(asker, "primer/info", "none", 0, 0, 0.0, "")

    async def stop(self) -> None:
        """End the process."""
        for reading in self._reading.values():
            reading.ends.cancel()
        self._reading.clear()
        if self._idle is not None:
            self._idle.cancel()
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.stop()
        if self._leaving:
            await asyncio.wait(self._leaving)

    def facts(self) -> Facts:
        """What there is to know."""
        return [
            ("primer", self._primer.source if self._primer else "none"),
            ("primers_reading", len(self._reading)),
            ("ears_pid", (self._worker.pid if self._worker else None) or 0),
        ]

    def _cancel(self) -> None:
        for token, reading in self._reading.items():
            assert self._worker is not None
            if reading.is_primer:
                self._worker.send(Cancel(token))

    def _said(self, event: Event) -> None:
        reading = self._reading.get(event.token)
        if reading is None:
            return
        if isinstance(event, Progressed):
            now = asyncio.get_running_loop().time()
            if reading.is_primer and now - reading.told_at >= PROGRESS_EVERY_S:
                reading.told_at = now
                self._replies.share(reading.asker, "primer/progress", event.share, event.stage)
            return
        self._done(reading)
        if isinstance(event, PrimerRead):
            self._read(reading, event.primer)
        elif isinstance(event, Heard):
            self._tell(reading.asker, event.recognised)
        else:
            self._fail(reading, event.code, event.message)

    def _read(self, reading: _Reading, primer: Primer) -> None:
        phrase = primer.phrase
        self._primer = primer
        self._use(phrase)
        self._replies.share(reading.asker, "primer/progress", 1.0, "done")
        self._replies.share(
            reading.asker,
            "primer/info",
            *(primer.source, len(phrase.notes), phrase.bars, phrase.tempo_bpm, primer.key),
        )

    def _tell(self, asker: Asker, heard: Recognised) -> None:
        for kind, guess in (("composer", heard.composer), ("instrument", heard.instrument)):
            self._replies.share(asker, kind, guess.label, guess.confidence)
        if self._heard is not None:
            self._heard(asker, heard)

    def _fail(self, reading: _Reading, code: str, message: str) -> None:
        log.info("cannot listen to %s: %s: %s", reading.path, code, message)
        self._replies.error(reading.asker, code, message)

    def _done(self, reading: _Reading) -> None:
        reading.ends.cancel()
        self._reading.pop(reading.token, None)
        if not self._reading:
            self._idle = asyncio.get_running_loop().call_later(IDLE_S, self._rest)

    def _too_long(self, token: int) -> None:
        reading = self._reading.get(token)
        if reading is None:
            return
        self._done(reading)
        self._fail(
            reading,
            "primer-timeout" if reading.is_primer else "listen-timeout",
            f"listening took more than {self._settings.primer_longest_s:g} s and was ended; "
            "give a shorter recording, or raise music.primer_longest_s",
        )
        self._rest(kill=True)

    def _rest(self, *, kill: bool = False) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        for reading in list(self._reading.values()):  # of a successor in the same process
            self._done(reading)
            self._fail(reading, "primer-cancelled", "the ears were ended; send it again")
        task = asyncio.create_task(worker.stop(0.1 if kill else 3.0))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def _died(self, status: int | None) -> None:
        for reading in list(self._reading.values()):
            self._done(reading)
            self._fail(
                reading, "ears-died", f"the ears died (exit status {status}) while they listened"
            )
