"""The latest picture wins, senders take turns, and nothing disappears untold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.daemon.faces.mailbox import LatestMailbox


def test_a_newer_picture_replaces_the_waiting_one_which_is_handed_back() -> None:
    box: LatestMailbox[int] = LatestMailbox()
    assert box.offer("max", "camera", 1) is None
    assert box.offer("max", "camera", 2) == 1
    assert box.take() == 2
    assert box.take() is None


def test_different_files_of_one_sender_all_wait_in_order() -> None:
    box: LatestMailbox[str] = LatestMailbox()
    for name in ("a", "b", "c", "b"):
        box.offer("max", name, name)
    assert [box.take() for _ in range(4)] == ["a", "b", "c", None]


def test_a_sender_with_too_many_streams_loses_its_oldest_and_is_told() -> None:
    box: LatestMailbox[int] = LatestMailbox(places=3)
    assert [box.offer("max", n, n) for n in range(5)] == [None, None, None, 0, 1]
    assert len(box) == 3


def test_a_busy_sender_does_not_starve_another() -> None:
    box: LatestMailbox[str] = LatestMailbox()
    for turn in range(10):
        box.offer("busy", turn, f"busy {turn}")
    box.offer("quiet", "camera", "quiet")
    assert [box.take() for _ in range(3)] == ["busy 0", "quiet", "busy 1"]


@given(st.lists(st.one_of(st.tuples(st.integers(0, 2), st.integers(0, 5)), st.none()), max_size=60))
def test_every_item_is_either_taken_or_handed_back_once(
    steps: list[tuple[int, int] | None],
) -> None:
    box: LatestMailbox[int] = LatestMailbox(places=3)
    given_in, came_out = 0, []
    for step in steps:
        if step is None:
            item = box.take()
        else:
            item = box.offer(*step, given_in)
            given_in += 1
        if item is not None:
            came_out.append(item)
    while (item := box.take()) is not None:
        came_out.append(item)
    assert sorted(came_out) == list(range(given_in))


def test_however_many_senders_there_are_no_more_waits_than_may_and_nothing_goes_untold() -> None:
    box: LatestMailbox[int] = LatestMailbox(places=4, most=6)
    assert [box.offer("busy", n, n) for n in range(3)] == [None, None, None]
    told = [box.offer(f"sender {n}", "camera", 10 + n) for n in range(20)]
    assert len(box) == 6
    assert told[3:5] == [0, 1]  # Of whoever had most.
    waiting = [box.take() for _ in range(7)]
    assert waiting[-1] is None
    assert sorted(n for n in [*told, *waiting] if n is not None) == [0, 1, 2, *range(10, 30)]


def test_cameras_that_send_in_step_take_turns_though_two_are_read_at_a_time() -> None:
    box: LatestMailbox[int] = LatestMailbox()
    served = [0, 0, 0]
    for _ in range(30):
        for camera in range(3):
            box.offer(camera, "camera", camera)
        for _ in range(2):
            taken = box.take()
            assert taken is not None
            served[taken] += 1
    assert served == [20, 20, 20]


def test_what_may_not_be_taken_now_keeps_its_turn() -> None:
    box: LatestMailbox[str] = LatestMailbox()
    for camera in ("a", "b", "c"):
        box.offer(camera, "camera", camera)
    assert box.take(lambda item: item != "a") == "b"
    assert box.take() == "a"
    assert box.take(lambda item: item == "nobody") is None
    assert len(box) == 1


def test_senders_that_are_served_and_gone_do_not_pile_up() -> None:
    box: LatestMailbox[int] = LatestMailbox(most=8)
    for sender in range(100):
        box.offer(sender, "camera", sender)
        assert box.take() == sender
    for sender in range(100):
        box.offer(sender, "camera", sender)
    assert len(box._senders) <= 9
