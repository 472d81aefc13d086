"""How much is copied from the training music, in whatever key.

A piece is a line of notes by start, then pitch. Two runs are the same where every interval to the
next note and every distance in time to it (in sixteenths) is the same. Looked for by rolling hashes
of 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.training.music.yardstick.collection import Collection
from oscbridge.training.music.yardstick.intervals import interval
from oscbridge.training.music.yardstick.sheet import Numbers, Sheet

RUN = 8
_BASE = np.uint64(0x9E3779B97F4A7C15)
"""Odd, so that its powers never vanish modulo 2⁶⁴ (the golden ratio in 64 bits)."""
SHORTEST = 4
"""Runs of fewer notes are everywhere."""
Codes = NDArray[np.uint64]


def codes(start: Numbers, pitch: Numbers) -> Codes:
    """A number for each step from a note to the next: interval and sixteenths, ``[notes − 1]``."""
    step = np.diff(np.floor(start * 4 + 0.5)).astype(np.int64)
    interval_of = np.diff(np.asarray(pitch, dtype=np.int64)) + 128
    mixed = (interval_of + 1024 * np.clip(step, 0, 4095) + 1).astype(np.uint64)
    # Scrambled, so that neighbours in number do not make neighbours in hash.
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    return mixed ^ (mixed >> np.uint64(33))


class Memory:
    """All training music as lines of notes: what can be copied.

    Args:
        lines: (starts in beats, pitches) of each piece, by start, then pitch.
    """

    def __init__(self, lines: Iterable[tuple[Numbers, Numbers]]) -> None:
        self._line, _ = _strung([codes(start, pitch) for start, pitch in lines], seed=0)

    def copied(self, lines: Sequence[tuple[Numbers, Numbers]]) -> tuple[NDArray[np.int64], Numbers]:
        """For each line: (longest copied run in notes, share of its 8-note runs that are copied).

        Runs of fewer than four notes are not looked for: the longest is at least 3. The share is
        NaN for a line of fewer than eight notes.
        """
        steps = [codes(start, pitch) for start, pitch in lines]
        asked, owner = _strung(steps, seed=1)
        longest = np.full(len(lines), SHORTEST - 1, dtype=np.int64)
        copies = np.zeros(len(lines))
        # Places that may begin a copied run, in what is asked about and in what is known. Each
        # round lengthens the run by a step and keeps the places that still agree.
        here, there = np.arange(len(asked)), np.arange(len(self._line))
        mine, theirs = (np.zeros(len(places), dtype=np.uint64) for places in (here, there))
        length = 0
        while len(here) and len(there):
            inside = here + length < len(asked)
            here, mine = here[inside], mine[inside]
            inside = there + length < len(self._line)
            there, theirs = there[inside], theirs[inside]
            mine = mine * _BASE + asked[here + length]
            theirs = theirs * _BASE + self._line[there + length]
            length += 1
            if length < SHORTEST - 1:
                continue
            common = _in(theirs, np.unique(mine))
            there, theirs = there[common], theirs[common]
            common = _in(mine, np.unique(theirs))
            here, mine = here[common], mine[common]
            longest[owner[here]] = length + 1
            if length == RUN - 1:
                copies = np.bincount(owner[here], minlength=len(lines)).astype(np.float64)
        runs = np.array([max(0, len(one) - (RUN - 2)) for one in steps], dtype=np.float64)
        return longest, np.where(runs > 0, copies / np.maximum(runs, 1.0), np.nan)


def _strung(steps: Sequence[Codes], seed: int) -> tuple[Codes, NDArray[np.int64]]:
    """All lines on one string, and whose each step is. Between them stand numbers that no step has,
    so that no run reaches from one line into the next.
    """
    rng = np.random.default_rng(seed)
    parts: list[Codes] = []
    owners: list[NDArray[np.int64]] = []
    for which, one in enumerate(steps):
        parts += [one, rng.integers(2**63, 2**64 - 1, size=1, dtype=np.uint64)]
        owners.append(np.full(len(one) + 1, which, dtype=np.int64))
    if not parts:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    return np.concatenate(parts), np.concatenate(owners)


def _in(values: Codes, known: Codes) -> NDArray[np.bool_]:
    """Whether each value is one of the sorted known ones."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    found: NDArray[np.bool_] = (
        known[np.minimum(np.searchsorted(known, values), len(known) - 1)] == values
    )
    return found


def memory(collections: Sequence[Collection]) -> Memory:
    """All pieces of the training splits."""
    return Memory(
        (rows[order, 0], rows[order, 2])
        for collection in collections
        for rows in collection.columns(("train",))
        if len(rows)
        for order in [np.lexsort((rows[:, 2], np.floor(rows[:, 0] * 4 + 0.5)))]
    )


def originality(
    known: Memory, sheets: Sequence[Sheet], groups: Sequence[str] | None = None
) -> dict[str, Any]:
    """Rate of copied 8-note runs, and longest copied runs in notes."""
    lines = []
    for one in sheets:
        order = np.lexsort((one.pitch, np.floor(one.start * 4 + 0.5)))
        lines.append((one.start[order], one.pitch[order].astype(np.float64)))
    longest, share = known.copied(lines)
    return {
        "copied_runs_of_8": interval(share, groups),
        "longest_run": interval(longest, groups),
        "longest_run_of_all": int(longest.max()) if len(longest) else 0,
    }
