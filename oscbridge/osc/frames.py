"""Frames that arrive in chunks: ``/oscbridge/frame/chunk id index count blob``.

Chunks may come in any order and more than once. What cannot be finished is told once, with a code,
and every limit is a number below. Pure: the clock is handed in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from oscbridge.osc.arguments import RefusedError

Sender = TypeVar("Sender", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """What one sender may have open.

    Args:
        frame_bytes: size of a frame.
        chunks: chunks of a frame.
        age_s: time from a frame's first chunk to its last.
        open_frames: unfinished frames of a sender; past that its oldest is given up.
        open_frames_of_all: unfinished frames of all senders; past that the oldest is given up.
        open_bytes: unfinished frames of all senders; past that a new chunk's frame is refused.
    """

    frame_bytes: int = 16_000_000
    chunks: int = 4096
    age_s: float = 5.0
    open_frames: int = 8
    open_frames_of_all: int = 512
    open_bytes: int = 128_000_000


@dataclass(slots=True)
class _Open:
    count: int
    started_s: float
    chunks: dict[int, bytes] = field(default_factory=dict)
    size: int = 0
    refused: bool = False
    """Its error was sent; the rest of its chunks is passed over without another."""


class FrameAssembler(Generic[Sender]):
    """Puts frames together.

    Args:
        on_refused: called once for each frame that is given up, with its sender and the error,
            which carries the frame's id.
        limits: what senders may have open.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        on_refused: Callable[[Sender, RefusedError], None],
        limits: FrameLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_refused = on_refused
        self._limits = limits or FrameLimits()
        self._clock = clock
        self._senders: dict[Sender, dict[int | str, _Open]] = {}
        self._open_bytes = 0

    @property
    def open_bytes(self) -> int:
        """Bytes held for unfinished frames."""
        return self._open_bytes

    def add(
        self, sender: Sender, id: int | str, index: int, count: int, blob: bytes
    ) -> bytes | None:
        """Take one chunk. Returns the whole frame when this was the last one missing.

        A chunk that contradicts an open frame of that id (another count, other bytes at the same
        place) starts a new frame: the sender uses one id for all its frames and lost a chunk.
        """
        self.expire()
        frames = self._senders.setdefault(sender, {})
        frame = frames.get(id)
        if frame is not None and self._is_another(frame, index, count, blob):
            self._give_up(sender, id, "another frame with the same id began")
            frame = None
        if frame is None:
            frame = self._open(sender, id, count)
        elif index in frame.chunks:
            return None  # The same chunk again.
        if not frame.refused:
            self._check(sender, id, frame, index, len(blob))
        if frame.refused:
            # Remembered by place only, so that the next frame with this id can be told apart.
            if len(frame.chunks) < self._limits.chunks:
                frame.chunks[index] = b""
            if len(frame.chunks) >= frame.count:
                self._drop(sender, id)
            return None
        frame.chunks[index] = blob
        frame.size += len(blob)
        self._open_bytes += len(blob)
        if len(frame.chunks) < count:
            return None
        self._drop(sender, id)
        return b"".join(frame.chunks[place] for place in range(count))

    def expire(self) -> None:
        """Give up frames that are too old. Called by every chunk; call it now and then besides."""
        oldest_s = self._clock() - self._limits.age_s
        for sender, frames in list(self._senders.items()):
            for id, frame in list(frames.items()):
                if frame.started_s <= oldest_s:
                    self._give_up(sender, id, f"no more chunks within {self._limits.age_s:g} s")

    def forget(self, sender: Sender) -> None:
        """The sender is gone: nobody is left to be told."""
        for id in list(self._senders.get(sender, ())):
            self._drop(sender, id)

    def _is_another(self, frame: _Open, index: int, count: int, blob: bytes) -> bool:
        if count != frame.count:
            return True
        if index not in frame.chunks:
            return False
        return frame.refused or frame.chunks[index] != blob

    def _open(self, sender: Sender, id: int | str, count: int) -> _Open:
        frames = self._senders.setdefault(sender, {})
        if len(frames) >= self._limits.open_frames:
            oldest = min(frames, key=lambda other: frames[other].started_s)
            self._give_up(sender, oldest, "newer frames came", code="too-many-frames")
            frames = self._senders.setdefault(sender, {})
        frame = frames[id] = _Open(count, self._clock())
        if sum(map(len, self._senders.values())) > self._limits.open_frames_of_all:
            self._give_up_oldest(frame)
        return frame

    def _give_up_oldest(self, newest: _Open) -> None:
        _, other, id = min(
            (
                (frame.started_s, sender, id)
                for sender, frames in self._senders.items()
                for id, frame in frames.items()
                if frame is not newest
            ),
            key=lambda one: one[0],
        )
        self._give_up(other, id, "there are too many of all senders", code="too-many-frames")

    def _check(self, sender: Sender, id: int | str, frame: _Open, index: int, size: int) -> None:
        limits = self._limits
        if frame.count > limits.chunks:
            problem = (
                "too-many-chunks",
                f"a frame may have {limits.chunks} chunks, not {frame.count}",
            )
        elif index >= frame.count:
            problem = "out-of-range", f"index must be less than count ({frame.count}), not {index}"
        elif frame.size + size > limits.frame_bytes:
            problem = "frame-too-large", f"a frame may have {limits.frame_bytes} bytes; it has more"
        elif self._open_bytes + size > limits.open_bytes:
            problem = "too-many-frames", "too many unfinished frames are held for all senders"
        else:
            return
        self._open_bytes -= frame.size
        frame.size = 0
        frame.refused = True
        frame.chunks = dict.fromkeys(frame.chunks, b"")
        self._on_refused(sender, RefusedError(*problem, id))

    def _give_up(
        self, sender: Sender, id: int | str, why: str, code: str = "frame-incomplete"
    ) -> None:
        frame = self._drop(sender, id)
        if not frame.refused:
            came = f"{len(frame.chunks)} of {frame.count} chunks came"
            self._on_refused(
                sender, RefusedError(code, f"frame {id} was given up: {came}, {why}", id)
            )

    def _drop(self, sender: Sender, id: int | str) -> _Open:
        frames = self._senders[sender]
        frame = frames.pop(id)
        self._open_bytes -= frame.size
        if not frames:
            del self._senders[sender]
        return frame
