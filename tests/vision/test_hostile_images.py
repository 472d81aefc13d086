"""Pictures made to do harm: each is refused with a code, within its share of work."""

from __future__ import annotations

import io
import itertools
import signal
import struct
import threading
import time
import zlib

import numpy as np
import pytest
from PIL import Image

from oscbridge.errors import OscbridgeError
from oscbridge.vision.frames import images
from oscbridge.vision.frames.cpu_limit import CpuTimeUp, cpu_limited
from tests.vision.conftest import decode_image

needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="POSIX timers")


def code_of(data: bytes) -> str:
    with pytest.raises(OscbridgeError) as caught:
        decode_image(data)
    return caught.value.code


def chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int, *extra: bytes, rows: bytes | None = None) -> bytes:
    """Grey, eight bits; ``extra`` are chunks before the pixels."""
    pixels = zlib.compress(bytes((width + 1) * height)) if rows is None else rows
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    end = chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + end


def jpeg(**options: object) -> bytes:
    out = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(out, "JPEG", **options)
    return out.getvalue()


BOMB = zlib.compress(bytes(50_000_000), 9)


@pytest.mark.parametrize(
    "extra",
    [
        chunk(b"zTXt", b"k\0\0" + BOMB),
        chunk(b"iTXt", b"k\0\1\0\0\0" + BOMB),
        chunk(b"iCCP", b"k\0\0" + BOMB),
    ],
    ids=["text", "international text", "colour profile"],
)
def test_a_chunk_that_unpacks_into_megabytes_is_refused(extra: bytes) -> None:
    assert code_of(png(10, 10, extra)) == "image-broken"


def test_pixels_beyond_the_size_that_is_told_are_not_unpacked() -> None:
    assert decode_image(png(10, 10, rows=BOMB)).rgb.shape == (10, 10, 3)


@pytest.mark.parametrize(
    ("width", "height"), [(1, 40_000), (40_000, 1), (60_000, 60_000), (2**31 - 1, 1)]
)
def test_a_size_beyond_the_limits_is_refused_before_any_pixel(width: int, height: int) -> None:
    assert code_of(png(width, height, rows=b"")) == "image-too-large"


def test_a_directory_of_tags_that_all_claim_gigabytes_costs_nothing() -> None:
    tags = b"".join(struct.pack("<HHII", n + 1, 7, 0x7FFFFFFF, 8) for n in range(60_000))
    exif = b"II*\0\x08\0\0\0" + struct.pack("<H", 60_000) + tags + bytes(4)
    assert decode_image(png(10, 10, chunk(b"eXIf", exif))).rgb.shape == (10, 10, 3)


def test_a_jpeg_of_a_hundred_scans_is_refused() -> None:
    plain = jpeg(progressive=True)
    last = plain[plain.rfind(b"\xff\xda") : -2]
    assert code_of(plain[:-2] + last * 100 + b"\xff\xd9") == "image-too-large"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_refused(kind: str, share: float) -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(jpeg())).save(out, kind)
    data = out.getvalue()
    assert code_of(data[: int(len(data) * share)]) == "image-broken"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "JPEG2000"])
def test_a_format_that_is_not_on_the_list_is_refused_whatever_pillow_knows(kind: str) -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(jpeg())).save(out, kind)
    assert code_of(out.getvalue()) in ("unsupported-format", "not-an-image")


@needs_timer
@pytest.mark.parametrize(
    "data",
    [
        jpeg()[:2] + b"\xff" * 12_000_000 + jpeg()[2:],
        jpeg()[:2] + b"\xff\xe5\0\2" * 3_000_000 + jpeg()[2:],
        png(10, 10, chunk(b"abCd", b"") * 1_000_000),
    ],
    ids=["padding", "markers", "chunks"],
)
def test_a_picture_made_to_keep_the_decoder_busy_is_given_up(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_LONGEST_DECODE_S", 0.1)
    assert code_of(data) == "image-too-slow"
    # And the next one is not.
    assert decode_image(png(10, 10)).rgb.shape == (10, 10, 3)


@needs_timer
def test_the_limit_counts_work_and_not_time_that_passes() -> None:
    with cpu_limited(0.2):
        time.sleep(0.4)
    with pytest.raises(CpuTimeUp), cpu_limited(0.05):
        sum(n for n in itertools.repeat(1))
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


@needs_timer
def test_no_except_of_a_decoder_swallows_the_end_of_the_time() -> None:
    def stubborn() -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:
                continue

    with pytest.raises(CpuTimeUp), cpu_limited(0.05):
        stubborn()


def test_in_another_thread_nothing_is_limited_and_all_is_decoded() -> None:
    seen: list[tuple[int, ...]] = []
    thread = threading.Thread(target=lambda: seen.append(decode_image(jpeg()).rgb.shape))
    thread.start()
    thread.join()
    assert seen == [(64, 64, 3)]
