"""Bytes become pixels, or a coded error: never anything else, and never more than the limits."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageOps

from oscbridge.errors import OscbridgeError
from oscbridge.vision.frames.images import (
    DEFAULT_LIMITS,
    RAW_FORMATS,
    EncodedImage,
    ImageLimits,
    RawImage,
    open_image_file,
)
from tests.vision.conftest import SAMPLE, decode_image, encoded

Pixels = NDArray[np.uint8]
JPEG = SAMPLE.read_bytes()


def code_of(data: bytes, limits: ImageLimits = DEFAULT_LIMITS) -> str:
    with pytest.raises(OscbridgeError) as caught:
        decode_image(data, limits)
    return caught.value.code


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    )


def webp_that_claims(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def small_photograph() -> Pixels:
    return np.array(Image.open(SAMPLE).convert("RGB").resize((64, 48)))


def test_a_jpeg_becomes_its_pixels() -> None:
    picture = decode_image(JPEG)
    assert (picture.width, picture.height, picture.shrink) == (640, 480, 1)
    assert picture.rgb.shape == (480, 640, 3)
    assert picture.rgb.dtype == np.uint8
    np.testing.assert_array_equal(picture.rgb, np.array(Image.open(SAMPLE)))


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WEBP", {"lossless": True})])
def test_a_lossless_file_gives_back_the_very_pixels(kind: str, options: dict[str, bool]) -> None:
    rgb = small_photograph()
    np.testing.assert_array_equal(decode_image(encoded(rgb, kind, **options)).rgb, rgb)


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "I;16"])
def test_every_kind_of_png_becomes_three_channels(mode: str) -> None:
    grey = Image.fromarray(small_photograph()).convert("L")
    if mode == "I;16":
        image = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    else:
        image = grey.convert(mode)
    out = io.BytesIO()
    image.save(out, "PNG")
    rgb = decode_image(out.getvalue()).rgb
    assert rgb.shape == (48, 64, 3)
    near = 128 if mode == "1" else 1  # a bilevel picture is only as bright on average
    assert abs(float(rgb.mean()) - float(np.asarray(grey).mean())) < near
    if mode != "1":
        np.testing.assert_allclose(rgb[:, :, 1].astype(int), np.asarray(grey), atol=1)


@pytest.mark.parametrize("shrink", [1, 2])
def test_a_png_with_a_palette_that_is_partly_transparent_is_decoded(shrink: int) -> None:
    """As pngquant and many patchers write them."""
    grey = Image.fromarray(small_photograph()).convert("L").convert("P")
    out = io.BytesIO()
    grey.save(out, "PNG", transparency=bytes(range(256)))
    plain = io.BytesIO()
    grey.save(plain, "PNG")
    found, wanted = (decode_image(file.getvalue(), shrink=shrink).rgb for file in (out, plain))
    np.testing.assert_array_equal(found, wanted)


def test_a_cmyk_jpeg_becomes_three_channels() -> None:
    out = io.BytesIO()
    Image.fromarray(small_photograph()).convert("CMYK").save(out, "JPEG", quality=95)
    rgb = decode_image(out.getvalue(), shrink=2).rgb
    assert rgb.shape == (24, 32, 3)
    assert abs(float(rgb.mean()) - float(small_photograph().mean())) < 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_taken_sideways_is_turned_upright(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(small_photograph(), kind, exif=exif)
    expected = np.array(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    picture = decode_image(data)
    np.testing.assert_array_equal(picture.rgb, expected)
    assert (picture.height, picture.width) == expected.shape[:2]


def test_nonsense_in_the_exif_block_does_not_cost_the_picture() -> None:
    data = encoded(small_photograph(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12")
    assert decode_image(data).rgb.shape == (48, 64, 3)


@pytest.mark.parametrize("shrink", [2, 4, 8, 6])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_reduced_picture_is_the_picture_averaged(kind: str, shrink: int) -> None:
    whole = Image.open(SAMPLE).convert("RGB").crop((0, 0, 637, 479))
    data = encoded(np.array(whole), kind)
    picture = decode_image(data, shrink=shrink)
    assert (picture.width, picture.height, picture.shrink) == (637, 479, shrink)
    expected = np.array(whole.reduce(shrink)).astype(int)
    assert picture.rgb.shape == expected.shape
    assert float(np.abs(picture.rgb - expected).mean()) < 4


@pytest.mark.parametrize("index", [b"nonsense", b"II*\0\x08\0\0\0\x01\0\x01\xb0"])
def test_nonsense_in_a_phones_list_of_further_pictures_does_not_cost_the_first(
    index: bytes,
) -> None:
    body = b"MPF\0" + index
    segment = b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body
    np.testing.assert_array_equal(
        decode_image(JPEG[:2] + segment + JPEG[2:]).rgb, decode_image(JPEG).rgb
    )


def test_a_tiny_jpeg_can_be_reduced_too() -> None:
    picture = decode_image(encoded(small_photograph()[:3, :5], "JPEG"), shrink=8)
    assert picture.rgb.shape == (1, 1, 3)


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (32, 24), colour) for colour in ("red", "lime", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], lossless=True)
    rgb = decode_image(out.getvalue()).rgb
    np.testing.assert_array_equal(rgb[12, 16], [255, 0, 0])


def test_a_picture_can_be_decoded_twice() -> None:
    image = EncodedImage(JPEG)
    small, whole = image.decode(4), image.decode()
    assert small.rgb.shape == (120, 160, 3)
    assert whole.rgb.shape == (480, 640, 3)


def test_luma_is_grey_of_the_same_size() -> None:
    luma = decode_image(JPEG).luma
    assert luma.shape == (480, 640)
    np.testing.assert_array_equal(luma, np.array(Image.open(SAMPLE).convert("L")))


@pytest.mark.parametrize("data", [b"", b"\xff", b"hello", b"\0" * 500, b"RIFF\0\0\0\0WAVE"])
def test_bytes_that_are_no_image_are_told_so(data: bytes) -> None:
    assert code_of(data) == "not-an-image"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "AVIF", "PDF"])
def test_an_image_of_a_kind_not_taken_is_told_so(kind: str) -> None:
    out = io.BytesIO()
    Image.fromarray(small_photograph()).save(out, kind)
    assert code_of(out.getvalue()) == "unsupported-format"


def test_a_file_of_too_many_bytes_is_refused() -> None:
    assert code_of(JPEG, ImageLimits(max_bytes=len(JPEG) - 1)) == "image-too-large"
    assert decode_image(JPEG, ImageLimits(max_bytes=len(JPEG))).width == 640


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_too_many_pixels_is_refused(kind: str) -> None:
    data = encoded(small_photograph(), kind)
    assert code_of(data, ImageLimits(max_pixels=64 * 48 - 1)) == "image-too-large"
    assert decode_image(data, ImageLimits(max_pixels=64 * 48)).width == 64


@pytest.mark.parametrize(
    "data", [png_that_claims(60_000, 60_000), webp_that_claims(16_000, 16_000)]
)
def test_a_decompression_bomb_is_refused_by_its_header_alone(data: bytes) -> None:
    # The pixel data are rubbish: had decoding begun, the code would be image-broken.
    assert code_of(data) == "image-too-large"


def test_the_decoders_own_bomb_limit_is_told_as_ours_is() -> None:
    data = png_that_claims(60_000, 60_000)
    assert code_of(data, ImageLimits(max_pixels=10**12)) == "image-too-large"


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    assert code_of(JPEG[:-2] + b"\xff\xda\0\x0c" * 5000 + b"\xff\xd9") == "image-too-large"


def test_a_progressive_jpeg_is_taken() -> None:
    assert decode_image(encoded(small_photograph(), "JPEG", progressive=True)).width == 64


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@settings(deadline=None, max_examples=60)
@given(share=st.floats(0.0, 0.98))
def test_a_truncated_image_is_refused(kind: str, share: float) -> None:
    data = encoded(small_photograph(), kind)
    assert code_of(data[: int(len(data) * share)]) in ("image-broken", "not-an-image")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12))
def test_a_damaged_image_gives_pixels_or_a_coded_error(
    kind: str, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(encoded(small_photograph(), kind))
    for place, value in changes:
        data[place % min(len(data), 700 if place % 2 else len(data))] = value
    picture, code = None, "image-broken"
    try:
        picture = decode_image(bytes(data), ImageLimits(max_pixels=1_000_000))
    except OscbridgeError as error:
        code = error.code
    assert code in {"image-broken", "image-too-large", "not-an-image", "unsupported-format"}
    assert picture is None or picture.rgb.shape == (picture.height, picture.width, 3)


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(
        [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBP", b"GIF89a"]
    ),
    st.binary(max_size=300),
)
def test_random_bytes_are_refused_with_a_coded_error(start: bytes, rest: bytes) -> None:
    with pytest.raises(OscbridgeError):
        decode_image(start + rest)


def test_a_picture_file_is_opened_by_the_path_a_host_sends() -> None:
    assert open_image_file(str(SAMPLE)).decode().width == 640


@pytest.mark.parametrize("layout", RAW_FORMATS)
def test_raw_pixels_of_every_layout_come_out_as_rgb(layout: str) -> None:
    rgb = small_photograph()
    alpha = np.full((48, 64, 1), 7, np.uint8)
    grey = rgb[:, :, 1:2]
    laid_out = {
        "rgb": rgb,
        "bgr": rgb[:, :, ::-1],
        "rgba": np.concatenate([rgb, alpha], 2),
        "bgra": np.concatenate([rgb[:, :, ::-1], alpha], 2),
        "argb": np.concatenate([alpha, rgb], 2),
    }.get(layout, grey)
    expected = rgb if laid_out.shape[2] > 1 else np.repeat(grey, 3, 2)
    picture = RawImage(64, 48, layout.upper(), laid_out.tobytes()).decode()
    np.testing.assert_array_equal(picture.rgb, expected)


def test_raw_pixels_can_be_reduced() -> None:
    picture = RawImage(64, 48, "rgb", small_photograph().tobytes()).decode(4)
    assert picture.rgb.shape == (12, 16, 3)
    assert (picture.width, picture.height, picture.shrink) == (64, 48, 4)


@pytest.mark.parametrize(
    ("width", "height", "layout", "size", "code"),
    [
        (4, 4, "rgb", 47, "raw-size-mismatch"),
        (4, 4, "rgb", 64, "raw-size-mismatch"),
        (0, 4, "rgb", 0, "raw-size-mismatch"),
        (-4, -4, "rgb", 48, "raw-size-mismatch"),
        (4, 4, "yuv", 48, "raw-format-unknown"),
        (100_000, 100_000, "l", 16, "image-too-large"),
    ],
)
def test_raw_pixels_that_do_not_add_up_are_refused(
    width: int, height: int, layout: str, size: int, code: str
) -> None:
    with pytest.raises(OscbridgeError) as caught:
        RawImage(width, height, layout, bytes(size))
    assert caught.value.code == code
