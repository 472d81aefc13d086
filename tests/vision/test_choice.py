"""Who is read of several: the largest, kept until another is clearly larger for a moment."""

from __future__ import annotations

import random

from oscbridge.vision.choice import CLEARLY_LARGER, LARGER_FOR_S, Choice, choose
from oscbridge.vision.faces import Box, Face

LEFT, RIGHT = 100.0, 500.0


def face(x: float, size: float) -> Face:
    return Face(Box(x, 100.0, size, size), 1.0, ())


class Scene:
    """Two people, seen at thirty frames a second; who is read is told by where they are."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.choice: Choice | None = None

    def frame(self, left: float, right: float) -> float:
        """Areas in units of 100 × 100 pixels; 0: not there."""
        people = [face(x, 100 * area**0.5) for x, area in ((LEFT, left), (RIGHT, right)) if area]
        people.sort(key=lambda person: person.box.area, reverse=True)
        faces, self.choice = choose(tuple(people), self.choice, self.now_s)
        self.now_s += 1 / 30
        assert sorted(f.box.x for f in faces) == sorted(p.box.x for p in people)
        return faces[0].box.x


def test_the_constants_are_those_that_the_documents_name() -> None:
    assert (CLEARLY_LARGER, LARGER_FOR_S) == (1.2, 0.3)


def test_the_first_time_the_largest_is_read() -> None:
    assert Scene().frame(1.0, 1.01) == RIGHT
    assert Scene().frame(1.01, 1.0) == LEFT


def test_trembling_boxes_of_two_equal_faces_do_not_change_who_is_read() -> None:
    scene, chance = Scene(), random.Random(1)
    scene.frame(1.0, 0.99)
    seen = {scene.frame(chance.uniform(0.9, 1.1), chance.uniform(0.9, 1.1)) for _ in range(600)}
    assert seen == {LEFT}


def test_another_that_is_slightly_larger_for_ever_is_not_read() -> None:
    scene = Scene()
    scene.frame(1.0, 0.9)
    assert {scene.frame(1.0, 1.19) for _ in range(100)} == {LEFT}


def test_another_that_is_clearly_larger_is_read_after_a_moment() -> None:
    scene = Scene()
    scene.frame(1.0, 0.9)
    start_s = scene.now_s
    while scene.frame(1.0, 1.21) == LEFT:
        assert scene.now_s < 2
    assert 0.3 <= scene.now_s - start_s < 0.37
    assert scene.frame(1.0, 1.0) == RIGHT


def test_a_moment_that_is_interrupted_begins_anew() -> None:
    scene = Scene()
    scene.frame(1.0, 0.9)
    for _ in range(20):
        assert {scene.frame(1.0, 1.3) for _ in range(8)} == {LEFT}
        assert scene.frame(1.0, 1.1) == LEFT


def test_when_who_was_read_has_gone_the_largest_is_read_at_once() -> None:
    scene = Scene()
    scene.frame(1.0, 0.9)
    assert scene.frame(0, 0.9) == RIGHT


def test_who_walks_is_still_the_same_one() -> None:
    choice: Choice | None = None
    for step in range(20):
        walker, other = face(100 + 30.0 * step, 100), face(LEFT, 102)
        walker = Face(Box(walker.box.x, 400, 100, 100), 1.0, ())
        faces = (walker,) if step == 0 else (other, walker)
        ordered, choice = choose(faces, choice, step / 30)
        assert ordered[0] is walker


def test_nobody_is_nobody() -> None:
    assert choose((), Choice(Box(0, 0, 1, 1)), 1.0) == ((), None)
