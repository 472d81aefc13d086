"""The player's desk: what is played, by which clock, on which port, and how it goes.

The player is a process of its own and is alone with the MIDI port. When it dies, its successor is
told all that counts (clock, tempo, affect) and ends what its predecessor left sounding.
"""

from __future__ import annotations

import itertools
import logging
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from oscbridge.affect import Affect
from oscbridge.config.settings import Settings
from oscbridge.daemon.music.player_settings import player_settings
from oscbridge.daemon.music.player_status import Heartbeat, facts_of
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.daemon.session import SessionDesk
from oscbridge.daemon.workers import Worker
from oscbridge.errors import OscbridgeError
from oscbridge.midi import process
from oscbridge.midi.messages import (
    BeatStarted,
    ClockChanged,
    ClockLost,
    CommandRefused,
    Downbeat,
    Event,
    HearAbleton,
    LiveChanged,
    LiveMode,
    Panic,
    PhraseEnded,
    PhraseNeeded,
    PhraseStarted,
    Play,
    PlayedBars,
    PlayerFailed,
    PlayerReady,
    PlayerSettings,
    PlayerStatus,
    PortChanged,
    PortLost,
    Quit,
    SetAffect,
    SetClock,
    SetClockOffset,
    SetClockOut,
    SetLive,
    SetProgram,
    SetTape,
    SetTempo,
    Status,
    Stop,
    When,
)
from oscbridge.phrase import Phrase
from oscbridge.system.tasks import Deadline

log = logging.getLogger(__name__)

RESUMES_WITHIN_S = 1.0
"""A phrase that comes so soon after a player's death takes up the music that broke off."""

LONGEST_OPENING_S = 15.0
"""A MIDI system that needs longer to open a port has hung."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What the player's desk tells the music desk.

    Args:
        ready: the port is open, at the start or again; True when a predecessor played before.
        fatal: with code and message: there is no port to play on, at the start.
        needed: soon there will be nothing to play.
        began: this phrase begins.
        ended: a phrase is over, played or not.
        tempo: the clock has another tempo.
        live: what was played into the input, or how it is listened to, or that it cannot be.
    """

    ready: Callable[[bool], None]
    fatal: Callable[[str, str], None]
    needed: Callable[[], None]
    began: Callable[[Phrase], None]
    ended: Callable[[], None]
    tempo: Callable[[float], None]
    live: Callable[[PlayedBars | LiveChanged | CommandRefused], None]


