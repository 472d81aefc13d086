"""Who is read of several: the largest, kept until another is clearly larger for a moment."""

from __future__ import annotations

import random

import pytest

from oscbridge.vision.faces import Box, Face
from oscbridge.vision.tracking.choice import (
    CENTRE,
    CLEAR_FOR_S,
    CLEARLY_LARGER,
    CLEARLY_NEARER,
    GROUP,
    Choice,
    Which,
    choose,
)

LEFT, RIGHT = 100.0, 500.0


SIZE = (700, 300)


def face(x: float, size: float, id: int = 0) -> Face:
    return Face(Box(x, 100.0, size, size), 1.0, (), id)


class Scene:
    """Two people, seen at thirty frames a second; who is read is told by where they are."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.choice: Choice | None = None

    def frame(self, left: float, right: float) -> float:
        """Areas in units of 100 × 100 pixels; 0: not there."""
        places = ((LEFT, left, 1), (RIGHT, right, 2))
        people = [face(x, 100 * area**0.5, id) for x, area, id in places if area]
        people.sort(key=lambda person: person.box.area, reverse=True)
        faces, self.choice = choose(tuple(people), self.choice, self.now_s)
        self.now_s += 1 / 30
        assert sorted(f.box.x for f in faces) == sorted(p.box.x for p in people)
        return faces[0].box.x


def test_the_constants_are_those_that_the_documents_name() -> None:
    assert (CLEARLY_LARGER, CLEARLY_NEARER, CLEAR_FOR_S) == (1.2, 0.1, 0.3)


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


def test_without_a_face_nobody_is_followed() -> None:
    assert choose((), Choice("largest", 1), 1.0) == ((), None)


def test_the_most_central_is_followed_however_small() -> None:
    people = (face(500, 150, 1), face(310, 80, 2), face(0, 70, 3))
    ordered, _ = choose(people, None, 0.0, CENTRE, SIZE)
    assert [person.id for person in ordered] == [2, 1, 3]


def test_another_must_be_clearly_nearer_to_the_centre_for_a_moment() -> None:
    choice: Choice | None = None
    said, now_s = [], 0.0
    # Middles of the two, from the frame's middle: first the one, then hardly, then clearly the
    # other is nearer (30 pixels are a tenth of the frame's height).
    for one, other in ((0, 110), *[(-25, 10)] * 30, *[(-70, 30)] * 30):
        people = (face(300 + one, 100, 1), face(300 + other, 100, 2))
        ordered, choice = choose(people, choice, now_s, CENTRE, SIZE)
        said.append(ordered[0].id)
        now_s += 1 / 30
    change = said.index(2)
    assert 0.3 <= (change - 31) / 30 <= 0.4
    assert set(said[change:]) == {2}


def test_one_that_is_asked_for_by_number_is_followed_while_it_is_there() -> None:
    people = (face(LEFT, 200, 7), face(RIGHT, 50, 9))
    ordered, choice = choose(people, None, 0.0, 9)
    assert (ordered[0].id, choice) == (9, Choice(9, 9))
    ordered, choice = choose(people[:1], choice, 0.1, 9)
    assert (ordered, choice) == (people[:1], None)


@pytest.mark.parametrize("rule", ["largest", CENTRE, GROUP])
def test_another_rule_chooses_anew(rule: Which) -> None:
    people = (face(300, 110, 1), face(40, 100, 2))
    _, choice = choose(people, None, 0.0, 2)
    ordered, choice = choose(people, choice, 0.03, rule, SIZE)
    assert (ordered[0].id, choice) == (1, Choice(rule, 1))
