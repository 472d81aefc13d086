"""How the player is: what it says of itself, and whether it still says anything."""

from __future__ import annotations

from collections.abc import Callable

from oscbridge.daemon.replies import Facts
from oscbridge.midi.messages import PlayerStatus

ASK_EVERY_S = 5.0
MOST_UNANSWERED = 6
"""A JACK server may stand still for five seconds; who is silent for half a minute has hung."""


def facts_of(status: PlayerStatus) -> Facts:
    """For ``/oscbridge/status``."""
    return [
        ("clock", status.clock),
        ("clock_running", int(status.running)),
        ("bar", status.bar),
        ("beat", status.beat),
        ("tempo_bpm", status.tempo_bpm),
        ("sounding", status.sounding),
        ("notes_started", status.notes_started),
        ("notes_ended", status.notes_ended),
        ("notes_skipped", status.notes_skipped),
        ("late_p99_ms", status.late_p99_ms),
        ("late_max_ms", status.late_max_ms),
    ]


class Heartbeat:
    """Notices that nobody answers any more. Questions are counted, not seconds: a machine that
    slept for an hour has asked once.

    Args:
        ask: asks whether it is there.
        hung: called when too many questions in a row had no answer.
    """

    def __init__(self, ask: Callable[[], None], hung: Callable[[], None]) -> None:
        self._ask = ask
        self._hung = hung
        self._unanswered = 0

    def beat(self) -> None:
        """Ask once more, or give up; to be called every ``ASK_EVERY_S``."""
        if self._unanswered >= MOST_UNANSWERED:
            self._unanswered = 0
            self._hung()
        else:
            self._unanswered += 1
            self._ask()

    def answered(self) -> None:
        """It is there."""
        self._unanswered = 0
