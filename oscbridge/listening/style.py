"""Notes → figures that tell composers apart: pitches in their key, steps, chords, rhythm, register.

Only where a note begins and which it is counts. How long and how loud it is played, and how fast,
is the player's or the editor's, and would tell one collection of files from another.

The figures are shares and means of the kind that jSymbolic counts (McKay and Fujinaga, 2006); the
key is Krumhansl and Kessler's best-fitting profile (1982).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SEGMENT_BEATS = 64.0
"""What one set of figures is counted over, unless a piece is shorter."""

_MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
_TOGETHER_BEATS = 1.0 / 24.0
_GAPS_BEATS = np.array([0.14, 0.21, 0.29, 0.42, 0.6, 0.71, 0.9, 1.25, 1.75, 2.5])
_FEWEST_NOTES = 24

Figures = NDArray[np.float32]


def segments(starts_beats: NDArray[np.float64], pitches: NDArray[np.int64]) -> list[Figures]:
    """The figures of each 64 beats, every 32 beats, where there are notes enough.

    Args:
        starts_beats: [N] where notes begin, in quarter notes.
        pitches: [N] MIDI note numbers.
    """
    order = np.lexsort((pitches, starts_beats))
    starts, pitches = starts_beats[order], pitches[order]
    found = []
    end = float(starts[-1]) if len(starts) else 0.0
    begin = float(starts[0]) if len(starts) else 0.0
    while True:
        first, last = np.searchsorted(starts, [begin, begin + SEGMENT_BEATS])
        if last - first >= _FEWEST_NOTES:
            found.append(figures(starts[first:last], pitches[first:last]))
        begin += SEGMENT_BEATS / 2
        if begin + SEGMENT_BEATS / 2 >= end:
            return found


def figures(starts: NDArray[np.float64], pitches: NDArray[np.int64]) -> Figures:
    """[F] figures of notes that are sorted by start, then pitch."""
    gaps = np.diff(starts, prepend=starts[0] - 1.0)
    heads = np.flatnonzero(gaps > _TOGETHER_BEATS)
    sizes = np.diff(np.append(heads, len(starts)))
    group = np.repeat(np.arange(len(heads)), sizes)
    top = np.maximum.reduceat(pitches, heads)
    bass = np.minimum.reduceat(pitches, heads)
    tonic, minor, clarity = _key(pitches)
    degrees = (pitches - tonic) % 12
    at = starts[heads]
    steps = np.diff(at)
    middle = np.median(pitches)
    upper = top[top >= middle]
    lower = bass[bass < middle]
    per_beat = len(starts) / max(1.0, starts[-1] - starts[0])
    parts = [
        _shares(degrees, 12) * (1 - minor),
        _shares(degrees, 12) * minor,
        _shares((bass - tonic) % 12, 12),
        _shares((top - tonic) % 12, 12),
        _shares(np.clip(np.diff(upper), -13, 13) + 13, 27),
        _shares(np.clip(np.diff(lower), -13, 13) + 13, 27),
        _shares(np.clip(np.diff(top), -13, 13) + 13, 27),
        _shares((pitches - bass[group])[pitches > bass[group]] % 12, 12),
        _shares(np.clip((pitches - bass[group]), 0, 40)[pitches > bass[group]] // 4, 11),
        _shares(np.minimum(sizes, 7) - 1, 7),
        _shares(np.searchsorted(_GAPS_BEATS, steps), 11),
        _shares(np.round((at % 1.0) * 12).astype(np.int64) % 12, 12),
        _shares(np.round((starts % 1.0) * 12).astype(np.int64) % 12, 12),
        _shares(np.clip(pitches // 6 - 3, 0, 15), 16),
        _pairs(degrees, group),
        _changes((bass - tonic) % 12),
        np.array(
            [
                minor,
                clarity,
                np.log(per_beat),
                np.log(len(heads) / max(1.0, at[-1] - at[0])),
                *((pitches.mean() - 60) / 12, pitches.std() / 12),
                *((top.mean() - 60) / 12, top.std() / 12, (bass.mean() - 60) / 12),
                *(bass.std() / 12, float((top - bass).mean()) / 12),
                float(np.mean(np.diff(top) == 0)) if len(top) > 1 else 0.0,
                float(np.mean(np.isin(pitches - bass[group], (12, 24)))),
                _turning(top),
                _turning(bass),
                _entropy(_shares(degrees, 12)),
                _entropy(_shares(np.searchsorted(_GAPS_BEATS, steps), 11)),
                float(np.mean(np.abs(np.diff(top)))) / 12 if len(top) > 1 else 0.0,
                tonic in (1, 3, 6, 8, 10),
            ]
        ),
    ]
    return np.concatenate([np.asarray(part, np.float32).ravel() for part in parts])


def _key(pitches: NDArray[np.int64]) -> tuple[int, float, float]:
    """(tonic, 1 for minor, how much better than the mean of all keys)."""
    counts = np.bincount(pitches % 12, minlength=12).astype(np.float64)
    fits = []
    for profile in (_MAJOR, _MINOR):
        for tonic in range(12):
            turned = np.roll(profile, tonic)
            fits.append(float(np.corrcoef(counts, turned)[0, 1]) if counts.std() > 0 else 0.0)
    best = int(np.argmax(fits))
    return best % 12, float(best >= 12), fits[best] - float(np.mean(fits))


def _shares(values: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    # Square roots of shares: rare things count for more (the Hellinger distance).
    counts = np.bincount(np.asarray(values, np.int64), minlength=size)[:size].astype(np.float64)
    return np.asarray(np.sqrt(counts / max(1.0, counts.sum())))


def _pairs(degrees: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """[12, 12] which degree follows which, from one onset's lowest note to the next one's."""
    heads = np.flatnonzero(np.diff(group, prepend=-1))
    tops = np.append(heads[1:], len(group)) - 1
    line = degrees[tops]
    return _shares(line[:-1] * 12 + line[1:], 144)


def _changes(bass: NDArray[np.int64]) -> NDArray[np.float64]:
    """[12] by how much the bass moves, round the octave."""
    return _shares(np.diff(bass) % 12, 12)


def _turning(line: NDArray[np.int64]) -> float:
    steps = np.sign(np.diff(line))
    return float(np.mean(steps[1:] * steps[:-1] < 0)) if len(steps) > 1 else 0.0


def _entropy(roots: NDArray[np.float64]) -> float:
    shares = np.square(roots)
    return float(-np.sum(shares * np.log(shares + 1e-9)))
