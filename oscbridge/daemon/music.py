"""The music desk: the conductor's wishes go to the composer, its phrases to the player.

Also keeps what a listener may ask about: where the music is, and which port it leaves by.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from oscbridge.affect import Affect
from oscbridge.config import MusicSettings
from oscbridge.daemon.conductor import Conductor, Order
from oscbridge.daemon.replies import Asker, Replies
from oscbridge.daemon.workers import Worker
from oscbridge.midi import messages as midi
from oscbridge.midi import process as player_process
from oscbridge.music import messages as music
from oscbridge.music import process as composer_process
from oscbridge.phrase import Phrase

log = logging.getLogger(__name__)


class MusicDesk:
    """Owns the conductor, the composer and the player.

    Args:
        settings: the music section; its seed must be drawn already.
        player_settings: for the player process.
        replies: where answers go.
        on_ready: called when both workers are ready, at the start and after each restart.
        on_fatal: called with code and message when there is no port to play on.
    """

    def __init__(
        self,
        settings: MusicSettings,
        player_settings: midi.PlayerSettings,
        replies: Replies,
        on_ready: Callable[[], None],
        on_fatal: Callable[[str, str], None],
    ) -> None:
        self._replies = replies
        self._on_ready = on_ready
        self._on_fatal = on_fatal
        self._save_folder = (
            Path(settings.save_folder).expanduser() if settings.save_folder else None
        )
        self._saved = itertools.count(1)
        self._engine_wishes: dict[str, Asker] = {}
        self.conductor = Conductor(settings, self._order, self._play)
        self.composer = Worker(
            "composer",
            composer_process.serve,
            settings.engine,
            music.Quit(),
            self._composer_said,
            self._composer_died,
        )
        self.player = Worker(
            "player",
            player_process.serve,
            player_settings,
            midi.Quit(),
            self._player_said,
            self._player_died,
        )
        self.composer_ready = False
        self.player_ready = False
        self.port = "not open yet"
        self.compose_ms = 0.0

    @property
    def ready(self) -> bool:
        return self.composer_ready and self.player_ready

    def start(self) -> None:
        """Start composer and player; ``on_ready`` tells when they are there."""
        self.player.start()
        self.composer.start()

    async def stop(self) -> None:
        """End every note, then both processes. The player first: it is what is heard."""
        await self.player.stop()
        await self.composer.stop()

    # What may be asked over OSC.

    def feel(self, affect: Affect) -> None:
        """The felt emotion is now this."""
        self.conductor.feel(affect)
        self.player.send(midi.SetAffect(affect.valence, affect.arousal))

    def phrase(self, asker: Asker, engine: str | None, seed: int | None) -> None:
        self.conductor.phrase(engine, seed, asker)

    def play(self) -> None:
        self.conductor.start()

    def halt(self) -> None:
        self.conductor.stop()
        self.player.send(midi.Stop())

    def panic(self) -> None:
        self.conductor.stop()
        self.player.send(midi.Panic())

    def tempo(self, bpm: float) -> None:
        self.conductor.tempo_bpm = bpm
        self.player.send(midi.SetTempo(bpm))

    def engine(self, asker: Asker, name: str) -> None:
        """Change the engine once the composer has loaded it; until then the old one plays on."""
        self._engine_wishes[name] = asker
        self.composer.send(music.LoadEngine(name))

    # The conductor's two hands.

    def _order(self, order: Order) -> None:
        self.composer.send(
            music.Compose(
                order.token, order.engine, order.primer, order.affect, order.bars, order.seed
            )
        )

    def _play(self, phrase: Phrase, follows: bool) -> None:
        self.player.send(midi.Play(phrase, midi.AFTER_CURRENT if follows else midi.NEXT_BAR))

    # What the composer says.

    def _composer_said(self, event: music.EngineLoaded | music.Composed | music.Failed) -> None:
        if isinstance(event, music.EngineLoaded):
            log.info("engine %s loaded in %.1f s", event.engine, event.milliseconds / 1000)
            if self._engine_wishes.pop(event.engine, None):
                self.conductor.engine = event.engine
            if not self.composer_ready:
                self.composer_ready = True
                self._on_ready()
        elif isinstance(event, music.Composed):
            self.compose_ms = event.milliseconds
            order = self.conductor.composed(event.token, event.phrase)
            if order is not None:
                self._tell(order, event.phrase)
        else:
            order = self.conductor.failed(event.token)
            self._replies.error(order.asked_by if order else None, event.code, event.message)

    def _tell(self, order: Order, phrase: Phrase) -> None:
        bpm = self.conductor.tempo_bpm
        affect = phrase.affect
        counts = (phrase.engine, phrase.seed, phrase.bars, len(phrase.notes))
        self._share(order, "phrase/info", *counts, bpm, affect.valence, affect.arousal)
        for note in phrase.notes:
            values = (note.pitch, note.start_beats, note.length_beats, note.velocity)
            self._share(order, "phrase/note", *values)
        if self._save_folder is not None:
            name = f"{next(self._saved):05d}-{phrase.engine}-{phrase.seed}.mid"
            saving = asyncio.create_task(asyncio.to_thread(_save, phrase, self._save_folder / name))
            saving.add_done_callback(partial(self._saving_done, name))

    def _share(self, order: Order, name: str, *args: Any) -> None:
        if isinstance(order.asked_by, Asker):
            self._replies.share(order.asked_by, name, *args)
        else:
            self._replies.tell(name, -1, *args)

    def _composer_died(self, status: int | None) -> None:
        self.composer_ready = False
        message = f"the composer died (exit status {status}) and is starting again"
        for order in self.conductor.composer_died() or [None]:
            asker = order.asked_by if order else None
            self._replies.error(asker, "composer-died", message)
