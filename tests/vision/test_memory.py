"""A stream's memory goes from one pair of eyes to another, whose clock is another."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.vision.detector.mtcnn import Detector
from oscbridge.vision.eyes import Eyes, EyesSettings
from oscbridge.vision.faces import Box, Face
from oscbridge.vision.reading import Reading
from oscbridge.vision.tracking.choice import Choice
from oscbridge.vision.tracking.identities import Known
from oscbridge.vision.tracking.memory import NOTHING, Memory
from tests.vision.conftest import encoded

Pixels = NDArray[np.uint8]


class Pair:
    """Two pairs of eyes, each with its own clock."""

    def __init__(self, detector: Detector) -> None:
        self.now_s = [100.0, 5.0]

        def eyes(i: int) -> Eyes:
            def read(luma: Pixels, box: Box) -> Reading:
                return Reading((0.125,) * 8, Affect(0.0, 0.0))

            return Eyes(EyesSettings(), detector=detector, read=read, clock=lambda: self.now_s[i])

        self.eyes = [eyes(0), eyes(1)]

    def wait(self, seconds: float) -> None:
        self.now_s = [now + seconds for now in self.now_s]


def jpeg(rgb: Pixels) -> bytes:
    return encoded(rgb, "JPEG", quality=92)


def test_other_eyes_follow_the_face_where_these_saw_it_and_keep_its_number(
    detector: Detector, astronaut: Pixels
) -> None:
    pair = Pair(detector)
    image = jpeg(astronaut)
    first, second = pair.eyes
    first.remind("a", NOTHING)
    assert [face.id for face in first.look_at_bytes(image, "a").faces] == [1]
    memory: Memory = pickle.loads(pickle.dumps(first.recall("a")))
    pair.wait(0.1)
    second.remind("a", memory.moved(-0.1))
    sight = second.look_at_bytes(image, "a")
    assert sight.followed
    assert [face.id for face in sight.faces] == [1]


def test_a_memory_that_lay_too_long_is_searched_anew(detector: Detector, astronaut: Pixels) -> None:
    pair = Pair(detector)
    image = jpeg(astronaut)
    first, second = pair.eyes
    first.look_at_bytes(image, "a")
    second.remind("a", first.recall("a").moved(-1.5))
    assert not second.look_at_bytes(image, "a").followed


def test_two_streams_on_the_same_eyes_count_their_faces_apart(
    detector: Detector, astronaut: Pixels
) -> None:
    eyes = Pair(detector).eyes[0]
    image = jpeg(astronaut)
    for name in ("a", "b"):
        eyes.remind(name, NOTHING)
        assert [face.id for face in eyes.look_at_bytes(image, name).faces] == [1]
        assert eyes.recall(name).next_id == 2


def test_what_these_eyes_found_between_two_frames_is_not_forgotten_for_their_own_memory(
    detector: Detector, astronaut: Pixels
) -> None:
    pair = Pair(detector)
    eyes = pair.eyes[0]
    image = jpeg(astronaut)
    eyes.look_at_bytes(image, "a")
    pair.wait(0.85)
    eyes.look_at_bytes(image, "a")
    memory = eyes.recall("a")
    assert memory.searched_s < -0.8
    assert eyes.search_is_due_soon
    eyes.search_ahead()
    eyes.remind("a", memory)
    assert eyes.recall("a").searched_s > -0.1


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_moving_there_and_back_changes_no_time(by: float, seen: float) -> None:
    face = Face(Box(1, 2, 3, 4), 1.0, (), 1)
    memory = Memory(
        (face,),
        (640, 480),
        b"",
        seen,
        seen,
        (Known(1, face.box, seen),),
        Choice("largest", 1, seen),
    )
    back = memory.moved(by).moved(-by)
    assert abs(back.seen_s - seen) < 1e-6
    assert back.choice is not None
    assert back.choice.rival_since_s is not None
    assert abs(back.choice.rival_since_s - seen) < 1e-6
    assert abs(back.known[0].seen_s - seen) < 1e-6
    assert replace(back, seen_s=0, searched_s=0, known=(), choice=None) == replace(
        memory, seen_s=0, searched_s=0, known=(), choice=None
    )
