"""What is said to the player, and what it says: small frozen values that can be pickled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oscbridge.midi.sounding import SoundingRecord
from oscbridge.midi.tape.marks import Mark
from oscbridge.phrase import Phrase

When = Literal["next-bar", "after-current", "now"]
ClockSource = Literal["internal", "midi", "link", "ableton"]
AbletonWord = Literal["tempo", "playing", "beat", "position"]
LiveMode = Literal["off", "turns", "always"]


@dataclass(frozen=True, slots=True)
class PlayerSettings:
    """How a player is set up.

    Args:
        name, backend, port: as ``outputs.open_output`` takes them; an empty port: a virtual one.
        channel: 1 to 16.
        program: 0 to 127, or None to send no program change.
        tempo_bpm, beats_per_bar: of the internal clock; of the others until they tell their own.
        clock: who counts the beats at the start. If that fails the internal clock does.
        clock_offset_ms, clock_offset_beats: how much later than the clock the music is; negative
            is earlier. Their sum counts.
        clock_lost_s: a MIDI clock that is silent for so long while it runs has stopped.
        clock_out: send MIDI clock, start, stop and song position.
        input_port: an existing port to listen to, by name or part of it; empty means a virtual one.
        input_channel: whose notes are listened to, 1 to 16; 0: all but the drums'.
        link_start_stop: a Link session's start and stop start and stop the music.
        valence_cc, arousal_cc: controller numbers 0 to 119; None sends none.
        controllers_hz: at most so many controller messages of each kind in a second.
        spin_ms: how long the player spins before a note, see ``clock.MonotonicTime``.
        ahead_ms: how long before JACK wants it a message is handed over, see ``jack_output``.
        realtime: ask the system for a higher priority, where it may be had.
        record: where what sounds is kept, for a successor; it ends what it finds there at the
            start. Settings with a record can be pickled only while a process is being started.
        tape: tell all that happens (``Taped``), from the first message on.
        notes: send notes on the port; without, phrases take their time there but are not heard.
    """

    name: str = "oscbridge"
    backend: str = "auto"
    port: str = ""
    channel: int = 1
    program: int | None = 0
    tempo_bpm: float = 120.0
    beats_per_bar: float = 4.0
    clock: ClockSource = "internal"
    clock_offset_ms: float = 0.0
    clock_offset_beats: float = 0.0
    clock_lost_s: float = 0.5
    clock_out: bool = False
    input_port: str = ""
    input_channel: int = 0
    link_start_stop: bool = False
    valence_cc: int | None = 20
    arousal_cc: int | None = 21
    controllers_hz: float = 30.0
    spin_ms: float = 1.0
    ahead_ms: float = 25.0
    realtime: bool = True
    record: SoundingRecord | None = None
    tape: bool = False
    notes: bool = True


@dataclass(frozen=True, slots=True)
class Play:
    """Play a phrase; its events carry ``token``. ``follow_tempo``: the clock takes its tempo."""

    phrase: Phrase
    token: int
    when: When = "next-bar"
    follow_tempo: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """End the notes and drop all phrases."""


@dataclass(frozen=True, slots=True)
class Panic:
    """End the notes by every means that MIDI has, and drop all phrases."""


@dataclass(frozen=True, slots=True)
class SetTempo:
    tempo_bpm: float


@dataclass(frozen=True, slots=True)
class SetClock:
    """Let this source count the beats: ``internal``, ``midi``, ``link`` or ``ableton``."""

    source: ClockSource


@dataclass(frozen=True, slots=True)
class HearAbleton:
    """Ableton Live told something; see ``AbletonClock.hear``.

    ``at_s``: when it came, by ``seconds.now_s()``.
    """

    word: AbletonWord
    value: float
    at_s: float


@dataclass(frozen=True, slots=True)
class SetClockOffset:
    """Play so much later than the clock (negative: earlier). Milliseconds and beats add up."""

    ms: float
    beats: float = 0.0


@dataclass(frozen=True, slots=True)
class Downbeat:
    """The present moment is beat 1 of a bar."""


@dataclass(frozen=True, slots=True)
class SetClockOut:
    """Send MIDI clock on the port, or send it no more."""

    on: bool


@dataclass(frozen=True, slots=True)
class SetLive:
    """Listen to what is played into the input; see ``live``. Answered with ``LiveChanged``."""

    mode: LiveMode
    bars: int = 4
    lead_s: float = 0.1


@dataclass(frozen=True, slots=True)
class SetProgram:
    """Choose the sound, 0 to 127."""

    program: int


@dataclass(frozen=True, slots=True)
class SetAffect:
    """What the two controllers should tell, each −1 to 1."""

    valence: float
    arousal: float


@dataclass(frozen=True, slots=True)
class SetTape:
    """Tell all that happens (``Taped``), or tell it no more."""

    on: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Ask for a ``PlayerStatus`` that carries the same number."""

    request: int = 0


