"""What the eyes remember of a stream: a light value that travels from one pair of eyes to another.

In a cluster the next frame of a camera may be read anywhere. So the memory of its faces goes with
it: the reader that gets the frame gets the memory, follows the faces from there, and gives the new
memory back with its answer. Times are ages in it, because two machines have two clocks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from oscbridge.vision.faces import Face
from oscbridge.vision.tracking.choice import Choice
from oscbridge.vision.tracking.identities import Known


@dataclass(frozen=True, slots=True)
class Memory:
    """One stream, as it was when its last frame was answered.

    Args:
        faces: where they were, in pixels of the frame.
        size: of the frame: width and height in pixels.
        thumb: float32 [16, 16] as bytes, see ``scene.thumbnail``.
        seen_s: when that frame was seen.
        searched_s: when a whole frame was searched.
        known: the faces that have numbers.
        choice: who is followed.
        next_id: the number of the next new face. Numbers count within the stream.
        stamp: tells one memory from another: eyes that told it may know more of it by now, from a
            search between two frames.
    """

    faces: tuple[Face, ...] = ()
    size: tuple[int, int] = (0, 0)
    thumb: bytes = b""
    seen_s: float = 0.0
    searched_s: float = 0.0
    known: tuple[Known, ...] = ()
    choice: Choice | None = None
    next_id: int = 1
    stamp: int = 0

    def moved(self, seconds: float) -> Memory:
        """The same with all times later by so much; earlier where it is negative."""
        choice = self.choice
        if choice is not None and choice.rival_since_s is not None:
            choice = replace(choice, rival_since_s=choice.rival_since_s + seconds)
        return replace(
            self,
            seen_s=self.seen_s + seconds,
            searched_s=self.searched_s + seconds,
            known=tuple(replace(one, seen_s=one.seen_s + seconds) for one in self.known),
            choice=choice,
        )


NOTHING = Memory()
"""Of a stream that was never seen."""
