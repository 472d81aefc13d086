"""Dim pictures: a face is found that was lost, and nothing changes where there is light."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from oscbridge.vision.detector.mtcnn import Detector
from oscbridge.vision.eyes import Eyes
from oscbridge.vision.frames.brighten import brightened
from oscbridge.vision.frames.images import Picture
from oscbridge.vision.readers.crops import crop_face
from oscbridge.vision.readers.emotion import EmotionReader
from oscbridge.vision.settings import EyesSettings
from tests.vision.conftest import encoded

Pixels = NDArray[np.uint8]


def picture(rgb: Pixels) -> Picture:
    return Picture(rgb, rgb.shape[1], rgb.shape[0])


def dimmed(rgb: Pixels, light: float, noise: float = 2.0) -> Pixels:
    """The scene with a share of its light, and a sensor's noise of so many levels."""
    grain = np.random.default_rng(0).normal(0.0, noise, rgb.shape)
    return np.clip(np.rint(rgb * light + grain), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", ["astronaut", "two_people", "cameraman", "cat"])
@pytest.mark.parametrize("light", [1.0, 0.5])
def test_a_picture_with_light_in_it_stays_as_it_is(
    request: pytest.FixtureRequest, name: str, light: float
) -> None:
    there = picture(dimmed(request.getfixturevalue(name), light, 0.0))
    assert brightened(there) is there


def test_a_lit_face_before_a_black_wall_stays_as_it_is(
    detector: Detector, astronaut: Pixels
) -> None:
    box = detector.detect(astronaut)[0].box
    left, top = int(box.x), int(box.y)
    stage = np.zeros((480, 640, 3), np.uint8)
    stage[200:260, 300:360] = astronaut[top + 20 : top + 80, left + 20 : left + 80]
    assert brightened(picture(stage)).rgb is stage


def test_a_face_in_red_light_stays_as_it_is(astronaut: Pixels) -> None:
    red = astronaut.copy()
    red[:, :, 1:] //= 20
    assert brightened(picture(red)).rgb is red


def test_a_black_picture_stays_black(detector: Detector) -> None:
    for noise in (0.0, 1.0):
        black = picture(dimmed(np.zeros((480, 640, 3), np.uint8), 0.0, noise))
        assert brightened(black) is black
    grainy = dimmed(np.zeros((480, 640, 3), np.uint8), 0.0, 6.0)
    assert detector.detect(brightened(picture(grainy)).rgb) == []


@pytest.mark.parametrize("name", ["astronaut", "two_people", "cameraman"])
@pytest.mark.parametrize("light", [0.2, 0.1, 0.05])
def test_a_face_in_a_twentieth_of_the_light_is_found_where_it_is(
    request: pytest.FixtureRequest, detector: Detector, name: str, light: float
) -> None:
    scene = request.getfixturevalue(name)
    expected = detector.detect(scene)
    found = detector.detect(brightened(picture(dimmed(scene, light))).rgb)
    assert len(found) == len(expected)
    assert found[0].box.overlap(expected[0].box) > 0.7


def test_without_brightening_it_is_lost(detector: Detector, astronaut: Pixels) -> None:
    assert detector.detect(dimmed(astronaut, 0.05)) == []


def test_the_eyes_find_follow_and_read_a_dim_face(detector: Detector, astronaut: Pixels) -> None:
    reader = EmotionReader()
    eyes = Eyes(
        EyesSettings(),
        detector=detector,
        read=lambda luma, box: reader.read([crop_face(luma, box)])[0],
    )
    dark = encoded(dimmed(astronaut, 0.08))
    sights = [eyes.look_at_bytes(dark, "dark") for _ in range(3)]
    assert [sight.followed for sight in sights] == [False, True, True]
    for sight in sights:
        assert sight.reading is not None
        assert sight.reading.label == "happy"
