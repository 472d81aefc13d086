"""Basic Pitch's network: samples → how likely each piano key begins, and sounds, at each moment.

Source: R. M. Bittner, J. J. Bosch, D. Rubinstein, G. Meseguer-Brocal and S. Ewert, "A Lightweight
Instrument-Agnostic Model for Polyphonic Note Transcription and Multipitch Estimation", ICASSP 2022.
The network is Spotify's, under the Apache licence 2.0 (``models/basic_pitch.md``); what is made of
its answers, here and in ``polyphony``, is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.audio import RATE, Samples
from oscbridge.listening.notes import Progress, unheeded
from oscbridge.weights.models import shipped_session

HOP = 256
FRAME_S = HOP / RATE
LOWEST_PITCH = 21

_WINDOW_SAMPLES = 43_844
_WINDOW_FRAMES = 172
_MARGIN_FRAMES = 16
"""Frames at both ends of a window lack surroundings and are taken from its neighbours instead."""
_KEPT_FRAMES = _WINDOW_FRAMES - 2 * _MARGIN_FRAMES
_WINDOWS_AT_ONCE = 4

Posterior = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Probabilities [frames, 88], frame i at ``i * FRAME_S`` seconds, key 0 is pitch 21.

    Args:
        onset: a note begins.
        sounding: a note sounds.
    """

    onset: Posterior
    sounding: Posterior


class BasicPitch:
    """The network, loaded.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    def __init__(self) -> None:
        self._session = shipped_session("basic_pitch")
        self._input = self._session.get_inputs()[0].name

    def hear(self, samples: Samples, progress: Progress = unheeded) -> Posteriors:
        """Posteriors of a whole recording ([N] at ``RATE``).

        Windows of two seconds overlap by whole frames, so that no frame is off the common grid.
        """
        frames = len(samples) // HOP + 1
        windows = -(-frames // _KEPT_FRAMES)
        before = _MARGIN_FRAMES * HOP
        padded = np.zeros(before + windows * _KEPT_FRAMES * HOP + _WINDOW_SAMPLES, np.float32)
        padded[before : before + len(samples)] = samples
        onset = np.empty((windows * _KEPT_FRAMES, 88), np.float32)
        sounding = np.empty_like(onset)
        for first in range(0, windows, _WINDOWS_AT_ONCE):
            progress(first / windows, "listening")
            numbers = range(first, min(windows, first + _WINDOWS_AT_ONCE))
            batch = np.stack([padded[n * _KEPT_FRAMES * HOP :][:_WINDOW_SAMPLES] for n in numbers])[
                ..., None
            ]
            # In the graph's own order: notes, onsets, contours.
            notes, onsets = self._session.run(
                ["StatefulPartitionedCall:1", "StatefulPartitionedCall:2"], {self._input: batch}
            )
            inner = slice(_MARGIN_FRAMES, _MARGIN_FRAMES + _KEPT_FRAMES)
            rows = slice(first * _KEPT_FRAMES, (first + len(numbers)) * _KEPT_FRAMES)
            sounding[rows] = notes[:, inner].reshape(-1, 88)
            onset[rows] = onsets[:, inner].reshape(-1, 88)
        return Posteriors(onset[:frames], sounding[:frames])
