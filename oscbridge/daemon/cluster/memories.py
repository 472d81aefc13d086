"""What is remembered of each stream while its frames are read here and there, and who is who then.

The memory itself means nothing here: it came with an answer, and goes with the stream's next look.
Faces have numbers within their stream in it; to everybody else they have numbers that are the
room's, so that two cameras never show the same one.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TypeVar

from oscbridge.vision.faces import Face
from oscbridge.vision.messages import Look
from oscbridge.vision.sight import Sight
from oscbridge.vision.tracking.memory import NOTHING, Memory

Order = TypeVar("Order", bound=Look)

MOST_STREAMS = 64
MOST_NUMBERS = 64
"""Of one stream: faces that came that long ago are not seen again."""

NOBODY = 2**31 - 1
"""A number that no face of a stream has."""


@dataclass(slots=True)
class _Stream:
    memory: Memory = NOTHING
    told_s: float = 0.0
    numbers: dict[int, int] = field(default_factory=dict)


class Memories:
    """Of one room."""

    def __init__(self) -> None:
        self._streams: OrderedDict[str, _Stream] = OrderedDict()
        self._people = 0

    def onto(self, order: Order, stream: str, now_s: float) -> Order:
        """The same look, with all that its reader must know of the stream."""
        known = self._streams.get(stream)
        memory = NOTHING if known is None else known.memory.moved(known.told_s - now_s)
        attention = order.attention
        if isinstance(attention.which, int):
            numbers = {} if known is None else known.numbers
            own = (own for own, room in numbers.items() if room == attention.which)
            attention = replace(attention, which=next(own, NOBODY))
        return replace(order, memory=memory, attention=attention)

    def keep(self, stream: str, memory: Memory, sight: Sight, now_s: float) -> Sight:
        """Keep the memory that came with an answer; the sight, with the room's numbers."""
        known = self._streams.setdefault(stream, _Stream())
        self._streams.move_to_end(stream)
        while len(self._streams) > MOST_STREAMS:
            self._streams.popitem(last=False)
        known.memory, known.told_s = memory, now_s
        # In the order of their own numbers: the order in which they came.
        for face in sorted(sight.faces, key=lambda face: face.id):
            if face.id and face.id not in known.numbers:
                self._people += 1
                known.numbers[face.id] = self._people
        while len(known.numbers) > MOST_NUMBERS:
            del known.numbers[min(known.numbers)]
        return replace(sight, faces=tuple(_named(face, known.numbers) for face in sight.faces))


def _named(face: Face, numbers: dict[int, int]) -> Face:
    return replace(face, id=numbers.get(face.id, face.id))
