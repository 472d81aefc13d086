"""What may follow: the biases that keep composing inside the form, the key, the range and taste.

They are rules of counterpoint and notation, not knowledge of any piece; what they do not forbid is
the network's to choose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.duet.events import BAR_PITCH, BAR_TIME, TIMES
from oscbridge.music.duet.grid import (
    LENGTHS,
    LOWEST_PITCH,
    PITCHES,
    TICKS_PER_BEAT,
)
from oscbridge.music.keys import MAJOR_SCALE, MINOR_SCALE

Floats = NDArray[np.float32]

FORBIDDEN = np.float32(-1e9)
LEADING_TONE = 11
LEADING = 0.45
"""How much of the strictness holds for the leading tone in minor, unless the mode was turned."""
TONIC_PULL, THIRD_PULL = 0.12, 0.25
"""Added to the tonic's and the mode's third's logits where valence shows a mode on purpose."""
MOST_NOTES_PER_BEAT = 8


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Which pitches are in the key, and how strictly it is kept.

    Args:
        mode: −1 (minor) to 1 (major); between −0.25 and 0.25 both modes' degrees are in.
        strictness: logits taken from a pitch outside; 0 leaves the key to the network.
        turned: 0 where the mode is left as it came, to 1 where valence shows it on purpose.
        shift: semitones that brought the tonic to C.
        lowest, highest: MIDI numbers at the music's own pitch.
    """

    mode: float
    strictness: float
    turned: float
    shift: int
    lowest: int
    highest: int


def pitch_bias(rule: KeyRule) -> Floats:
    """``[88]`` for pitches shifted so that the tonic is C."""
    pitch = np.arange(PITCHES) + LOWEST_PITCH
    degree = pitch % 12
    inside = np.zeros(12, dtype=np.bool_)
    if rule.mode > -0.25:
        inside[list(MAJOR_SCALE)] = True
    if rule.mode < 0.25:
        inside[list(MINOR_SCALE)] = True
    bias = np.where(inside[degree], 0.0, -rule.strictness)
    if rule.mode < 0.25:
        # The leading tone is in the minor key that is meant, and not in the one that is notated.
        bias = np.where(degree == LEADING_TONE, LEADING * (1 - rule.turned) * bias, bias)
    bias[degree == 0] += TONIC_PULL * rule.turned
    bias[degree == (4 if rule.mode > 0 else 3)] += THIRD_PULL * rule.turned
    own = pitch - rule.shift
    return np.where((own >= rule.lowest) & (own <= rule.highest), bias, FORBIDDEN).astype(
        np.float32
    )


def below(previous: int) -> Floats:
    """``[88]``: a note of the same onset is lower than the one before, and no semitone lower."""
    bias = np.zeros(PITCHES, dtype=np.float32)
    if previous != BAR_PITCH:
        bias[max(0, previous - 1) :] = FORBIDDEN
    return bias


BELOW = np.stack([below(previous) for previous in range(BAR_PITCH + 1)])
"""``[89, 88]``: ``below`` for every note, and for a BAR."""


def time_table(bar_ticks: int, *, triplets: bool) -> Floats:
    """Bias ``[bar_ticks, 97]`` of every time at every place of a bar: what leads past the bar line
    or off the grid is forbidden. To stay (a chord) and to go to the next bar are allowed anywhere.

    Onsets are on sixteenths, with ``triplets`` on triplets and sextuplets, too.
    """
    table = np.full((bar_ticks, TIMES), FORBIDDEN, dtype=np.float32)
    in_beat = np.arange(bar_ticks) % TICKS_PER_BEAT
    on_grid = in_beat % 3 == 0
    if triplets:
        on_grid |= in_beat % 2 == 0
    for place in range(bar_ticks):
        ahead = np.flatnonzero(on_grid[place:])
        table[place, ahead] = 0.0
        table[place, 0] = 0.0
        table[place, BAR_TIME] = 0.0
    return table


def length_bias(longest_ticks: float) -> Floats:
    """``[24]``: no note is longer than this."""
    return np.where(longest_ticks >= LENGTHS, 0.0, FORBIDDEN).astype(np.float32)
