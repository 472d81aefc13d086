"""Notes → features that tell composers apart: harmony, lines, texture, rhythm, register.

Only where a note begins and which it is counts. How long and how loud it is played, and how fast,
is the player's or the editor's, and would tell one collection of files from another. How long a
piece is does not count either: features are those of 64 written beats, or of the heard notes of
30 seconds, and a piece is the mean of what its parts say.

Shares and means of the kind that jSymbolic counts (McKay and Fujinaga, 2006), short sequences of
intervals and of rhythm as in the n-gram models of composers (Wołkowicz, Kulka and Kešelj, 2008),
and chords by templates; the key is Krumhansl and Kessler's best-fitting profile (1982). Pitches
count from the key's tonic, and rhythm in proportions, so transposing or a steady other tempo
changes only the features of register.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEGMENT_BEATS = 64.0
"""What one set of written features is counted over, unless a piece is shorter."""
FEWEST_NOTES = 24

_MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
_WRITTEN_TOGETHER_BEATS = 1.0 / 24.0
_HEARD_TOGETHER_S = 0.04
_GRIDS = (12, 16)
"""Parts of a beat on which written notes begin."""
_OFF_GRID_BEATS = 0.011
_ON_GRID = 0.7
"""Share of notes. Of 308 written files three have less; of notes at random moments 0.5 to 0.57."""
_USUAL_BEAT_S = 0.5
_GAPS_BEATS = np.array([0.14, 0.21, 0.29, 0.42, 0.6, 0.71, 0.9, 1.25, 1.75, 2.5])
_FEW_GAPS_BEATS = np.array([0.21, 0.29, 0.42, 0.71, 1.25])
_RATIOS = np.array([-1.8, -1.3, -0.8, -0.3, 0.3, 0.8, 1.3, 1.8])
_FEW_RATIOS = np.array([-1.3, -0.3, 0.3, 1.3])
_BESIDE_USUAL = np.array([-2.2, -1.3, -0.8, -0.3, 0.3, 0.8, 1.3, 2.2])
_STEP_KINDS = np.array([-7.5, -2.5, -0.5, 0.5, 2.5, 7.5])
_CHORDS = (
    *((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 6), (0, 3, 6, 9), (0, 3, 7, 10)),
    *((0, 4, 7, 11), (0, 3, 6, 10), (0, 4, 8), (0, 2, 7), (0, 5, 7)),
)
_ORDERS = {order: index for index, order in enumerate(permutations(range(4)))}
_NOTES_OF_A_KEY = 60
"""So many notes are asked for a local key."""

Features = NDArray[np.float32]
Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]


def _profiles() -> Numbers:
    turned = np.stack([np.roll(profile, t) for profile in (_MAJOR, _MINOR) for t in range(12)])
    centred = turned - turned.mean(1, keepdims=True)
    return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True))


def _templates() -> Numbers:
    rows = []
    for chord in _CHORDS:
        row = np.array([1.0 if degree in chord else -0.6 for degree in range(12)])
        rows += [np.roll(row, root) / np.sqrt(len(chord)) for root in range(12)]
    return np.stack(rows)


_KEYS = _profiles()
_CHORD_ROOTS = _templates()
"""[11 kinds · 12 roots, 12]."""


def segments(starts_beats: Numbers, pitches: Integers) -> list[Features]:
    """The features of each 64 written beats, every 32 beats, where there are notes enough.

    Args:
        starts_beats: [N] where notes begin, in quarter notes.
        pitches: [N] MIDI note numbers.
    """
    parts = _parts(starts_beats, pitches)
    return [features(starts, own) for starts, own in parts if len(own) >= FEWEST_NOTES]


def played_segments(starts_beats: Numbers, pitches: Integers) -> list[Features]:
    """The same for a file whose beats mean nothing, as heard features: a beat is half a second."""
    parts = _parts(starts_beats, pitches)
    found = [heard_features(starts * _USUAL_BEAT_S, own) for starts, own in parts]
    return [one for one in found if one is not None]


def is_on_grid(starts_beats: Numbers) -> bool:
    """Whether notes begin on parts of beats: somebody wrote them, and did not only play."""
    off = [np.abs(starts_beats * part - np.round(starts_beats * part)) / part for part in _GRIDS]
    return float((np.minimum(*off) <= _OFF_GRID_BEATS).mean()) >= _ON_GRID


def _parts(starts: Numbers, pitches: Integers) -> Iterator[tuple[Numbers, Integers]]:
    order = np.lexsort((pitches, starts))
    starts, pitches = starts[order], pitches[order]
    end = float(starts[-1]) if len(starts) else 0.0
    begin = float(starts[0]) if len(starts) else 0.0
    while True:
        first, last = np.searchsorted(starts, [begin, begin + SEGMENT_BEATS])
        yield starts[first:last], pitches[first:last]
        begin += SEGMENT_BEATS / 2
        if begin + SEGMENT_BEATS / 2 >= end:
            return


def features(starts: Numbers, pitches: Integers) -> Features:
    """[F] features of written notes; starts in beats, sorted, of one start by pitch."""
    return _joined(blocks(starts, pitches, in_beats=True))


def heard_features(starts_s: Numbers, pitches: Integers) -> Features | None:
    """[G] features of notes that were heard, in any order; None where they are too few.

    Nothing here depends on the tempo.
    """
    if len(starts_s) < FEWEST_NOTES:
        return None
    order = np.lexsort((pitches, starts_s))
    return _joined(blocks(starts_s[order], pitches[order], in_beats=False))


def block_sizes(*, in_beats: bool) -> list[int]:
    """How many features each block has, in their order."""
    starts = np.arange(FEWEST_NOTES, dtype=np.float64)
    some = blocks(starts, np.full(FEWEST_NOTES, 60), in_beats=in_beats)
    return [part.size for part in some.values()]


def _joined(parts: dict[str, Numbers]) -> Features:
    return np.concatenate([np.asarray(part, np.float32) for part in parts.values()])


def blocks(starts: Numbers, pitches: Integers, *, in_beats: bool) -> dict[str, Numbers]:
    """Features by what they are of, for notes that are sorted by start, then pitch.

    Args:
        starts: in beats or seconds.
        pitches: MIDI note numbers.
        in_beats: whether starts lie on a grid of beats: then there are features of that, too.
    """
    together = _WRITTEN_TOGETHER_BEATS if in_beats else _HEARD_TOGETHER_S
    heads = np.flatnonzero(np.diff(starts, prepend=starts[0] - 9.0) > together)
    sizes = np.diff(np.append(heads, len(starts)))
    group = np.repeat(np.arange(len(heads)), sizes)
    pitches = pitches[np.lexsort((pitches, group))]
    at = starts[heads]
    gaps = np.diff(at)
    bass, top = pitches[heads], pitches[np.append(heads[1:], len(pitches)) - 1]
    fits = _key_fits(np.bincount(pitches % 12, minlength=12)[None])[0]
    tonic, minor = int(fits.argmax()) % 12, float(fits.argmax() >= 12)
    middle = np.median(pitches)
    found = {
        **_degrees(pitches, bass, top, tonic, minor),
        **_lines(pitches, bass, top, tonic, middle),
        **_texture(pitches, bass, top, sizes, group),
        **_rhythm(gaps),
    }
    harmony, changes = _harmony(starts, pitches, gaps, tonic)
    found |= harmony
    found |= _local_keys(pitches, tonic)
    found["means"] = np.array(
        [minor, fits.max() - fits.mean(), *changes, *_means(starts, pitches, bass, top, group)]
    )
    found["gap means"] = np.array(
        [
            np.log(gaps.mean() / max(1e-6, float(np.median(gaps)))) if len(gaps) else 0.0,
            gaps.std() / max(1e-6, float(gaps.mean())) if len(gaps) else 0.0,
        ]
    )
    if in_beats:
        found |= _grid(starts, at, gaps, bass, middle)
    return found


def _degrees(
    pitches: Integers, bass: Integers, top: Integers, tonic: int, minor: float
) -> dict[str, Numbers]:
    degrees = _shares((pitches - tonic) % 12, 12)
    line = (top - tonic) % 12
    return {
        "degrees": np.concatenate([degrees * (1 - minor), degrees * minor]),
        "bass degrees": _shares((bass - tonic) % 12, 12),
        "top degrees": _shares(line, 12),
        "top pairs": _shares(line[:-1] * 12 + line[1:], 144),
        "bass changes": _shares(np.diff(bass) % 12, 12),
    }


def _lines(
    pitches: Integers, bass: Integers, top: Integers, tonic: int, middle: Any
) -> dict[str, Numbers]:
    """Steps of the outer voices, alone, in twos and threes, and against each other."""
    above = np.searchsorted(_STEP_KINDS, np.diff(top))
    below = np.searchsorted(_STEP_KINDS, np.diff(bass))
    return {
        "upper steps": _steps(top[top >= middle]),
        "lower steps": _steps(bass[bass < middle]),
        "top steps": _steps(top),
        "bass steps": _steps(bass),
        "bass shapes": _shapes(bass),
        "top shapes": _shapes(top),
        "top threes": _shares(above[:-2] * 49 + above[1:-1] * 7 + above[2:], 343),
        "bass twos": _shares(below[:-1] * 7 + below[1:], 49),
        "motion": _shares(np.sign(np.diff(top)) * 3 + np.sign(np.diff(bass)) + 4, 9),
        "register": _shares(np.clip(pitches // 4 - 5, 0, 21), 22),
        "top register": _shares(np.clip(top // 4 - 5, 0, 21), 22),
        "bass register": _shares(np.clip(bass // 4 - 5, 0, 21), 22),
    }


def _texture(
    pitches: Integers, bass: Integers, top: Integers, sizes: Integers, group: Integers
) -> dict[str, Numbers]:
    height = pitches - bass[group]
    height = height[height > 0]
    within = np.diff(group) == 0
    apart = np.diff(pitches)[within]
    return {
        "above bass": _shares(height % 12, 12),
        "height": _shares(np.clip(height, 0, 43) // 2, 22),
        "spacing": _shares(np.clip(apart, 0, 25), 26),
        "sizes": _shares(np.minimum(sizes, 8) - 1, 8),
        "texture": np.array(
            [
                *(float(sizes.mean()), float(sizes.std())),
                float(np.isin(top - bass, (12, 24)).mean()),
                float((top - bass == 12).mean()),
                float((apart == 12).mean()) if len(apart) else 0.0,
                float(np.isin(pitches - bass[group], (12, 24)).mean()),
            ]
        ),
    }


def _rhythm(gaps: Numbers) -> dict[str, Numbers]:
    """From one onset to the next, beside the one before and beside the usual one."""
    ratios = np.log2(gaps[1:] / gaps[:-1])
    few = np.searchsorted(_FEW_RATIOS, ratios)
    usual = float(np.median(gaps)) if len(gaps) else 1.0
    return {
        "ratios": _shares(np.searchsorted(_RATIOS, ratios), 9),
        "ratio twos": _shares(few[:-1] * 5 + few[1:], 25),
        "ratio threes": _shares(few[:-2] * 25 + few[1:-1] * 5 + few[2:], 125),
        "beside usual": _shares(np.searchsorted(_BESIDE_USUAL, np.log2(gaps / usual)), 9),
    }


def _harmony(
    starts: Numbers, pitches: Integers, gaps: Numbers, tonic: int
) -> tuple[dict[str, Numbers], list[float]]:
    """Chords of about four onsets each, by template; how much they change."""
    length = max(1e-6, float(starts[-1] - starts[0]))
    count = max(4, int(length / (4 * gaps.mean() + 1e-9))) if len(gaps) else 4
    number = np.clip(((starts - starts[0]) / length * count).astype(int), 0, count - 1)
    heard = np.zeros((count, 12))
    np.add.at(heard, (number, pitches % 12), 1.0)
    lowest = np.full(count, 200)
    np.minimum.at(lowest, number, pitches)
    alive = heard.sum(1) >= 2
    heard, lowest = np.minimum(heard[alive], 2.0), lowest[alive]
    best = (heard @ _CHORD_ROOTS.T).argmax(1) if len(heard) else np.zeros(0, np.int64)
    kind, root = best // 12, best % 12
    few = np.minimum(kind, 3)
    moves = np.diff(root) % 12
    lengths = np.linalg.norm(heard, axis=1)
    alike = (heard[1:] * heard[:-1]).sum(1) / np.maximum(1e-9, lengths[1:] * lengths[:-1])
    found = {
        "chords": _shares(kind, 11),
        "inversions": _shares((lowest - root) % 12, 12),
        "chords in key": _shares(few * 12 + (root - tonic) % 12, 48),
        "roots": _shares(moves, 12),
        "chord changes": _shares(moves * 4 + few[1:], 48),
        "chord sizes": _shares(np.clip((heard > 0).sum(1), 1, 9) - 1, 9),
    }
    if len(moves) == 0:
        return found, [0.0, 0.0, 0.0]
    return found, [float(alike.mean()), float(alike.std()), float((np.diff(best) == 0).mean())]


def _local_keys(pitches: Integers, tonic: int) -> dict[str, Numbers]:
    count = max(1, round(len(pitches) / _NOTES_OF_A_KEY))
    part = np.arange(len(pitches)) * count // len(pitches)
    heard = np.zeros((count, 12))
    np.add.at(heard, (part, pitches % 12), 1.0)
    fits = _key_fits(heard)
    keys = fits.argmax(1)
    tonics, minor = keys % 12, (keys >= 12)[part]
    degrees = (pitches - tonics[part]) % 12
    return {
        "keys": np.concatenate(
            [
                _shares((tonics - tonic) % 12, 12),
                np.array(
                    [
                        *(len(np.unique(keys)) / count, float((keys >= 12).mean())),
                        float(fits.max(1).mean()),
                        float((np.diff(keys) != 0).mean()) if count > 1 else 0.0,
                    ]
                ),
            ]
        ),
        "local degrees": np.concatenate(
            [_shares(degrees[~minor], 12), _shares(degrees[minor], 12)]
        ),
    }


def _means(
    starts: Numbers, pitches: Integers, bass: Integers, top: Integers, group: Integers
) -> list[float]:
    density = np.histogram(starts, bins=max(4, len(starts) // 25))[0]
    several = len(top) > 1
    return [
        *(float(pitches.mean()) / 12, float(pitches.std()) / 12),
        *(float(top.mean()) / 12, float(top.std()) / 12),
        *(float(bass.mean()) / 12, float(bass.std()) / 12),
        *(float((top - bass).mean()) / 12, float((top - bass).std()) / 12),
        float((np.diff(top) == 0).mean()) if several else 0.0,
        *(_turning(top), _turning(bass)),
        float(np.abs(np.diff(top)).mean()) / 12 if several else 0.0,
        float(np.abs(np.diff(bass)).mean()) / 12 if several else 0.0,
        float(density.std() / max(1e-9, density.mean())),
        *(float((bass < 40).mean()), float((top > 84).mean())),
        *(float(pitches.max()) / 12, float(pitches.min()) / 12),
    ]


def _grid(
    starts: Numbers, at: Numbers, gaps: Numbers, bass: Integers, middle: Any
) -> dict[str, Numbers]:
    """What only written beats tell."""
    length = max(1.0, float(at[-1] - at[0]))
    few = np.searchsorted(_FEW_GAPS_BEATS, gaps)
    quarter = np.round((at % 1.0) * 4).astype(np.int64) % 4
    return {
        "pace": np.array([np.log(len(starts) / length), np.log(len(at) / length)]),
        "gaps": _shares(np.searchsorted(_GAPS_BEATS, gaps), 11),
        "gap twos": _shares(few[:-1] * 6 + few[1:], 36),
        "phases": _shares(np.round((at % 1.0) * 12).astype(np.int64) % 12, 12),
        "note phases": _shares(np.round((starts % 1.0) * 12).astype(np.int64) % 12, 12),
        "bass phases": _shares(quarter[bass < middle], 4),
    }


def _key_fits(counts: NDArray[Any]) -> Numbers:
    """[n, 12] → [n, 24] correlations with all keys, twelve major ones first."""
    centred = counts - counts.mean(1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray((centred / np.maximum(lengths, 1e-9)) @ _KEYS.T)


def _shares(values: NDArray[Any], size: int) -> Numbers:
    # Square roots of shares: rare things count for more (the Hellinger distance).
    counts = np.bincount(np.asarray(values, np.int64), minlength=size)[:size].astype(np.float64)
    return np.asarray(np.sqrt(counts / max(1.0, counts.sum())))


def _steps(line: Integers) -> Numbers:
    return _shares(np.clip(np.diff(line), -13, 13) + 13, 27)


def _shapes(line: Integers) -> Numbers:
    """[26]: how four in a row lie; one bin for a repeated note and one for anything with ties."""
    if len(line) < 4:
        return np.zeros(26)
    kinds = []
    for four in np.lib.stride_tricks.sliding_window_view(line, 4).tolist():
        different = len(set(four))
        if different == 4:
            ranked = sorted(four)
            kinds.append(_ORDERS[tuple(ranked.index(pitch) for pitch in four)])
        else:
            kinds.append(24 if different == 1 else 25)
    return _shares(np.array(kinds), 26)


def _turning(line: Integers) -> float:
    steps = np.sign(np.diff(line))
    return float(np.mean(steps[1:] * steps[:-1] < 0)) if len(steps) > 1 else 0.0
