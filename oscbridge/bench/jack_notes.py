"""When notes arrive on JACK, against the frame at which they were written, under full load.

The player process plays on a private server while eyes and composer run flat out; a process of its
own hears it and takes the time of each message from the server's clock. The schedule is absolute:
beat 0 is a frame that the player tells once, and every beat from there is the same number of frames
for the whole run, pauses included, so a late start or a slow drift could not hide. Beside it, in
turns, mido plays the same bars, ``for message in file.play(): port.send(message)``. Its distances
are told by the machine's clock, for its client holds an overloaded server up and the server's clock
loses time; and from the median of each bar, so that it is not charged for being late always.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import time
from collections import defaultdict
from multiprocessing.connection import Connection
from typing import Any

from oscbridge.bench.notes import BEATS_PER_BAR, TEMPO_BPM, piece
from oscbridge.bench.report import Figure, Findings, Limit, Options, Stats, spread
from oscbridge.bench.rigs.jack_server import RATE, Heard, capture, jack_server
from oscbridge.bench.rigs.load import flat_out
from oscbridge.bench.rigs.player import serve_watched
from oscbridge.errors import OscbridgeError
from oscbridge.midi import messages as midi

_PLAYERS = {"player": True}
"""Names of the players, and whether they ask for priority, as the one on stage does."""

_RIVAL = "mido-rival"
_BARS_IN_TURN = 8
_FRAMES_IN_BEAT = RATE * 60.0 / TEMPO_BPM
_FRAME_MS = 1000.0 / RATE
_TICKS_PER_BEAT = 24_000


def measure(options: Options) -> Findings:
    """Turns of both players and of mido until the time is over; 120 s unless told."""
    seconds = options.seconds or (15.0 if options.quick else 120.0)
    bars = 2 if options.quick else _BARS_IN_TURN
    rounds, rival_turns = 0, []
    with (
        jack_server() as (server, priority),
        capture([*_PLAYERS, _RIVAL]) as ear,
        contextlib.ExitStack() as stack,
    ):
        players = {
            name: stack.enter_context(_Player(name, realtime))
            for name, realtime in _PLAYERS.items()
        }
        for name in _PLAYERS:
            ear.listen(name, f"{name}:{name}")
        load = stack.enter_context(flat_out())
        before, began = load.done(), time.monotonic()
        while not rounds or time.monotonic() - began < seconds:
            rounds += 1
            for player in players.values():
                player.play(bars)
            with _rival(bars) as rival:
                ear.listen(_RIVAL, f"{_RIVAL}:{_RIVAL}")
                rival_turns.append(len(ear.heard()[_RIVAL]))
                rival.send("play")
                rival.recv()
        after, took = load.done(), time.monotonic() - began
        told = {name: player.end() for name, player in players.items()}
        heard = ear.heard()
    theirs = _rival_errors_ms(heard[_RIVAL], rival_turns, bars, by_machine=True)
    rival_stats = spread([abs(error) for error in theirs])
    figures: list[Figure] = []
    facts: dict[str, Any] = {
        "server": server,
        "priority_of_server_and_capture": priority,
        "turns": rounds,
        "minutes": round(took / 60.0, 1),
        "looks_in_a_second": round((after[0] - before[0]) / took, 1),
        "phrases_composed_in_a_second": round((after[1] - before[1]) / took, 1),
        "rival_by_jack's_clock_ms": spread(
            [
                abs(error)
                for error in _rival_errors_ms(heard[_RIVAL], rival_turns, bars, by_machine=False)
            ]
        ),
        "ratio": "99th percentiles of the distance, ours taken as at least one frame",
    }
    for name, player in players.items():
        timed, missing = player.errors(heard[name], told[name][0])
        figures += _figures(name, timed, missing, rival_stats)
        facts[name] = {
            "priority": "asked for" if _PLAYERS[name] else "not asked for",
            "not_heard": missing,
            "notes_skipped": told[name][2],
            "handed_to_jack_late": told[name][1],
            "drift_ms_in_30_min": round(_slope(timed) * RATE * 1800 * _FRAME_MS, 4),
            "first_to_last_minutes": round((timed[-1][0] - timed[0][0]) / RATE / 60.0, 1),
        }
    return Findings(tuple(figures), f"mido's play(), {len(theirs)} messages", facts)


def _figures(
    name: str, timed: list[tuple[float, float]], missing: int, rival: Stats
) -> list[Figure]:
    errors = [error for _, error in timed]
    stats = spread([abs(error) * _FRAME_MS for error in errors])
    exact = sum(abs(error) <= 1.0 for error in errors) / (len(errors) + missing)
    return [
        Figure(
            f"{name}: share within ±1 frame",
            "%",
            {"value": round(100.0 * exact, 4), "count": len(errors)},
            (Limit("value", 99.9, at_least=True),),
        ),
        Figure(
            f"{name}: distance from its frame",
            "ms",
            {**stats, "latest": round(max(errors) * _FRAME_MS, 3)},
            (Limit("latest", 1.0), Limit("ratio", 20.0, at_least=True)),
            rival,
            rival["p99"] / max(stats["p99"], _FRAME_MS),
        ),
        Figure(
            f"{name}: drift in 30 minutes",
            "ms",
            {"value": round(abs(_slope(timed)) * RATE * 1800 * _FRAME_MS, 4)},
            (Limit("value", 1.0),),
        ),
    ]


def _slope(timed: list[tuple[float, float]]) -> float:
    """Least-squares slope of error against due frame."""
    middle = math.fsum(at for at, _ in timed) / len(timed)
    level = math.fsum(error for _, error in timed) / len(timed)
    across = math.fsum((at - middle) ** 2 for at, _ in timed)
    return math.fsum((at - middle) * (error - level) for at, error in timed) / across


def _messages(number: int) -> list[tuple[float, bytes]]:
    """(beat, status and pitch) of what a bar makes heard; the end of the bar ends its notes."""
    phrase = piece(number)
    return sorted(
        [(note.start_beats, bytes((0x90, note.pitch))) for note in phrase.notes]
        + [
            (min(note.end_beats, phrase.length_beats), bytes((0x80, note.pitch)))
            for note in phrase.notes
        ]
    )


def _errors(due: list[tuple[float, bytes]], heard: Heard) -> tuple[list[tuple[float, float]], int]:
    """(due frame, frames late) of every message that was heard, and how many were not.

    A pitch begins and ends once in a bar, so what is nearest within half a bar is the one.

    Raises:
        OscbridgeError: ``benchmark-broken`` when something was heard that was never written.
    """
    arrived: dict[bytes, list[int]] = defaultdict(list)
    for frame, _, data in heard:
        if data[0] in (0x80, 0x90):
            arrived[data[:2]].append(frame)
    half_bar = BEATS_PER_BAR * _FRAMES_IN_BEAT / 2
    errors, missing = [], 0
    for at, key in sorted(due):
        near = min(arrived[key], key=lambda frame: abs(frame - at), default=math.inf)
        if abs(near - at) < half_bar:
            arrived[key].remove(int(near))
            errors.append((at, near - at))
        else:
            missing += 1
    if rest := {key.hex(" "): frames for key, frames in arrived.items() if frames}:
        raise OscbridgeError("benchmark-broken", f"heard, but written by nobody: {rest}")
    return errors, missing


class _Player(contextlib.AbstractContextManager["_Player"]):
    """The player process, and which bars it played where."""

    def __init__(self, name: str, realtime: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._findings, tell = context.Pipe(duplex=False)
        settings = midi.PlayerSettings(
            name=name, backend="jack", tempo_bpm=TEMPO_BPM, program=None, realtime=realtime
        )
        self._process = context.Process(target=_serve, args=(theirs, settings, tell), daemon=True)
        self._process.start()
        theirs.close()
        tell.close()
        self._token = 0
        self._bars: dict[int, int] = {}
        if not self._connection.poll(30) or not isinstance(
            self._connection.recv(), midi.PlayerReady
        ):
            raise OscbridgeError("benchmark-broken", f"{name} did not open its port")

    def play(self, bars: int) -> None:
        """Play so many bars; returns when they are over."""
        left = bars
        for _ in range(bars):
            self._token += 1
            self._connection.send(midi.Play(piece(self._token), self._token, "after-current"))
        while left:
            event = self._connection.recv()
            if isinstance(event, midi.CommandRefused | midi.PortLost | midi.PlayerFailed):
                raise OscbridgeError("benchmark-broken", f"the player says: {event.message}")
            if isinstance(event, midi.PhraseStarted):
                self._bars[event.token] = event.bar
            left -= isinstance(event, midi.PhraseEnded)

    def end(self) -> tuple[float, int, int]:
        """The frame of its clock's beat 0, how many messages came late to JACK, and how many notes
        the player left out because their end was past when it came to them."""
        self._connection.send(midi.Status())
        while not isinstance(event := self._connection.recv(), midi.PlayerStatus):
            pass
        self._connection.send(midi.Quit())
        zero, late = self._findings.recv()
        return zero, late, event.notes_skipped

    def errors(self, heard: Heard, zero: float) -> tuple[list[tuple[float, float]], int]:
        """(due frame, frames late) of all that it played, and how many were not heard."""
        due = [
            (zero + ((bar - 1) * BEATS_PER_BAR + beat) * _FRAMES_IN_BEAT, key)
            for token, bar in self._bars.items()
            for beat, key in _messages(token)
        ]
        return _errors(due, heard)

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.join(5)
        self._process.kill()


def _serve(connection: Connection, settings: midi.PlayerSettings, tell: Connection) -> None:
    port, clock = serve_watched(connection, settings)
    zero = (clock.time_of(0.0) - port.second_of(0)) * RATE
    tell.send((zero, port.lateness.late))


# -- the rival -------------------------------------------------------------------------------------


@contextlib.contextmanager
def _rival(bars: int) -> Any:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_play_with_mido, args=(bars, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.recv()
        yield ours
    finally:
        ours.close()
        process.join(5)
        process.kill()


def _play_with_mido(bars: int, pipe: Connection) -> None:
    import mido

    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(TEMPO_BPM))])
    tick = 0
    for beat, key in _rival_messages(bars):
        at = round(beat * _TICKS_PER_BEAT)
        track.append(mido.Message.from_bytes(bytes((*key, 80)), time=at - tick))
        tick = at
    file = mido.MidiFile(ticks_per_beat=_TICKS_PER_BEAT, tracks=[track])
    backend = mido.Backend("mido.backends.rtmidi/UNIX_JACK")
    with backend.open_output(_RIVAL, virtual=True, client_name=_RIVAL) as port:
        pipe.send("open")
        pipe.recv()
        for message in file.play():
            port.send(message)
        time.sleep(0.2)
        pipe.send("played")
        with contextlib.suppress(EOFError):
            pipe.recv()


def _rival_messages(bars: int) -> list[tuple[float, bytes]]:
    return [
        (BEATS_PER_BAR * number + beat, key)
        for number in range(bars)
        for beat, key in _messages(number)
    ]


def _rival_errors_ms(
    heard: Heard, begins: list[int], bars: int, *, by_machine: bool
) -> list[float]:
    """Distance from the median of its bar of every message, by the machine's clock or JACK's."""
    errors: list[float] = []
    for begin, end in zip(begins, [*begins[1:], len(heard)], strict=True):
        arrived: dict[bytes, list[float]] = defaultdict(list)
        for frame, second, data in heard[begin:end]:
            arrived[data[:2]].append(second if by_machine else frame / RATE)
        for number in range(bars):
            # In each bar once: the first heard of a kind and pitch belongs to the first bar.
            bar = sorted(
                arrived[key].pop(0) - beat * 60.0 / TEMPO_BPM for beat, key in _messages(number)
            )
            errors += [(error - bar[len(bar) // 2]) * 1000.0 for error in bar]
    return errors
