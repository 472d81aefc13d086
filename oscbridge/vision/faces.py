"""A face in a picture: its box, how sure the detector is, and five landmarks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels: left, top, width, height. It may reach over the picture's edges."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Square pixels."""
        return max(self.width, 0.0) * max(self.height, 0.0)

    def scaled(self, factor: float) -> Box:
        """The same rectangle in a picture that is ``factor`` times as large."""
        return Box(self.x * factor, self.y * factor, self.width * factor, self.height * factor)

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0 (apart) to 1 (equal)."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        shared = max(across, 0.0) * max(down, 0.0)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Face:
    """One detected face.

    Args:
        box: in pixels of the picture.
        score: the detector's probability, 0 to 1.
        landmarks: five points (x, y) in pixels: the eye on the picture's left, the other eye, the
            nose, the corner of the mouth on the picture's left, the other corner.
        id: its number while it is followed, from 1 (see ``identities``); 0: it has none yet.
    """

    box: Box
    score: float
    landmarks: tuple[tuple[float, float], ...]
    id: int = 0

    def scaled(self, factor: float) -> Face:
        """The same face in a picture that is ``factor`` times as large."""
        points = tuple((x * factor, y * factor) for x, y in self.landmarks)
        return Face(self.box.scaled(factor), self.score, points, self.id)


def largest_first(faces: Iterable[Face]) -> tuple[Face, ...]:
    """The faces by the area of their boxes."""
    return tuple(sorted(faces, key=lambda face: face.box.area, reverse=True))
