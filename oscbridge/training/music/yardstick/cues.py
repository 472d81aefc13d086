"""The cues by which music carries feeling, measured on a phrase.

Which cue goes with which dimension: A. Gabrielsson & E. Lindström, "The role of structure in the
musical expression of emotions", in Juslin & Sloboda (eds.), Handbook of Music and Emotion (2010).
"""

from __future__ import annotations

import numpy as np

from oscbridge.music.keys import MAJOR_PROFILE, MINOR_PROFILE
from oscbridge.training.music.yardstick.sheet import Numbers, Sheet

AROUSAL_CUES = ("density", "tempo", "loudness", "register")
VALENCE_CUES = ("mode", "key_clarity", "consonance")
UNITS = {
    "density": "notes a second",
    "tempo": "quarter notes a minute",
    "loudness": "mean velocity",
    "register": "mean pitch, MIDI",
    "mode": "best major − best minor correlation",
    "key_clarity": "best correlation with a key",
    "consonance": "share of sounding pairs without seconds, sevenths, tritones",
}
DISSONANT = np.isin(np.arange(12), (1, 2, 6, 10, 11))


def _profiles(profile: tuple[float, ...]) -> Numbers:
    rows = np.array([np.roll(profile, tonic) for tonic in range(12)])
    rows -= rows.mean(axis=1, keepdims=True)
    unit: Numbers = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


_MAJOR, _MINOR = _profiles(MAJOR_PROFILE), _profiles(MINOR_PROFILE)


def key_scores(weights: Numbers) -> tuple[Numbers, Numbers]:
    """Correlation of pitch-class weights ``[12]`` with each major and each minor key, ``[12]`` each
    (Krumhansl–Schmuckler); zeros where there is nothing.
    """
    centred = weights - weights.mean()
    norm = float(np.linalg.norm(centred))
    if norm < 1e-9:
        return np.zeros(12), np.zeros(12)
    return _MAJOR @ (centred / norm), _MINOR @ (centred / norm)


def consonance(sheet: Sheet) -> float:
    """Share, in time, of the pairs of pitches sounding together that are not dissonant; 1 where
    nothing sounds together.
    """
    begin = np.maximum(sheet.start[:, None], sheet.start[None, :])
    overlap = np.minimum(sheet.end[:, None], sheet.end[None, :]) - begin
    apart = np.abs(sheet.pitch[:, None] - sheet.pitch[None, :])
    pairs = np.triu(np.clip(overlap, 0.0, None), 1) * (apart > 0)
    total = float(pairs.sum())
    return 1.0 - float(pairs[DISSONANT[apart % 12]].sum()) / total if total > 1e-9 else 1.0


def cues(sheet: Sheet) -> dict[str, float]:
    """Every cue of ``AROUSAL_CUES`` and ``VALENCE_CUES``; a silent phrase has no register and no
    loudness (middle C, 0).
    """
    major, minor = key_scores(sheet.weights)
    silent = not len(sheet.start)
    return {
        "density": len(sheet.start) / sheet.seconds,
        "tempo": sheet.tempo_bpm,
        "loudness": 0.0 if silent else float(sheet.velocity.mean()),
        "register": 60.0 if silent else float(sheet.pitch.mean()),
        "mode": float(major.max() - minor.max()),
        "key_clarity": float(max(major.max(), minor.max())),
        "consonance": consonance(sheet),
    }
