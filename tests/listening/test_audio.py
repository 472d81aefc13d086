"""Sound files of every kind, and what is none."""

from __future__ import annotations

import io
import tracemalloc

import numpy as np
import pytest
import soundfile

from oscbridge.errors import OscbridgeError
from oscbridge.listening.audio import RATE, Sound, read_audio, read_stretches
from tests.listening.sounds import file_of, line, sung

TONE = sung(line((60, 67)), 44_100)


def code_of(data: bytes) -> str:
    with pytest.raises(OscbridgeError) as caught:
        read_audio(data)
    return caught.value.code


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
def test_each_format_gives_the_same_sound(kind: str) -> None:
    sound = read_audio(file_of(TONE, 44_100, kind))
    plain = read_audio(file_of(TONE, 44_100))
    size = min(len(sound.samples), len(plain.samples))
    assert abs(sound.seconds - len(TONE) / 44_100) < 0.1
    # An MP3 may begin a frame later; what counts is that the same is heard.
    assert abs(np.std(sound.samples[:size]) - np.std(plain.samples[:size])) < 0.02


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_any_rate_and_number_of_channels_becomes_mono_at_one_rate(rate: int, channels: int) -> None:
    tone = sung(line((60, 67)), rate)
    sound = read_audio(file_of(tone, rate, "WAV", channels))
    assert abs(len(sound.samples) - len(tone) * RATE / rate) <= 2
    assert np.abs(sound.samples).max() == pytest.approx(np.abs(tone).max(), abs=0.1)


def test_only_the_end_is_kept_where_only_the_end_is_asked_for() -> None:
    rising = np.linspace(0, 0.9, 10 * RATE, dtype=np.float32)
    sound = read_audio(file_of(rising), last_s=2.0)
    assert sound.seconds == pytest.approx(2.0, abs=0.01)
    assert sound.begins_s == pytest.approx(8.0, abs=0.01)
    assert sound.samples[RATE] == pytest.approx(rising[9 * RATE], abs=0.01)


def test_of_a_long_file_only_so_much_is_kept_as_is_allowed() -> None:
    sound = read_audio(file_of(np.zeros(20 * RATE, np.float32)), longest_s=3.0)
    assert len(sound.samples) == 3 * RATE
    assert sound.file_s == pytest.approx(20.0)


def test_an_empty_file_and_one_without_samples_have_a_code() -> None:
    assert code_of(b"") == "no-audio"
    assert code_of(file_of(np.zeros(0, np.float32))) == "no-audio"


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(5000),  # a video
        b"\x1aE\xdf\xa3" + bytes(5000),  # another: Matroska
        b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60",
        b"just some words, over and over; " * 100,
        bytes(100_000),
    ],
)
def test_what_is_no_sound_is_refused(data: bytes) -> None:
    assert code_of(data) in ("bad-audio", "no-audio")


@pytest.mark.parametrize("kind", ["MP3", "FLAC", "OGG", "WAV"])
def test_a_damaged_file_gives_sound_or_a_code_and_nothing_else(kind: str) -> None:
    whole = bytearray(file_of(TONE, 44_100, kind))
    rng = np.random.default_rng(5)
    for _ in range(12):
        hurt = bytearray(whole)
        for at in rng.integers(0, len(hurt), 200):
            hurt[at] = int(rng.integers(256))
        hurt = hurt[: int(rng.integers(1, len(hurt) + 1))]
        codes: list[str] = []
        try:
            sound = read_audio(bytes(hurt), longest_s=5.0)
        except OscbridgeError as error:
            codes.append(error.code)
        else:
            assert sound.seconds <= 5.01
            assert np.isfinite(sound.samples).all()
        assert set(codes) <= {"bad-audio", "no-audio"}


def test_samples_that_are_no_numbers_become_silence() -> None:
    samples = np.full(RATE, np.nan, np.float32)
    samples[:100] = np.inf
    held = io.BytesIO()
    soundfile.write(held, samples, RATE, format="WAV", subtype="FLOAT")
    assert not read_audio(held.getvalue()).samples.any()


def stretches(data: bytes, seconds: float) -> list[Sound]:
    return list(read_stretches(io.BytesIO(data), "a test", seconds))


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "MP3"])
def test_a_file_in_stretches_is_the_same_sound(kind: str) -> None:
    data = file_of(np.tile(TONE, 9), 44_100, kind)
    whole = read_audio(data)
    parts = stretches(data, 3.0)
    assert len(parts) > 3
    assert all(len(part.samples) == 3 * RATE for part in parts[:-1])
    assert [part.begins_s for part in parts] == pytest.approx([3.0 * i for i in range(len(parts))])
    assert np.array_equal(np.concatenate([part.samples for part in parts]), whole.samples)


def test_the_longest_file_is_read_to_its_end_with_one_stretch_in_memory() -> None:
    data = file_of(np.zeros(700 * 2_000, np.float32), 2_000, "FLAC")
    tracemalloc.start()
    seconds = sum(part.seconds for part in read_stretches(io.BytesIO(data), "long", 20.0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds == pytest.approx(700, abs=0.1)
    # All of it would be 62 MB; what is read at once here is 131 seconds.
    assert peak < 62e6 / 1.5


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no-audio"),
        (file_of(np.zeros(0, np.float32)), "no-audio"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(4000), "bad-audio"),
    ],
    ids=["0 bytes", "no samples", "a video"],
)
def test_what_is_no_sound_has_a_code_in_stretches_too(data: bytes, code: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        stretches(data, 1.0)
    assert caught.value.code == code
