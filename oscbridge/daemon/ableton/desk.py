"""The Ableton desk: phrases become clips in Live, and Live's tempo and beat reach the player.

It speaks with AbletonOSC, which runs inside Live. Where Live is not there the music goes on without
it, and it is told once; it is looked for again and again until it is there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from oscbridge.ableton.health import Health
from oscbridge.ableton.slots import Slots
from oscbridge.ableton.words import (
    ASK_PLAYING,
    ASK_POSITION,
    ASK_SCENES,
    ASK_TRACKS,
    FAREWELL,
    GREETING,
    ONE_BAR,
    Answer,
    Beat,
    Denominator,
    Failed,
    Message,
    Numerator,
    Playing,
    Position,
    Quantisation,
    Started,
    Tempo,
    set_tempo,
)
from oscbridge.config.settings import Settings
from oscbridge.daemon.ableton.connection import AbletonConnection, reply_socket
from oscbridge.daemon.replies import Facts, Replies
from oscbridge.errors import OscbridgeError
from oscbridge.midi.messages import AbletonWord, HearAbleton
from oscbridge.phrase import Phrase
from oscbridge.system.seconds import now_s
from oscbridge.system.tasks import every, in_background

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.2

ASK_PLACE_BEATS = 4
"""Live is asked for its exact place at every so many beats, and at each of the first few after
something changed. (Each question is a line in AbletonOSC's log file.)"""

_FIRST_FEW = 8
_SAME_ERROR_S = 10.0


class AbletonDesk:
    """Owns the connection with AbletonOSC.

    Args:
        settings: of the daemon.
        replies: where errors go.
        hear: takes what the player's clock should hear.
    """

    def __init__(
        self, settings: Settings, replies: Replies, hear: Callable[[HearAbleton], None]
    ) -> None:
        self._settings = settings.ableton
        self._output = settings.midi.output
        self._beats_per_bar = float(settings.music.beats_per_bar)
        self._follows = settings.clock.source == "ableton"
        self._replies = replies
        self._hear = hear
        self._connection: AbletonConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._opening: asyncio.Task[None] | None = None
        self._health: Health | None = None
        self._slots = Slots(
            self._settings.track,
            self._settings.first_slot,
            self._settings.slots,
            self._settings.fire,
            self._send,
            self._trouble,
        )
        self._plays = False
        self._tempo_bpm = 120.0
        self._beat = -1
        self._beat_came_s = 0.0
        self._questions = 0
        self._numerator: int | None = None
        self._denominator: int | None = None
        self._metre_told = self._beats_per_bar
        self._quantisation = ONE_BAR
        self._errors: dict[str, float] = {}

    @property
    def writes(self) -> bool:
        """Whether phrases become clips."""
        return self._output != "port"

    def start(self) -> None:
        """Look for Live, where the settings want it; errors are told."""
        if not self._wanted:
            return
        try:
            self._open()
        except OscbridgeError as error:
            self._trouble(error.code, error.message)
        self._begin()

    async def stop(self) -> None:
        """Launch nothing more, and let Live tell nothing more."""
        for task in (self._task, self._opening):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        if self._connection is not None:
            if self._answering:
                self._slots.halt()
                for message in FAREWELL:
                    self._send(message)
            await self._connection.close()
            self._connection = None

    def follow(self) -> None:
        """Live's clock is wanted.

        Raises:
            OscbridgeError: ``ableton-port-busy``, ``ableton-host-unknown``.
        """
        if self._connection is None:
            self._open()
        if not self._wanted:
            self._health = Health(now_s())  # nobody has looked after it meanwhile
        self._follows = True
        self._begin()
        self.renew()

    def followed(self, on: bool) -> None:
        """Whether Live's clock is the one that counts."""
        self._follows = on

    def began(self, phrase: Phrase) -> None:
        """The player begins this phrase: Live should, too."""
        if self._slots.waits(phrase) and self._answering and self._settings.fire:
            self._trouble(
                "ableton-clip-late",
                "a phrase was still on its way to Live when its bar began: Live begins it a bar "
                "later; longer phrases or a faster engine leave more time",
            )

    def renew(self) -> None:
        """Let Live tell all again: whoever listened has forgotten it."""
        if self._answering:
            self._greet()

    def tempo(self, bpm: float) -> None:
        """Set Live's tempo.

        Raises:
            OscbridgeError: ``ableton-not-answering``.
        """
        if not self._answering:
            raise OscbridgeError("ableton-not-answering", self._not_answering())
        self._send(set_tempo(bpm))

    def write(self, phrase: Phrase) -> None:
        """Put the phrase into Live, where phrases go there and Live is there."""
        if self.writes and (self._answering or not self._lost):
            self._slots.write(phrase)

    def remind(self) -> None:
        """Somebody begins to play: what is still wrong is told again."""
        if not self.writes:
            return
        self._slots.remind()
        if self._lost:
            self._trouble("ableton-not-answering", self._not_answering())

    def halt(self) -> None:
        """Stop what was launched."""
        if self.writes:
            self._slots.halt()

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        if self._task is None:
            return []
        return [
            ("ableton", "answers" if self._answering else "does not answer"),
            ("ableton_clips", self._slots.written),
        ]

    # -- there or not ----------------------------------------------------------------------------

    @property
    def _wanted(self) -> bool:
        return self.writes or self._follows

    @property
    def _answering(self) -> bool:
        return self._health is not None and self._health.answering

    @property
    def _lost(self) -> bool:
        return self._health is not None and self._health.told

    def _open(self) -> None:
        to = self._settings
        opened, there = reply_socket(to.host, to.port, to.reply_port)
        self._connection = AbletonConnection(opened, there, self._heard)

    async def _open_again(self) -> None:
        """Not on the event loop: looking a host's name up may take seconds."""
        to = self._settings
        try:
            opened, there = await asyncio.to_thread(reply_socket, to.host, to.port, to.reply_port)
        except OscbridgeError:
            return  # told when it was tried first
        if self._connection is not None:
            opened.close()
            return
        self._connection = AbletonConnection(opened, there, self._heard)
        self._greet()

    def _begin(self) -> None:
        if self._health is None:
            self._health = Health(now_s())
        if self._task is None:
            attending = every(LOOK_EVERY_S, lambda: self._attend(now_s()), "attending to Live")
            self._task = asyncio.get_running_loop().create_task(attending)

    def _attend(self, now: float) -> None:
        assert self._health is not None
        if not self._wanted:
            return
        due = self._health.attend(now)
        if due.greet:
            if self._connection is not None:
                self._greet()
            elif self._opening is None or self._opening.done():
                self._opening = in_background(self._open_again(), "opening the way to Live")
        if due.ask:
            self._send(ASK_PLAYING)
        if self._answering and self._plays and now > self._beat_came_s + self._beats_missing_s():
            # It answers, but has forgotten that we listen: started anew, or told to tell another.
            self._beat_came_s = now
            self._greet()
        if due.lost:
            self._slots.drop()
            self._trouble("ableton-not-answering", self._not_answering())
        self._slots.attend(now)
        self._check_metre()

    def _beats_missing_s(self) -> float:
        return 4 * 60.0 / self._tempo_bpm + 1.0

    def _not_answering(self) -> str:
        to = self._settings
        left = []
        if self.writes:
            left.append(
                "phrases are heard on the MIDI port alone"
                if self._output == "both"
                else "phrases are heard nowhere until it does"
            )
        if self._follows:
            left.append("the clock that follows Live stands")
        return (
            f"AbletonOSC does not answer at {to.host}:{to.port}: is Live running, with AbletonOSC "
            f"as a control surface? Oscbridge keeps looking; {' and '.join(left)}"
        )

    def _greet(self) -> None:
        for message in GREETING:
            self._send(message)
        if self.writes:
            self._send(ASK_TRACKS)
            self._send(ASK_SCENES)
        self._questions = _FIRST_FEW

    # -- what Live says --------------------------------------------------------------------------

    def _heard(self, answer: Answer, came_s: float) -> None:
        assert self._health is not None
        if isinstance(answer, Started):
            log.info("Live was started")
            self._slots.forget()
            self._health.restarted(came_s)
            return
        if self._health.heard(came_s):
            log.info("AbletonOSC answers at %s", self._settings.host)
        match answer:
            case Tempo(bpm):
                self._tell("tempo", bpm, came_s)
                self._tempo_bpm = bpm
                self._ask_place()
            case Playing(on):
                self._tell("playing", float(on), came_s)
                changed, self._plays = on != self._plays, on
                if changed:
                    self._beat_came_s = came_s
                    self._ask_place()
            case Beat(number):
                self._tell("beat", float(number), came_s)
                self._beat_came_s = came_s
                self._ask_place_after(number)
            case Position(beats):
                self._tell("position", beats, came_s)
            case Numerator(value):
                self._numerator = value
            case Denominator(value):
                self._denominator = value
            case Quantisation(index):
                self._check_quantisation(index)
            case Failed(message):
                self._failed(message, came_s)
            case _:
                self._slots.heard(answer)

    def _tell(self, word: AbletonWord, value: float, came_s: float) -> None:
        self._hear(HearAbleton(word, value, came_s))

    def _ask_place(self) -> None:
        if self._follows:
            self._questions = _FIRST_FEW
            self._send(ASK_POSITION)

    def _ask_place_after(self, beat: int) -> None:
        leapt, self._beat = beat != self._beat + 1, beat
        if leapt:
            self._ask_place()
        elif self._follows and (self._questions > 0 or beat % ASK_PLACE_BEATS == 0):
            self._questions = max(0, self._questions - 1)
            self._send(ASK_POSITION)

    def _check_metre(self) -> None:
        # Not at once: the two numbers of a time signature come one after the other.
        if self._numerator is None or self._denominator is None:
            return
        beats = self._numerator * 4.0 / self._denominator
        if beats == self._metre_told:
            return
        self._metre_told = beats
        if beats != self._beats_per_bar:
            self._trouble(
                "ableton-signature",
                f"Live is in {self._numerator}/{self._denominator}, and phrases have "
                f"{self._beats_per_bar:g} beats in a bar: change Live's time signature, or "
                "music.beats_per_bar",
            )

    def _check_quantisation(self, index: int) -> None:
        changed, self._quantisation = index != self._quantisation, index
        if changed and index != ONE_BAR and self.writes and self._settings.fire:
            self._trouble(
                "ableton-quantisation",
                "Live's launch quantisation is not one bar, so clips do not begin on the next bar "
                "line: set it to 1 Bar in Live's control bar",
            )

    def _failed(self, message: str, now: float) -> None:
        if now - self._errors.get(message, -_SAME_ERROR_S) < _SAME_ERROR_S:
            return
        self._errors = {text: at for text, at in self._errors.items() if now - at < _SAME_ERROR_S}
        self._errors[message] = now
        self._trouble("ableton-error", f"AbletonOSC says: {message}")

    # -- out -------------------------------------------------------------------------------------

    def _send(self, message: Message) -> None:
        if self._connection is not None:
            self._connection.send(message)

    def _trouble(self, code: str, message: str) -> None:
        log.error("%s: %s", code, message)
        self._replies.error(None, code, message)
