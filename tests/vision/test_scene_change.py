"""Scenes: one picture is one scene at every size; a cut and a switched light are told."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from oscbridge.vision.tracking.scene_change import is_same_scene, thumbnail
from tests.vision.conftest import moved

Pixels = NDArray[np.uint8]


@pytest.mark.parametrize("size", [(320, 240), (400, 300), (1600, 1200), (1920, 1080), (333, 251)])
def test_a_picture_is_the_same_scene_at_any_size(astronaut: Pixels, size: tuple[int, int]) -> None:
    resized = np.asarray(Image.fromarray(astronaut).resize(size))
    distance = np.abs(thumbnail(resized) - thumbnail(astronaut)).mean()
    assert distance < 5.0


def test_a_head_that_moves_is_in_the_same_scene(astronaut: Pixels) -> None:
    assert is_same_scene(thumbnail(moved(astronaut, 20, 10)), thumbnail(astronaut))


def test_another_picture_and_another_light_are_other_scenes(
    astronaut: Pixels, two_people: Pixels
) -> None:
    assert not is_same_scene(thumbnail(two_people), thumbnail(astronaut))
    assert not is_same_scene(thumbnail(astronaut // 3), thumbnail(astronaut))


def test_a_picture_of_few_pixels_has_a_thumbnail() -> None:
    assert thumbnail(np.full((3, 900, 3), 9, np.uint8)).shape == (16, 16)
