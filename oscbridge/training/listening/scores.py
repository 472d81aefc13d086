"""How many notes and beats were heard rightly, in the field's own measures (mir_eval)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.notes import HeardNote

ONSET_TOLERANCE_S = 0.05
PITCH_TOLERANCE_CENTS = 50.0


def note_scores(true: Sequence[HeardNote], heard: Sequence[HeardNote]) -> dict[str, float]:
    """``f1``, ``precision`` and ``recall`` of notes: start within 50 ms, pitch within 50 cents.

    Ends are not looked at (``mir_eval.transcription`` without offsets).
    """
    from mir_eval import transcription

    if not heard or not true:
        return {"f1": 0.0, "precision": 0.0, "recall": 0.0}
    precision, recall, f1, _ = transcription.precision_recall_f1_overlap(
        *_arrays(true),
        *_arrays(heard),
        onset_tolerance=ONSET_TOLERANCE_S,
        pitch_tolerance=PITCH_TOLERANCE_CENTS,
        offset_ratio=None,
    )
    return {"f1": float(f1), "precision": float(precision), "recall": float(recall)}


def beat_score(true: Sequence[float], heard: Sequence[float]) -> float:
    """F-measure of beats within 70 ms, from the sixth second on (``mir_eval.beat``'s custom)."""
    from mir_eval import beat

    trimmed = [beat.trim_beats(np.array(times, dtype=np.float64)) for times in (true, heard)]
    return float(beat.f_measure(*trimmed)) if all(len(times) for times in trimmed) else 0.0


def with_interval(values: Sequence[float], seed: int = 0) -> dict[str, float]:
    """Median over pieces with a 95 % bootstrap interval, and the mean."""
    sample: NDArray[np.float64] = np.array(values, dtype=np.float64)
    rng = np.random.default_rng(seed)
    drawn = np.median(rng.choice(sample, (2000, len(sample))), axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return {
        "median": float(np.median(sample)),
        "low": float(low),
        "high": float(high),
        "mean": float(sample.mean()),
    }


def _arrays(notes: Sequence[HeardNote]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    times = np.array([(note.start_s, note.end_s) for note in notes])
    pitches = np.array([note.pitch for note in notes], dtype=np.float64)
    return times, 440.0 * 2.0 ** ((pitches - 69.0) / 12.0)
