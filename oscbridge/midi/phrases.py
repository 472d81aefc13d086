"""A phrase in the player's hands: one that waits, one that runs."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.midi.steps import Step
from oscbridge.phrase import Phrase


@dataclass(slots=True)
class Waiting:
    """A phrase that has not begun.

    Args:
        token: the caller's name for it.
        steps: what it is to do, in playing order.
        begin: the beat at which it begins, or None: where the one before it ends.
        follow_tempo: whether the clock takes the phrase's tempo, where it leads.
    """

    token: int
    phrase: Phrase
    steps: list[Step]
    begin: float | None
    follow_tempo: bool


@dataclass(slots=True)
class Running:
    """A phrase that has begun. All positions are the clock's beats.

    Args:
        as_waiting: what it was before, to begin again with.
        origin, end: where it began and ends.
        needed_at: from where on a follower is wanted.
        next_step: number of the step that comes next.
        follower_asked: whether a follower was asked for.
    """

    as_waiting: Waiting
    token: int
    steps: list[Step]
    origin: float
    end: float
    needed_at: float
    next_step: int = 0
    follower_asked: bool = False
