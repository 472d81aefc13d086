"""The player process, the one that plays on stage, its port and its clock kept to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any
from unittest.mock import patch

from oscbridge.midi import messages as midi
from oscbridge.midi import process
from oscbridge.midi.clock import InternalClock


def serve_watched(
    connection: Connection,
    settings: midi.PlayerSettings,
    open_port: Callable[..., Any] | None = None,
) -> tuple[Any, InternalClock]:
    """Be the player process until it is told to quit.

    Args:
        connection, settings: as of the player itself.
        open_port: opens another port than the player would.

    Returns:
        The port that it played on, and the clock that it played by.
    """
    ports: list[Any] = []
    clocks: list[InternalClock] = []
    start = InternalClock.start
    opens = open_port or process.open_output  # type: ignore[attr-defined]

    def open_seen(*args: Any, **options: Any) -> Any:
        ports.append(opens(*args, **options))
        return ports[0]

    def start_seen(clock: InternalClock, now: float) -> None:
        clocks.append(clock)
        start(clock, now)

    with (
        patch.object(process, "open_output", open_seen),
        patch.object(InternalClock, "start", start_seen),
    ):
        process.serve(connection, settings)
    return ports[0], clocks[0]
