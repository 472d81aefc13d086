"""Sound files by allow-list and by content; and what a hostile header cannot do."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile

from oscbridge.errors import OscbridgeError
from oscbridge.listening.audio import RATE, read_audio, read_stretches

TONE = np.sin(np.arange(RATE) / 20).astype(np.float32)


def written(format: str, subtype: str | None = None, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, TONE, rate, format=format, subtype=subtype)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(OscbridgeError) as caught:
        read_audio(data)
    assert caught.value.code == "bad-audio"
    with pytest.raises(OscbridgeError) as again:
        list(read_stretches(io.BytesIO(data), "it", 1.0))
    assert again.value.code == "bad-audio"
    return caught.value.message


@pytest.mark.parametrize(
    ("format", "subtype", "rate"),
    [
        *[("WAV", subtype, RATE) for subtype in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32")],
        *[("WAV", subtype, RATE) for subtype in ("FLOAT", "DOUBLE", "ULAW", "ALAW")],
        ("WAVEX", "PCM_24", RATE),
        ("RF64", "PCM_16", RATE),
        ("AIFF", "PCM_24", RATE),
        ("AIFF", "FLOAT", RATE),
        ("FLAC", "PCM_24", RATE),
        ("OGG", "VORBIS", RATE),
        ("OGG", "OPUS", 48_000),
        ("MP3", "MPEG_LAYER_III", RATE),
    ],
)
def test_what_musicians_have_is_read(format: str, subtype: str, rate: int) -> None:
    sound = read_audio(written(format, subtype, rate))
    assert sound.seconds == pytest.approx(RATE / rate, abs=0.1)


@pytest.mark.parametrize(
    "format", [f for f in soundfile.available_formats() if f not in ("RAW", "SD2", "OGG")]
)
def test_a_format_that_is_not_on_the_list_is_refused_whatever_libsndfile_knows(
    format: str,
) -> None:
    data = written(format)
    if format in ("WAV", "WAVEX", "RF64", "AIFF", "FLAC", "MP3"):
        assert read_audio(data).seconds > 0.5
    else:
        assert soundfile.SoundFile(io.BytesIO(data)).samplerate > 0  # it would be read
        refusal(data)


@pytest.mark.parametrize("coding", ["GSM610", "IMA_ADPCM", "MS_ADPCM", "G721_32", "NMS_ADPCM_16"])
def test_a_coding_that_is_not_on_the_list_is_refused_inside_a_wav(coding: str) -> None:
    assert coding in refusal(written("WAV", coding))


def test_content_decides_and_not_the_name() -> None:
    refusal(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    refusal(b"ID3" + bytes(100) + written("AU"))


def test_a_wav_that_claims_more_than_there_is_gives_what_there_is() -> None:
    data = bytearray(written("WAV", "PCM_16"))
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    assert read_audio(bytes(data)).seconds == pytest.approx(1.0)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_flac_that_claims_ten_days_ends_where_it_ends(at_once: bool) -> None:
    data = bytearray(written("FLAC", "PCM_16"))
    data[21] |= 0x0F  # 36 bits: how many samples there are (RFC 9639, 8.2)
    data[22:26] = b"\xff" * 4
    try:
        sound = read_audio(bytes(data), last_s=None if at_once else 60.0)
    except OscbridgeError as error:
        assert error.code == "bad-audio"  # noqa: PT017
    else:
        assert sound.seconds < 1.5


@pytest.mark.parametrize(
    ("place", "value"), [(slice(22, 24), struct.pack("<H", 1024)), (slice(24, 28), b"\1\0\0\0")]
)
def test_absurd_channels_and_rates_are_refused(place: slice, value: bytes) -> None:
    data = bytearray(written("WAV", "PCM_16"))
    data[place] = value
    refusal(bytes(data))


@pytest.mark.parametrize("tail", [b"OggS" * 1000, b"\xff\xfb\x90\0" * 1000, bytes(100_000)])
@pytest.mark.parametrize("format", ["OGG", "MP3", "FLAC"])
def test_garbage_after_the_sound_is_an_error_or_silence(format: str, tail: bytes) -> None:
    try:
        sound = read_audio(written(format) + tail)
    except OscbridgeError as error:
        assert error.code == "bad-audio"  # noqa: PT017
    else:
        assert sound.seconds < 120


def test_no_message_tells_where_in_memory_anything_lies() -> None:
    for data in (b"ID3" + bytes(400), b"OggS" + bytes(400), b"RIFF\0\0\0\0WAVE" + bytes(400)):
        assert "0x" not in refusal(data)
