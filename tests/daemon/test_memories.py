"""Streams that are read here and there: their memory goes along, faces have the room's numbers."""

from __future__ import annotations

from oscbridge.daemon.cluster.memories import MOST_STREAMS, Memories
from oscbridge.system.shared_bytes import NO_BYTES
from oscbridge.vision.faces import Box, Face
from oscbridge.vision.messages import LookAtBytes
from oscbridge.vision.settings import Attention
from oscbridge.vision.sight import Sight, Timing
from oscbridge.vision.tracking.memory import NOTHING, Memory


def sight(*ids: int) -> Sight:
    faces = tuple(Face(Box(0, 0, 10, 10), 1.0, (), id) for id in ids)
    return Sight(640, 480, faces, None, Timing(0, 0, 0, 0), False, (None,) * len(ids))


def ids(seen: Sight) -> list[int]:
    return [face.id for face in seen.faces]


def look(which: int | str = "largest") -> LookAtBytes:
    return LookAtBytes(1, NO_BYTES, "a", Attention(which))


def test_two_cameras_never_show_the_same_number() -> None:
    memories = Memories()
    assert ids(memories.keep("a", NOTHING, sight(1, 2), 0.0)) == [1, 2]
    assert ids(memories.keep("b", NOTHING, sight(1), 0.0)) == [3]
    assert ids(memories.keep("a", NOTHING, sight(2, 3, 1), 0.1)) == [2, 4, 1]


def test_who_is_asked_for_by_number_is_asked_of_the_camera_that_shows_them() -> None:
    memories = Memories()
    memories.keep("a", NOTHING, sight(1), 0.0)
    memories.keep("b", NOTHING, sight(1), 0.0)
    assert memories.onto(look(2), "b", 0.0).attention.which == 1
    nobody = memories.onto(look(2), "a", 0.0).attention.which
    assert isinstance(nobody, int)
    assert nobody > 1000
    assert memories.onto(look("centre"), "a", 0.0).attention.which == "centre"


def test_a_memory_ages_while_it_lies_here() -> None:
    memories = Memories()
    assert memories.onto(look(), "a", 5.0).memory == NOTHING
    memories.keep("a", Memory(seen_s=-0.5, searched_s=-1.0), sight(), 5.0)
    memory = memories.onto(look(), "a", 5.25).memory
    assert memory is not None
    assert (memory.seen_s, memory.searched_s) == (-0.75, -1.25)


def test_streams_that_come_and_go_do_not_pile_up() -> None:
    memories = Memories()
    for number in range(3 * MOST_STREAMS):
        memories.keep(str(number), Memory(stamp=number), sight(1), 0.0)
    assert memories.onto(look(), "0", 0.0).memory == NOTHING
    last = memories.onto(look(), str(3 * MOST_STREAMS - 1), 0.0).memory
    assert last is not None
    assert last.stamp == 3 * MOST_STREAMS - 1
