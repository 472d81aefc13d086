"""The ears desk: files are listened to in a process of its own, started for them.

One at a time. A new primer takes the place of the one that is being read; files whose composer and
instrument are asked for wait for their turn. Reading can be cancelled, and is ended when it takes
too long; the process leaves when nobody has needed it for a while. A file that kills or holds up
the ears costs itself only: those that wait are read by the next process, and it is not read again.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from oscbridge.config.settings import MusicSettings
from oscbridge.daemon.ears.primers import Primer
from oscbridge.daemon.ears.process import (
    Cancel,
    EarsSettings,
    Event,
    Heard,
    Opened,
    PrimerRead,
    Progressed,
    Quit,
    ReadPrimer,
    Recognise,
    serve,
)
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.daemon.workers import Worker
from oscbridge.errors import OscbridgeError
from oscbridge.excerpt import BarRange
from oscbridge.files.refused import Blame
from oscbridge.listening.labels import Recognised
from oscbridge.phrase import Phrase

log = logging.getLogger(__name__)

IDLE_S = 60.0
PROGRESS_EVERY_S = 0.25
MOST_WAITING = 64
"""Files that may wait for their turn: at a minute for each they are an hour's work."""

BOOT_S = 30.0
"""So long may it take until a file is open, on top of what listening to it may take."""


@dataclass(slots=True)
class _Reading:
    asker: Asker
    order: ReadPrimer | Recognise
    told_at: float = 0.0
    ends: asyncio.TimerHandle | None = None
    fingerprint: str = ""

    @property
    def is_primer(self) -> bool:
        return isinstance(self.order, ReadPrimer)


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
        self._waiting: deque[_Reading] = deque()
        self._reading: _Reading | None = None
        self._blame = Blame("ears")
        self._primer: Primer | None = None
        self._deaths = 0

    def primer(self, asker: Asker, path: str) -> None:
        """Continue what this file holds, once it is read."""
        self._cancel()
        self._offer(asker, ReadPrimer(next(self._tokens), path, self._bars, self._voices))

    def listen(self, asker: Asker, path: str) -> None:
        """Tell who composed what this file holds, and what plays it.

        Raises:
            OscbridgeError: ``too-many-files``.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise OscbridgeError(
                "too-many-files",
                f"{MOST_WAITING} files wait to be listened to already; send this one later, or use "
                "`oscbridge listen` for many",
            )
        self._offer(asker, Recognise(next(self._tokens), path))

    def _offer(self, asker: Asker, order: ReadPrimer | Recognise) -> None:
        self._waiting.append(_Reading(asker, order))
        self._next()

    def _next(self) -> None:
        if self._reading is not None:
            return
        if self._idle is not None:
            self._idle.cancel()
        if not self._waiting:
            self._idle = asyncio.get_running_loop().call_later(IDLE_S, self._rest)
            return
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
        self._reading = self._waiting.popleft()
        self._limit(self._reading, self._settings.primer_longest_s + BOOT_S)
        self._worker.send(replace(self._reading.order, refused=self._blame.refused))

    def _limit(self, reading: _Reading, seconds: float) -> None:
        if reading.ends is not None:
            reading.ends.cancel()
        reading.ends = asyncio.get_running_loop().call_later(seconds, self._too_long, reading)

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
        if self._reading is not None and self._reading.ends is not None:
            self._reading.ends.cancel()
        self._reading = None
        self._waiting.clear()
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
            ("primers_reading", len(self._waiting) + (self._reading is not None)),
            ("ears_pid", (self._worker.pid if self._worker else None) or 0),
            ("ears_restarts", self._deaths),
        ]

    def _cancel(self) -> None:
        given_up = [reading for reading in self._waiting if reading.is_primer]
        self._waiting = deque(reading for reading in self._waiting if not reading.is_primer)
        for reading in given_up:
            self._fail(reading, "primer-cancelled", "it was given up before it was heard")
        if self._reading is not None and self._reading.is_primer:
            assert self._worker is not None
            self._worker.send(Cancel(self._reading.order.token))

    def _said(self, event: Event) -> None:
        reading = self._reading
        if reading is None or event.token != reading.order.token:
            return
        if isinstance(event, Opened):
            reading.fingerprint = event.fingerprint
            self._limit(reading, self._settings.primer_longest_s)
            return
        if isinstance(event, Progressed):
            now = asyncio.get_running_loop().time()
            if reading.is_primer and now - reading.told_at >= PROGRESS_EVERY_S:
                reading.told_at = now
                self._replies.share(reading.asker, "primer/progress", event.share, event.stage)
            return
        self._done(reading)
        self._blame.lived_print(reading.fingerprint)
        if isinstance(event, PrimerRead):
            self._read(reading, event.primer)
        elif isinstance(event, Heard):
            self._tell(reading.asker, event.recognised)
        else:
            self._fail(reading, event.code, event.message)
        self._next()

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
        log.info("cannot listen to %s: %s: %s", reading.order.path, code, message)
        self._replies.error(reading.asker, code, message)

    def _done(self, reading: _Reading) -> None:
        assert reading.ends is not None
        reading.ends.cancel()
        self._reading = None

    def _too_long(self, reading: _Reading) -> None:
        if self._reading is not reading:
            return
        self._done(reading)
        self._blame.hung(reading.fingerprint)
        self._fail(
            reading,
            "primer-timeout" if reading.is_primer else "listen-timeout",
            f"listening took more than {self._settings.primer_longest_s:g} s and was ended; "
            "give a shorter recording, or raise music.primer_longest_s",
        )
        self._rest(kill=True)
        self._next()

    def _rest(self, *, kill: bool = False) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        task = asyncio.create_task(worker.stop(0.1 if kill else 3.0))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def _died(self, status: int | None) -> None:
        self._deaths += 1
        reading = self._reading
        if reading is not None:
            self._done(reading)
            self._blame.died(reading.fingerprint, status)
            self._fail(
                reading, "ears-died", f"the ears died (exit status {status}) while they listened"
            )
            self._next()