@dataclass(frozen=True, slots=True)
class Quit:
    """End the notes, close the port and leave."""


Command = (
    Play
    | Stop
    | Panic
    | SetTempo
    | SetClock
    | HearAbleton
    | SetClockOffset
    | Downbeat
    | SetClockOut
    | SetLive
    | SetProgram
    | SetAffect
    | SetTape
    | Status
    | Quit
)


@dataclass(frozen=True, slots=True)
class PlayerReady:
    """The port is open. ``notice`` is a line for a person, or None.

    ``notes_ended``: what a predecessor had left sounding.
    """

    backend: str
    description: str
    notice: str | None
    notes_ended: int = 0


@dataclass(frozen=True, slots=True)
class BeatStarted:
    """A whole beat of a bar begins; both count from 1, as musicians do."""

    bar: int
    beat: int


@dataclass(frozen=True, slots=True)
class PhraseStarted:
    """A phrase begins at this bar (from 1).

    Once, or again each time that the clock lost its place (``ClockChanged``) while it played.
    """

    token: int
    bar: int


@dataclass(frozen=True, slots=True)
class PhraseEnded:
    """A phrase is over. Every phrase that was accepted has exactly one such end.

    ``completed`` is False when it was replaced, stopped, or never came to begin.
    """

    token: int
    completed: bool


@dataclass(frozen=True, slots=True)
class PhraseNeeded:
    """The present phrase is in its last bar (of one bar: its last half) and nothing follows it."""

    token: int


@dataclass(frozen=True, slots=True)
class PlayedBars:
    """What was played into the input: the player's turn, or the last bars; None: nothing."""

    phrase: Phrase | None


@dataclass(frozen=True, slots=True)
class LiveChanged:
    """How the input is listened to, and whose turn it is: ``yours``, ``mine`` or ``none``."""

    mode: LiveMode
    turn: str


@dataclass(frozen=True, slots=True)
class ClockChanged:
    """Another source counts the beats, or it started, stopped or took another tempo."""

    source: ClockSource
    running: bool
    tempo_bpm: float


@dataclass(frozen=True, slots=True)
class ClockLost:
    """The clock that is followed fell silent: it counts as stopped, and the notes were ended."""

    source: ClockSource
    message: str


@dataclass(frozen=True, slots=True)
class PortLost:
    """The port failed; the player plays nothing more."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PortChanged:
    """What we were told to play on went away, or is back; the player goes on in any case."""

    back: bool
    message: str


@dataclass(frozen=True, slots=True)
class PlayerFailed:
    """Something went wrong inside: notes were ended and phrases dropped; the player goes on.

    With the code of a port error it is the last word of a player that could not open its port.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CommandRefused:
    """A command could not be obeyed. ``token`` is that of a refused ``Play``, else None.

    ``live`` is True where it was a ``SetLive``.
    """

    code: str
    message: str
    token: int | None = None
    live: bool = False


@dataclass(frozen=True, slots=True)
class Taped:
    """What the player did; see ``tape``. ``number`` counts these events: none may be missing."""

    number: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PlayerStatus:
    """How the player is.

    ``notes_started`` equals ``notes_ended`` whenever nothing sounds. ``notes_skipped`` came up so
    late that their end was due as well. ``late_p99_ms`` is over the last 1,024 notes,
    ``late_max_ms`` over all, as are ``late_total_ms`` and ``late_counts``: notes in each bin of
    ``lateness.LATE_BOUNDS_MS``.
    """

    port: str
    backend: str
    lost: bool
    running: bool
    bar: int
    beat: float
    tempo_bpm: float
    playing: int | None
    queued: int
    sounding: int
    notes_started: int
    notes_ended: int
    notes_skipped: int
    late_max_ms: float
    late_p99_ms: float
    clock: ClockSource = "internal"
    events_lost: int = 0
    request: int = 0
    late_total_ms: float = 0.0
    late_counts: tuple[int, ...] = ()


Event = (
    PlayerReady
    | BeatStarted
    | PhraseStarted
    | PhraseEnded
    | PhraseNeeded
    | PlayedBars
    | LiveChanged
    | ClockChanged
    | ClockLost
    | PortLost
    | PortChanged
    | PlayerFailed
    | CommandRefused
    | Taped
    | PlayerStatus
)
