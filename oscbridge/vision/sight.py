"""What the eyes answer: what they saw in one frame. Light values, no numpy."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.vision.faces import Face
from oscbridge.vision.reading import Reading


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds spent on one frame: decoding it, finding faces, reading one, all together."""

    decode_ms: float
    detect_ms: float
    read_ms: float
    total_ms: float


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in one frame.

    Args:
        width, height: of the frame in pixels, upright.
        faces: in pixels of the frame; first the one that is followed (see ``choice``), then the
            others, largest first. When the one asked for is not there, the largest is first.
        reading: of the face that is followed, or the group's mean; None when it is not there.
        timing: where the time went.
        followed: the faces were followed from the frame before, not searched for.
        readings: of ``faces``, one for each; None for each that was not read.
    """

    width: int
    height: int
    faces: tuple[Face, ...]
    reading: Reading | None
    timing: Timing
    followed: bool
    readings: tuple[Reading | None, ...] = ()
