"""What listening finds: notes at seconds, before anybody knows where the beats are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[float, str], None]
"""Told how far the work is: a share from 0 to 1, and the stage's name.

It may raise an OscbridgeError: the work then ends there. That is how it is cancelled.
"""


@dataclass(frozen=True, slots=True, order=True)
class HeardNote:
    """One note in a recording.

    Args:
        start_s, end_s: seconds from the recording's beginning; the end is after the start.
        pitch: MIDI note number, 0 to 127.
        velocity: 1 to 127, from how loud it is among the others.
    """

    start_s: float
    pitch: int
    end_s: float
    velocity: int = 80


def unheeded(share: float, stage: str) -> None:
    """A ``Progress`` that nobody listens to."""
