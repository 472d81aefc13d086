"""A JACK output exact to the frame: messages are handed over ahead, each with its due frame.

JACK asks for a period's events just before it plays it. So the player is told to work ahead
(``lookahead_s``), and JACK's process callback, which here is a few lines of Python in a process
that does nothing else, finds each message in a queue and writes it at its offset. As long as the
callback gets its turn once in a while, a late thread moves no note.

Time. The player counts in JACK's own frames, told as seconds (``jack_time``); who stamps events for
the player's clock asks ``time_source().now()``. JACK's counters have 32 bits and wrap after a day
at 48 kHz; here they do not.

Latency. A note's frame is the frame at which receivers on the same server get it: 0 late. What is
sent at once goes with the next cycle, up to a period late as chance has it (measured at 256 frames:
median 2.6 ms, at most 5.3 ms). What a receiver's sound then needs to the loudspeaker is the
playback latency of its own ports (``jack_lsp -l``) and is not made up for here: it is the same for
all that is played live on that server, and a DAW corrects it when it records.
"""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import TimeSource
from oscbridge.midi.messages import PortChanged
from oscbridge.midi.ports.frame_queue import AheadOutput, FrameQueue
from oscbridge.midi.ports.jack_client import open_client, unavailable
from oscbridge.midi.ports.jack_destination import Change, Destination
from oscbridge.midi.ports.jack_time import JackTime
from oscbridge.midi.ports.quiet import quiet_stderr
from oscbridge.midi.ports.systems import choose_port
from oscbridge.midi.sounding import SoundingRecord
from oscbridge.midi.wire import note_off

AHEAD_MS = 25.0
"""How long before JACK wants it a message is handed over: what the player's thread may be late."""

_PERIODS_AHEAD = 2
"""JACK asks for a period while the one before it plays, and may ask for two at once."""

_CONNECTED_WITHIN_S = 2.0
_LOOK_EVERY_S = 0.25

STALLED_S = 8.0
"""A server with ``-S`` that loses another client stands still for 5 s, then goes on where it was.
One that is killed is known at once, by another way."""

_LEAVE_WITHIN_S = 1.0

_MOST_FAILURES = 50
"""Cycles in a row that took nothing: a buffer that is only full is empty again in the next."""

_WRAP = 1 << 32
_HALF = 1 << 31


