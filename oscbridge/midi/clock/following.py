"""A clock that somebody else leads: nothing is ours to say but how we learn of it."""

from __future__ import annotations

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock.base import Clock


class FollowingClock(Clock):
    """Who leads says when it runs, and in which tempo."""

    leader = ""
    """Whose the tempo is, in the words of an error; set by each subclass."""

    @property
    def leads(self) -> bool:
        return False

    def start(self, now: float) -> None:
        """Does nothing: who leads says when it runs."""

    def stop(self, now: float) -> None:
        """Does nothing, likewise."""

    def set_tempo(self, tempo_bpm: float, now: float) -> None:
        """Raises ``clock-follows``."""
        raise OscbridgeError(
            "clock-follows",
            f"the tempo is {self.leader} ({self.tempo_bpm:.1f} bpm): change it there, or go back "
            "to the internal clock first",
        )
