"""A lost or slow composer of the cluster costs no phrase: the room's own composes the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from oscbridge.affect import NEUTRAL
from oscbridge.cluster.messages import ComposerAnswered, ComposerLost, ComposeThere, Member
from oscbridge.daemon.cluster import composers
from oscbridge.daemon.cluster.composers import ClusterComposers
from oscbridge.music.messages import Compose, Failed
from oscbridge.music.wishes import Wishes

ABLE = Member("composer-0", "there", False, ("duet",))


def order(token: int, engine: str = "duet") -> Compose:
    return Compose(token, engine, None, NEUTRAL, 4, 1, Wishes())


class Room:
    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.own: list[int] = []
        self.heard: list[int] = []
        self.composers = ClusterComposers(self.sent.append)
        self.composers.near = lambda order: self.own.append(order.token)
        self.composers.answered = lambda answer: self.heard.append(answer.token)


def test_without_a_cluster_the_own_composer_composes() -> None:
    room = Room()
    room.composers.compose(order(1))
    assert (room.own, room.sent) == ([1], [])


def test_an_engine_that_the_cluster_has_not_loaded_is_the_own_composers_business() -> None:
    room = Room()
    room.composers.join((ABLE,))
    room.composers.compose(order(1, "chopin"))
    assert (room.own, room.sent) == ([1], [])


def test_who_has_least_to_do_composes_and_is_told() -> None:
    async def play() -> None:
        room = Room()
        near = Member("composer-1", "here", True, ("duet",))
        room.composers.join((ABLE, near))
        for token in (1, 2):
            room.composers.compose(order(token))
        assert [one.composer for one in room.sent] == ["composer-1", "composer-0"]
        assert all(isinstance(one, ComposeThere) for one in room.sent)
        room.composers.heard(ComposerAnswered("composer-0", Failed(2, "engine-failed", "")))
        assert (room.heard, room.own, room.composers.last) == ([2], [], "composer-0")

    asyncio.run(play())


def test_an_order_that_is_lost_goes_to_the_own_composer_once() -> None:
    async def play() -> None:
        room = Room()
        room.composers.join((ABLE,))
        room.composers.compose(order(1))
        room.composers.compose(order(2))
        room.composers.heard(ComposerLost("composer-0", 1))
        room.composers.join(())
        room.composers.heard(ComposerLost("composer-0", 1))
        assert sorted(room.own) == [1, 2]

    asyncio.run(play())


def test_a_slow_order_goes_to_the_own_composer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        monkeypatch.setattr(composers, "LONGEST_S", 0.0)
        room = Room()
        room.composers.join((ABLE,))
        done = asyncio.Event()
        room.composers.near = lambda order: done.set()
        room.composers.compose(order(1))
        await asyncio.wait_for(done.wait(), 5)

    asyncio.run(play())
