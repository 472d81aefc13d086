"""The music desk: the conductor's wishes go to the composer, its phrases to the player."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from oscbridge.affect import Affect
from oscbridge.config.settings import Settings
from oscbridge.daemon.ableton.desk import AbletonDesk
from oscbridge.daemon.cluster.composers import ClusterComposers
from oscbridge.daemon.metrics.meter import Meter
from oscbridge.daemon.music.composer import Composer
from oscbridge.daemon.music.conductor import Conductor, Order
from oscbridge.daemon.music.live import LiveDesk
from oscbridge.daemon.music.player import Callbacks, PlayerDesk
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.daemon.session import SessionDesk
from oscbridge.files.writing import highest_number, name_for_file
from oscbridge.listening.labels import PROGRAMS, Recognised
from oscbridge.music.engine import engine_names
from oscbridge.music.messages import (
    FIRST_ENGINE,
    Compose,
    Composed,
    ComposerSettings,
    EngineLoaded,
    Event,
    LoadEngine,
)
from oscbridge.phrase import Phrase

log = logging.getLogger(__name__)

LATEST_IN_BAR = 0.75
"""A phrase is asked for when the last bar of the present one begins; this far into that bar, one
that is not there yet counts as late. What is left of the bar is time enough to bring a variation.
"""


class MusicDesk:
    """Owns the conductor, the composer and the player's desk.

    Args:
        settings: of the daemon; the music's seed must be drawn already.
        replies: where answers go.
        on_ready: called when both workers are ready, at the start and after each restart.
        on_fatal: called with code and message when the music cannot start at all.
        session: told what is composed and played.
        meter: told how long composing took.
        cluster: the composers of a cluster, who compose as long as they are there.
    """

    def __init__(
        self,
        settings: Settings,
        replies: Replies,
        on_ready: Callable[[], None],
        on_fatal: Callable[[str, str], None],
        session: SessionDesk,
        meter: Meter | None = None,
        cluster: ClusterComposers | None = None,
    ) -> None:
        music = settings.music
        self._meter = meter or Meter()
        self._replies = replies
        self._session = session
        self._on_ready = on_ready
        self._on_fatal = on_fatal
        self._beats_per_bar = music.beats_per_bar
        self._save_folder = Path(music.save_folder).expanduser() if music.save_folder else None
        self._saves: set[asyncio.Task[None]] = set()
        kept = highest_number(self._save_folder) if self._save_folder else 0
        self._saved = itertools.count(kept + 1)
        self._tokens = itertools.count(1)
        self._engine_asked_by: dict[int, Asker | None] = {}
        # Plug-ins are looked up on the disk: once is enough.
        self._engines = " ".join(engine_names())
        self._follow_listen = music.follow_listen
        self._composer_ready = False
        self._ever_ready = False
        self._phrases_late = 0
        self.player = PlayerDesk(
            settings,
            replies,
            Callbacks(
                ready=self._player_ready,
                fatal=on_fatal,
                needed=lambda: self.conductor.need(),
                began=lambda phrase: self.ableton.began(phrase),
                ended=lambda: self.conductor.ended(),
                tempo=self._follow_tempo,
                live=lambda event: self.live.said(event),
            ),
            session,
        )
        self.ableton = AbletonDesk(settings, replies, self.player.hear_ableton)
        self.conductor = Conductor(music, self._order, self._play, session.made)
        self.live = LiveDesk(music, self.conductor, self.player, replies)
        self._composer = Composer(
            ComposerSettings(music.engine, music.weights), self._composer_said, self._composer_died
        )
        self._cluster = cluster or ClusterComposers(lambda _: None)
        self._cluster.near = self._composer.send
        self._cluster.answered = self._composer_said

    @property
    def ready(self) -> bool:
        """Whether a phrase that is asked for now will sound."""
        return self._composer_ready and self.player.ready

    def start(self) -> None:
        """Start player and composer; ``on_ready`` tells when they are there."""
        self.player.start()
        self.ableton.start()
        self._composer.start()

    async def stop(self) -> None:
        """End every note, then both processes. The player first: it is what is heard."""
        await self.player.stop()
        await self.ableton.stop()
        await self._composer.stop()
        if self._saves:
            await asyncio.wait(self._saves)

    # -- what may be asked over OSC --------------------------------------------------------------

    def feel(self, affect: Affect, melancholy: float | None) -> None:
        """The felt emotion is now this; the melancholy index is in [0, 1] or None."""
        self.wish(melancholy=melancholy)
        self.conductor.feel(affect)
        self.player.feel(affect)

    def phrase(self, asker: Asker, engine: str | None, seed: int | None) -> None:
        """Compose one for the asker, and play it."""
        self.conductor.phrase(engine, seed, asker)

    def play(self) -> None:
        """Let the music begin."""
        self.ableton.remind()
        self.conductor.start()

    def halt(self) -> None:
        """Let the music end, now."""
        self.conductor.stop()
        self.live.stop()
        self.player.halt()
        self.ableton.halt()

    def panic(self) -> None:
        """Silence, by every means that MIDI has; the music stays off until it is asked for."""
        self.conductor.stop()
        self.live.stop()
        self.player.panic()
        self.ableton.halt()

    def tempo(self, bpm: float) -> None:
        """Change the tempo, also of the phrase that sounds; Live's, where that is followed."""
        if self.player.settings.clock == "ableton":
            self.ableton.tempo(bpm)
            return
        self.player.tempo(bpm)
        self._follow_tempo(bpm)

    def clock(self, asker: Asker | None, source: str) -> None:
        """Follow another clock; answered with its state, or with the reason why not.

        Raises:
            OscbridgeError: see ``AbletonDesk.follow``.
        """
        if source == "ableton":
            self.ableton.follow()
        self.player.clock(asker, source)

    def engine(self, asker: Asker | None, name: str) -> None:
        """Change the engine once the composer has loaded it; until then the old one plays on."""
        token = FIRST_ENGINE - next(self._tokens)
        self._engine_asked_by[token] = asker
        self._composer.send(LoadEngine(token, name))
        self._cluster.load(LoadEngine(token, name))

    def heard(self, asker: Asker, recognised: Recognised) -> None:
        """Where ``music.follow_listen`` is on: play on with the instrument that was heard, and with
        the engine that has the composer's name, where there is one. What is uncertain changes
        nothing.
        """
        if not self._follow_listen:
            return
        if recognised.instrument.label in PROGRAMS:
            self.player.program(PROGRAMS[recognised.instrument.label][0])
        engine = recognised.composer.label.lower()
        if engine in self._engines.split():
            self.engine(asker, engine)

    def prime(self, primer: Phrase | None) -> None:
        """Continue this from now on; None: nothing."""
        self._session.primer(primer)
        self.conductor.set_primer(primer)

    def wish(self, **changes: Any) -> None:
        """Change key, range, density or temperature (the fields of ``Wishes``) from the next
        phrase on.

        Raises:
            OscbridgeError: ``bad-key``, ``bad-wish``; nothing is changed then.
        """
        self.conductor.wishes = replace(self.conductor.wishes, **changes)

    def status(self, tell: Callable[[Facts], None]) -> None:
        """Call ``tell`` with what there is to know, once the player has said how it is."""
        self.player.status(lambda of_player: tell([*self.facts(), *of_player]))

    def facts(self) -> Facts:
        """What there is to know without the player's word."""
        conductor = self.conductor
        return [
            ("engine", conductor.engine),
            ("engines", self._engines),
            ("mode", conductor.mode),
            ("key", conductor.wishes.key),
            ("lowest", conductor.wishes.lowest),
            ("highest", conductor.wishes.highest),
            ("density", conductor.wishes.density),
            ("temperature", conductor.wishes.temperature),
            ("playing", int(conductor.playing)),
            ("next_seed", conductor.next_seed),
            *self.live.facts(),
            *self.ableton.facts(),
            ("phrases_late", self._phrases_late),
            ("composer", "ready" if self._composer_ready else "starting"),
            ("composer_pid", self._composer.worker.pid or 0),
            ("composer_restarts", self._composer.worker.restarts),
        ]

    # -- phrases ---------------------------------------------------------------------------------

    def _order(self, order: Order) -> None:
        asked = Compose(
            order.token,
            order.engine,
            order.primer,
            order.affect,
            order.bars,
            order.seed,
            order.wishes,
        )
        self._session.ordered(asked, follows=order.follows)
        self._cluster.compose(asked)
        if order.follows:
            bar_s = self._beats_per_bar * 60 / self.conductor.tempo_bpm
            loop = asyncio.get_running_loop()
            loop.call_later(bar_s * LATEST_IN_BAR, self._late, order.token)

    def _play(self, phrase: Phrase, follows: bool) -> None:
        self.player.play(phrase, follows)
        self.ableton.write(phrase)

    def _late(self, token: int) -> None:
        if self.conductor.failed(token) is not None:
            self._phrases_late += 1
            message = "a phrase was not composed in time; a variation of the last one plays"
            log.warning("%s: %s", "phrase-late", message)
            self._replies.error(None, "phrase-late", message)

    def _tell(self, order: Order, phrase: Phrase) -> None:
        asker, affect = _asker(order), phrase.affect
        self._replies.share(
            asker,
            "phrase/info",
            *(phrase.engine, phrase.seed, phrase.bars, len(phrase.notes)),
            *(self.conductor.tempo_bpm, affect.valence, affect.arousal),
        )
        for note in phrase.notes:
            self._replies.share(
                asker,
                "phrase/note",
                *(note.pitch, note.start_beats, note.length_beats, note.velocity),
            )
        if self._save_folder is not None:
            engine = name_for_file(phrase.engine)
            name = f"{next(self._saved):05d}-{engine}-{phrase.seed}.mid"
            task = asyncio.create_task(self._save(phrase, self._save_folder / name))
            self._saves.add(task)
            task.add_done_callback(self._saves.discard)

    async def _save(self, phrase: Phrase, path: Path) -> None:
        from oscbridge.midi.files import write_midi

        try:
            await asyncio.to_thread(write_midi, phrase, path)
        except Exception as error:  # a full disk must not stop the music
            message = f"cannot save {path}: {error}"
            log.error("%s: %s", "save-failed", message)
            self._replies.error(None, "save-failed", message)

    # -- the composer and the player -------------------------------------------------------------

    def _composer_said(self, event: Event) -> None:
        if isinstance(event, EngineLoaded):
            log.info("engine %s loaded in %.1f s", event.engine, event.milliseconds / 1000)
            if event.token in self._engine_asked_by:
                del self._engine_asked_by[event.token]
                self.conductor.engine = event.engine
            if event.token == FIRST_ENGINE:
                self._composer_ready = True
                self.conductor.wake()
                self._check_ready()
        elif isinstance(event, Composed):
            self._meter.composed(event.phrase.engine, event.milliseconds)
            self.live.composed_in(event.milliseconds)
            self._session.composed(event.token, event.phrase, event.milliseconds)
            played = self.conductor.composed(event.token, event.phrase)
            if played is not None:
                self.live.answered(played[0])
                self._tell(*played)
        elif event.token == FIRST_ENGINE and not self._ever_ready:
            self._on_fatal(event.code, event.message)
        else:
            order = self.conductor.failed(event.token)
            asker = self._engine_asked_by.pop(event.token, _asker(order))
            log.warning("the composer could not: %s: %s", event.code, event.message)
            self._replies.error(asker, event.code, event.message)

    def _composer_died(self, status: int | None) -> None:
        self._composer_ready = False
        if self._composer.worker.cannot_start:
            self._on_fatal("composer-died", self._composer.worker.cannot_start)
        message = f"the composer died (exit status {status}) and is starting again"
        askers = [_asker(order) for order in self.conductor.composer_died()]
        askers += self._engine_asked_by.values()
        self._engine_asked_by.clear()
        for asker in askers or [None]:
            self._replies.error(asker, "composer-died", message)

    def _player_ready(self, again: bool) -> None:
        if again:
            self.conductor.player_restarted()
            self.ableton.renew()
        self._check_ready()

    def _follow_tempo(self, bpm: float) -> None:
        self.ableton.followed(self.player.settings.clock == "ableton")
        if bpm > 0:
            self.conductor.tempo_bpm = bpm

    def _check_ready(self) -> None:
        if self.ready:
            self._ever_ready = True
            self._on_ready()


def _asker(order: Order | None) -> Asker | None:
    return order.asked_by if order is not None and isinstance(order.asked_by, Asker) else None
