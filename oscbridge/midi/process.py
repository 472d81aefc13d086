"""The player as a process of its own: commands come in over a pipe, events go back.

It ends its notes whatever becomes of the others: when it is told to quit, when the pipe closes,
when its parent is killed, and on SIGTERM and SIGHUP. SIGINT is not for it: Ctrl+C reaches the whole
group, and the parent decides. Nothing heavy is imported: not torch, not numpy.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import queue
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import InternalClock
from oscbridge.midi.clock.sources import ClockSources
from oscbridge.midi.messages import (
    CommandRefused,
    Downbeat,
    Event,
    HearAbleton,
    Panic,
    Play,
    PlayerFailed,
    PlayerReady,
    PlayerSettings,
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
)
from oscbridge.midi.player import Player
from oscbridge.midi.ports.input import Listener
from oscbridge.midi.ports.inputs import open_input
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.ports.outputs import open_output
from oscbridge.midi.survivors import take_over
from oscbridge.system.seconds import wake_on_time

LONGEST_OUTBOX = 4096
"""Events kept for a parent that does not read: half an hour of beats. More are only counted."""

_LAST_WORDS_S = 0.5

_SWITCH_S = 0.0005
"""How long one thread may keep the interpreter from another that waits for it; 5 ms by default."""


def serve(connection: Connection, settings: PlayerSettings) -> None:
    """Main function of the process: open the port, then obey until told or left alone.

    The first event is ``PlayerReady``, or ``PlayerFailed`` when the port could not be opened; then
    the process exits with status 1.

    Args:
        connection: commands of ``messages`` arrive here, events leave.
        settings: see there.
    """
    with _signals() as ended:
        if settings.realtime:
            # First, so that all threads have it from us, those of the MIDI system, too: one without
            # it that is held up while it has the interpreter holds up those with it.
            raise_priority()
        outbox = _Outbox(connection)
        try:
            player, ready = _open(settings, outbox)
        except OscbridgeError as error:
            outbox.put(PlayerFailed(error.code, error.message))
            outbox.close()
            raise SystemExit(1) from None
        try:
            outbox.put(ready)
            _set_clock_up(player, settings, outbox)
            _obey(player, connection, outbox, ended)
        finally:
            player.close()
            outbox.close()


def _open(settings: PlayerSettings, outbox: _Outbox) -> tuple[Player, PlayerReady]:
    clock = InternalClock(settings.tempo_bpm, settings.beats_per_bar)
    sys.setswitchinterval(_SWITCH_S)
    port = open_output(
        settings.name, settings.backend, settings.port or None, ahead_ms=settings.ahead_ms
    )
    try:
        ended = take_over(port, settings.record) if settings.record is not None else 0
        if not settings.notes:
            port.mute_notes()
        player = Player(
            port,
            clock,
            outbox.put,
            port.time_source(settings.spin_ms),
            partial(_sources, settings, port),
            input_channel=settings.input_channel,
            tape=settings.tape,
            channel=settings.channel,
            program=settings.program,
            valence_cc=settings.valence_cc,
            arousal_cc=settings.arousal_cc,
            controllers_hz=settings.controllers_hz,
        )
    except OscbridgeError:
        port.close()
        raise
    # What is loaded now stays: the collector need not look at it again while music plays.
    gc.collect()
    gc.freeze()
    return player, PlayerReady(port.backend, port.description, port.notice, ended)


def _sources(
    settings: PlayerSettings, port: OutputPort, now: Callable[[], float], receive: Listener
) -> ClockSources:
    return ClockSources(
        now,
        receive,
        # The system that we play on is the one that a clock comes from.
        partial(
            open_input,
            name=settings.name,
            backend=port.backend,
            port=settings.input_port or None,
            output=port,
        ),
        lost_after_s=settings.clock_lost_s,
        link_start_stop=settings.link_start_stop,
    )


def _set_clock_up(player: Player, settings: PlayerSettings, outbox: _Outbox) -> None:
    # Music on our own clock is better than none: what cannot be had is told, no more.
    wishes: list[Callable[[], None]] = [
        lambda: player.set_clock_offset(settings.clock_offset_ms, settings.clock_offset_beats)
    ]
    if settings.clock != "internal":
        wishes.append(lambda: player.set_clock(settings.clock))
    if settings.clock_out:
        wishes.append(lambda: player.set_clock_out(True))
    for wish in wishes:
        try:
            wish()
        except OscbridgeError as error:
            outbox.put(CommandRefused(error.code, error.message))


def _obey(player: Player, connection: Connection, outbox: _Outbox, ended: Any) -> None:
    parent = multiprocessing.parent_process()
    watched: list[Any] = [connection, *([ended] if ended else [])]
    if parent is not None:
        watched.append(parent.sentinel)
    while True:
        ready = wait(watched)
        if ready != [connection]:
            # A signal, or the parent has died: no command counts any more.
            return
        try:
            command = connection.recv()
        except (EOFError, OSError):
            return
        except Exception as error:  # a message that does not unpickle
            outbox.put(CommandRefused("bad-command", f"{type(error).__name__}: {error}"))
            continue
        if isinstance(command, Quit):
            return
        token = command.token if isinstance(command, Play) else None
        live = isinstance(command, SetLive)
        try:
            _do(player, command, outbox)
        except OscbridgeError as error:
            outbox.put(CommandRefused(error.code, error.message, token, live))
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            outbox.put(CommandRefused("bad-command", message, token, live))


def _do(player: Player, command: object, outbox: _Outbox) -> None:
    match command:
        case Play():
            player.play(
                command.phrase, command.when, command.token, follow_tempo=command.follow_tempo
            )
        case Stop():
            player.stop()
        case Panic():
            player.panic()
        case SetTempo():
            player.set_tempo(command.tempo_bpm)
        case SetClock():
            player.set_clock(command.source)
        case HearAbleton():
            player.hear_ableton(command.word, command.value, command.at_s)
        case SetClockOffset():
            player.set_clock_offset(command.ms, command.beats)
        case Downbeat():
            player.downbeat()
        case SetClockOut():
            player.set_clock_out(command.on)
        case SetLive():
            player.set_live(command.mode, command.bars, command.lead_s)
        case SetProgram():
            player.set_program(command.program)
        case SetTape():
            player.set_tape(command.on)
        case SetAffect():
            player.set_affect(command.valence, command.arousal)
        case Status():
            status = player.status()
            lost = status.events_lost + outbox.lost
            outbox.put(replace(status, events_lost=lost, request=command.request))
        case _:
            raise OscbridgeError("bad-command", f"the player knows no {type(command).__name__}")


class _Outbox:
    """Events on their way to the parent, written by a thread of their own: a full pipe must not
    hold the music up."""

    def __init__(self, connection: Connection) -> None:
        self.lost = 0
        self._connection = connection
        self._events: queue.Queue[Event | None] = queue.Queue(LONGEST_OUTBOX)
        self._thread = threading.Thread(target=self._carry, name="oscbridge-events", daemon=True)
        self._thread.start()

    def put(self, event: Event) -> None:
        """Queue an event; never blocks."""
        try:
            self._events.put_nowait(event)
        except queue.Full:
            self.lost += 1

    def close(self) -> None:
        """Let the last events leave, but do not wait for a parent that does not read."""
        with contextlib.suppress(queue.Full):
            self._events.put(None, timeout=_LAST_WORDS_S)
        self._thread.join(_LAST_WORDS_S)

    def _carry(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while (event := self._events.get()) is not None:
                self._connection.send(event)


@contextlib.contextmanager
def _signals() -> Iterator[socket.socket | None]:
    # Gives something that becomes readable when the process is asked to end. No exception is thrown
    # into whatever runs at that moment, so no lock and no half-sent note is ever left behind.
    if os.name != "posix" or threading.current_thread() is not threading.main_thread():
        yield None
        return
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(-1)
        reader.close()
        writer.close()


def raise_priority() -> str:
    """Ask for more than a fair share of the processor, for this thread and those it starts.

    Returns what was granted, in words.

    Real-time round robin first (needs a right that musicians' distributions give), then a better
    nice value. Without either the player works, with later notes on a machine that is flat out.
    """
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(10))
            return "real-time"
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, -10)
            return "nice -10"
    return wake_on_time() or "normal"
