"""Which key notes are in: the Krumhansl–Schmuckler estimate and the scale that goes with it.

Source: C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", Oxford 1990, chapter 4: a
passage's weights of the twelve pitch classes are correlated with the probe-tone profile of each of
24 keys.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.phrase import Note

# The ratings of Krumhansl & Kessler, Psychological Review 89 (1982), from the tonic upwards.
MAJOR_PROFILE = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR_PROFILE = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)
AT_HOME_SHARE = 0.08
"""A foreign pitch class with this share of the sounding time is no longer foreign."""

_MAJOR_NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_NAMES = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")


@dataclass(frozen=True, slots=True)
class Key:
    """A key and how clear it is.

    Args:
        tonic: pitch class 0 (C) to 11 (B).
        minor: whether the mode is minor.
        clarity: the winning correlation, −1 to 1; 0 where there are no notes.
    """

    tonic: int
    minor: bool
    clarity: float

    @property
    def home(self) -> int:
        """The tonic of the major key with the same notes: A minor and C major both give 0."""
        return (self.tonic + 3) % 12 if self.minor else self.tonic

    @property
    def name(self) -> str:
        """Such as ``C``, ``F#m``, ``Bb``: as ``/oscbridge/key`` takes it."""
        spelled = _MINOR_NAMES if self.minor else _MAJOR_NAMES
        return spelled[self.tonic]

    @property
    def scale(self) -> tuple[int, ...]:
        """The seven pitch classes of the key (natural minor)."""
        steps = MINOR_SCALE if self.minor else MAJOR_SCALE
        return tuple(sorted((self.tonic + step) % 12 for step in steps))


def _correlating_profiles() -> NDArray[np.float64]:
    rows = [np.roll(MAJOR_PROFILE, tonic) for tonic in range(12)]
    rows += [np.roll(MINOR_PROFILE, tonic) for tonic in range(12)]
    table = np.array(rows, dtype=np.float64)
    table -= table.mean(axis=1, keepdims=True)
    unit: NDArray[np.float64] = table / np.linalg.norm(table, axis=1, keepdims=True)
    return unit


_PROFILES = _correlating_profiles()


def key_correlations(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """How well pitch-class weights ``[12]`` fit the twelve major keys, then the twelve minor ones:
    ``[24]``, −1 to 1; zeros where nothing tells.
    """
    centred = weights - weights.mean()
    norm = float(np.linalg.norm(centred))
    return np.zeros(24) if norm < 1e-9 else _PROFILES @ (centred / norm)


def key_of_weights(weights: NDArray[np.float64]) -> Key:
    """The key of twelve pitch-class weights ``[12]`` (total sounding time of each class)."""
    fits = key_correlations(weights)
    best = int(np.argmax(fits))
    return Key(best % 12, best >= 12, float(fits[best]))


def pitch_class_weights(notes: tuple[Note, ...]) -> NDArray[np.float64]:
    """Sounding time in beats of each pitch class: ``[12]``."""
    weights = np.zeros(12)
    for note in notes:
        weights[note.pitch % 12] += note.length_beats
    return weights


def key_of(notes: tuple[Note, ...]) -> Key:
    """The key that the notes are most likely in."""
    return key_of_weights(pitch_class_weights(notes))


def shift_to_c(pitch_class: int) -> int:
    """Semitones, −6 to 5, that bring a pitch class to C."""
    return -pitch_class if pitch_class <= 6 else 12 - pitch_class


def foreignness(key: Key, use: NDArray[np.float64]) -> NDArray[np.float64]:
    """How foreign each pitch class ``[12]`` is to music in a key, 0 to 1.

    0 in the key's scale, and where there is no key; elsewhere from 1, where the music never uses
    it, down to 0 from ``AT_HOME_SHARE`` of its sounding time on.

    Args:
        key: of the music.
        use: ``[12]`` share of its sounding time.
    """
    if key.clarity <= 0:
        return np.zeros(12)
    foreign: NDArray[np.float64] = 1 - np.minimum(1, use / AT_HOME_SHARE)
    foreign[list(key.scale)] = 0.0
    return foreign
