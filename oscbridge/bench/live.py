"""Call and response on JACK: how long the answer takes to make, and whether it begins on the line.

A player of its own plays into ``oscbridge-in`` in turns, at no special time; what answers is heard
by a process of its own. Beats are frames of the server's clock: each answer's first note must lie
whole bars after the first answer's, when both are counted from their bar lines.
"""

from __future__ import annotations

import threading
from typing import Any

from oscbridge.bench.report import Figure, Findings, Limit, Options, spread
from oscbridge.bench.rigs.jack_server import RATE, capture, jack_server
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import running
from oscbridge.midi.ports.jack_client import open_client

TEMPO_BPM = 120.0
BARS = 2
_BEAT = RATE * 60.0 / TEMPO_BPM
_BAR = 4 * _BEAT
_MELODY = tuple((0.5 * step, 60 + (0, 2, 4, 5, 7, 5, 4, 2)[step % 8]) for step in range(13))
"""(beat, pitch); it begins wherever the bar is, and never fills more than the turn's two bars."""


def measure(options: Options) -> Findings:
    """Turns of two bars at 120 bpm: 30, or two for a smoke run."""
    turns = 2 if options.quick else 30
    work: list[float] = []
    places: list[float] = []
    with jack_server(realtime=True) as (server, _), capture(["answers"]) as ear:
        settings = ("midi.backend=jack", "music.start=on-play", f"music.tempo_bpm={TEMPO_BPM}")
        more = (f"music.bars={BARS}", "log.level=warning", "midi.program=-1")
        with running(*settings, *more, dry_run=False) as daemon, daemon.client("tcp") as client:
            client.request("primer/live", 1, reply="primer/live/state")
            ear.listen("answers", "oscbridge:oscbridge")
            with _Keyboard() as keyboard:
                for _ in range(turns):
                    known = _notes(ear.heard()["answers"])
                    keyboard.play()
                    first = _answer_begins(client)
                    _await_our_turn(client)
                    answer = _notes(ear.heard()["answers"])[len(known) :]
                    work.append(float(client.status()["live_answer_ms"]))
                    places.append(min(answer) - first * _BEAT)
    off = [abs((place - places[0] + _BAR / 2) % _BAR - _BAR / 2) / RATE * 1000 for place in places]
    return Findings(
        (
            Figure(
                "end of the call → the answer is composed", "ms", spread(work), (Limit("p50", 50),)
            ),
            Figure("its first note from the bar line", "ms", spread(off), (Limit("max", 1.0),)),
        ),
        facts={"jack": server, "turns": turns, "bars": BARS, "tempo_bpm": TEMPO_BPM},
    )


class _Keyboard:
    """A JACK client that plays the melody into ``oscbridge-in`` when it is told."""

    def __init__(self) -> None:
        self._client: Any = open_client("bench-keyboard")
        self._port = self._client.midi_outports.register("plays")
        self._due: list[tuple[int, bytes]] = []
        self._wanted = threading.Event()
        self._client.set_process_callback(self._process)

    def __enter__(self) -> _Keyboard:
        self._client.activate()
        for port in self._client.get_ports("oscbridge-in", is_midi=True, is_input=True):
            self._client.connect(self._port, port)
        if not self._port.connections:
            raise OscbridgeError("benchmark-broken", "no JACK port oscbridge-in")
        return self

    def __exit__(self, *_: object) -> None:
        self._client.deactivate()
        self._client.close()

    def play(self) -> None:
        """Begin with the next period."""
        self._wanted.set()

    def _process(self, frames: int) -> None:
        self._port.clear_buffer()
        now = self._client.last_frame_time
        if self._wanted.is_set():
            self._wanted.clear()
            for beat, pitch in _MELODY:
                self._due.append((now + round(beat * _BEAT), bytes((0x90, pitch, 90))))
                self._due.append((now + round((beat + 0.4) * _BEAT), bytes((0x80, pitch, 0))))
            self._due.sort()
        while self._due and self._due[0][0] < now + frames:
            at, data = self._due.pop(0)
            self._port.write_midi_event(max(0, at - now), data)


def _notes(heard: list[tuple[int, float, bytes]]) -> list[int]:
    """Frames at which notes began."""
    return [frame for frame, _, data in heard if data[0] & 0xF0 == 0x90 and data[2]]


def _answer_begins(client: OscbridgeClient) -> float:
    """The beat of its phrase at which the next answer's first note is written."""
    count = client.wait_for("phrase/info", 30).args[4]
    return min(float(client.wait_for("phrase/note", 5).args[2]) for _ in range(count))


def _await_our_turn(client: OscbridgeClient) -> None:
    while client.wait_for("primer/live/state", 30).args != ("turns", "yours"):
        pass
