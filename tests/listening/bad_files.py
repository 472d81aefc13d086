"""What people hand over as music though it is none; each with the codes that may answer it."""

from __future__ import annotations

import numpy as np

from oscbridge.listening.audio import RATE
from tests.listening.sounds import file_of, line, spoken, sung

_RNG = np.random.default_rng(8)
_MP3 = file_of(sung(line()), kind="MP3")

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty.wav": (b"", "no-audio"),
    "empty.mp3": (b"", "no-audio"),
    "no_samples.wav": (file_of(np.zeros(0, np.float32)), "no-audio"),
    "film.mp3": (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" * 90, "bad-audio"),
    "matroska.wav": (b"\x1aE\xdf\xa3" + bytes(5000), "bad-audio"),
    "noise_for_bytes.mp3": (_RNG.integers(0, 128, 20_000, np.uint8).tobytes(), "bad-audio"),
}
"""name → bytes, code."""

WITHOUT_NOTES: dict[str, bytes] = {
    "silence.wav": file_of(np.zeros(4 * RATE, np.float32)),
    "hiss.flac": file_of((_RNG.standard_normal(4 * RATE) * 0.1).astype(np.float32), kind="FLAC"),
    "talk.ogg": file_of(spoken(), kind="OGG"),
}
"""name → bytes of a sound in which no note is."""

TORN_MP3 = _MP3[: len(_MP3) // 3] + _RNG.bytes(2_000) + _MP3[len(_MP3) // 2 :]
"""An MP3 file with a hole that holds something else: what is left of it may be heard."""
