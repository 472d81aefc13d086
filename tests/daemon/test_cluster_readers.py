"""A cluster's eyes, as a room sees them: no frame disappears, whatever becomes of its reader."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from oscbridge.cluster.messages import LookThere, Member, ReaderAnswered, ReaderLost, ReaderThere
from oscbridge.daemon.cluster import readers
from oscbridge.daemon.cluster.memories import Memories
from oscbridge.daemon.cluster.readers import ClusterReaders
from oscbridge.daemon.faces.look import Look
from oscbridge.daemon.faces.mailbox import LatestMailbox
from oscbridge.daemon.replies import Asker
from oscbridge.system.shared_bytes import SharedBytes, SharedReader
from oscbridge.vision.messages import Failed, LookAtBytes, LookAtFile, Saw
from oscbridge.vision.sight import Sight, Timing
from oscbridge.vision.tracking.memory import Memory

SIGHT = Sight(640, 480, (), None, Timing(1, 1, 1, 3), False)
ONE, TWO = Member("reader-0", "here", True), Member("reader-1", "there")


class Room:
    """A mailbox and a cluster's readers, as the faces desk has them; the test plays the cluster."""

    def __init__(self) -> None:
        self.sent: list[LookThere] = []
        self.told: list[tuple[str, Saw | Failed]] = []
        self.done: list[str] = []
        self.heard = asyncio.Event()
        self.box: LatestMailbox[Look] = LatestMailbox()
        self.readers = ClusterReaders(self.sent.append, Memories())
        self.readers.answered = self.answered
        self.readers.again = lambda: self.readers.take(self.next_look)

    def next_look(self) -> Look | None:
        return self.box.take(
            lambda look: bool(look.pixels) and not self.readers.is_read(look.stream)
        )

    def answered(self, look: Look, answer: Saw | Failed) -> None:
        self.told.append((look.stream, answer))
        self.heard.set()

    def frame(self, camera: str, pixels: bytes = b"frame") -> None:
        def order(token: int, place: SharedBytes) -> LookAtBytes | LookAtFile:
            if not pixels:
                return LookAtFile(token, "/a.jpg", camera)
            return LookAtBytes(token, place, camera)

        look = Look(Asker.own(camera), order, pixels, done=lambda: self.done.append(camera))
        self.box.offer(camera, "", replace(look, stream=camera))
        self.readers.again()

    def answer(self, at: int, memory: Memory | None = None) -> None:
        sent = self.sent[at]
        self.readers.heard(ReaderAnswered(sent.reader, Saw(sent.look.token, SIGHT, memory)))


def codes(room: Room) -> list[str]:
    return [answer.code for _, answer in room.told if isinstance(answer, Failed)]


def test_a_frame_goes_out_in_shared_memory_and_its_answer_comes_back_once() -> None:
    async def play() -> None:
        room = Room()
        room.readers.join((ONE,))
        room.frame("a", b"these bytes")
        (sent,) = room.sent
        assert isinstance(sent.look, LookAtBytes)
        with SharedReader().view(sent.look.image) as view:
            assert bytes(view) == b"these bytes"
        room.answer(0)
        room.answer(0)
        assert [stream for stream, _ in room.told] == room.done == ["a"]
        room.readers.close()

    asyncio.run(play())


def test_a_stream_has_one_frame_under_way_and_others_go_to_who_is_free() -> None:
    async def play() -> None:
        room = Room()
        room.readers.join((ONE, TWO))
        for camera in "aab":
            room.frame(camera)
        assert [(one.reader, one.look.source) for one in room.sent] == [
            ("reader-0", "a"),
            ("reader-1", "b"),
        ]
        room.answer(1)
        assert len(room.sent) == 2  # a's next frame needs what its last one tells
        room.answer(0)
        assert room.sent[2].look.source == "a"
        room.readers.close()

    asyncio.run(play())


def test_a_file_is_left_to_the_rooms_own_eyes() -> None:
    async def play() -> None:
        room = Room()
        room.readers.join((ONE,))
        room.frame("a", b"")
        assert (room.sent, len(room.box)) == ([], 1)

    asyncio.run(play())


def test_frames_of_a_lost_reader_are_told_and_the_next_ones_go_elsewhere() -> None:
    async def play() -> None:
        room = Room()
        room.readers.join((ONE, TWO))
        room.frame("a")
        room.frame("b")
        room.readers.heard(ReaderLost("reader-0", room.sent[0].look.token))
        assert (codes(room), room.done, room.readers.lost) == (["reader-lost"], ["a"], 1)
        assert room.readers.are_there
        room.readers.join(())
        assert codes(room) == ["reader-lost"] * 2
        assert not room.readers.are_there
        room.frame("a")
        assert len(room.sent) == 2

    asyncio.run(play())


def test_a_silent_reader_is_told_as_late_and_gets_no_more_until_it_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def play() -> None:
        monkeypatch.setattr(readers, "LONGEST_LOOK_S", 0.0)
        room = Room()
        room.readers.join((ONE,))
        room.frame("a")
        await asyncio.wait_for(room.heard.wait(), 5)
        assert (codes(room), room.done) == (["reader-late"], ["a"])
        assert not room.readers.are_there
        room.frame("a")
        assert len(room.sent) == 1
        room.answer(0)
        assert len(room.sent) == 2
        assert codes(room) == ["reader-late"]
        room.readers.close()

    asyncio.run(play())


def test_where_a_reader_is_lost_one_that_was_silent_meanwhile_waits_until_it_is_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def play() -> None:
        monkeypatch.setattr(readers, "SILENT_S", 0.0)
        room = Room()
        room.readers.join((ONE, TWO))
        room.frame("a")
        room.readers.heard(ReaderLost("reader-0", room.sent[0].look.token))
        assert codes(room) == ["reader-lost"]
        assert not room.readers.are_there
        room.frame("a")
        assert len(room.sent) == 1
        room.readers.heard(ReaderThere("reader-1"))
        assert [one.reader for one in room.sent] == ["reader-0", "reader-1"]
        room.readers.close()

    asyncio.run(play())


def test_the_memory_that_an_answer_brings_goes_with_the_next_frame() -> None:
    async def play() -> None:
        room = Room()
        room.readers.join((ONE, TWO))
        sights: list[Any] = []

        def answered(look: Look, answer: Saw | Failed) -> None:
            assert isinstance(answer, Saw)
            assert answer.memory is not None
            sights.append(
                room.readers._memories.keep(look.stream, answer.memory, answer.sight, 0.0)
            )

        room.readers.answered = answered
        room.frame("a")
        room.answer(0, Memory(stamp=7))
        room.frame("a")
        memory = room.sent[1].look.memory
        assert memory is not None
        assert memory.stamp == 7
        room.readers.close()

    asyncio.run(play())
