"""When MIDI messages are sent, against when they are due: our player beside a plain sleep loop.

All send the same notes on the same port in the same run, taking turns: the player's thread with the
priority that its process asks for, the same without, and the loop. The moment that counts is
the call of the port's ``send``. With a JACK server (``--port jack``) the port is a real one through
python-rtmidi; otherwise it is the dry-run recorder, which shows the thread alone.

    python -m benchmarks.player_timing --seconds 30
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from oscbridge.midi.clock import InternalClock
from oscbridge.midi.messages import Event, PhraseEnded, PortLost
from oscbridge.midi.player import Player
from oscbridge.midi.port import OutputPort
from oscbridge.midi.process import raise_priority
from oscbridge.midi.recorder import Recorder
from oscbridge.midi.rtmidi_port import RtmidiOutput
from oscbridge.midi.sequencer import Step, schedule
from oscbridge.phrase import Note, Phrase

TEMPO_BPM = 120.0
TURN_BARS = 2
# Ends and beginnings never meet, and none lies on the grid of the operating system's ticks.
PHRASE = Phrase(
    tuple(Note(i * 0.247 + 0.011, 40 + i, 0.1) for i in range(32)),
    bars=TURN_BARS,
    tempo_bpm=TEMPO_BPM,
)


class Stamping(Recorder):
    """Keeps the moment of each call, then hands the message on."""

    def __init__(self, inner: OutputPort | None) -> None:
        super().__init__()
        self._inner = inner

    def _write(self, data: bytes) -> None:
        super()._write(data)
        if self._inner is not None:
            self._inner.send(data)


def player_turn(inner: OutputPort | None) -> list[float]:
    """Play the phrase with our player; lateness of each message in ms."""
    ended = threading.Event()
    lost: list[PortLost] = []

    def listen(event: Event) -> None:
        if isinstance(event, PortLost):
            lost.append(event)
        if isinstance(event, PhraseEnded):
            ended.set()

    port, clock = Stamping(inner), InternalClock(TEMPO_BPM)
    player = Player(port, clock, listen, valence_cc=None, arousal_cc=None)
    origin = clock.next_bar_line(clock.beat_at(time.monotonic()))
    player.play(PHRASE)
    ended.wait()
    # Every pitch occurs once, so a message is known by what it is; notes that were skipped for
    # being too late are missing among those sent.
    due = {_key(step): clock.time_of(origin + step.beat) for step in schedule(PHRASE)}
    player.close()
    if lost:
        raise SystemExit(f"the port was lost under the measurement: {lost[0].message}")
    return [
        (message.instant - due[message.data[0] & 0xF0 == 0x90, message.data[1]]) * 1000.0
        for message in port.messages
    ]


def privileged_turn(inner: OutputPort | None) -> tuple[list[float], str]:
    """``player_turn`` with the priority that the player process asks for, and which it got."""
    late: list[float] = []
    granted: list[str] = []

    def work() -> None:
        # Priority belongs to a thread and to those that it starts: the player's among them.
        granted.append(raise_priority())
        late.extend(player_turn(inner))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return late, granted[0]


def sleep_turn(inner: OutputPort | None) -> list[float]:
    """Play it with ``time.sleep`` until each message's time, as most programs do."""
    port = Stamping(inner)
    start = time.monotonic() + 0.5
    due = []
    for step in schedule(PHRASE):
        due.append(start + step.beat * 60.0 / TEMPO_BPM)
        time.sleep(max(0.0, due[-1] - time.monotonic()))
        status = 0x90 if step.velocity else 0x80
        port.send(bytes((status, step.pitch, step.velocity or 64)))
    sent = [message.instant for message in port.messages]
    return [(at - wanted) * 1000.0 for at, wanted in zip(sent, due, strict=True)]


def _key(step: Step) -> tuple[bool, int]:
    return step.velocity > 0, step.pitch


def spread(late_ms: list[float]) -> dict[str, float]:
    """Figures of a list of latenesses."""
    ordered = sorted(late_ms)
    return {
        "messages": len(ordered),
        "p50_ms": round(ordered[len(ordered) // 2], 4),
        "p99_ms": round(ordered[math.ceil(0.99 * len(ordered)) - 1], 4),
        "max_ms": round(ordered[-1], 4),
    }


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """So many other processes that compute without pause."""
    spinning = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)
    ]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=30.0, help="in all, of each sender")
    parser.add_argument("--port", choices=("dry-run", "jack", "alsa"), default="dry-run")
    parser.add_argument("--busy", type=int, default=0, help="busy processes beside it")
    asked = parser.parse_args()
    inner = None if asked.port == "dry-run" else RtmidiOutput(asked.port, "timing", None)
    turns = max(1, round(asked.seconds / (PHRASE.length_beats * 60.0 / TEMPO_BPM)))
    first: list[float] = []
    ours: list[float] = []
    theirs: list[float] = []
    with busy(asked.busy):
        for _ in range(turns):
            late, priority = privileged_turn(inner)
            first += late
            ours += player_turn(inner)
            theirs += sleep_turn(inner)
    if inner is not None:
        inner.close()
    result = {
        "port": asked.port,
        "busy_processes": asked.busy,
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        f"player ({priority})": spread(first),
        "player (no priority)": spread(ours),
        "sleep_loop": spread(theirs),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
