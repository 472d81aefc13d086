"""When notes leave, against when they are due, while eyes and composer run flat out.

Ours leave through the player process, the one that plays on stage, with a recorder as its port: it
keeps the moment at which the system's port would have been called. The rivals play the same notes
with mido under the same load: ``MidiFile.play``, and the loop that most programs have, which
sleeps for each message's time and sends.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import random
import time
from collections import defaultdict
from multiprocessing.connection import Connection
from typing import Any, Literal

from oscbridge.bench.report import Figure, Findings, Limit, Options, Stats, single, spread
from oscbridge.bench.rigs.load import flat_out
from oscbridge.bench.rigs.player import serve_watched
from oscbridge.errors import OscbridgeError
from oscbridge.midi import messages as midi
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.phrase import Note, Phrase

TEMPO_BPM = 120.0
BEATS_PER_BAR = 4
NOTES_IN_BAR = 40
"""Twenty a second: a dense piece, so that a short run has enough notes."""

_LONGEST_BEATS = 0.6
_TICKS_PER_BEAT = 30_000
_CONTROLLERS_EVERY_S = 0.05

_NONE = Limit("value", 0)

Sent = list[tuple[float, bytes]]
Rival = Literal["play", "sleep"]

RIVALS: dict[str, Rival] = {"mido play()": "play", "mido sleep loop": "sleep"}


def measure(options: Options) -> Findings:
    """Turns of ours (as it asks for priority, and without) and of both rivals."""
    turns, bars = (1, 1) if options.quick else (3, 12)
    errors: dict[str, list[float]] = defaultdict(list)
    each = 2 * NOTES_IN_BAR * bars * turns
    granted = ""
    with flat_out() as load:
        before, began = load.done(), time.monotonic()
        for _ in range(turns):
            for name, realtime in (("player", True), ("player, no priority", False)):
                late, priority = _ours(bars, realtime)
                errors[name] += late
                granted = priority if realtime else granted
            for name, how in RIVALS.items():
                errors[name] += _mido(bars, how)
        after, took = load.done(), time.monotonic() - began
    limits = (Limit("p99", 1),)
    theirs = {name: _spread_ms(errors[name]) for name in RIVALS}
    figures = [
        Figure(
            f"{mine} beside {rival}",
            "ms late",
            _spread_ms(errors[mine]),
            limits,
            stats,
            stats["p99"] / max(_spread_ms(errors[mine])["p99"], 1e-3),
        )
        for mine in ("player", "player, no priority")
        for rival, stats in theirs.items()
    ]
    for mine in ("player", "player, no priority"):
        unsent = single(each - len(errors[mine]))
        figures.append(Figure(f"{mine}: never sent, of {each}", "messages", unsent, (_NONE,)))
    return Findings(
        tuple(figures),
        "mido, in a process of its own, on a port that keeps the moment of each call",
        {
            "priority_granted": granted,
            "ratio": "99th percentiles",
            "looks_in_a_second": round((after[0] - before[0]) / took, 1),
            "phrases_composed_in_a_second": round((after[1] - before[1]) / took, 1),
        },
    )


def piece(number: int) -> Phrase:
    """A bar whose notes fall on no grid, so that no timer's own beat can favour them."""
    chance = random.Random(number)
    between = (BEATS_PER_BAR - _LONGEST_BEATS) / NOTES_IN_BAR
    notes = [
        Note(
            between * (n + 0.8 * chance.random()),
            36 + n,
            _LONGEST_BEATS * (0.5 + 0.5 * chance.random()),
            80,
        )
        for n in range(NOTES_IN_BAR)
    ]
    return Phrase(tuple(notes), bars=1, tempo_bpm=TEMPO_BPM)


def lateness_ms(due: list[tuple[float, bytes]], sent: Sent) -> list[float]:
    """By how much each message left late (early: negative), in milliseconds.

    Messages of one kind and pitch are matched in their order. One that never left has no lateness:
    the list is shorter than ``due`` by so many.

    Raises:
        OscbridgeError: ``benchmark-broken`` when a message left that was never due.
    """
    moments: dict[bytes, list[float]] = defaultdict(list)
    for instant, data in sent:
        if data[0] & 0xF0 in (0x80, 0x90):
            moments[data[:2]].append(instant)
    wanted: dict[bytes, list[float]] = defaultdict(list)
    for instant, data in due:
        wanted[data[:2]].append(instant)
    late = []
    for key in wanted | moments:
        left, plan = moments[key], sorted(wanted[key])
        if len(left) > len(plan):
            raise OscbridgeError("benchmark-broken", "a note left that was never due")
        while len(left) < len(plan):  # a player may leave a note out that is over already
            plan.remove(max(plan, key=lambda instant: min(abs(at - instant) for at in left or [0])))
        late += [(at - instant) * 1000.0 for at, instant in zip(left, plan, strict=True)]
    return late


