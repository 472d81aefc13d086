"""What goes wrong in the background is told, and does not end what has to go on; deadlines."""

from __future__ import annotations

import asyncio

import pytest

from oscbridge.system.tasks import Deadline, every, in_background


async def test_what_is_done_again_and_again_goes_on_after_a_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls: asyncio.Queue[None] = asyncio.Queue()

    def fails() -> None:
        calls.put_nowait(None)
        raise ValueError("no such thing")

    task = asyncio.create_task(every(0.0, fails, "counting"))
    for _ in range(3):
        await asyncio.wait_for(calls.get(), 5)
    task.cancel()
    assert "counting failed; it is tried again" in caplog.text
    assert "no such thing" in caplog.text


async def test_a_task_that_fails_is_told_and_one_that_is_cancelled_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fails() -> None:
        raise OSError("no disk")

    failing = in_background(fails(), "reading the weights")
    waiting = in_background(asyncio.sleep(600), "waiting")
    await asyncio.wait([failing])
    waiting.cancel()
    await asyncio.wait([waiting])
    assert "reading the weights failed" in caplog.text
    assert "no disk" in caplog.text
    assert "waiting failed" not in caplog.text


async def test_a_deadline_that_was_moved_or_cleared_is_not_missed() -> None:
    missed = asyncio.Event()
    deadline = Deadline(missed.set)
    deadline.set(0.0)
    deadline.set(600.0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not missed.is_set()
    deadline.set(0.0)
    deadline.clear()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not missed.is_set()
    deadline.set(0.0)
    await asyncio.wait_for(missed.wait(), 5)
