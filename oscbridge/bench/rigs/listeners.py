"""Two listeners of the soak: one hears the MIDI port on JACK, one is told over OSC."""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from typing import Any

from oscbridge.bench.rigs.jack_server import RATE, audio_priority
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.jack_client import open_client

TICKS_PER_BEAT = 24
_LINE = re.compile(r"\s*([+-]?\d+):((?:\s[0-9a-f]{2})+)")
_WITHIN_S = 10.0
_WRAP = 1 << 32


class JackEar:
    """``jack_midi_dump``, which shares no code with us, connected to the daemon's port.

    It counts notes, and sees how far each tick of the MIDI clock lies from where the first one and
    the tempo put it, in frames. A client of our own beside it counts the periods that the server
    missed.

    Args:
        tempo_bpm: of the music.

    Raises:
        OscbridgeError: ``benchmark-broken``, ``package-missing``.
    """

    def __init__(self, tempo_bpm: float) -> None:
        if shutil.which("jack_midi_dump") is None or shutil.which("stdbuf") is None:
            raise OscbridgeError(
                "package-missing", "this needs jack_midi_dump; `apt-get install jackd2`"
            )
        self._frames_per_tick = 60.0 / tempo_bpm / TICKS_PER_BEAT * RATE
        self._lock = threading.Lock()
        self.notes_on = self.notes_off = self.ticks = 0
        self.sounding: set[tuple[int, int]] = set()
        self._first: int | None = None
        self._turns = 0
        self._last = 0
        self._off_frames = [0.0, 0.0]
        self.missed_periods = 0
        # The server waits for its clients in each period: they must be as quick as it is.
        with audio_priority():
            self._process = subprocess.Popen(  # nosec B603 B607 # our words; a tool by its name
                ["stdbuf", "-oL", "jack_midi_dump", "-a", "soak-dump"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            self._client: Any = open_client("soak-watch")
            self._client.set_xrun_callback(self._missed)
            self._client.activate()
        threading.Thread(target=self._read, daemon=True).start()
        self._connect()

    def close(self) -> None:
        """Stop listening."""
        self._process.send_signal(signal.SIGINT)  # else the server waits for it
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(Exception):
            self._client.deactivate()
            self._client.close()

    def take(self) -> dict[str, Any]:
        """Counts so far; the earliest and latest tick since the last call, in frames off."""
        with self._lock:
            off, self._off_frames = self._off_frames, [0.0, 0.0]
            return {
                "heard_on": self.notes_on,
                "heard_off": self.notes_off,
                "heard_sounding": len(self.sounding),
                "ticks": self.ticks,
                "tick_off_frames": [round(value, 1) for value in off],
                "missed_periods": self.missed_periods,
            }

    def _connect(self) -> None:
        end = time.monotonic() + _WITHIN_S
        while True:
            names = [port.name for port in self._client.get_ports(is_midi=True)]
            source = next((name for name in names if name.startswith("oscbridge:")), None)
            listener = next((name for name in names if name.startswith("soak-dump")), None)
            if source is not None and listener is not None:
                with contextlib.suppress(Exception):  # it may be registered and not active yet
                    self._client.connect(source, listener)
                    return
            if time.monotonic() > end:
                raise OscbridgeError("benchmark-broken", f"no JACK ports to connect in {names}")
            time.sleep(0.05)

    def _missed(self, _: float) -> None:
        self.missed_periods += 1

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            match = _LINE.match(line)
            if match is not None:
                data = tuple(int(byte, 16) for byte in match[2].split())
                with self._lock:
                    self._hear(int(match[1]) % _WRAP, data)

    def _hear(self, frame: int, data: tuple[int, ...]) -> None:
        kind, channel = data[0] & 0xF0, data[0] & 0x0F
        if data[0] == 0xF8:
            self._tick(frame)
        elif kind == 0x90 and data[2]:
            self.notes_on += 1
            self.sounding.add((channel, data[1]))
        elif kind in (0x80, 0x90):
            self.notes_off += 1
            self.sounding.discard((channel, data[1]))

    def _tick(self, frame: int) -> None:
        # JACK's counter wraps after a day at 48 kHz.
        if frame < self._last - _WRAP // 2:
            self._turns += 1
        self._last = frame
        at = frame + self._turns * _WRAP
        if self._first is None:
            self._first = at
        off = at - self._first - self.ticks * self._frames_per_tick
        self._off_frames = [min(self._off_frames[0], off), max(self._off_frames[1], off)]
        self.ticks += 1


class OscEar:
    """A subscribed UDP listener, in a thread of its own, that counts what it is told.

    Args:
        client: subscribed; closed by ``close``.
        tempo_bpm: of the music.
    """

    def __init__(self, client: OscbridgeClient, tempo_bpm: float) -> None:
        self._client = client
        self._beat_s = 60.0 / tempo_bpm
        self._lock = threading.Lock()
        self._told: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._first: tuple[int, float] | None = None
        self._off_s: list[float] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._ended.set()
        self._thread.join(5)
        self._client.close()

    def take(self) -> dict[str, Any]:
        """Counts so far; how far beats were from the machine's clock since the last call."""
        with self._lock:
            off, self._off_s = self._off_s, []
            return {
                "told": dict(self._told),
                "told_errors": dict(self._errors),
                "beat_off_ms": [round(min(off) * 1e3, 2), round(max(off) * 1e3, 2)] if off else [],
            }

    def _listen(self) -> None:
        while not self._ended.is_set():
            for message in self._client.listen(0.5):
                now = time.monotonic()
                with self._lock:
                    name = message.address.removeprefix("/oscbridge/")
                    self._told[name] += 1
                    if name == "error":
                        self._errors[str(message.args[0])] += 1
                    elif name == "beat":
                        bar, beat = int(message.args[0]), int(message.args[1])
                        self._beat((bar - 1) * 4 + beat - 1, now)

    def _beat(self, count: int, now: float) -> None:
        if self._first is None:
            self._first = (count, now)
        self._off_s.append(now - self._first[1] - (count - self._first[0]) * self._beat_s)
