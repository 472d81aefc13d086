"""A full search of a frame that was answered already, done between two frames.

A search costs several times as much as following, and once every ``detect_every_s`` it would delay
an answer. Done between two frames, and in steps where frames never stop, it delays none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from oscbridge.vision.faces import Face, largest_first
from oscbridge.vision.frames.images import EncodedImage, RawImage
from oscbridge.vision.tracking.streams import Stream, Streams

_SOON = 0.8
"""From this share of ``detect_every_s`` on, a search may come when nobody waits for an answer …"""

_URGENT = 0.9
"""… and from this share on a step of it after each answer, though somebody waits."""

_SAME_FACE = 0.3
"""Overlap with a face that is followed from which on a face that was found is that one."""

SearchInSteps = Callable[[EncodedImage], Iterator[list[Face] | None]]
"""Searches a frame: None after each step but the last, which gives the faces in its pixels."""


@dataclass(frozen=True, slots=True)
class _Running:
    """A search that has begun: of which stream, when that was last searched, when the frame was
    seen, and the steps that are left."""

    source: str
    last_searched_s: float
    seen_s: float
    steps: Iterator[list[Face] | None]


class BackgroundSearch:
    """At most one search at a time, of the frame that was answered last.

    Args:
        every_s: time between full searches of a stream.
        streams: where the faces that are found are remembered.
        search: see ``SearchInSteps``.
    """

    def __init__(self, every_s: float, streams: Streams, search: SearchInSteps) -> None:
        self._every_s = every_s
        self._streams = streams
        self._search = search
        self._next: tuple[EncodedImage, str] | None = None
        self._next_is_urgent = False
        self._running: _Running | None = None

    @property
    def is_due_soon(self) -> bool:
        """Whether there is something to search: do it when nobody waits."""
        return self._next is not None or self._running is not None

    @property
    def is_urgent(self) -> bool:
        """Whether a search has begun, or is due so soon that it should, whoever waits."""
        return self._running is not None or (self._next is not None and self._next_is_urgent)

    def answered(
        self, image: EncodedImage | RawImage, source: str, stream: Stream, *, followed: bool
    ) -> None:
        """This frame was answered, its stream is now so; ``followed``: it was not searched."""
        age_s = stream.seen_s - stream.searched_s
        is_searched = self._running is not None and self._running.source == source
        if is_searched and not followed:
            self._running = None  # this frame's own search knows better
        self._next = None
        # Raw pixels belong to the sender again once they are answered.
        if followed and not is_searched and isinstance(image, EncodedImage):
            self._next = (image, source) if age_s >= _SOON * self._every_s else None
        self._next_is_urgent = age_s >= _URGENT * self._every_s

    def run(self, give_way: Callable[[], bool]) -> None:
        """Search, and remember whom it finds.

        Args:
            give_way: asked after each step whether to leave the rest for the next call.
        """
        if self._running is None:
            self._running = self._begin()
        while (running := self._running) is not None:
            try:
                faces = next(running.steps)
            except BaseException:
                self._running = None
                raise
            if faces is not None:
                self._running = None
                self._remember(running, faces)
            elif give_way():
                return

    def _begin(self) -> _Running | None:
        if self._next is None:
            return None
        (image, source), self._next = self._next, None
        stream = self._streams.get(source)
        if stream is None:
            return None
        return _Running(source, stream.searched_s, stream.seen_s, self._search(image))

    def _remember(self, search: _Running, faces: list[Face]) -> None:
        stream = self._streams.get(search.source)
        # A frame that was searched in the meantime knows better.
        if stream is None or stream.searched_s != search.last_searched_s:
            return
        # Who was followed meanwhile is where the last frame saw them.
        current = [
            next((f for f in stream.faces if f.box.overlap(face.box) > _SAME_FACE), face)
            for face in faces
        ]
        unique = [*dict.fromkeys(current)]
        found = replace(stream, faces=largest_first(unique), searched_s=search.seen_s)
        self._streams.remember(search.source, found)