class PlayerDesk:
    """Owns the player process.

    Args:
        settings: of the daemon.
        replies: where beats, clock states and errors go.
        tell: see ``Callbacks``.
        session: told what is played and what is heard.
    """

    def __init__(
        self, settings: Settings, replies: Replies, tell: Callbacks, session: SessionDesk
    ) -> None:
        self._replies = replies
        self._session = session
        self._callbacks = tell
        self._settings = player_settings(settings)
        self._worker = Worker(
            "player", process.serve, self._settings, Quit(), self._said, self._died
        )
        self._tokens = itertools.count(1)
        self._asked_status: dict[int, Callable[[Facts], None]] = {}
        self._asked_clock: deque[tuple[str, Asker | None]] = deque()
        self._given: dict[int, Phrase] = {}
        # Opening a client on a JACK server that hangs never returns; only ending it helps.
        self._opening = Deadline(self._not_opened)
        self._heartbeat = Heartbeat(
            lambda: self._worker.send(Status(next(self._tokens))), self._hung
        )
        self._affect: Affect | None = None
        self._live: SetLive | None = None
        self._ever_ready = False
        self._port = ""
        self._resumes_until_s = -math.inf
        self.ready = False
        self.clock_runs = False
        self.last_status: PlayerStatus | None = None
        """What it said last when it was asked how it is; None before that, and of a successor."""

    @property
    def settings(self) -> PlayerSettings:
        """What it was started with, and what was changed since."""
        return self._settings

    def start(self) -> None:
        """Open the port; ``Callbacks.ready`` tells when it is."""
        self._worker.start()
        self._opening.set(LONGEST_OPENING_S)

    async def stop(self) -> None:
        """End every note, then the process."""
        self._opening.clear()
        await self._worker.stop()

    # -- what may be asked of it -----------------------------------------------------------------

    def play(self, phrase: Phrase, follows: bool) -> None:
        """Play a phrase where the present one ends (``follows``), or from the next bar line; after
        the player's death at once, for it was the music that broke off."""
        when: When = "after-current" if follows else "next-bar"
        if not follows and time.monotonic() < self._resumes_until_s:
            when = "now"
        self._resumes_until_s = -math.inf
        token = next(self._tokens)
        self._given[token] = phrase
        self._session.given(token, phrase, when)
        self._worker.send(Play(phrase, token, when))

    def halt(self) -> None:
        """End what sounds, and drop what would have."""
        self._worker.send(Stop())

    def panic(self) -> None:
        """The same by every means that MIDI has."""
        self._worker.send(Panic())

    def feel(self, affect: Affect) -> None:
        """Send the two controllers."""
        self._affect = affect
        self._worker.send(SetAffect(affect.valence, affect.arousal))

    def tempo(self, bpm: float) -> None:
        """Set the tempo, also for the phrase that sounds.

        Raises:
            OscbridgeError: ``clock-follows``: a MIDI clock sets it.
        """
        if self._settings.clock == "midi":
            raise OscbridgeError(
                "clock-follows",
                "the tempo comes from the MIDI clock that is followed; set it there, or choose "
                "another with /oscbridge/clock internal",
            )
        self._settings = replace(self._settings, tempo_bpm=bpm)
        self._worker.send(SetTempo(bpm))

    def clock(self, asker: Asker | None, source: str) -> None:
        """Follow another clock; answered with its state, or with the reason why not."""
        self._asked_clock.append((source, asker))
        self._worker.send(SetClock(source))  # type: ignore[arg-type]  # checked by the address table

    def hear_ableton(self, told: HearAbleton) -> None:
        """Ableton Live told something that concerns its clock."""
        self._worker.send(told)

    def clock_offset(self, ms: float, beats: float) -> None:
        """Play so much later than the clock."""
        self._settings = replace(self._settings, clock_offset_ms=ms, clock_offset_beats=beats)
        self._worker.send(SetClockOffset(ms, beats))

    def program(self, program: int) -> None:
        """Choose the instrument, 0 to 127."""
        self._settings = replace(self._settings, program=program)
        self._worker.send(SetProgram(program))

    def clock_out(self, on: bool) -> None:
        """Send MIDI clock."""
        self._settings = replace(self._settings, clock_out=on)
        self._worker.send(SetClockOut(on))

    def live(self, mode: LiveMode, bars: int, lead_s: float) -> None:
        """Listen to the MIDI input, or do not; answered through ``Callbacks.live``."""
        self._live = SetLive(mode, bars, lead_s)
        self._worker.send(self._live)

    def tape(self, on: bool) -> None:
        """Tell the session all that happens, or tell it no more."""
        self._settings = replace(self._settings, tape=on)
        self._worker.send(SetTape(on))

    def downbeat(self) -> None:
        """Beat 1 of a bar is now."""
        self._worker.send(Downbeat())

    def status(self, tell: Callable[[Facts], None]) -> None:
        """Call ``tell`` with what there is to know, once the player has said how it is."""
        if not self.ready:
            tell(self._facts())
            return
        request = next(self._tokens)
        self._asked_status[request] = tell
        self._worker.send(Status(request))

    def _facts(self) -> Facts:
        return [
            ("player", "ready" if self.ready else "starting"),
            ("player_pid", self._worker.pid or 0),
            ("player_restarts", self._worker.restarts),
            ("port", self._port),
            ("program", -1 if self._settings.program is None else self._settings.program),
        ]

    # -- what it says ----------------------------------------------------------------------------

    def _said(self, event: Event) -> None:
        self._session.player_said(event)
        match event:
            case BeatStarted(bar, beat):
                self._replies.tell("beat", bar, beat)
            case PhraseNeeded():
                self._callbacks.needed()
            case PhraseStarted(token, bar) if token in self._given:
                phrase = self._given[token]
                self._replies.tell("phrase/playing", phrase.seed, bar, phrase.bars)
                self._callbacks.began(phrase)
            case PhraseEnded(token):
                self._given.pop(token, None)
                self._callbacks.ended()
            case PlayerStatus():
                self._tell_status(event)
            case ClockChanged():
                self._clock_changed(event)
            case ClockLost(_, message):
                self._trouble("clock-lost", message)
            case PlayedBars() | LiveChanged():
                self._callbacks.live(event)
            case CommandRefused(live=True):
                self._live = None
                self._callbacks.live(event)
            case CommandRefused():
                self._refused(event)
            case PlayerReady():
                self._opened(event)
            case PlayerFailed(code, message) if not self._ever_ready:
                self._callbacks.fatal(code, message)
            case PlayerFailed(code, message):
                self._trouble(code, message)
            case PortChanged(back=True, message=message):
                log.info("%s", message)
            case PortChanged(message=message):
                self._trouble("port-unplugged", message)
            case PortLost(code, message):
                self._trouble(code, f"{message}; the port is opened anew as soon as it can be")
                self._worker.kill()  # its successor does
            case _:
                log.debug("player: %s", event)

    def _trouble(self, code: str, message: str) -> None:
        log.error("%s: %s", code, message)
        self._replies.error(None, code, message)

    def _clock_changed(self, event: ClockChanged) -> None:
        self._settings = replace(self._settings, clock=event.source)
        self.clock_runs = event.running
        self._callbacks.tempo(event.tempo_bpm)
        state = (event.source, int(event.running), event.tempo_bpm)
        for asker in self._take_clock_askers(event.source) or [None]:
            if asker is None:
                self._replies.tell("clock/state", *state)
            else:
                self._replies.tell_with(asker, "clock/state", *state)

    def _take_clock_askers(self, source: str) -> list[Asker | None]:
        """Those who asked for this clock, and whose wish that one overtook; they wait no more.

        The old clock may tell something before the player takes the one that was asked for, and of
        several wishes in a row the player may tell the last alone.
        """
        asked = [wish for wish, _ in self._asked_clock]
        if source not in asked:
            return []
        count = len(asked) - asked[::-1].index(source)
        return [self._asked_clock.popleft()[1] for _ in range(count)]

    def _refused(self, event: CommandRefused) -> None:
        if event.token is not None:
            self._given.pop(event.token, None)
            self._callbacks.ended()
        asker = None
        if event.token is None and self._asked_clock:
            _, asker = self._asked_clock.popleft()
        log.warning("the player could not: %s: %s", event.code, event.message)
        self._replies.error(asker, event.code, event.message)

    def _opened(self, event: PlayerReady) -> None:
        self._opening.clear()
        self._port = event.description
        log.info("playing on %s", event.description)
        if event.notice:
            log.warning("%s", event.notice)
        if event.notes_ended:
            log.warning("ended %d notes that its predecessor left sounding", event.notes_ended)
        self.ready = self._ever_ready = True
        again = self._worker.restarts > 0
        if again:
            self._tell_successor()
            if self._settings.clock == "internal":  # the others' bar lines are not ours to move
                self._resumes_until_s = time.monotonic() + RESUMES_WITHIN_S
        self._callbacks.ready(again)

    def _tell_successor(self) -> None:
        # It was started with the settings of the first; what was changed since is told.
        settings = self._settings
        if settings.clock not in ("midi", "ableton"):  # those tell it themselves
            self._worker.send(SetTempo(settings.tempo_bpm))
        self._worker.send(SetClockOffset(settings.clock_offset_ms, settings.clock_offset_beats))
        self._worker.send(SetClockOut(settings.clock_out))
        self._worker.send(SetTape(settings.tape))
        self._worker.send(SetClock(settings.clock))
        if self._live is not None:
            self._worker.send(self._live)
        if self._affect is not None:
            self._worker.send(SetAffect(self._affect.valence, self._affect.arousal))

    def _tell_status(self, status: PlayerStatus) -> None:
        self.last_status = status
        self._heartbeat.answered()
        tell = self._asked_status.pop(status.request, None)
        if tell is not None:
            tell([*self._facts(), *facts_of(status)])

    # -- opening, hanging and dying --------------------------------------------------------------

    def check(self) -> None:
        """End it when it does not answer any more: what sounds would sound on. To be called every
        ``ASK_EVERY_S``."""
        if self.ready:
            self._heartbeat.beat()

    def _hung(self) -> None:
        self._trouble("player-hangs", "the player does not answer; it is ended and started again")
        self._worker.kill()

    def _not_opened(self) -> None:
        self._trouble("port-hangs", "the MIDI system does not answer; oscbridge keeps trying")
        self._worker.kill()

    def _died(self, status: int | None) -> None:
        self.ready = False
        self.last_status = None
        self._heartbeat.answered()
        if self._worker.cannot_start:
            self._callbacks.fatal("player-died", self._worker.cannot_start)
        self._session.player_died()
        self._given.clear()
        self._opening.set(LONGEST_OPENING_S)
        waiting, self._asked_status = self._asked_status, {}
        for tell in waiting.values():
            tell(self._facts())
        message = f"the player died (exit status {status}) and is starting again"
        askers = [asker for _, asker in self._asked_clock]
        self._asked_clock.clear()
        for asker in askers or [None]:
            self._replies.error(asker, "player-died", message)
