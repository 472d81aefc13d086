"""Bundles that wait for their time, whatever comes in whatever order."""

from __future__ import annotations

import asyncio
import time

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.osc.schedule import Schedule


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 60)), max_size=30))
def test_each_thing_is_done_once_in_time_or_refused_and_no_more_waits_than_may(
    asked: list[tuple[int, int]],
) -> None:
    async def scenario() -> None:
        schedule = Schedule(most=10, most_bytes=200)
        done: list[int] = []
        taken: list[tuple[int, int]] = []
        waiting_bytes = 0
        for number, (later, size) in enumerate(asked):

            def note(number: int = number) -> None:
                done.append(number)

            try:
                schedule.call(later / 2000, size, note)
            except OscbridgeError as error:
                # Nothing is done before this function lets go of the loop.
                assert error.code == "too-many-scheduled"  # noqa: PT017
                assert len(taken) >= 10 or waiting_bytes + size > 200
            else:
                taken.append((later, number))
                waiting_bytes += size
            assert len(schedule) == len(taken) <= 10
            assert waiting_bytes <= 200
        while len(schedule):
            await asyncio.sleep(0)
        assert sorted(done) == [number for _, number in taken]
        schedule.call(0, 200, lambda: done.append(-1))  # All the room is there again.
        schedule.clear()
        assert len(schedule) == 0
        await asyncio.sleep(0.001)
        assert -1 not in done

    asyncio.run(scenario())


@given(st.none() | st.floats(allow_nan=False) | st.floats(-20, 20).map(time.time().__add__))
def test_any_time_tag_is_past_near_or_refused(due_s: float | None) -> None:
    schedule = Schedule(horizon_s=10.0)
    try:
        assert 0 <= schedule.delay_s(due_s) <= 10.0
    except OscbridgeError as error:
        assert error.code == "bundle-too-far-ahead"  # noqa: PT017
        assert due_s is not None
        assert due_s > time.time() + 9
