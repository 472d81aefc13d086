"""A phrase as steps in playing order: what is to be done at which of its beats."""

from __future__ import annotations

from typing import NamedTuple

from oscbridge.phrase import Phrase

GRID_DIGITS = 6
GRID_BEATS = 1e-6
"""Beats are compared after rounding to a millionth: half a microsecond at 120 bpm."""

SHORTEST_BEATS = 1 / 960
"""A note is at least a tick long, or its end would come before its beginning."""

OFF, END, BEGIN, BEAT, NEEDED, ON = range(6)
"""Kinds of what happens, in the order in which they happen at one instant."""


class Step(NamedTuple):
    """One thing that a phrase wants at ``beat`` (from its start). Sorts in playing order."""

    beat: float
    kind: int
    pitch: int
    velocity: int
    note: int
    until: float


def schedule(phrase: Phrase) -> list[Step]:
    """A phrase's note-ons and note-offs in playing order.

    Notes that begin together on one pitch become one: the longest, at the loudest velocity. Where a
    pitch begins again while it sounds, its earlier note-off is found stale when it comes up.
    """
    merged: dict[tuple[float, int], tuple[float, int]] = {}
    for note in phrase.notes:
        key = (round(note.start_beats, GRID_DIGITS), note.pitch)
        until, velocity = merged.get(key, (0.0, 0))
        merged[key] = (max(until, note.end_beats), max(velocity, note.velocity))
    steps: list[Step] = []
    for number, ((start, pitch), (end, velocity)) in enumerate(merged.items()):
        until = round(max(end, start + SHORTEST_BEATS), GRID_DIGITS)
        steps.append(Step(start, ON, pitch, velocity, number, until))
        steps.append(Step(until, OFF, pitch, 0, number, until))
    steps.sort()
    return steps
