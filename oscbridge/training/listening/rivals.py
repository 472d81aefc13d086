"""What others make of the same sound: librosa's pYIN, and basic-pitch's own package."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr

from oscbridge.listening.audio import RATE, Samples
from oscbridge.listening.melody import HOP, TRACKER_RATE, PitchTrack
from oscbridge.listening.notes import HeardNote


def pyin_track(samples: Samples, like: PitchTrack) -> PitchTrack:
    """The pitch that pYIN (M. Mauch and S. Dixon, ICASSP 2014) follows, at librosa's settings.

    Loudness and onsets are those of ``like``, so that the same notes are made of both.
    """
    import librosa

    slow = soxr.resample(samples, RATE, TRACKER_RATE)
    hz, _, voiced = librosa.pyin(
        slow, fmin=65.4, fmax=2093.0, sr=TRACKER_RATE, frame_length=2048, hop_length=HOP
    )
    frames = min(len(hz), len(like.pitch))
    pitch = 69.0 + 12.0 * np.log2(np.nan_to_num(hz[:frames], nan=1.0) / 440.0)
    sure = np.where(np.isnan(hz[:frames]), 0.0, np.maximum(voiced[:frames], 0.51))
    return PitchTrack(pitch, sure, like.level_db[:frames], like.onset[:frames])


def has_basic_pitch() -> bool:
    """Whether its package can be imported (installed without its dependencies, it can)."""
    return importlib.util.find_spec("basic_pitch") is not None


def basic_pitch_notes(samples: Samples) -> list[HeardNote]:
    """What basic-pitch's own ``predict`` gives at its own thresholds."""
    import basic_pitch
    from basic_pitch.inference import predict

    model = Path(basic_pitch.__file__).parent / "saved_models" / "icassp_2022" / "nmp.onnx"
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "in.wav"
        soundfile.write(wave, samples, RATE)
        _, _, events = predict(str(wave), str(model))
    return [HeardNote(start, int(pitch), end) for start, end, pitch, *_ in sorted(events)]
