"""How alike two sets of music are: distances within and between, as densities that overlap.

After L.-C. Yang & A. Lerch, "On the evaluation of generative models in music", Neural Computing and
Applications 32 (2020): nine features of each piece; Euclidean distances between all pairs within
the human set (intra) and between the two sets (inter); each list of distances smoothed to a density
by Gaussian kernels with Scott's bandwidth; overlapping area and Kullback–Leibler divergence of the
two densities. Both densities are read here on one common axis. An onset interval here is from chord
to chord, in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oscbridge.training.music.yardstick.sheet import Numbers, Sheet

LENGTHS = (4, 2, 1, 0.5, 0.25, 3, 1.5, 0.75, 0.375, 4 / 3, 2 / 3, 1 / 3)
"""Beats of the twelve classes of the note length histogram: whole to sixteenth, dotted half to
dotted sixteenth, half, quarter and eighth of a triplet."""
FEATURES = (
    "pitch_count",
    "pitch_class_histogram",
    "pitch_class_transitions",
    "pitch_range",
    "pitch_interval",
    "note_count",
    "onset_interval",
    "note_length_histogram",
    "note_length_transitions",
)
_POINTS = 1024


def yang_lerch(sheet: Sheet) -> dict[str, Numbers]:
    """The nine features of one phrase, each a vector."""
    pitch = sheet.pitch
    pitch_class = pitch % 12
    size = np.abs(np.log(sheet.length[:, None] / np.array(LENGTHS)[None]))
    kind = size.argmin(axis=1) if len(pitch) else np.zeros(0, dtype=np.int64)
    gaps = np.diff(sheet.onsets) * 60.0 / sheet.tempo_bpm
    return {
        "pitch_count": np.array([float(len(np.unique(pitch)))]),
        "pitch_class_histogram": _shares(pitch_class, 12),
        "pitch_class_transitions": _moves(pitch_class, 12),
        "pitch_range": np.array([float(np.ptp(pitch)) if len(pitch) else 0.0]),
        "pitch_interval": np.array(
            [float(np.abs(np.diff(pitch)).mean()) if len(pitch) > 1 else 0.0]
        ),
        "note_count": np.array([float(len(pitch))]),
        "onset_interval": np.array([float(gaps.mean()) if len(gaps) else sheet.seconds]),
        "note_length_histogram": _shares(kind, len(LENGTHS)),
        "note_length_transitions": _moves(kind, len(LENGTHS)),
    }


def _shares(values: NDArray[np.int64], size: int) -> Numbers:
    counts: Numbers = np.bincount(values, minlength=size).astype(np.float64)
    shares: Numbers = counts / max(1.0, float(counts.sum()))
    return shares


def _moves(values: NDArray[np.int64], size: int) -> Numbers:
    return _shares(values[:-1] * size + values[1:], size * size)


def columns(sheets: Sequence[Sheet]) -> dict[str, Numbers]:
    """Feature → ``[phrases, dimensions]``."""
    rows = [yang_lerch(one) for one in sheets]
    return {name: np.stack([row[name] for row in rows]) for name in FEATURES}


def densities(first: Numbers, second: Numbers) -> tuple[Numbers, Numbers, float]:
    """Two lists of distances as densities on one axis: (first, second, step of the axis)."""
    from scipy.ndimage import gaussian_filter1d

    widths = [max(float(v.std()) * len(v) ** -0.2, 1e-9) for v in (first, second)]
    together = np.concatenate([first, second])
    span = max(float(np.ptp(together)), 1e-6)
    # A list that never varies is a spike: it gets the width of a few points of the axis.
    widths = [max(width, span / 200) for width in widths]
    low, high = together.min() - 4 * max(widths), together.max() + 4 * max(widths)
    step = (high - low) / _POINTS
    made = []
    for values, width in zip((first, second), widths, strict=True):
        counts, _ = np.histogram(values, bins=_POINTS, range=(low, high))
        smooth = gaussian_filter1d(counts / len(values), width / step, mode="constant")
        made.append(smooth / (smooth.sum() * step))
    return made[0], made[1], float(step)


def overlap_and_divergence(first: Numbers, second: Numbers) -> tuple[float, float]:
    """(overlapping area, 1 for the same density; Kullback–Leibler divergence in nats of the second
    from the first, 0 for the same).
    """
    one, other, step = densities(first, second)
    area = float(np.minimum(one, other).sum() * step)
    floor = 1e-10
    ratio = np.log((one + floor) / (other + floor))
    return area, float((one * ratio).sum() * step)


def compared(
    human: dict[str, Numbers], other: dict[str, Numbers]
) -> dict[str, tuple[float, float]]:
    """Feature → (overlapping area, divergence) of the human set's intra-set distances and the
    inter-set distances.
    """
    from scipy.spatial.distance import cdist, pdist

    return {
        name: overlap_and_divergence(
            pdist(human[name]), cdist(human[name], other[name]).reshape(-1)
        )
        for name in FEATURES
    }
