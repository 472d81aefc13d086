"""The detector gives facenet-pytorch's boxes, starts without torch, and follows a face."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from oscbridge.vision.detector.facenet_import import import_facenet
from oscbridge.vision.detector.mtcnn import Detector
from oscbridge.vision.faces import Box
from tests.vision.conftest import moved

Pixels = NDArray[np.uint8]


def close_up(picture: Pixels) -> Pixels:
    return np.ascontiguousarray(picture[20:215, 150:410].repeat(3, 0).repeat(3, 1))


PICTURES = ["astronaut", "two_people", "cameraman", "cat"]
CHANGES: dict[str, Callable[[Pixels], Pixels]] = {
    "as it is": lambda picture: picture,
    "half size": lambda picture: np.ascontiguousarray(picture[::2, ::2]),
    "close up": close_up,
    "dim": lambda picture: picture // 4,
    "mirrored": lambda picture: np.ascontiguousarray(picture[:, ::-1]),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("min_face", [20, 60])
def test_boxes_scores_and_landmarks_are_those_of_facenet_pytorch(
    request: pytest.FixtureRequest, change: str, min_face: int
) -> None:
    torch.set_num_threads(1)
    theirs = import_facenet().MTCNN(min_face_size=min_face)
    ours = Detector(min_face=min_face)
    seen = 0
    for name in PICTURES:
        picture = CHANGES[change](request.getfixturevalue(name))
        boxes, scores, points = theirs.detect(picture.copy(), landmarks=True)
        faces = ours.detect(picture)
        if boxes is None:
            assert faces == [], name
            continue
        for face, box, score, point in zip(faces, boxes, scores, points, strict=True):
            x1, y1, x2, y2 = (float(v) for v in box)
            assert face.box.overlap(Box(x1, y1, x2 - x1, y2 - y1)) >= 0.95, name
            assert face.score == pytest.approx(float(score), abs=1e-3)
            np.testing.assert_allclose(face.landmarks, np.array(point, float), atol=1.0)
            seen += 1
    assert seen >= 3


def test_faces_come_largest_first(detector: Detector, two_people: Pixels) -> None:
    faces = detector.detect(two_people)
    assert len(faces) == 2
    assert faces[0].box.x < 450 < faces[1].box.x
    assert faces[0].box.area > faces[1].box.area


def test_landmarks_lie_where_the_features_are(detector: Detector, astronaut: Pixels) -> None:
    (left_eye, right_eye, nose, left_mouth, right_mouth) = detector.detect(astronaut)[0].landmarks
    assert left_eye[0] < nose[0] < right_eye[0]
    assert left_mouth[0] < nose[0] < right_mouth[0]
    assert max(left_eye[1], right_eye[1]) < nose[1] < min(left_mouth[1], right_mouth[1])


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (13, 13), (59, 800)])
def test_a_picture_with_no_room_for_a_face_has_none(
    detector: Detector, shape: tuple[int, int]
) -> None:
    assert detector.detect(np.zeros((*shape, 3), np.uint8)) == []


def test_noise_is_no_face(detector: Detector) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    assert detector.detect(noise) == []


def test_a_start_with_a_warm_cache_imports_no_torch(detector: Detector) -> None:
    code = (
        "import sys; from oscbridge.vision.detector.mtcnn import Detector; Detector(); "
        "sys.exit('torch' in sys.modules or 'facenet_pytorch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("right", "down"), [(0, 0), (25, 0), (-25, 0), (0, 25), (0, -25), (15, 15)]
)
def test_a_face_that_moved_is_followed_to_where_a_full_search_finds_it(
    detector: Detector, astronaut: Pixels, right: int, down: int
) -> None:
    before = detector.detect(astronaut)[0].box
    shifted = moved(astronaut, right, down)
    face = detector.track(shifted, [before])[0]
    assert face is not None
    assert face.box.overlap(detector.detect(shifted)[0].box) > 0.8


def test_following_a_still_face_does_not_drift(detector: Detector, astronaut: Pixels) -> None:
    found = detector.detect(astronaut)[0].box
    box = found
    for _ in range(300):
        face = detector.track(astronaut, [box])[0]
        assert face is not None
        box = face.box
    assert box.overlap(found) > 0.8


def test_a_face_that_walks_across_the_frame_is_followed_all_the_way(
    detector: Detector, astronaut: Pixels
) -> None:
    box = detector.detect(astronaut)[0].box
    for step in range(0, 200, 10):
        face = detector.track(moved(astronaut, step, step // 4), [box])[0]
        assert face is not None
        box = face.box
    truth = detector.detect(moved(astronaut, 190, 47))[0].box
    assert box.overlap(truth) > 0.8


def test_a_face_that_is_gone_is_lost(detector: Detector, astronaut: Pixels, cat: Pixels) -> None:
    box = detector.detect(astronaut)[0].box
    assert detector.track(np.full_like(astronaut, 90), [box]) == [None]
    assert detector.track(cat, [Box(150, 60, 120, 150)]) == [None]


def test_a_box_far_outside_the_picture_is_lost_not_fatal(
    detector: Detector, astronaut: Pixels
) -> None:
    boxes = [Box(-5000, 0, 100, 100), Box(640, 480, 50, 50), Box(10, 10, 0, 0), Box(0, 0, 1e7, 1e7)]
    assert detector.track(astronaut, boxes)[:3] == [None, None, None]


def test_two_boxes_that_end_on_one_face_count_once(detector: Detector, astronaut: Pixels) -> None:
    box = detector.detect(astronaut)[0].box
    first, second = detector.track(astronaut, [box, Box(box.x + 8, box.y, box.width, box.height)])
    assert first is not None
    assert second is None


def test_two_people_are_followed_at_once(detector: Detector, two_people: Pixels) -> None:
    boxes = [face.box for face in detector.detect(two_people)]
    followed = detector.track(moved(two_people, 5, 5), boxes)
    assert all(face is not None for face in followed)
