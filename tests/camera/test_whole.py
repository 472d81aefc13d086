"""Whether a picture file is whole: never when any of its end is missing."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from oscbridge.camera.whole import is_whole


def picture(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(out, kind, **options)
    return out.getvalue()


def with_thumbnail() -> bytes:
    """A JPEG with another, whole one in its header, as cameras write."""
    exif = b"Exif\0\0" + picture("JPEG", quality=30)
    plain = picture("JPEG")
    return plain[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + plain[2:]


PICTURES = {
    "jpeg": picture("JPEG"),
    "progressive": picture("JPEG", progressive=True),
    "thumbnail": with_thumbnail(),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "lossless": picture("WEBP", lossless=True),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_whole_picture_is(name: str) -> None:
    assert is_whole(PICTURES[name])


@given(st.sampled_from(sorted(PICTURES)), st.floats(0, 1, exclude_max=True))
def test_no_part_of_a_picture_is_whole(name: str, share: float) -> None:
    whole = PICTURES[name]
    assert not is_whole(whole[: int(len(whole) * share)])


def test_a_jpeg_that_breaks_off_with_its_thumbnail_is_not_whole() -> None:
    whole = PICTURES["thumbnail"]
    end = whole.index(b"\xff\xd9") + 2
    assert end < len(whole)
    assert not is_whole(whole[:end])


@given(st.sampled_from(sorted(PICTURES)), st.floats(0, 1, exclude_max=True))
def test_a_file_of_full_size_whose_end_was_not_written_yet_is_not_whole(
    name: str, share: float
) -> None:
    whole = PICTURES[name]
    end = min(int(len(whole) * share), len(whole) - 16)
    assert not is_whole(whole[:end] + bytes(len(whole) - end))


@given(st.binary(max_size=200))
def test_anything_else_is_not_whole(data: bytes) -> None:
    is_whole(b"\xff\xd8\xff" + data)  # whatever it says, it says something
    if data[:1] not in (b"\xff", b"\x89", b"R"):
        assert not is_whole(data)
