"""Supervision of child processes: messages, death, restart, farewell."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from oscbridge.daemon.workers import Worker


def parrot(connection: Connection, settings: Any) -> None:
    """A child that says its pid, then what it hears (of bytes, how many); it may die or sulk."""
    connection.send(("born", os.getpid(), settings))
    while True:
        try:
            message = connection.recv()
        except EOFError:
            return
        if message == "leave":
            return
        if message == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if message == "babble":
            connection.send(Unreadable())
        if message == "sulk":
            time.sleep(600)
        connection.send(len(message) if isinstance(message, bytes) else message)


class Unreadable:
    """What cannot be read at the other end, like a message of another version."""

    def __reduce__(self) -> Any:
        return int, ("no number",)


class Watched:
    """A parrot worker and a queue of all that it says."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Any] = asyncio.Queue()
        self.deaths: list[int | None] = []
        self.worker = Worker(
            "parrot", parrot, "seed", "leave", self.heard.put_nowait, self.deaths.append
        )

    async def hear(self) -> Any:
        return await asyncio.wait_for(self.heard.get(), 20)


async def test_a_worker_answers_and_leaves_when_asked() -> None:
    watched = Watched()
    watched.worker.start()
    _, pid, settings = await watched.hear()
    assert (pid, settings) == (watched.worker.pid, "seed")
    watched.worker.send(b"x" * 3_000_000)
    assert await watched.hear() == 3_000_000
    process = watched.worker._process
    await watched.worker.stop()
    assert process.exitcode == 0
    assert watched.deaths == []


async def test_a_killed_worker_comes_back_with_a_new_process() -> None:
    watched = Watched()
    watched.worker.start()
    _, first, _ = await watched.hear()
    watched.worker.send("die")
    _, second, _ = await watched.hear()
    assert second != first
    assert watched.deaths == [-signal.SIGKILL]
    assert watched.worker.restarts == 1
    watched.worker.send("again")
    assert await watched.hear() == "again"
    await watched.worker.stop()


async def test_sending_to_a_hung_worker_never_blocks_and_kill_brings_it_back() -> None:
    watched = Watched()
    watched.worker.start()
    await watched.hear()
    watched.worker.send("sulk")
    for _ in range(50):  # far more than a pipe holds
        watched.worker.send(b"x" * 1_000_000)
    watched.worker.kill()
    assert (await watched.hear())[0] == "born"
    await watched.worker.stop()


async def test_a_worker_that_does_not_leave_is_ended() -> None:
    watched = Watched()
    watched.worker.start()
    await watched.hear()
    watched.worker.send("sulk")
    process = watched.worker._process
    await watched.worker.stop(timeout_s=0.3)
    assert process.exitcode == -signal.SIGKILL


async def test_what_is_sent_between_death_and_restart_waits_for_the_successor() -> None:
    watched = Watched()
    watched.worker._on_death = lambda _: watched.worker.send("for the next")
    watched.worker.start()
    await watched.hear()
    watched.worker.send("die")
    assert (await watched.hear())[0] == "born"
    assert await watched.hear() == "for the next"
    await watched.worker.stop()


async def test_a_worker_that_cannot_be_understood_is_started_again() -> None:
    watched = Watched()
    watched.worker.start()
    await watched.hear()
    watched.worker.send("babble")
    assert (await watched.hear())[0] == "born"
    assert watched.deaths == [-signal.SIGKILL]
    watched.worker.send("again")
    assert await watched.hear() == "again"
    await watched.worker.stop()


async def test_what_is_sent_after_something_that_cannot_be_sent_arrives() -> None:
    watched = Watched()
    watched.worker.start()
    await watched.hear()
    watched.worker.send(lambda: None)
    watched.worker.send("after it")
    assert await watched.hear() == "after it"
    assert watched.deaths == []
    await watched.worker.stop()


def stillborn(_: Connection, __: Any) -> None:
    """A child that dies before it says anything."""
    os._exit(3)


async def test_a_worker_whose_children_never_say_a_word_cannot_start() -> None:
    deaths: asyncio.Queue[int | None] = asyncio.Queue()
    worker = Worker("mute", stillborn, None, "leave", lambda _: None, deaths.put_nowait)
    worker.start()
    for _ in range(3):
        assert worker.cannot_start == ""
        assert await asyncio.wait_for(deaths.get(), 20) == 3
    assert "3 times (exit status 3)" in worker.cannot_start
    await worker.stop()


async def test_a_worker_that_once_spoke_may_die_as_often_as_it_likes() -> None:
    watched = Watched()
    watched.worker.start()
    for _ in range(4):
        await watched.hear()
        watched.worker.send("die")
    await watched.hear()
    assert len(watched.deaths) == 4
    assert watched.worker.cannot_start == ""
    await watched.worker.stop()


async def test_a_worker_that_was_ended_because_it_hung_may_try_again() -> None:
    worker = Worker("mute", hung, None, "leave", lambda _: None, lambda _: died.set())
    died = asyncio.Event()
    worker.start()
    for _ in range(4):
        died.clear()
        while worker.pid is None:
            await asyncio.sleep(0)
        worker.kill()
        await asyncio.wait_for(died.wait(), 20)
    assert worker.cannot_start == ""
    await worker.stop()


def hung(_: Connection, __: Any) -> None:
    """A child that never says anything."""
    time.sleep(600)
