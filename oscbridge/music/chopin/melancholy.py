"""How the melancholy score acts on the melody: exactly, and with every constant.

The score m in [0, 1] is a face's sadness index, for art; it is never a diagnosis. The published
description says that it drives a melody of a network trained on Chopin, not how. Here, with
d = 2m − 1 (−1: not at all, 0: in between, 1: wholly melancholy):

* *temperature*: logits are divided by 1 − 0.25 d: a melancholy melody is drawn more narrowly, it
  stays with what is most probable and comes back to it; a bright one roams;
* *mode*: at home (C major or A minor share their notes) the tonic triad of A minor gains 0.6 d
  nats, that of C major loses as much; the notes C and E, which both have, stay;
* *register*: a pitch x semitones from the centre 74 − 6 d (D5, at home) loses 0.5 (x / 12)² nats: a
  melancholy line sinks by half an octave, a bright one rises by as much, and none runs away;
* *time*: steps and lengths are multiplied by 1.1^d. What is played is what the network hears next,
  so that the effect grows over a phrase. The tempo, where no primer gives it, is multiplied by
  0.85^d;
* without a primer the melody follows a passage in minor where m is 0.5 or more, else one in major.

Where no reader gives a score, the affect does: m = 0.5 − 0.45 · valence − 0.25 · arousal, clipped:
unpleasant and calm is melancholy, pleasant and excited is the opposite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.music.triples.model import Outlook
from oscbridge.music.triples.triple import PITCHES

NARROWING = 0.25
MODE_NATS = 0.6
REGISTER_CENTRE = 74
REGISTER_SHIFT = 6
REGISTER_WIDTH = 12
TIME_BASE = 1.1
TEMPO_BASE = 0.85
VALENCE_WEIGHT = 0.45
AROUSAL_WEIGHT = 0.25
MINOR_FROM = 0.5
"""The score from which a start without a primer is in minor."""
_MINOR_ALONE, _MAJOR_ALONE = 9, 7
"""A belongs to A minor's triad only, G to C major's only."""


def melancholy_of(affect: Affect) -> float:
    """The score that an affect stands for, in [0, 1]."""
    raw = 0.5 - VALENCE_WEIGHT * affect.valence - AROUSAL_WEIGHT * affect.arousal
    return min(1.0, max(0.0, raw))


@dataclass(frozen=True, slots=True)
class MelancholyManner:
    """The engine's manner (see ``triples.drawing``) for one score in [0, 1]."""

    melancholy: float

    @property
    def depth(self) -> float:
        """d = 2m − 1."""
        return 2.0 * self.melancholy - 1.0

    @property
    def pace(self) -> float:
        """Factor on the tempo."""
        return float(TEMPO_BASE**self.depth)

    def logits(self, outlook: Outlook) -> NDArray[np.float64]:
        pitches = np.arange(PITCHES)
        mode = MODE_NATS * (
            (pitches % 12 == _MINOR_ALONE).astype(np.float64) - (pitches % 12 == _MAJOR_ALONE)
        )
        centre = REGISTER_CENTRE - REGISTER_SHIFT * self.depth
        register = -0.5 * np.square((pitches - centre) / REGISTER_WIDTH)
        narrowed = outlook.logits / (1.0 - NARROWING * self.depth)
        bent: NDArray[np.float64] = narrowed + self.depth * mode + register
        return bent

    def times(self, step: float, length: float, _rng: np.random.Generator) -> tuple[float, float]:
        factor = float(TIME_BASE**self.depth)
        return step * factor, length * factor
