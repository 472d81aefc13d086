"""Who reads what: the nearest free reader, one look at a time to each, equal shares for rooms."""

from __future__ import annotations

from collections import Counter, deque

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.cluster.messages import Member
from oscbridge.daemon.cluster.routes import HEAD_START_MS, Routes
from oscbridge.daemon.faces.mailbox import LatestMailbox

NEAR, FAR = Member("near", "here", True), Member("far", "there", False)


def test_a_reader_on_this_machine_comes_first_and_then_any_that_is_free() -> None:
    routes = Routes()
    routes.join([FAR, NEAR])
    assert routes.free(0.0) == "near"
    routes.begin("near", "a")
    assert routes.free(0.0) == "far"
    routes.begin("far", "b")
    assert routes.free(0.0) is None
    routes.end("near", 0.1)
    assert routes.free(0.1) == "near"


def test_a_near_reader_that_others_keep_busy_is_avoided_and_then_tried_again() -> None:
    routes = Routes()
    routes.join([FAR, NEAR])
    routes.begin("near", "a")
    routes.end("near", 1.0, slow_ms=HEAD_START_MS * 30)
    assert routes.free(1.0) == "far"
    assert routes.free(10.0) == "near"


def test_a_late_reader_gets_nothing_until_it_answers() -> None:
    routes = Routes()
    routes.join([NEAR])
    routes.begin("near", "a")
    routes.late("near", 0.0)
    assert routes.free(0.0) is None
    assert len(routes) == 0
    routes.end("near", 5.0)
    assert routes.free(5.0) == "near"
    assert len(routes) == 1


def test_a_stream_whose_reader_is_late_can_be_read_by_another() -> None:
    routes = Routes()
    routes.join([NEAR, FAR])
    routes.begin("near", "a")
    assert routes.is_read("a")
    routes.late("near", 0.0)
    assert not routes.is_read("a")
    assert routes.free(0.0) == "far"


def test_who_was_silent_since_a_late_look_began_is_not_tried_until_it_is_heard() -> None:
    routes = Routes()
    routes.join([NEAR, FAR], 0.0)
    routes.begin("near", "a")
    routes.late("near", since_s=1.0)
    assert routes.free(2.5) is None
    routes.alive("far", 3.0)
    assert routes.free(3.0) == "far"
    routes.alive("near", 3.0)  # that it is there does not answer the look that it has
    assert len(routes) == 1
    routes.late("near", since_s=1.0)
    assert routes.free(3.0) == "far"


def test_who_is_no_more_is_told_and_its_streams_have_no_reader() -> None:
    routes = Routes()
    routes.join([NEAR, FAR])
    routes.begin("near", "camera")
    assert routes.told() == {"camera": "near"}
    assert routes.is_read("camera")
    assert routes.join([FAR]) == ["near"]
    assert routes.told() == {}
    assert not routes.is_read("camera")
    routes.end("near", 1.0, 5.0)  # its last word comes too late


class Room:
    """One room's cameras, which all have a frame waiting at all times, and its routes."""

    def __init__(self, cameras: int, readers: list[Member]) -> None:
        self.routes = Routes()
        self.routes.join(readers)
        self.box: LatestMailbox[str] = LatestMailbox()
        self.cameras = [f"camera {n}" for n in range(cameras)]
        self.answers: Counter[str] = Counter()
        self.passed_over = 0
        self.sent = 0

    def offer(self) -> None:
        for camera in self.cameras:
            self.sent += 1
            self.passed_over += self.box.offer(camera, "", camera) is not None

    def give(self, now_s: float) -> list[tuple[str, str]]:
        given: list[tuple[str, str]] = []
        while (name := self.routes.free(now_s)) is not None:
            camera = self.box.take(lambda one: not self.routes.is_read(one))
            if camera is None:
                return given
            self.routes.begin(name, camera)
            given.append((name, camera))
        return given


@given(
    st.lists(st.integers(1, 8), min_size=2, max_size=4),
    st.integers(1, 4),
    st.integers(2, 3),
)
def test_rooms_that_send_more_than_can_be_read_get_equal_shares(
    cameras: list[int], count: int, frames_per_look: int
) -> None:
    """Simulated: each reader serves its calls in the order in which they come, one for each tick.

    A room whose cameras are fewer than the readers cannot use all of them, and need not.
    """
    readers = [Member(f"reader-{n}", "there", False) for n in range(count)]
    rooms = [Room(max(number, count), readers) for number in cameras]
    waiting: dict[str, deque[tuple[Room, str]]] = {one.name: deque() for one in readers}
    ticks = 200
    for tick in range(ticks):
        for room in rooms:
            for _ in range(frames_per_look):
                room.offer()
            for name, camera in room.give(tick / 100):
                waiting[name].append((room, camera))
        for name, calls in waiting.items():
            assert len(calls) <= len(rooms), "a room has two looks with one reader"
            room, camera = calls.popleft()
            room.routes.end(name, tick / 100, 1.0)
            room.answers[camera] += 1
    total = ticks * count
    for room in rooms:
        share = room.answers.total() / total
        assert abs(share - 1 / len(rooms)) < 0.02
        # Its own cameras take turns …
        assert max(room.answers.values()) - min(room.answers.values()) <= 2
        # … and of what was sent nothing is missing.
        under_way = sum(room is one for calls in waiting.values() for one, _ in calls)
        assert room.sent == room.answers.total() + room.passed_over + under_way + len(room.box)


@given(st.data())
def test_no_reader_has_two_looks_and_no_stream_two_that_are_waited_for(data: st.DataObject) -> None:
    routes = Routes()
    names = [f"r{n}" for n in range(4)]
    under_way: dict[str, str] = {}
    late: set[str] = set()
    now = 0.0

    def waited_for() -> set[str]:
        return {stream for name, stream in under_way.items() if name not in late}

    for _ in range(data.draw(st.integers(0, 60))):
        now += data.draw(st.floats(0, 1))
        step = data.draw(st.sampled_from(["join", "give", "give", "end", "late", "alive"]))
        if step == "join":
            there = data.draw(st.lists(st.sampled_from(names), unique=True))
            for name in routes.join([Member(name, name, name == "r0") for name in there]):
                under_way.pop(name, None)
                late.discard(name)
        elif step == "give":
            free = routes.free(now)
            stream = data.draw(st.sampled_from("abcdef"))
            if free is not None and not routes.is_read(stream):
                assert free not in under_way
                assert stream not in waited_for()
                routes.begin(free, stream)
                under_way[free] = stream
        elif under_way:
            name = data.draw(st.sampled_from(sorted(under_way)))
            if step == "alive":
                routes.alive(name, now)
            elif step == "end":
                routes.end(name, now, data.draw(st.floats(-1, 1e6)))
                del under_way[name]
                late.discard(name)
            else:
                routes.late(name, data.draw(st.floats(0, 60)))
                late.add(name)
        assert {s for s in "abcdef" if routes.is_read(s)} == waited_for()
