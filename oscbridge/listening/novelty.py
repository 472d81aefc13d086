"""How strongly something new begins at each moment: spectral flux that a vibrato does not fool.

Source: S. Böck and G. Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013:
the log spectrum on quarter tones is compared with a maximum-filtered one of two frames before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WINDOW = 1024
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 7_500.0
_BANDS_PER_OCTAVE = 24
_COMPRESSION = 100.0
_LAG_FRAMES = 2
_BLOCK_FRAMES = 2048


def onset_strength(samples: NDArray[np.float32], rate: int, hop: int) -> NDArray[np.float64]:
    """Spectral flux of each frame.

    Args:
        samples: [N] mono.
        rate: samples a second.
        hop: samples from frame to frame; frame i is centred on sample i · hop.

    Returns:
        [N // hop + 1] strengths ≥ 0, in units of their own 99th percentile.
    """
    count = len(samples) // hop + 1
    padded = np.concatenate(
        [np.zeros(WINDOW // 2, np.float32), samples, np.zeros(WINDOW // 2 + hop, np.float32)]
    )
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::hop][:count]
    window = np.hanning(WINDOW).astype(np.float32)
    bank = _filters(rate)
    bands = np.empty((count, bank.shape[1]), np.float32)
    for begin in range(0, count, _BLOCK_FRAMES):
        part = frames[begin : begin + _BLOCK_FRAMES]
        magnitudes = np.abs(np.fft.rfft(part * window, axis=1)).astype(np.float32)
        bands[begin : begin + len(part)] = np.log1p(_COMPRESSION / WINDOW * (magnitudes @ bank))
    wide = bands.copy()
    wide[:, 1:] = np.maximum(wide[:, 1:], bands[:, :-1])
    wide[:, :-1] = np.maximum(wide[:, :-1], bands[:, 1:])
    flux = np.zeros(count)
    rise = bands[_LAG_FRAMES:] - wide[:-_LAG_FRAMES]
    flux[_LAG_FRAMES:] = np.maximum(rise, 0.0).sum(axis=1)
    scale = float(np.percentile(flux, 99)) if count else 0.0
    strengths: NDArray[np.float64] = flux / scale if scale > 0 else flux
    return strengths


def _filters(rate: int) -> NDArray[np.float32]:
    """[bins, bands] triangles on a quarter-tone scale; where bins are wider, one band for each."""
    bins = WINDOW // 2 + 1
    steps = int(np.log2(min(_HIGHEST_HZ, rate / 2.1) / _LOWEST_HZ) * _BANDS_PER_OCTAVE)
    centres = _LOWEST_HZ * 2.0 ** (np.arange(steps + 2) / _BANDS_PER_OCTAVE)
    at = np.unique(np.round(centres * WINDOW / rate).astype(int))
    at = at[at < bins]
    bank = np.zeros((bins, len(at) - 2), np.float32)
    for band, (low, middle, high) in enumerate(zip(at, at[1:], at[2:], strict=False)):
        bank[low : middle + 1, band] = np.linspace(0, 1, middle - low + 1)
        bank[middle : high + 1, band] = np.linspace(1, 0, high - middle + 1)
    return bank
