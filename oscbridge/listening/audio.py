"""The bytes of a sound file → mono samples, with every limit looked at before the work.

libsndfile (through python-soundfile) decodes WAV, FLAC, Ogg and MP3; what it reads is mixed down
and resampled block by block, so memory is bounded by what is kept, never by what a header claims.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.listening.sounding import Progress, unheeded

Samples = NDArray[np.float32]

RATE = 22_050
"""Samples a second of everything that is read."""

LARGEST_BYTES = 256_000_000
"""Three hours of MP3 at 192 kbit/s; 25 minutes of CD sound."""

LONGEST_S = 600.0
"""What is kept of a recording, at most: 53 MB of samples."""

_SLOWEST_RATE, _FASTEST_RATE = 2_000, 768_000
_MOST_CHANNELS = 64
_BLOCK_SAMPLES = 1 << 18
_LOUDEST = 4.0
"""Floating-point files may go beyond 1, but not without end."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording, or a part of one.

    Args:
        samples: [N] mono at ``RATE``.
        begins_s: where in the file the first of them lies.
        file_s: how long the file says that it is.
    """

    samples: Samples
    begins_s: float
    file_s: float

    @property
    def seconds(self) -> float:
        """How long what was kept is."""
        return len(self.samples) / RATE


def read_audio(
    data: bytes,
    name: str = "the recording",
    *,
    last_s: float | None = None,
    longest_s: float = LONGEST_S,
    progress: Progress = unheeded,
) -> Sound:
    """Decode a WAV, FLAC, Ogg or MP3 file of any rate and any number of channels.

    Args:
        data: the whole file.
        name: what messages call it.
        last_s: keep only so much from its end; else its beginning is kept.
        longest_s: keep at most so many seconds.
        progress: see ``Progress``.

    Raises:
        OscbridgeError: ``no-audio`` (an empty file), ``bad-audio`` (none of these formats, or
            damaged beyond reading).
    """
    if not data:
        raise OscbridgeError("no-audio", f"{name} is empty: it has 0 bytes")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            return _read(file, name, last_s, longest_s, progress)
    except (soundfile.LibsndfileError, RuntimeError, ValueError) as error:
        raise OscbridgeError(
            "bad-audio",
            f"{name} is no sound that can be read ({str(error).rstrip('.')}); "
            "give it as .wav, .flac, .ogg or .mp3",
        ) from error


def _read(
    file: soundfile.SoundFile,
    name: str,
    last_s: float | None,
    longest_s: float,
    progress: Progress,
) -> Sound:
    rate, channels = int(file.samplerate), int(file.channels)
    if not (_SLOWEST_RATE <= rate <= _FASTEST_RATE and 1 <= channels <= _MOST_CHANNELS):
        raise ValueError(f"it says that it has {channels} channels at {rate} samples a second")
    claimed = max(0, int(file.frames))
    begin = 0
    if last_s is not None and file.seekable():
        begin = max(0, claimed - math.ceil(min(last_s, longest_s) * rate))
        if begin:
            begin = max(0, int(file.seek(begin)))
    kept = math.ceil(longest_s * RATE)
    resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32")
    blocks: list[Samples] = []
    have, done = 0, 0
    expected = max(1, min(claimed - begin, math.ceil(longest_s * rate)))
    while have < kept:
        progress(min(1.0, done / expected), "reading")
        block = file.read(max(1, _BLOCK_SAMPLES // channels), dtype="float32", always_2d=True)
        ended = len(block) == 0
        done += len(block)
        mono = np.ascontiguousarray(block.mean(axis=1, dtype=np.float32)) if len(block) else None
        if mono is None:
            mono = np.zeros(0, np.float32)
        mono = np.clip(np.nan_to_num(mono, nan=0.0, posinf=0.0, neginf=0.0), -_LOUDEST, _LOUDEST)
        out = np.asarray(resampler.resample_chunk(mono, last=ended), dtype=np.float32)
        blocks.append(out[: kept - have])
        have += len(blocks[-1])
        if ended:
            break
    if not done:
        raise OscbridgeError("no-audio", f"{name} holds no sound: not one sample could be read")
    samples = np.concatenate(blocks)
    return Sound(samples, begin / rate, claimed / rate)
