"""From the generator's probabilities to a roll: as published, or tidied.

*Published*: at each time step the four strongest pitches, whatever their strength. Its output is
the network's, unembellished; it is dense.

*Tidy* (the default) keeps the four-pitch rule and adds what turns probabilities into playable
music:

1. a key prior: pitch classes that are foreign to the precursor's key, and that the precursor hardly
   uses, lose up to ``FOREIGN_PENALTY`` of logit;
2. an adaptive threshold: the strongest onsets are struck, as many as the wanted density asks for,
   but none weaker than ``WEAKEST_ONSET``; each bar keeps at least its strongest one, and a pitch
   that was just struck is weakened nearby (``FATIGUE``), so that doubt does not become a drum
   roll;
3. a struck note is held while its pitch sounds with at least ``HOLD`` of the probability it began
   with;
4. a pitch a semitone (or its octaves) from a stronger one that sounds at the same step is left out.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.keys import foreignness, key_of_weights, shift_to_c
from oscbridge.music.midinet.published import STRONGEST_PITCHES
from oscbridge.music.roll import (
    LOWEST_PITCH,
    ONSET,
    PITCHES,
    SOUNDING,
    STEPS_PER_BAR,
    Roll,
)

Decoding = Literal["tidy", "published"]
Probabilities = NDArray[np.float32]
"""``[2, 84, 64]``: of sounding and of being struck."""

FOREIGN_PENALTY = 2.0
"""Logit that a pitch class loses which is foreign to the precursor's key, and never used in it."""
WEAKEST_ONSET = 0.04
FATIGUE = (0.5, 0.75, 0.9)
"""What is left of an onset's strength 1, 2 and 3 steps from a stronger one of the same pitch."""
HOLD = 0.35
MOST_NOTES_PER_BAR = 40
"""A wall of notes begins beyond this; no threshold lets more through."""
FEWEST_NOTES_PER_BAR = 1


def pitch_class_time(roll: Roll) -> NDArray[np.float64]:
    """Sounding steps of each pitch class in a roll: ``[12]``."""
    per_row = roll[SOUNDING].sum(axis=1).astype(np.float64)
    classes = (np.arange(PITCHES) + LOWEST_PITCH) % 12
    time: NDArray[np.float64] = np.bincount(classes, weights=per_row, minlength=12).astype(
        np.float64
    )
    return time


def shift_home(roll: Roll) -> int:
    """Semitones, −6 to 5, that move the roll to C major or A minor."""
    return shift_to_c(key_of_weights(pitch_class_time(roll)).home)


def published_roll(probabilities: Probabilities) -> Roll:
    """The four strongest pitches at each step; a pitch kept twice running is held unless struck."""
    sounding, onset = probabilities
    kept = np.zeros(sounding.shape, dtype=np.uint8)
    strongest = np.argsort(-sounding, axis=0, kind="stable")[:STRONGEST_PITCHES]
    np.put_along_axis(kept, strongest, 1, axis=0)
    before = np.zeros_like(kept)
    before[:, 1:] = kept[:, :-1]
    struck = kept * ((onset > 0.5) | (before == 0))
    return np.stack([kept, struck]).astype(np.uint8)


def foreign_penalty(precursor: Roll) -> NDArray[np.float64]:
    """Logit to take from each of the 84 rows, after the key and the habits of the precursor."""
    weights = pitch_class_time(precursor)
    use = weights / max(1.0, weights.sum())  # a silent precursor has no use of any
    penalty = FOREIGN_PENALTY * foreignness(key_of_weights(weights), use)
    rows: NDArray[np.float64] = penalty[(np.arange(PITCHES) + LOWEST_PITCH) % 12]
    return rows


def tidy_roll(
    probabilities: Probabilities, precursor: Roll, notes_per_bar: float
) -> tuple[Roll, float]:
    """A roll of about ``notes_per_bar`` onsets a bar; see the module's head for the rules.

    Args:
        probabilities: ``[2, 84, 64]``, in the precursor's key.
        precursor: ``[2, 84, 64]``, what came before.
        notes_per_bar: wanted density, above 0.

    Returns:
        The roll, and how sure the network was of its onsets (mean probability).
    """
    penalty = foreign_penalty(precursor)[:, None]
    sounding = _lowered(probabilities[SOUNDING], penalty)
    onset = _lowered(probabilities[ONSET], penalty)
    # A struck note has to sound as well: the geometric mean asks both layers.
    strength = np.sqrt(onset * sounding)
    struck = _struck(strength, notes_per_bar)
    return _held(struck, strength, sounding), float(strength[struck].mean())


def _lowered(probability: NDArray[np.float32], penalty: NDArray[np.float64]) -> NDArray[np.float64]:
    clipped = np.clip(probability.astype(np.float64), 1e-7, 1 - 1e-7)
    return 1 / (1 + (1 - clipped) / clipped * np.exp(penalty))


def _struck(strength: NDArray[np.float64], notes_per_bar: float) -> NDArray[np.bool_]:
    """Which cells ``[84, steps]`` are onsets: the strongest first, each tiring its own pitch."""
    steps = strength.shape[1]
    bars = steps // STEPS_PER_BAR
    wanted = max(round(bars * min(notes_per_bar, MOST_NOTES_PER_BAR)), bars * FEWEST_NOTES_PER_BAR)
    left = strength.copy()
    chosen = np.zeros(strength.shape, dtype=np.bool_)
    for _ in range(wanted):
        row, step = divmod(int(np.argmax(left)), steps)
        if left[row, step] < WEAKEST_ONSET:
            break
        chosen[row, step] = True
        left[row, step] = 0.0
        if chosen[:, step].sum() == STRONGEST_PITCHES:
            left[:, step] = 0.0
        for distance, rest in enumerate(FATIGUE, start=1):
            for near in (step - distance, step + distance):
                if 0 <= near < steps:
                    left[row, near] *= rest
    for bar in range(bars):
        span = slice(bar * STEPS_PER_BAR, (bar + 1) * STEPS_PER_BAR)
        if not chosen[:, span].any():
            row, step = np.unravel_index(np.argmax(strength[:, span]), strength[:, span].shape)
            chosen[row, bar * STEPS_PER_BAR + step] = True
    return chosen


def _held(
    struck: NDArray[np.bool_], strength: NDArray[np.float64], sounding: NDArray[np.float64]
) -> Roll:
    """Walk the steps: strike, hold, leave out clashes, and never more than four pitches at once."""
    roll = np.zeros((2, *struck.shape), dtype=np.uint8)
    held: dict[int, float] = {}  # row → the probability below which it ends
    for step in range(struck.shape[1]):
        ring = [r for r in held if sounding[r, step] >= held[r] and not struck[r, step]]
        onsets = sorted(np.flatnonzero(struck[:, step]), key=lambda row: -strength[row, step])
        now: list[int] = []
        for row in onsets:
            if len(now) < STRONGEST_PITCHES and not _clashes(int(row), now):
                now.append(int(row))
        # New notes win over ringing ones: a pianist lifts the finger that is in the way.
        room = STRONGEST_PITCHES - len(now)
        ring = [r for r in sorted(ring, key=lambda r: -sounding[r, step]) if not _clashes(r, now)]
        held = {r: held[r] for r in ring[:room]} | {r: HOLD * sounding[r, step] for r in now}
        roll[SOUNDING, sorted(held), step] = 1
        roll[ONSET, now, step] = 1
    return roll


def _clashes(row: int, others: list[int]) -> bool:
    """Whether a pitch is a semitone, octaves removed, from one of the others."""
    return any(abs(row - other) % 12 in (1, 11) for other in others)