def _spread_ms(errors: list[float]) -> Stats:
    """Of the distance from the due time, early or late alike."""
    return spread([abs(error) for error in errors])


# -- ours ------------------------------------------------------------------------------------------


def _ours(bars: int, realtime: bool) -> tuple[list[float], str]:
    """Lateness of every note-on and note-off, and which priority the process was granted."""
    context = multiprocessing.get_context("spawn")
    connection, theirs = context.Pipe()
    findings, tell = context.Pipe(duplex=False)
    settings = midi.PlayerSettings(backend="dry-run", tempo_bpm=TEMPO_BPM, realtime=realtime)
    process = context.Process(target=_serve, args=(theirs, settings, tell), daemon=True)
    process.start()
    theirs.close()
    tell.close()
    pieces = {token: piece(token) for token in range(bars)}
    began_in: dict[int, int] = {}
    left = bars
    turned = 0
    try:
        _expect(connection, midi.PlayerReady)
        for token, phrase in pieces.items():
            connection.send(midi.Play(phrase, token, "after-current"))
        while left:
            if connection.poll(_CONTROLLERS_EVERY_S):
                event = connection.recv()
                if isinstance(event, midi.PhraseStarted):
                    began_in[event.token] = event.bar
                left -= isinstance(event, midi.PhraseEnded)
            else:
                # The felt emotion moves all the time, and so do its controllers.
                turned += 1
                connection.send(midi.SetAffect(math.sin(turned / 9), math.cos(turned / 7)))
        connection.send(midi.Quit())
        zero, sent, priority = findings.recv()
    finally:
        process.join(5)
        process.kill()
    due = []
    for token, phrase in pieces.items():
        origin = zero + (began_in[token] - 1) * phrase.beats_per_bar * 60.0 / TEMPO_BPM
        for beat, data in _messages(phrase):
            due.append((origin + beat * 60.0 / TEMPO_BPM, data))
    return lateness_ms(due, sent), priority


def _serve(connection: Connection, settings: midi.PlayerSettings, tell: Connection) -> None:
    port, clock = serve_watched(connection, settings, lambda *_, **__: Recorder())
    sent = [(message.instant, message.data) for message in port.messages]
    tell.send((clock.time_of(0.0), sent, _priority()))


def _priority() -> str:
    if hasattr(os, "sched_getscheduler") and os.sched_getscheduler(0) == os.SCHED_RR:
        return "real-time"
    return f"nice {os.getpriority(os.PRIO_PROCESS, 0)}" if hasattr(os, "getpriority") else "normal"


def _expect(connection: Connection, kind: type[Any]) -> None:
    if not connection.poll(30) or not isinstance(connection.recv(), kind):
        raise OscbridgeError("benchmark-broken", "the player did not open its recorder")


def _messages(phrase: Phrase) -> list[tuple[float, bytes]]:
    """Note-ons and note-offs with their beats."""
    events = [(note.start_beats, bytes((0x90, note.pitch, 80))) for note in phrase.notes]
    events += [(note.end_beats, bytes((0x80, note.pitch, 0))) for note in phrase.notes]
    return sorted(events)


# -- the rivals ------------------------------------------------------------------------------------


def _mido(bars: int, how: Rival) -> list[float]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_play_with_mido, args=(bars, how, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        due, sent = ours.recv()
    finally:
        process.join(5)
        process.kill()
    return lateness_ms(due, sent)


def _play_with_mido(bars: int, how: Rival, tell: Connection) -> None:
    import mido

    class Stamping(mido.ports.BaseOutput):  # type: ignore[misc]
        """A port that keeps the moment of each call."""

        sent: Sent

        def _open(self, **_: object) -> None:
            self.sent = []

        def _send(self, message: Any) -> None:
            self.sent.append((time.monotonic(), bytes(message.bytes())))

    events = [
        (beat + number * piece(number).length_beats, data)
        for number in range(bars)
        for beat, data in _messages(piece(number))
    ]
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(TEMPO_BPM))])
    due: list[tuple[float, bytes]] = []
    tick = 0
    for beat, data in sorted(events):
        at = round(beat * _TICKS_PER_BEAT)
        track.append(mido.Message.from_bytes(data, time=at - tick))
        tick = at
        due.append((tick / _TICKS_PER_BEAT * 60.0 / TEMPO_BPM, data))
    file = mido.MidiFile(ticks_per_beat=_TICKS_PER_BEAT, tracks=[track])
    with contextlib.closing(Stamping()) as port:
        # MidiFile.play takes its own start from the wall clock, at this moment.
        zero = time.monotonic()
        if how == "play":
            for message in file.play():
                port.send(message)
        else:
            for message in file:
                time.sleep(message.time)
                if not message.is_meta:
                    port.send(message)
        tell.send(([(zero + at, data) for at, data in due], port.sent))
