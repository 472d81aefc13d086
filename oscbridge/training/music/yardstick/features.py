"""Hand-made features of a phrase, in seconds and pitches: what the judge hears.

Nothing here needs a bar grid, so that a played clip and a notated phrase give the same kind of
numbers. ``TIMED`` features move with the tempo, ``LOUD`` ones with the velocities.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from oscbridge.music.keys import MAJOR_SCALE, MINOR_SCALE
from oscbridge.training.music.yardstick.cues import consonance, key_scores
from oscbridge.training.music.yardstick.sheet import Numbers, Sheet

LOUD = ("velocity_mean", "velocity_spread")
COMMON_TEMPO = 120.0
"""Every phrase is read at this tempo where the tempo shall not be heard."""
_TRIADS = {"major_triads": (0, 4, 7), "minor_triads": (0, 3, 7), "diminished": (0, 3, 6)}


def _spread(values: Numbers) -> float:
    return float(values.std()) if len(values) else 0.0


def _mean(values: Numbers, empty: float = 0.0) -> float:
    return float(values.mean()) if len(values) else empty


def features(sheet: Sheet, *, tempo: bool = True) -> dict[str, float]:
    """Every feature by name; NaN for loudness where the velocities say nothing.

    Args:
        sheet: the phrase.
        tempo: False reads it at ``COMMON_TEMPO`` (a clip whose tempo is unknown stays as played).
    """
    if not tempo and sheet.has_tempo:
        sheet = replace(sheet, tempo_bpm=COMMON_TEMPO)
    second = 60.0 / sheet.tempo_bpm
    pitch = sheet.pitch.astype(np.float64)
    gaps = np.diff(sheet.onsets) * second
    lengths = sheet.length * second
    # How much of the way to the next onset a note sounds: staccato below 1, pedalled above.
    following = (
        np.append(gaps, max(0.05, sheet.seconds - sheet.onsets[-1] * second))
        if len(sheet.onsets)
        else np.zeros(0)
    )
    reach = np.log2(0.05 + lengths / np.maximum(following[sheet.chord], 0.05))
    major, minor = key_scores(sheet.weights)
    is_minor = minor.max() > major.max()
    tonic = int(np.argmax(minor if is_minor else major))
    share = np.roll(sheet.weights, -tonic) / max(float(sheet.weights.sum()), 1e-9)
    scale = MINOR_SCALE if is_minor else MAJOR_SCALE
    used = share[share > 0]
    top = sheet.top.astype(np.float64)
    moves = np.abs(np.diff(top))
    low = np.full(len(sheet.onsets), 127.0)
    np.minimum.at(low, sheet.chord, pitch)
    size = np.bincount(sheet.chord, minlength=len(sheet.onsets)).astype(np.float64)
    found = {
        "notes_per_second": float(np.log2(0.1 + len(pitch) / sheet.seconds)),
        "onsets_per_second": float(np.log2(0.1 + len(sheet.onsets) / sheet.seconds)),
        "gap_spread": _spread(np.log2(0.02 + gaps)),
        "shortest_gaps": float(np.log2(0.02 + np.percentile(gaps, 10))) if len(gaps) else 2.0,
        "length": _mean(np.log2(0.02 + lengths)),
        "length_spread": _spread(np.log2(0.02 + lengths)),
        "reach": _mean(reach),
        "short_share": _mean((reach < np.log2(0.65)).astype(np.float64)),
        "sounding": float(np.log2(0.1 + lengths.sum() / sheet.seconds)),
        "notes_per_onset": _mean(size),
        "pitch": _mean(pitch, 60.0) / 12,
        "pitch_spread": _spread(pitch) / 12,
        "top": _mean(top, 60.0) / 12,
        "bottom": _mean(low, 60.0) / 12,
        "bass_share": _mean((pitch < 48).astype(np.float64)),
        "high_share": _mean((pitch >= 76).astype(np.float64)),
        "range": float(np.ptp(pitch)) / 12 if len(pitch) else 0.0,
        "mode": float(major.max() - minor.max()),
        "minor": float(is_minor),
        "key_clarity": float(max(major.max(), minor.max())),
        "third": float(share[4] - share[3]),
        "sixth": float(share[9] - share[8]),
        "seventh": float(share[11] - share[10]),
        "second_flat": float(share[1]),
        "tritone": float(share[6]),
        "tonic": float(share[0]),
        "fifth": float(share[7]),
        "scale_share": float(share[list(scale)].sum()),
        "entropy": float(-(used * np.log2(used)).sum()),
        "consonance": consonance(sheet),
        "steps": _mean((moves <= 2).astype(np.float64)),
        "leaps": _mean((moves > 7).astype(np.float64)),
        "same_top": _mean((moves == 0).astype(np.float64)),
        "velocity_mean": _mean(sheet.velocity, 64.0) / 127 if sheet.has_loudness else np.nan,
        "velocity_spread": _spread(sheet.velocity) / 127 if sheet.has_loudness else np.nan,
    }
    return found | _chords(sheet)


def _chords(sheet: Sheet) -> dict[str, float]:
    """Share of the chords that hold a triad of each kind, on any root."""
    sounding = sheet.sounding
    return {
        name: float(
            np.any(
                [
                    sounding[:, [(root + step) % 12 for step in steps]].all(axis=1)
                    for root in range(12)
                ],
                axis=0,
            ).mean()
        )
        if len(sounding)
        else 0.0
        for name, steps in _TRIADS.items()
    }


def table(sheets: list[Sheet], *, tempo: bool = True) -> tuple[tuple[str, ...], Numbers]:
    """(names, ``[phrases, features]``)."""
    rows = [features(one, tempo=tempo) for one in sheets]
    names = tuple(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows])
