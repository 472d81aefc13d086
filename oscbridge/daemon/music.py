"""The music desk: the conductor's wishes go to the composer, its phrases to the player.

Also keeps what a listener may ask about: where the music is, and which port it leaves by.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from pathlib import Path

from oscbridge.affect import Affect
from oscbridge.config import MidiSettings, MusicSettings
from oscbridge.daemon.conductor import Conductor, Order
from oscbridge.daemon.replies import Asker, Replies
from oscbridge.daemon.workers import Worker
from oscbridge.midi import messages as midi
from oscbridge.midi import process as player_process
from oscbridge.music import messages as music
from oscbridge.music import process as composer_process
from oscbridge.phrase import Phrase

log = logging.getLogger(__name__)

LATEST_IN_BAR = 0.75
"""A phrase is asked for when the last bar of the present one begins; this far into that bar, one
that is not there yet counts as late. What is left of the bar is time enough to bring a variation.
"""

LONGEST_OPENING_S = 15.0
"""A MIDI system that needs longer to open a port has hung."""

Facts = list[tuple[str, int | float | str]]


class MusicDesk:
    """Owns the conductor, the composer and the player.

    Args:
        settings: the music section; its seed must be drawn already.
        midi_settings: the midi section.
        replies: where answers go.
        on_ready: called when both workers are ready, at the start and after each restart.
        on_fatal: called with code and message when there is no port to play on.
    """

    def __init__(
        self,
        settings: MusicSettings,
        midi_settings: MidiSettings,
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
        self._saves: set[asyncio.Task[None]] = set()
        self._saved = itertools.count(1)
        self._tokens = itertools.count(1)
        self._wishes: dict[int, Asker] = {}
        self._asked_status: dict[int, Callable[[Facts], None]] = {}
        self._composer_ready = False
        self._player_ready = False
        self._ever_ready = False
        self._felt: Affect | None = None
        self._beats_per_bar = settings.beats_per_bar
        self._phrases_late = 0
        self._port = ""
        self._opening: asyncio.TimerHandle | None = None
        self.conductor = Conductor(settings, self._order, self._play)
        self._composer = Worker(
            "composer",
            composer_process.serve,
            settings.engine,
            music.Quit(),
            self._composer_said,
            self._composer_died,
        )
        self._player = Worker(
            "player",
            player_process.serve,
            _player_settings(settings, midi_settings),
            midi.Quit(),
            self._player_said,
            self._player_died,
        )

    @property
    def ready(self) -> bool:
        """Whether a phrase that is asked for now will sound."""
        return self._composer_ready and self._player_ready

    def start(self) -> None:
        """Start player and composer; ``on_ready`` tells when they are there."""
        self._player.start()
        self._limit_opening()
        self._composer.start()

    async def stop(self) -> None:
        """End every note, then both processes. The player first: it is what is heard."""
        if self._opening is not None:
            self._opening.cancel()
        await self._player.stop()
        await self._composer.stop()
        if self._saves:
            await asyncio.wait(self._saves)

    # -- what may be asked over OSC --------------------------------------------------------------

    def feel(self, affect: Affect) -> None:
        """The felt emotion is now this."""
        self._felt = affect
        self.conductor.feel(affect)
        self._player.send(midi.SetAffect(affect.valence, affect.arousal))

    def phrase(self, asker: Asker, engine: str | None, seed: int | None) -> None:
        """Compose one for the asker, and play it."""
        self.conductor.phrase(engine, seed, asker)

    def play(self) -> None:
        """Let the music begin."""
        self.conductor.start()

    def halt(self) -> None:
        """Let the music end, now."""
        self.conductor.stop()
        self._player.send(midi.Stop())

    def panic(self) -> None:
        """Silence, by every means that MIDI has; the music stays off until it is asked for."""
        self.conductor.stop()
        self._player.send(midi.Panic())

    def tempo(self, bpm: float) -> None:
        """Change the tempo, also of the phrase that sounds."""
        self.conductor.tempo_bpm = bpm
        self._player.send(midi.SetTempo(bpm))

    def engine(self, asker: Asker, name: str) -> None:
        """Change the engine once the composer has loaded it; until then the old one plays on."""
        token = -next(self._tokens) + music.FIRST_ENGINE
        self._wishes[token] = asker
        self._composer.send(music.LoadEngine(token, name))

    def status(self, tell: Callable[[Facts], None]) -> None:
        """Call ``tell`` with what there is to know, once the player has said how it is."""
        if not self._player_ready:
            tell(self._facts())
            return
        request = next(self._tokens)
        self._asked_status[request] = tell
        self._player.send(midi.Status(request))

    def _facts(self) -> Facts:
        conductor = self.conductor
        return [
            ("engine", conductor.engine),
            ("mode", conductor.mode),
            ("playing", int(conductor.playing)),
            ("next_seed", conductor.next_seed),
            ("phrases_late", self._phrases_late),
            ("composer", "ready" if self._composer_ready else "starting"),
            ("composer_pid", self._composer.pid or 0),
            ("composer_restarts", self._composer.restarts),
            ("player", "ready" if self._player_ready else "starting"),
            ("player_pid", self._player.pid or 0),
            ("player_restarts", self._player.restarts),
            ("port", self._port),
        ]

    # -- the conductor's two hands ---------------------------------------------------------------

    def _order(self, order: Order) -> None:
        self._composer.send(
            music.Compose(
                order.token, order.engine, order.primer, order.affect, order.bars, order.seed
            )
        )
        if order.follows:
            bar_s = self._beats_per_bar * 60 / self.conductor.tempo_bpm
            loop = asyncio.get_running_loop()
            loop.call_later(bar_s * LATEST_IN_BAR, self._late, order.token)

    def _late(self, token: int) -> None:
        if self.conductor.failed(token) is not None:
            self._phrases_late += 1
            message = "a phrase was not composed in time; a variation of the last one plays"
            log.warning("%s", message)
            self._replies.error(None, "phrase-late", message)

    def _play(self, phrase: Phrase, follows: bool) -> None:
        when: midi.When = "after-current" if follows else "next-bar"
        self._player.send(midi.Play(phrase, next(self._tokens), when))

    # -- the composer ----------------------------------------------------------------------------

    def _composer_said(self, event: music.Event) -> None:
        if isinstance(event, music.EngineLoaded):
            log.info("engine %s loaded in %.1f s", event.engine, event.milliseconds / 1000)
            if self._wishes.pop(event.token, None):
                self.conductor.engine = event.engine
            if event.token == music.FIRST_ENGINE:
                self._composer_ready = True
                self.conductor.wake()
                self._check_ready()
        elif isinstance(event, music.Composed):
            order = self.conductor.composed(event.token, event.phrase)
            if order is not None:
                self._tell(order, event.phrase)
        elif event.token == music.FIRST_ENGINE and not self._ever_ready:
            self._on_fatal(event.code, event.message)
        else:
            order = self.conductor.failed(event.token)
            asker = self._wishes.pop(event.token, _asker(order))
            log.warning("the composer could not: %s: %s", event.code, event.message)
            self._replies.error(asker, event.code, event.message)

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
            name = f"{next(self._saved):05d}-{phrase.engine}-{phrase.seed}.mid"
            task = asyncio.create_task(self._save(phrase, self._save_folder / name))
            self._saves.add(task)
            task.add_done_callback(self._saves.discard)

    async def _save(self, phrase: Phrase, path: Path) -> None:
        from oscbridge.midi.files import write_midi

        try:
            await asyncio.to_thread(write_midi, phrase, path)
        except Exception as error:  # a full disk must not stop the music
            log.error("cannot save %s: %s", path, error)
            self._replies.error(None, "save-failed", f"cannot save {path}: {error}")

    def _composer_died(self, status: int | None) -> None:
        self._composer_ready = False
        message = f"the composer died (exit status {status}) and is starting again"
        askers = [_asker(order) for order in self.conductor.composer_died()]
        askers += self._wishes.values()
        self._wishes.clear()
        for asker in askers or [None]:
            self._replies.error(asker, "composer-died", message)

    # -- the player ------------------------------------------------------------------------------

    def _player_said(self, event: midi.Event) -> None:
        match event:
            case midi.BeatStarted(bar, beat):
                self._replies.tell("beat", bar, beat)
            case midi.PhraseNeeded():
                self.conductor.need()
            case midi.PhraseEnded():
                self.conductor.ended()
            case midi.PlayerStatus():
                self._tell_status(event)
            case midi.PlayerReady():
                self._player_opened(event)
            case midi.PlayerFailed(code, message) if not self._ever_ready:
                self._on_fatal(code, message)
            case midi.PortLost(code, message):
                log.error("%s: %s", code, message)
                self._replies.error(None, code, message)
                self._player.kill()  # its successor opens the port anew
            case midi.PlayerFailed(code, message) | midi.CommandRefused(code, message):
                if isinstance(event, midi.CommandRefused) and event.token is not None:
                    self.conductor.ended()
                log.error("%s: %s", code, message)
                self._replies.error(None, code, message)
            case _:
                log.debug("player: %s", event)

    def _player_opened(self, event: midi.PlayerReady) -> None:
        if self._opening is not None:
            self._opening.cancel()
        self._port = event.description
        log.info("playing on %s", event.description)
        if event.notice:
            log.warning("%s", event.notice)
        self._player_ready = True
        if self._player.restarts:
            self._player.send(midi.SetTempo(self.conductor.tempo_bpm))
            if self._felt is not None:
                self._player.send(midi.SetAffect(self._felt.valence, self._felt.arousal))
            self.conductor.player_restarted()
        self._check_ready()

    def _tell_status(self, status: midi.PlayerStatus) -> None:
        tell = self._asked_status.pop(status.request, None)
        if tell is None:
            return
        tell(
            [
                *self._facts(),
                ("clock", "running" if status.running else "stopped"),
                ("bar", status.bar),
                ("beat", status.beat),
                ("tempo_bpm", status.tempo_bpm),
                ("sounding", status.sounding),
                ("notes_started", status.notes_started),
                ("notes_ended", status.notes_ended),
                ("notes_skipped", status.notes_skipped),
                ("late_p99_ms", status.late_p99_ms),
                ("late_max_ms", status.late_max_ms),
            ]
        )

    def _limit_opening(self) -> None:
        # Opening a client on a JACK server that hangs never returns; only ending it helps.
        loop = asyncio.get_running_loop()
        self._opening = loop.call_later(LONGEST_OPENING_S, self._not_opened)

    def _not_opened(self) -> None:
        log.error("the MIDI port did not open within %g s; trying again", LONGEST_OPENING_S)
        self._replies.error(
            None, "port-hangs", "the MIDI system does not answer; oscbridge keeps trying"
        )
        self._player.kill()

    def _player_died(self, status: int | None) -> None:
        self._player_ready = False
        if self._opening is not None:
            self._opening.cancel()
        self._limit_opening()
        waiting, self._asked_status = self._asked_status, {}
        for tell in waiting.values():
            tell(self._facts())
        self._replies.error(
            None, "player-died", f"the player died (exit status {status}) and is starting again"
        )

    def _check_ready(self) -> None:
        if self.ready:
            self._ever_ready = True
            self._on_ready()


def _asker(order: Order | None) -> Asker | None:
    return order.asked_by if order is not None and isinstance(order.asked_by, Asker) else None


def _player_settings(settings: MusicSettings, midi_settings: MidiSettings) -> midi.PlayerSettings:
    on = midi_settings.controllers
    return midi.PlayerSettings(
        name=midi_settings.name,
        backend=midi_settings.backend,
        port=midi_settings.port,
        channel=midi_settings.channel,
        program=None if midi_settings.program < 0 else midi_settings.program,
        tempo_bpm=settings.tempo_bpm,
        beats_per_bar=float(settings.beats_per_bar),
        valence_cc=midi_settings.valence_cc if on else None,
        arousal_cc=midi_settings.arousal_cc if on else None,
    )
