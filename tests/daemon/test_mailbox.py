"""The latest picture wins, senders take turns, and nothing disappears untold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.daemon.mailbox import LatestMailbox


def test_a_newer_item_replaces_the_waiting_one_which_is_handed_back() -> None:
    box: LatestMailbox[str, int] = LatestMailbox()
    assert box.offer("camera", 1) is None
    assert box.offer("camera", 2) == 1
    assert box.take() == 2
    assert box.take() is None


def test_a_busy_sender_does_not_starve_another() -> None:
    box: LatestMailbox[str, str] = LatestMailbox()
    served = []
    for turn in range(10):
        box.offer("fast", f"fast {turn}")
        box.offer("fast", f"fast {turn}b")
        if turn % 2 == 0:
            box.offer("slow", f"slow {turn}")
        served.append(box.take())
    assert [item for item in served if item and item.startswith("slow")] == [
        f"slow {turn}" for turn in (0, 2, 4, 6, 8)
    ]


@given(st.lists(st.one_of(st.integers(0, 4), st.none()), max_size=60))
def test_every_item_is_either_taken_or_handed_back_once(steps: list[int | None]) -> None:
    box: LatestMailbox[int, int] = LatestMailbox()
    given_in, came_out = 0, []
    for sender in steps:
        if sender is None:
            item = box.take()
        else:
            item = box.offer(sender, given_in)
            given_in += 1
        if item is not None:
            came_out.append(item)
    while (item := box.take()) is not None:
        came_out.append(item)
    assert sorted(came_out) == list(range(given_in))