class JackOutput(AheadOutput):
    """A MIDI output port of a JACK client of our own.

    Args:
        name: of the client and of its port.
        port: an existing port to connect to, by name or part of it, or None.
        ahead_ms: see ``AHEAD_MS``; for a machine whose threads come later than that.

    Raises:
        OscbridgeError: ``midi-unavailable`` (no library, no server), ``port-missing``,
            ``port-ambiguous``.
    """

    def __init__(
        self, name: str = "oscbridge", port: str | None = None, ahead_ms: float = AHEAD_MS
    ) -> None:
        if not 0.0 <= ahead_ms <= 1000.0:
            raise OscbridgeError("out-of-range", f"ahead_ms must be 0 to 1000, not {ahead_ms!r}")
        self._ahead_s = ahead_ms / 1000.0
        self._queue = queue = FrameQueue()
        self._cycles = 0
        self._wake = threading.Event()
        self._shut_down = ""
        self._connections_record: SoundingRecord | None = None
        self._failures = 0
        self._trouble: Exception | None = None
        self._client = open_client(name)
        try:
            with quiet_stderr():
                destination = self._choose(port)
                self._port = self._client.midi_outports.register(name)
                self._prepare()
                self._client.activate()
                if not self._cycles_pass(2):
                    raise unavailable("the server stands still")
                self._time = JackTime(self._rate, self._frame_now, self._has_ended)
                if destination is not None:
                    self._client.connect(self._port, destination)
        except OscbridgeError:
            self._client.close()
            raise
        except Exception as error:
            self._client.close()
            raise unavailable(f"refused a port: {error}") from error
        title = destination or f"{self._port.name} (virtual port)"
        super().__init__("jack", f"{title} (JACK, exact to the frame)", queue)
        self._destination = (
            None if destination is None else Destination(self._client, self._port, destination)
        )
        self._watcher = threading.Thread(target=self._watch, name="oscbridge-jack", daemon=True)
        self._watcher.start()

    @property
    def lookahead_s(self) -> float:
        return self._ahead_s + _PERIODS_AHEAD * self._frames_per_cycle / self._rate

    def time_source(self, spin_ms: float = 1.0) -> TimeSource:
        """JACK's frames as seconds; nothing spins, for nothing has to leave at an instant."""
        return self._time

    def frame_of(self, instant: float) -> int:
        """The frame at a second of ``time_source``, counted from JACK's own zero without wrap."""
        return self._time.frame_of(instant)

    def second_of(self, frame: int) -> float:
        """The second of ``time_source`` at which a frame begins."""
        return self._time.second_of(frame)

    def drain(self) -> bool:
        end = time.monotonic() + _LEAVE_WITHIN_S
        while self._queue.waiting:
            if time.monotonic() > end or self.lost is not None:
                return False
            time.sleep(self._frames_per_cycle / self._rate / 2)
        # What was written in a cycle has been heard when the next but one begins.
        return self._cycles_pass(2)

    def reconnect(self, names: list[str]) -> int:
        """Connect to these ports again; those that are gone are passed over."""
        end = time.monotonic() + _CONNECTED_WITHIN_S
        connected = 0
        for name in names:
            # A server that has just lost a client may refuse for a moment. Given up then, the
            # connection would be lost for good: what is not connected is not remembered either.
            while not (done := self._connect(name)) and self._is_there(name):
                if time.monotonic() > end:
                    break
                time.sleep(0.02)
            connected += done
        if connected:
            # A new connection holds from one of the next cycles on.
            self._cycles_pass(3)
        return connected

    def _connect(self, name: str) -> bool:
        with contextlib.suppress(Exception), quiet_stderr():
            if name not in [port.name for port in self._port.connections]:
                self._client.connect(self._port, name)
            return True
        return False

    def _is_there(self, name: str) -> bool:
        with contextlib.suppress(Exception):
            ports = self._client.get_ports(is_midi=True, is_input=True)
            return name in [port.name for port in ports]
        return True  # nobody could be asked

    def keep(self, record: SoundingRecord) -> None:
        super().keep(record)
        self._connections_record = record
        self._wake.set()

    def _release(self) -> None:
        if self.lost is None:
            self.drain()
        self._wake.set()
        self._watcher.join(_LEAVE_WITHIN_S)
        leaving = threading.Thread(target=self._leave, name="oscbridge-jack-leaves", daemon=True)
        leaving.start()
        leaving.join(_LEAVE_WITHIN_S)
        if leaving.is_alive():
            # A server that is stuck is not left in this life, nor by the destructor, which would
            # try it again: the client stays behind, for the end of the process.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._client))

    def _leave(self) -> None:
        with contextlib.suppress(Exception):
            if self.lost is None:
                self._client.deactivate()
            self._client.close()

    # -- JACK's callbacks ------------------------------------------------------------------------

    def _prepare(self) -> None:
        client = self._client
        self._rate = int(client.samplerate)
        self._frames_per_cycle = int(client.blocksize)
        self._raw_first = int(client.last_frame_time)
        self._first = self._raw_first
        self._cycle = (self._first, time.monotonic())
        client.set_process_callback(self._process)
        client.set_shutdown_callback(self._on_shutdown)
        client.set_blocksize_callback(self._on_blocksize)
        client.set_port_connect_callback(self._on_connection, only_available=False)

    def _process(self, frames: int) -> None:
        # JACK's thread. It holds the interpreter lock, so: nothing that waits, nothing large.
        try:
            raw = self._client.last_frame_time
            self._first += (raw - self._raw_first + _HALF) % _WRAP - _HALF
            self._raw_first = raw
            self._cycle = (self._first, time.monotonic())
            self._port.clear_buffer()
            self._queue.cycle(self._first, frames, self._port.write_midi_event)
            self._failures = 0
        except Exception as error:
            # A full buffer, perhaps; the messages are still in the queue for the next cycle.
            self._trouble = error
            self._failures += 1
        self._cycles += 1

    def _on_shutdown(self, status: Any, reason: str) -> None:
        self._shut_down = reason or "it ended"
        self._wake.set()

    def _on_blocksize(self, frames: int) -> None:
        self._frames_per_cycle = frames

    def _on_connection(self, *_: Any) -> None:
        self._wake.set()

    # -- watching over it ------------------------------------------------------------------------

    def _watch(self) -> None:
        seen, moved_at = self._cycles, time.monotonic()
        while not self.closed:
            self._wake.wait(_LOOK_EVERY_S)
            self._wake.clear()
            now = time.monotonic()
            if self._cycles != seen:
                seen, moved_at = self._cycles, now
            if now - moved_at > STALLED_S:
                self._shut_down = f"it has stood still for {STALLED_S:g} s"
            elif self._failures > _MOST_FAILURES:
                self._shut_down = f"it takes no more messages: {self._trouble}"
            if self._shut_down:
                self._lose(
                    f"the JACK server went away under {self.description} ({self._shut_down}); "
                    "start it again"
                )
                return
            if self._destination is not None and (change := self._destination.look()) is not None:
                self._tell_destination(self._destination.name, change)
            if self._connections_record is not None:
                self._note_connections(self._connections_record)

    def _tell_destination(self, name: str, change: Change) -> None:
        if change == "gone":
            message = f"{name} is gone; it is played on again as soon as it is back"
        else:
            message = f"{name} is back, and is played on"
            self._end_what_it_missed()
        self._tell_change(PortChanged(change == "back", message))

    def _end_what_it_missed(self) -> None:
        # A synthesizer that was unplugged, and not turned off, sounds on with what it heard last.
        with contextlib.suppress(OscbridgeError):
            self._cycles_pass(3)
            for channel in sorted(self._channels):
                for pitch in range(128):
                    if (channel, pitch) not in self._sounding:
                        self.send(note_off(channel, pitch))

    def _note_connections(self, record: SoundingRecord) -> None:
        with contextlib.suppress(Exception):
            names = [port.name for port in self._port.connections]
            if names != record.connections and not self._shut_down and not self.closed:
                record.connections = names

    def _cycles_pass(self, count: int) -> bool:
        end = time.monotonic() + _LEAVE_WITHIN_S
        until = self._cycles + count
        while self._cycles < until:
            if time.monotonic() > end:
                return False
            time.sleep(self._frames_per_cycle / self._rate / 4)
        return True

    def _choose(self, wanted: str | None) -> str | None:
        if wanted is None:
            return None
        ports = self._client.get_ports(is_midi=True, is_input=True)
        names: list[str] = [port.name for port in ports]
        return names[choose_port(wanted, names)]

    def _has_ended(self) -> bool:
        return self.lost is not None or self.closed

    def _frame_now(self) -> float:
        # From the last cycle on, by the machine's clock. JACK's own frame_time is a filter over the
        # moments of cycles: where a busy machine delays them it was seen 68 ms behind the cycle
        # under way and 170 ms before it. A server that does not come round holds time up.
        first, at = self._cycle
        elapsed = (time.monotonic() - at) * self._rate
        return first + min(max(0.0, elapsed), _PERIODS_AHEAD * self._frames_per_cycle)
