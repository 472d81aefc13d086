"""An engine that never comes back costs its own phrase, and not all that are asked after it."""

from __future__ import annotations

import asyncio
import signal
import time
from multiprocessing.connection import Connection

import pytest

from oscbridge.daemon.music import composer
from oscbridge.daemon.music.composer import Composer
from oscbridge.music.messages import (
    FIRST_ENGINE,
    ComposerSettings,
    EngineLoaded,
    Event,
    LoadEngine,
)


def hangs_when_told(connection: Connection, settings: ComposerSettings) -> None:
    """Loads every engine but the one called hang."""
    connection.send(EngineLoaded(FIRST_ENGINE, settings.engine, 0.0))
    while isinstance(order := connection.recv(), LoadEngine):
        if order.engine == "hang":
            time.sleep(600)
        connection.send(EngineLoaded(order.token, order.engine, 0.0))


async def test_a_composer_that_hangs_is_ended_and_its_successor_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: asyncio.Queue[Event | int | None] = asyncio.Queue()

    async def hear() -> Event | int | None:
        return await asyncio.wait_for(heard.get(), 20)

    one = Composer(ComposerSettings("duet"), heard.put_nowait, heard.put_nowait, hangs_when_told)
    one.start()
    assert await hear() == EngineLoaded(FIRST_ENGINE, "duet", 0.0)
    monkeypatch.setattr(composer, "LONGEST_ANSWER_S", 0.2)
    one.send(LoadEngine(1, "hang"))
    one.send(LoadEngine(2, "after"))
    monkeypatch.setattr(composer, "LONGEST_ANSWER_S", 60.0)
    assert await hear() == -signal.SIGKILL
    assert await hear() == EngineLoaded(FIRST_ENGINE, "duet", 0.0)
    one.send(LoadEngine(3, "ours"))
    assert await hear() == EngineLoaded(3, "ours", 0.0)
    await one.stop()


async def test_a_composer_with_nothing_to_do_may_be_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composer, "LONGEST_ANSWER_S", 60.0)
    heard: asyncio.Queue[Event | int | None] = asyncio.Queue()
    one = Composer(ComposerSettings("duet"), heard.put_nowait, heard.put_nowait, hangs_when_told)
    one.start()
    await asyncio.wait_for(heard.get(), 20)
    assert one._deadline._timer is None
    await one.stop()
