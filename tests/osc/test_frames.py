"""Frames put together from chunks, on a clock that the tests turn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.osc.arguments import RefusedError
from oscbridge.osc.frames import FrameAssembler, FrameLimits


class Desk:
    """An assembler with its clock and its refusals at hand."""

    def __init__(self, limits: FrameLimits | None = None) -> None:
        self.now_s = 0.0
        self.refused: list[tuple[str, str, int | str]] = []
        self.messages: list[str] = []
        self.frames = FrameAssembler[str](self._refuse, limits, lambda: self.now_s)

    def _refuse(self, sender: str, error: RefusedError) -> None:
        self.refused.append((sender, error.code, error.id))
        self.messages.append(error.message)


@given(st.data(), st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=12))
def test_any_order_of_chunks_with_repeats_gives_the_same_frame_once(
    data: st.DataObject, chunks: list[bytes]
) -> None:
    count = len(chunks)
    order = data.draw(st.permutations(range(count)))
    # Repeats may come anywhere before the last missing chunk.
    repeats = data.draw(st.lists(st.integers(0, count - 1), max_size=5)) if count > 1 else []
    desk = Desk()
    found = []
    for position, index in enumerate(order):
        for again in repeats:
            if again in order[:position]:
                found.append(desk.frames.add("max", 1, again, count, chunks[again]))
        found.append(desk.frames.add("max", 1, index, count, chunks[index]))
    assert [frame for frame in found if frame is not None] == [b"".join(chunks)]
    assert found[-1] is not None
    assert desk.refused == []
    assert desk.frames.open_bytes == 0


ADDS = st.lists(
    st.tuples(
        st.sampled_from(["max", "pd"]),
        st.sampled_from([1, 2, 3, "a"]),
        st.integers(0, 6),
        st.integers(1, 7),
        st.binary(min_size=1, max_size=6),
        st.floats(0, 2),
    ),
    max_size=60,
)


@given(ADDS)
def test_after_any_history_nothing_is_held_past_its_age(
    adds: list[tuple[str, int | str, int, int, bytes, float]],
) -> None:
    limits = FrameLimits(frame_bytes=20, chunks=5, open_frames=2, open_bytes=40)
    desk = Desk(limits)
    for sender, id, index, count, blob, wait_s in adds:
        desk.now_s += wait_s
        frame = desk.frames.add(sender, id, index, count, blob)
        assert frame is None or len(frame) <= 20
        assert 0 <= desk.frames.open_bytes <= 40
    desk.now_s += 5.1
    desk.frames.expire()
    assert desk.frames.open_bytes == 0


def test_two_senders_may_use_the_same_id() -> None:
    desk = Desk()
    assert desk.frames.add("max", 1, 0, 2, b"a") is None
    assert desk.frames.add("pd", 1, 0, 2, b"x") is None
    assert desk.frames.add("max", 1, 1, 2, b"b") == b"ab"
    assert desk.frames.add("pd", 1, 1, 2, b"y") == b"xy"


def test_a_frame_that_is_never_finished_is_told_once() -> None:
    desk = Desk()
    desk.frames.add("max", 7, 0, 3, b"a")
    desk.now_s = 4.9
    desk.frames.add("max", 7, 1, 3, b"b")
    desk.now_s = 5.0
    desk.frames.expire()
    desk.frames.expire()
    assert desk.refused == [("max", "frame-incomplete", 7)]
    assert "2 of 3" in desk.messages[0]


def test_a_frame_that_is_too_large_is_told_once_and_its_bytes_are_let_go() -> None:
    desk = Desk(FrameLimits(frame_bytes=10))
    for index in range(4):
        assert desk.frames.add("max", 7, index, 4, b"12345") is None
    assert desk.refused == [("max", "frame-too-large", 7)]
    assert desk.frames.open_bytes == 0


def test_after_a_refused_frame_its_id_can_be_used_again() -> None:
    # Many clients use one id for all their frames.
    desk = Desk(FrameLimits(frame_bytes=10))
    for index in range(3):
        desk.frames.add("max", 7, index, 3, b"12345")
    assert desk.frames.add("max", 7, 0, 2, b"ab") is None
    assert desk.frames.add("max", 7, 1, 2, b"cd") == b"abcd"
    assert desk.refused == [("max", "frame-too-large", 7)]


def test_too_many_chunks_and_an_index_past_the_count_are_told_once() -> None:
    desk = Desk(FrameLimits(chunks=4))
    for index in range(5):
        desk.frames.add("max", 1, index, 5, b"a")
    assert desk.refused == [("max", "too-many-chunks", 1)]
    desk.frames.add("max", 2, 2, 2, b"a")
    desk.frames.add("max", 2, 3, 2, b"a")
    assert desk.refused[1:] == [("max", "out-of-range", 2)]


def test_a_ninth_open_frame_gives_up_the_oldest() -> None:
    desk = Desk()
    for id in range(9):
        desk.now_s += 0.01
        desk.frames.add("max", id, 0, 2, b"a")
    assert desk.refused == [("max", "too-many-frames", 0)]
    assert desk.frames.add("max", 8, 1, 2, b"b") == b"ab"


def test_all_senders_together_hold_no_more_than_the_limit() -> None:
    desk = Desk(FrameLimits(open_bytes=10))
    desk.frames.add("max", 1, 0, 2, b"12345678")
    desk.frames.add("pd", 2, 0, 2, b"12345678")
    assert desk.refused == [("pd", "too-many-frames", 2)]
    assert desk.frames.add("max", 1, 1, 2, b"9") == b"123456789"


def test_a_lost_chunk_with_one_id_for_all_frames_costs_one_frame_not_the_next() -> None:
    desk = Desk()
    desk.frames.add("max", 1, 0, 2, b"old")
    assert desk.frames.add("max", 1, 0, 2, b"new") is None
    assert desk.refused == [("max", "frame-incomplete", 1)]
    assert desk.frames.add("max", 1, 1, 2, b"er") == b"newer"


def test_another_count_begins_another_frame() -> None:
    desk = Desk()
    desk.frames.add("max", 1, 0, 3, b"old")
    desk.frames.add("max", 1, 0, 2, b"old")
    assert desk.refused == [("max", "frame-incomplete", 1)]
    assert desk.frames.add("max", 1, 1, 2, b"er") == b"older"


def test_a_sender_that_left_is_not_told() -> None:
    desk = Desk()
    desk.frames.add("max", 1, 0, 3, b"a")
    desk.frames.forget("max")
    desk.now_s = 100
    desk.frames.expire()
    assert desk.refused == []
    assert desk.frames.open_bytes == 0


def test_however_many_senders_begin_frames_no_more_are_open_than_may_be() -> None:
    told: list[object] = []
    limits = FrameLimits(open_frames_of_all=10)
    assembler: FrameAssembler[int] = FrameAssembler(
        lambda sender, error: told.append((sender, error.code)), limits, lambda: 0.0
    )
    for sender in range(100):
        assembler.add(sender, 1, 0, 2, b"ab")
    assert assembler.open_bytes == 20
    assert told == [(sender, "too-many-frames") for sender in range(90)]
    assert assembler.add(99, 1, 1, 2, b"cd") == b"abcd"
