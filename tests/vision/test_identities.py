"""Who is who: numbers stay with faces that move, tremble and hide for a moment."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.vision.faces import Box, Face
from oscbridge.vision.tracking.identities import KEPT_S, Known, identify


def face(x: float, y: float = 100.0, size: float = 100.0) -> Face:
    return Face(Box(x, y, size, size * 1.25), 0.99, ())


class Stream:
    """Frames of one camera, thirty a second."""

    def __init__(self) -> None:
        self.now_s = 50.0
        self.known: tuple[Known, ...] = ()
        self.new_ids: Iterator[int] = itertools.count(1)

    def frame(self, *faces: Face, wait_s: float = 1 / 30, is_cut: bool = False) -> list[int]:
        self.now_s += wait_s
        named, self.known = identify(faces, self.known, self.now_s, self.new_ids, is_cut=is_cut)
        assert [f.box for f in named] == [f.box for f in faces]
        return [f.id for f in named]


def test_faces_are_numbered_from_1_as_they_come() -> None:
    stream = Stream()
    assert stream.frame(face(100)) == [1]
    assert stream.frame(face(400), face(100)) == [2, 1]


def test_numbers_stay_with_faces_that_walk_past_each_other() -> None:
    stream = Stream()
    for step in range(40):
        left, right = face(100 + 10 * step, y=80), face(500 - 10 * step, y=260)
        faces = (left, right) if step % 2 else (right, left)
        assert stream.frame(*faces) == ([1, 2] if step % 2 else [2, 1]) or step == 0
        if step == 0:  # numbered in the order given
            stream = Stream()
            stream.frame(left, right)


@pytest.mark.parametrize(("away_s", "ids"), [(0.5, [1]), (KEPT_S - 0.1, [1]), (KEPT_S + 0.1, [2])])
def test_a_number_survives_a_short_loss(away_s: float, ids: list[int]) -> None:
    stream = Stream()
    stream.frame(face(100))
    stream.frame()
    assert stream.frame(face(130), wait_s=away_s - 1 / 30) == ids


def test_one_who_was_hidden_a_while_may_have_moved_a_little() -> None:
    stream = Stream()
    stream.frame(face(100))
    for _ in range(30):
        stream.frame()
    assert stream.frame(face(210)) == [1]


def test_someone_elsewhere_is_someone_else() -> None:
    stream = Stream()
    stream.frame(face(100))
    assert stream.frame(face(400)) == [2]
    assert stream.frame(face(100, size=250)) == [3]


def test_a_newcomer_does_not_take_the_number_of_a_neighbour() -> None:
    stream = Stream()
    stream.frame(face(100), face(220))
    assert stream.frame(face(160), face(222), face(102)) == [3, 2, 1]


def test_when_the_light_changes_only_a_face_in_the_same_place_keeps_its_number() -> None:
    stream = Stream()
    stream.frame(face(100), face(400))
    assert stream.frame(face(104), face(460), is_cut=True) == [1, 3]


def test_trembling_boxes_keep_their_numbers_for_a_minute() -> None:
    chance, stream = random.Random(5), Stream()
    seen = set()
    for _ in range(1800):
        # Each is missed now and then, as a detector does.
        faces = {
            place: face(place + chance.gauss(0, 6), 100 + chance.gauss(0, 6), chance.gauss(100, 5))
            for place in (50, 250, 450)
            if chance.random() > 0.2
        }
        seen |= set(zip(faces, stream.frame(*faces.values()), strict=True))
    assert len(seen) == 3


boxes = st.builds(
    lambda x, y, size: face(x, y, size),
    st.floats(-50, 700),
    st.floats(-50, 500),
    st.floats(1, 400),
)


@given(st.lists(st.tuples(st.lists(boxes, max_size=6), st.floats(0, 3), st.booleans())))
def test_no_two_faces_of_a_frame_share_a_number(
    frames: list[tuple[list[Face], float, bool]],
) -> None:
    stream = Stream()
    for faces, wait_s, is_cut in frames:
        ids = stream.frame(*faces, wait_s=wait_s, is_cut=is_cut)
        assert len(set(ids)) == len(ids)
        assert all(id > 0 for id in ids)
