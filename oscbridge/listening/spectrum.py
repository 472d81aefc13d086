"""Samples → two spectrograms of them: one for timbre (mel bands), one for pitch (semitones).

Both are short-time Fourier transforms with a Hann window, summed into bands and taken to
decibels, then set to zero mean and unit deviation over the window that the network sees, so that
loudness tells it nothing.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.audio import RATE, Samples

Spectrogram = NDArray[np.float32]
"""[frames, bands] in decibels above ``_FLOOR_DB`` of full scale."""

MEL_BANDS = 64
MEL_HOP = 512
"""43 frames a second."""
SEMITONES = 88
"""One band for each piano key."""
SEMITONE_HOP = 2048
"""10.8 frames a second."""

_MEL_WINDOW = 1024
_SEMITONE_WINDOW = 8192
"""372 ms: neighbouring keys part from about the A below middle C on; below it, bands overlap."""
_FLOOR_DB = -100.0
_RANGE_DB = 80.0
_BLOCK = 512


def mel_spectrogram(samples: Samples) -> Spectrogram:
    """[1 + N // MEL_HOP, MEL_BANDS]: what an instrument sounds like (30 Hz to 10 kHz)."""
    return _bands(samples, _MEL_WINDOW, MEL_HOP, _mel_filters())


def semitone_spectrogram(samples: Samples) -> Spectrogram:
    """[1 + N // SEMITONE_HOP, SEMITONES]: which keys sound (A0 to C8)."""
    return _bands(samples, _SEMITONE_WINDOW, SEMITONE_HOP, _semitone_filters())


def standardised(spectrogram: Spectrogram) -> Spectrogram:
    """With zero mean and unit deviation; zero where nothing varies.

    What lies more than ``_RANGE_DB`` below the loudest is left out first: a noiseless file and a
    recording then look the same where nothing sounds.
    """
    heard = np.maximum(spectrogram, spectrogram.max() - _RANGE_DB)
    result: Spectrogram = ((heard - heard.mean()) / max(float(heard.std()), 1.0)).astype(np.float32)
    return result


def _bands(samples: Samples, window: int, hop: int, filters: Spectrogram) -> Spectrogram:
    padded = np.pad(samples.astype(np.float32), window // 2)
    count = 1 + len(samples) // hop
    taper = np.hanning(window + 1)[:-1].astype(np.float32)
    scale = np.float32((2.0 / taper.sum()) ** 2)
    out = np.empty((count, filters.shape[1]), np.float32)
    for first in range(0, count, _BLOCK):
        last = min(count, first + _BLOCK)
        frames = np.stack([padded[i * hop : i * hop + window] for i in range(first, last)])
        spectrum = np.fft.rfft(frames * taper, axis=1)
        power = (np.square(spectrum.real) + np.square(spectrum.imag)).astype(np.float32)
        out[first:last] = power @ filters * scale
    decibels: Spectrogram = (10.0 * np.log10(out + 10.0 ** (_FLOOR_DB / 10.0)) - _FLOOR_DB).astype(
        np.float32
    )
    return decibels


@functools.cache
def _mel_filters() -> Spectrogram:
    # Slaney's scale is linear below 1 kHz; the common formula 2595 log10(1 + f / 700) is kept.
    def mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(2595.0 * np.log10(1.0 + hertz / 700.0))

    low, high = mel(np.array([30.0, 10_000.0]))
    centres = 700.0 * (10.0 ** (np.linspace(low, high, MEL_BANDS + 2) / 2595.0) - 1.0)
    return _triangles(centres, _MEL_WINDOW)


@functools.cache
def _semitone_filters() -> Spectrogram:
    centres = 440.0 * 2.0 ** ((np.arange(20, 110) - 69) / 12.0)
    return _triangles(centres, _SEMITONE_WINDOW)


def _triangles(centres: NDArray[np.float64], window: int) -> Spectrogram:
    """[bins, bands]: each rises from the centre below to its own, and falls to the one above."""
    hertz = np.fft.rfftfreq(window, 1.0 / RATE)[:, None]
    below, own, above = centres[:-2], centres[1:-1], centres[2:]
    # A band narrower than a bin still hears the bins beside it.
    bin_hertz = RATE / window
    below = np.minimum(below, own - bin_hertz)
    above = np.maximum(above, own + bin_hertz)
    rising = (hertz - below) / (own - below)
    falling = (above - hertz) / (above - own)
    filters: Spectrogram = np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)
    return filters
