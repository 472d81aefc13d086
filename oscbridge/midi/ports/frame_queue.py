"""Messages on their way to an audio callback: put in ahead of time, taken out frame by frame.

No lock is shared with the callback, which may not wait for anybody. All that crosses over is one
queue; what is due when, what has left and what sounds is known to the callback's side alone. To
take back what is not due yet is therefore an order like any other, obeyed between two cycles: after
it, no message that was put in before it leaves, and each note that had begun is ended.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.sounding import SoundingRecord
from oscbridge.midi.wire import LAST_CHANNEL_STATUS, TICK, Sounding, note_off, note_on_key

_AT_ONCE = -1


@dataclass(slots=True)
class Lateness:
    """How messages with a due frame met it. ``worst_frames`` is of the latest one."""

    sent: int = 0
    late: int = 0
    worst_frames: int = 0


class FrameQueue:
    """The way from a player's threads to the process callback of an audio system."""

    def __init__(self) -> None:
        self.record: SoundingRecord | None = None
        self.lateness = Lateness()
        self._inbox: deque[tuple[int, bytes] | None] = deque()
        self._at_once: deque[bytes] = deque()
        # Each in the order of frames. Apart, for a note must not wait for a tick that was put
        # before it and is due after it.
        self._channel_ahead: deque[tuple[int, bytes]] = deque()
        self._clock_ahead: deque[tuple[int, bytes]] = deque()
        self._sounding = Sounding()
        self._ended: list[tuple[int, int]] = []

    # -- for any thread --------------------------------------------------------------------------

    def put(self, data: bytes, frame: int = _AT_ONCE) -> None:
        """Send a message at a frame, or with the next cycle where none is given.

        Channel messages with a frame leave in the order in which they were put: one that asks for
        an earlier frame than its forerunner gets the forerunner's, so no end overtakes a beginning.
        The same holds for a clock's messages among themselves.
        """
        self._inbox.append((frame, data))

    def withdraw(self) -> None:
        """Take back what has a frame and has not left, and end what sounds.

        A clock's ticks are not taken back: what they count goes on. Nobody but the callback knows
        which of them have left, so whoever sent them again would send some twice.
        """
        self._inbox.append(None)

    @property
    def sounding(self) -> list[tuple[int, int]]:
        """(channel, pitch) of what has begun and not ended; exact between two cycles."""
        return self._sounding.notes()

    @property
    def waiting(self) -> bool:
        """Whether the callback has yet to take or send something that is due at once."""
        return bool(self._inbox or self._at_once)

    # -- for the callback ------------------------------------------------------------------------

    def cycle(self, first: int, frames: int, write: Callable[[int, bytes], None]) -> None:
        """Write what is due in the ``frames`` frames from ``first`` on.

        Args:
            first: number of the cycle's first frame.
            frames: length of the cycle.
            write: called with offset in the cycle and message, in the order of offsets. If it
                raises, the message and all behind it stay for the next cycle.
        """
        if self._ended:
            self._forget_ended()
        inbox = self._inbox
        while inbox:
            item = inbox.popleft()
            if item is None:
                self._take_back()
            elif item[0] == _AT_ONCE:
                self._at_once.append(item[1])
            else:
                self._line_up(*item)
        while self._at_once:
            self._leave(self._at_once[0], 0, write)
            self._at_once.popleft()
        end = first + frames
        while (line := self._next_line()) and line[0][0] < end:
            frame, data = line[0]
            self._leave(data, max(0, frame - first), write)
            line.popleft()
            self._count(first - frame)

    def _line_up(self, frame: int, data: bytes) -> None:
        is_channel = data[0] <= LAST_CHANNEL_STATUS
        line = self._channel_ahead if is_channel else self._clock_ahead
        line.append((max(frame, line[-1][0]) if line else frame, data))

    def _next_line(self) -> deque[tuple[int, bytes]]:
        # The one whose first message is due first.
        channel, clock = self._channel_ahead, self._clock_ahead
        if not clock or (channel and channel[0][0] <= clock[0][0]):
            return channel
        return clock

    def _take_back(self) -> None:
        # What was sent without a frame stays sent; the notes in it are ended with the others.
        self._channel_ahead.clear()
        ticks = [item for item in self._clock_ahead if item[1][0] == TICK]
        self._clock_ahead.clear()
        self._clock_ahead.extend(ticks)
        will_sound = Sounding(self._sounding.notes())
        for data in self._at_once:
            will_sound.watch(data)
        self._at_once.extend(note_off(channel, pitch) for channel, pitch in will_sound.notes())

    def _leave(self, data: bytes, offset: int, write: Callable[[int, bytes], None]) -> None:
        begun = note_on_key(data)
        if begun is not None and self.record is not None:
            self.record.begin(*begun)
        write(offset, data)
        ended = self._sounding.watch(data)
        if ended is not None:
            self._ended.append(ended)

    def _forget_ended(self) -> None:
        # A cycle later than they were written: until then the receiver may not have them.
        if self.record is not None:
            for key in self._ended:
                if key not in self._sounding:
                    self.record.end(*key)
        self._ended.clear()

    def _count(self, late_frames: int) -> None:
        lateness = self.lateness
        lateness.sent += 1
        if late_frames > 0:
            lateness.late += 1
            lateness.worst_frames = max(lateness.worst_frames, late_frames)


class AheadOutput(OutputPort):
    """A port that plays out of a ``FrameQueue``, on whatever audio system."""

    def __init__(self, backend: str, description: str, queue: FrameQueue) -> None:
        super().__init__(backend, description)
        self._queue = queue

    @property
    def lateness(self) -> Lateness:
        """How the messages that had a due frame met it."""
        return self._queue.lateness

    @abstractmethod
    def frame_of(self, instant: float) -> int:
        """The frame at a second of ``time_source``."""

    def keep(self, record: SoundingRecord) -> None:
        # The callback alone knows what sounds at this moment: it keeps the record, not the base.
        self._queue.record = record

    def _write(self, data: bytes) -> None:
        self._queue.put(bytes(data))

    def _write_at(self, data: bytes, instant: float) -> None:
        self._queue.put(bytes(data), max(0, self.frame_of(instant)))

    def _silence(self) -> None:
        self._queue.withdraw()
        self._sounding = Sounding()
