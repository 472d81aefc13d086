"""What a phrase begins from: the last notes before it, in a common key, and what they tell.

From a primer, or from a bank of passages in the weights file. The key is the Krumhansl–Schmuckler
estimate of the notes themselves; C major or A minor is home, as in training.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.keys import Key, key_of_weights, shift_to_c
from oscbridge.music.triples.triple import (
    LENGTH,
    LONGEST_BEATS,
    PITCH,
    STEP,
    Triples,
    triples_of,
    within_midi,
)
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase

WINDOW = 64
"""The sliding window: so many notes of what came before are heard."""
_MOST_NOTES = 4 * WINDOW
"""Chords are thinned; more notes than this before the phrase's start cannot matter."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What came before a phrase.

    Args:
        triples: ``[n, 3]``, 1 to 64 notes, moved home.
        rest_beats: from the last note's start to the phrase's start, 0 to 4.
        back: semitones that move an answer from home to where it belongs.
        key: the key at home (tonic C or A); clarity 0 where there is none to hear.
        use: ``[12]`` share of the sounding time of each pitch class at home.
        onsets: ``[12]`` how many notes start at each twelfth of a beat.
        together: of the notes that are higher than the one before, the share that starts with it.
    """

    triples: Triples
    rest_beats: float
    back: int
    key: Key
    use: NDArray[np.float64]
    onsets: NDArray[np.float64]
    together: float


def opening_of(primer: Phrase, wishes: Wishes | None = None) -> Opening | None:
    """The opening that a primer gives, or None where it has no notes."""
    found = primer.notes[-_MOST_NOTES:]
    if not found:
        return None
    triples, starts = triples_of(found)
    triples, starts = triples[-WINDOW:], starts[-WINDOW:]
    return made(triples, starts - primer.length_beats, wishes=wishes)


def made(
    triples: Triples,
    starts: NDArray[np.float64],
    *,
    back: int | None = None,
    wishes: Wishes | None = None,
) -> Opening:
    """An opening from notes and their starts in beats (0 is where the phrase begins).

    Args:
        triples: ``[n ≥ 1, 3]``.
        starts: ``[n]``, below 0 or at it.
        back: where the answer belongs; None: where the notes are now, or the wished-for key.
    """
    key = key_of_weights(pitch_class_time(triples))
    shift = shift_to_c(key.home)
    at_home = triples.copy()
    at_home[:, PITCH] = within_midi(at_home[:, PITCH] + shift)
    at_home[0, STEP] = 0.0
    wanted = wishes.tonic_and_mode if wishes is not None else None
    if wanted is not None:
        back = -shift_to_c(Key(*wanted, 1.0).home)
    time = pitch_class_time(at_home)
    twelfths = np.rint((starts % 1.0) * 12).astype(np.int64) % 12
    higher = np.diff(at_home[:, PITCH]) > 0
    return Opening(
        triples=at_home,
        rest_beats=float(np.clip(-starts[-1], 0.0, LONGEST_BEATS)),
        back=-shift if back is None else back,
        key=Key((key.tonic + shift) % 12, key.minor, key.clarity),
        use=time / time.sum(),
        onsets=np.bincount(twelfths, minlength=12).astype(np.float64),
        together=float(np.mean(at_home[1:, STEP][higher] < 1e-6)) if higher.any() else 0.0,
    )


def pitch_class_time(triples: Triples) -> NDArray[np.float64]:
    """Sounding beats of each pitch class: ``[12]``."""
    classes = triples[:, PITCH].astype(np.int64) % 12
    time: NDArray[np.float64] = np.bincount(
        classes, weights=triples[:, LENGTH].astype(np.float64), minlength=12
    ).astype(np.float64)
    return time


class Bank:
    """Openings kept in a weights file, by class, for a start without a primer.

    Args:
        path: the ``.safetensors`` file, with ``bank.pitches`` ``[n]``, ``bank.times`` ``[n, 2]``
            (step, length), ``bank.sizes``, ``bank.classes`` and ``bank.rests`` (one for each
            passage).
    """

    def __init__(self, path: Path) -> None:
        from safetensors import safe_open

        with safe_open(str(path), framework="numpy") as stored:
            pitches = stored.get_tensor("bank.pitches").astype(np.float32)
            times = stored.get_tensor("bank.times").astype(np.float32)
            sizes = stored.get_tensor("bank.sizes")
            self.classes: NDArray[np.uint8] = stored.get_tensor("bank.classes")
            self._rests = stored.get_tensor("bank.rests").astype(np.float64)
        # Half precision moved thirds of a beat a little.
        rows = np.concatenate([pitches[:, None], np.rint(times * 12) / 12], axis=1)
        self._passages: list[Triples] = np.split(
            rows.astype(np.float32), np.cumsum(sizes.astype(np.int64))[:-1]
        )

    def draw(self, kind: int, rng: np.random.Generator, wishes: Wishes | None = None) -> Opening:
        """A passage of a class, for a phrase in a random key (or the wished-for one)."""
        which = int(rng.choice(np.flatnonzero(self.classes == kind)))
        triples = self._passages[which]
        from_last = np.cumsum(triples[::-1, STEP].astype(np.float64))
        before = np.concatenate([[0.0], from_last[:-1]])[::-1]
        starts = -(self._rests[which] + before)
        back = int(rng.integers(-6, 6))
        return made(triples, starts, back=back, wishes=wishes)
