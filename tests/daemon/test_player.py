"""A player that hangs is ended, for what sounds would sound on; one that slept is not."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from oscbridge.config.reading import load_settings
from oscbridge.daemon.music.player import Callbacks, PlayerDesk
from oscbridge.daemon.music.player_status import MOST_UNANSWERED, Heartbeat
from oscbridge.daemon.replies import Facts
from oscbridge.daemon.session import SessionDesk


class Listeners:
    """Stands where the server is, and keeps the codes of errors that are told to all."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def tell(self, name: str, *args: object) -> None:
        pass

    def error(self, asker: object, code: str, message: str) -> None:
        self.errors.append(code)


@pytest.mark.skipif(os.name == "nt", reason="signals")
async def test_a_player_that_hangs_is_ended_and_its_successor_answers() -> None:
    listeners, ready = Listeners(), asyncio.Queue[bool]()
    settings = load_settings(None, ["midi.backend=dry-run"])
    player = PlayerDesk(
        settings,
        listeners,  # type: ignore[arg-type]
        Callbacks(
            ready=ready.put_nowait,
            fatal=lambda code, message: pytest.fail(f"{code}: {message}"),
            needed=lambda: None,
            began=lambda _: None,
            ended=lambda: None,
            tempo=lambda _: None,
            live=lambda _: None,
        ),
        SessionDesk(settings, listeners),  # type: ignore[arg-type]
    )
    player.start()
    assert await asyncio.wait_for(ready.get(), 20) is False
    pid = player._worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    for _ in range(MOST_UNANSWERED):
        player.check()
    assert listeners.errors == []
    player.check()
    assert listeners.errors == ["player-hangs"]
    assert await asyncio.wait_for(ready.get(), 20) is True
    assert player._worker.pid != pid
    facts: asyncio.Future[Facts] = asyncio.get_running_loop().create_future()
    player.status(facts.set_result)
    assert dict(await asyncio.wait_for(facts, 20))["player_restarts"] == 1
    await player.stop()


def test_whoever_answers_in_between_has_not_hung() -> None:
    asked, hung = [], []
    heart = Heartbeat(lambda: asked.append(1), lambda: hung.append(1))
    for _ in range(3):
        for _ in range(MOST_UNANSWERED):
            heart.beat()
        heart.answered()
    assert (len(asked), hung) == (3 * MOST_UNANSWERED, [])
