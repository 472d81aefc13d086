"""The bytes of a sound file → mono samples, with every limit looked at before the work.

libsndfile (through python-soundfile) decodes WAV, AIFF, FLAC, Ogg and MP3; what it reads is mixed
down and resampled block by block, so memory is bounded by what is kept, never by what a header
claims. It knows thirty other formats, of old samplers and of telephones: a file that does not begin
as one of these does is not shown to it.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.listening.notes import Progress, unheeded

Samples = NDArray[np.float32]

RATE = 22_050
"""Samples a second of everything that is read."""

LARGEST_BYTES = 256_000_000
"""Three hours of MP3 at 192 kbit/s; 25 minutes of CD sound."""

LONGEST_S = 600.0
"""What is kept of a recording, at most: 53 MB of samples."""

_BEGINNINGS = re.compile(
    rb"(?:RIFF|RF64|RIFX)....WAVE|FORM....AIF[FC]|fLaC|OggS|ID3|\xff[\xe0-\xff]", re.DOTALL
)
_LONGEST_BEGINNING = 12
_FORMATS = frozenset({"WAV", "WAVEX", "RF64", "AIFF", "FLAC", "OGG", "MP3", "MPEG"})
_CODINGS = re.compile(r"PCM_\w+|FLOAT|DOUBLE|ULAW|ALAW|VORBIS|OPUS|MPEG_LAYER_I+")

_SLOWEST_RATE, _FASTEST_RATE = 2_000, 768_000
_MOST_CHANNELS = 64
_BLOCK_SAMPLES = 1 << 18
_LEVELLED_PEAK = 0.7
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
    """Decode a WAV, AIFF, FLAC, Ogg or MP3 file of any rate and any number of channels.

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
        raise _empty(name)
    with _opened(io.BytesIO(data), name) as file:
        return _read(file, name, last_s, longest_s, progress)


def read_stretches(file: BinaryIO, name: str, stretch_s: float) -> Iterator[Sound]:
    """All of a file that is open, however long, in stretches; one of them is in memory at a time.

    Args:
        file: open for reading, at its beginning.
        name: what messages call it.
        stretch_s: the length of each stretch but the last.

    Raises:
        OscbridgeError: as ``read_audio`` does, while it goes on.
    """
    if not file.read(1):
        raise _empty(name)
    file.seek(0)
    size = math.ceil(stretch_s * RATE)
    with _opened(file, name) as sound:
        claimed_s = max(0, int(sound.frames)) / sound.samplerate
        kept: list[Samples] = []
        have, given = 0, 0
        for block in _blocks(sound):
            rest = block
            while have + len(rest) >= size:
                cut = size - have
                yield Sound(np.concatenate([*kept, rest[:cut]]), given / RATE, claimed_s)
                kept, have, given, rest = [], 0, given + size, rest[cut:]
            kept.append(rest)
            have += len(rest)
        if not given + have:
            raise _soundless(name)
        if have:
            yield Sound(np.concatenate(kept), given / RATE, claimed_s)


def levelled(samples: Samples) -> Samples:
    """A recording of any loudness, as loud as the transcribers expect: its peak at 0.7.

    Args:
        samples: [N], not all 0.
    """
    result: Samples = samples * np.float32(_LEVELLED_PEAK / float(np.abs(samples).max()))
    return result


def _empty(name: str) -> OscbridgeError:
    return OscbridgeError("no-audio", f"{name} is empty: it has 0 bytes")


def _soundless(name: str) -> OscbridgeError:
    return OscbridgeError("no-audio", f"{name} holds no sound: not one sample could be read")


@contextmanager
def _opened(data: BinaryIO, name: str) -> Iterator[soundfile.SoundFile]:
    begins = data.read(_LONGEST_BEGINNING)
    data.seek(0)
    try:
        if not _BEGINNINGS.match(begins):
            raise ValueError("it does not begin as one does")
        with soundfile.SoundFile(data) as file:
            if file.format not in _FORMATS or not _CODINGS.fullmatch(file.subtype):
                raise ValueError(f"it is {file.subtype} in {file.format}")
            rate, channels = int(file.samplerate), int(file.channels)
            if not (_SLOWEST_RATE <= rate <= _FASTEST_RATE and 1 <= channels <= _MOST_CHANNELS):
                raise ValueError(
                    f"it says that it has {channels} channels at {rate} samples a second"
                )
            yield file
    except (soundfile.LibsndfileError, RuntimeError, ValueError) as error:
        raise OscbridgeError(
            "bad-audio",
            f"{name} is no sound that can be read ({_reason(error)}); "
            "give it as .wav, .aiff, .flac, .ogg or .mp3",
        ) from error


def _reason(error: Exception) -> str:
    # libsndfile's messages name the object that it reads from, with its place in memory.
    return re.sub(r"^Error opening <.*?>: (?:Error : )?", "", str(error)).rstrip(".")


def _read(
    file: soundfile.SoundFile,
    name: str,
    last_s: float | None,
    longest_s: float,
    progress: Progress,
) -> Sound:
    rate = int(file.samplerate)
    claimed = max(0, int(file.frames))
    begin = 0
    if last_s is not None and file.seekable():
        begin = max(0, claimed - math.ceil(min(last_s, longest_s) * rate))
        if begin:
            begin = max(0, int(file.seek(begin)))
    kept = math.ceil(longest_s * RATE)
    blocks: list[Samples] = []
    have = 0
    expected = max(1.0, min((claimed - begin) * RATE / rate, kept))
    progress(0.0, "reading")
    for block in _blocks(file):
        blocks.append(block[: kept - have])
        have += len(blocks[-1])
        progress(min(1.0, have / expected), "reading")
        if have >= kept:
            break
    if not have:
        raise _soundless(name)
    return Sound(np.concatenate(blocks), begin / rate, claimed / rate)


def _blocks(file: soundfile.SoundFile) -> Iterator[Samples]:
    """What follows in a file, mixed down, at ``RATE``, without what is no number or far too loud.

    A block for each that is read; an empty one tells that the work goes on.
    """
    resampler = soxr.ResampleStream(int(file.samplerate), RATE, 1, dtype="float32")
    size = max(1, _BLOCK_SAMPLES // int(file.channels))
    ended = False
    while not ended:
        block = file.read(size, dtype="float32", always_2d=True)
        ended = len(block) == 0
        mono = block.mean(axis=1, dtype=np.float32) if len(block) else np.zeros(0, np.float32)
        mono = np.clip(np.nan_to_num(mono, nan=0.0, posinf=0.0, neginf=0.0), -_LOUDEST, _LOUDEST)
        yield np.asarray(
            resampler.resample_chunk(np.ascontiguousarray(mono), last=ended), dtype=np.float32
        )
