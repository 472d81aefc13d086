"""What the eyes remember of each camera stream, to follow its faces from frame to frame."""

from __future__ import annotations

import itertools
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oscbridge.vision.faces import Face
from oscbridge.vision.tracking.choice import Choice
from oscbridge.vision.tracking.identities import Known
from oscbridge.vision.tracking.memory import Memory
from oscbridge.vision.tracking.scene_change import THUMB_SHAPE

MOST = 32


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream, as it was in its last frame; ``memory.Memory`` says what the fields are."""

    faces: tuple[Face, ...]
    size: tuple[int, int]
    thumb: NDArray[np.float32]
    seen_s: float
    searched_s: float
    known: tuple[Known, ...]
    choice: Choice | None
    stamp: int = 0


class Streams:
    """The streams that were seen lately, and the numbers that faces get."""

    def __init__(self) -> None:
        self._streams: OrderedDict[str, Stream] = OrderedDict()
        self.new_ids: Iterator[int] = itertools.count(1)
        """Numbers that no face had."""

    def get(self, source: str) -> Stream | None:
        """A stream, or None where it is not known."""
        return self._streams.get(source)

    def remember(self, source: str, stream: Stream) -> None:
        """Know it; of many the one that was seen longest ago is forgotten."""
        self._streams[source] = stream
        self._streams.move_to_end(source)
        while len(self._streams) > MOST:
            self._streams.popitem(last=False)

    def recall(self, source: str, now_s: float) -> Memory:
        """What is remembered of a stream, as others can take it over."""
        next_id = next(self.new_ids)
        self.new_ids = itertools.count(next_id)
        stream = self._streams.get(source)
        if stream is None:
            return Memory(next_id=next_id)
        stamp = secrets.randbits(63)
        self._streams[source] = replace(stream, stamp=stamp)
        told = Memory(
            faces=stream.faces,
            size=stream.size,
            thumb=stream.thumb.tobytes(),
            seen_s=stream.seen_s,
            searched_s=stream.searched_s,
            known=stream.known,
            choice=stream.choice,
            next_id=next_id,
            stamp=stamp,
        )
        return told.moved(-now_s)

    def remind(self, source: str, memory: Memory, now_s: float) -> None:
        """Know a stream as others saw it; or as it is known, where it was seen here last."""
        self.new_ids = itertools.count(memory.next_id)
        known = self._streams.get(source)
        if known is not None and memory.stamp and known.stamp == memory.stamp:
            return
        self._streams.pop(source, None)
        if memory.thumb:
            told = memory.moved(now_s)
            thumb = np.frombuffer(told.thumb, np.float32).reshape(THUMB_SHAPE)
            times = (told.seen_s, told.searched_s)
            stream = Stream(told.faces, told.size, thumb, *times, told.known, told.choice)
            self.remember(source, stream)
