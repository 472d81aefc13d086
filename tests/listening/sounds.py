"""Small sounds that are made here: tones with overtones, as a voice or a string has them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import soundfile
from numpy.typing import NDArray

from oscbridge.listening.audio import RATE
from oscbridge.listening.notes import HeardNote

Samples = NDArray[np.float32]

SCALE = (60, 62, 64, 65, 67, 69, 71, 72)


def line(
    pitches: Sequence[int] = SCALE * 2, each_s: float = 0.5, gap_s: float = 0.05
) -> list[HeardNote]:
    """One note after the other."""
    return [
        HeardNote(0.2 + i * each_s, pitch, 0.2 + (i + 1) * each_s - gap_s, 90)
        for i, pitch in enumerate(pitches)
    ]


def sung(
    notes: Sequence[HeardNote],
    rate: int = RATE,
    vibrato_cents: float = 30.0,
    off_cents: float = 0.0,
) -> Samples:
    """A held tone with soft edges, six partials and a vibrato of 5.5 Hz."""
    return _sound(notes, rate, vibrato_cents, off_cents, decay_s=None)


def spoken(seconds: float = 6.0, rate: int = RATE) -> Samples:
    """Syllables of a sixth of a second, each gliding down by some semitones, as speech does."""
    rng = np.random.default_rng(11)
    whole = []
    for _ in range(int(seconds * 5)):
        at = np.arange(int(0.16 * rate)) / rate
        pitch = rng.uniform(44, 52) - rng.uniform(8, 25) * at
        phase = 2 * np.pi * np.cumsum(440.0 * 2.0 ** ((pitch - 69) / 12)) / rate
        tone = np.sum([np.sin(k * phase) / k for k in range(1, 12)], axis=0)
        edge = np.minimum(1.0, np.minimum(at / 0.02, (at[-1] - at) / 0.03))
        whole += [tone * edge, np.zeros(int(0.04 * rate))]
    samples: Samples = (np.concatenate(whole) * 0.15).astype(np.float32)
    return samples


def struck(notes: Sequence[HeardNote], rate: int = RATE) -> Samples:
    """A tone that is loud at once and dies away, as a piano's does."""
    return _sound(notes, rate, 0.0, 0.0, decay_s=0.6)


def file_of(samples: Samples, rate: int = RATE, kind: str = "WAV", channels: int = 1) -> bytes:
    """The bytes of a sound file; ``kind`` is WAV, FLAC, OGG or MP3."""
    held = io.BytesIO()
    many = np.repeat(samples[:, None], channels, axis=1)
    soundfile.write(held, many, rate, format=kind)
    return held.getvalue()


def _sound(
    notes: Sequence[HeardNote],
    rate: int,
    vibrato_cents: float,
    off_cents: float,
    decay_s: float | None,
) -> Samples:
    length = max(note.end_s for note in notes) + 0.5
    whole = np.zeros(int(length * rate))
    for note in notes:
        at = np.arange(int((note.end_s - note.start_s) * rate)) / rate
        cents = off_cents + vibrato_cents * np.sin(2 * np.pi * 5.5 * at)
        hz = 440.0 * 2.0 ** ((note.pitch - 69 + cents / 100) / 12)
        phase = 2 * np.pi * np.cumsum(hz) / rate
        tone = np.sum([np.sin(k * phase) / k**1.5 for k in range(1, 7)], axis=0)
        edge = np.minimum(1.0, np.minimum(at / 0.01, (at[-1] - at) / 0.02))
        fade = np.exp(-at / decay_s) if decay_s else 1.0
        begin = int(note.start_s * rate)
        whole[begin : begin + len(at)] += tone * edge * fade * note.velocity / 127
    samples: Samples = (whole * 0.5 / max(1e-9, np.abs(whole).max())).astype(np.float32)
    return samples
