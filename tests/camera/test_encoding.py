"""Frames become JPEGs that fit, turned and mirrored as is wished."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from oscbridge.camera.encoding import encode_jpeg
from oscbridge.camera.messages import CameraSpec


def corner(width: int = 160, height: int = 120) -> NDArray[np.uint8]:
    """BGR: black, but for a red upper left corner."""
    frame = np.zeros((height, width, 3), np.uint8)
    frame[: height // 2, : width // 2, 2] = 255
    return frame


def encoded(frame: NDArray[np.uint8], layout: str = "BGR", **options: Any) -> Image.Image:
    height, width = frame.shape[:2]
    spec = CameraSpec("device", "0", **options)
    return Image.open(io.BytesIO(encode_jpeg(frame, width, height, layout, spec)))


def red_corners(image: Image.Image) -> str:
    wide, high = image.size
    places = {"upper left": (4, 4), "upper right": (wide - 5, 4)}
    places |= {"lower left": (4, high - 5), "lower right": (wide - 5, high - 5)}
    found = []
    for name, place in places.items():
        colour = image.getpixel(place)
        assert isinstance(colour, tuple)
        if colour[0] > 200 and max(colour[1:]) < 60:
            found.append(name)
    return ", ".join(found)


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({}, "upper left"),
        ({"mirror": True}, "upper right"),
        ({"rotate": "right"}, "upper right"),
        ({"rotate": "left"}, "lower left"),
        ({"rotate": "half"}, "lower right"),
        ({"rotate": "right", "mirror": True}, "upper left"),
    ],
)
def test_it_is_turned_and_mirrored(options: dict[str, Any], where: str) -> None:
    image = encoded(corner(), **options)
    assert red_corners(image) == where
    assert image.size == ((120, 160) if options.get("rotate") in ("left", "right") else (160, 120))


def test_a_larger_frame_is_made_to_fit_and_a_smaller_one_stays() -> None:
    assert encoded(corner(1920, 1080)).size == (640, 360)
    assert encoded(corner(480, 1080)).size == (213, 480)
    assert encoded(corner(320, 240)).size == (320, 240)


def test_rows_that_are_padded_and_other_orders_of_colours_are_understood() -> None:
    padded = np.zeros((120, 164, 4), np.uint8)
    padded[:60, :80, 0] = 255
    spec = CameraSpec("spout", "x")
    image = Image.open(io.BytesIO(encode_jpeg(padded.tobytes(), 160, 120, "RGBX", spec, 164 * 4)))
    assert image.size == (160, 120)
    assert red_corners(image) == "upper left"
