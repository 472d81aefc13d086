"""Two rooms with eight cameras on a real cluster of several nodes, which come and go.

What each camera sends is accounted for to the last frame, whatever dies, and the music goes on.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from oscbridge.bench.rigs.pictures import swaying
from oscbridge.client import OscbridgeClient
from oscbridge.cluster.nodes import Nodes, nodes
from oscbridge.launcher import free_port
from tests.daemon.running import Running, running

# Imported here, Ray would not know yet that it shall stay on loopback.
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra cluster")
pytestmark = [pytest.mark.cluster, needs_ray, pytest.mark.timeout(600)]

EVERY_S = 0.1
ANSWERS = ("/oscbridge/emotion", "/oscbridge/noface")
CAMERAS_OF_A_ROOM = 4


@dataclass
class Camera:
    """A client that sends frames at its own pace and counts what becomes of them."""

    client: OscbridgeClient
    frames: list[bytes]
    sent: int = 0
    answered: int = 0
    dropped: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    told: list[tuple[float, str]] = field(default_factory=list)
    answered_at: list[float] = field(default_factory=list)
    face_ids: set[int] = field(default_factory=set)

    @property
    def accounted(self) -> int:
        return self.answered + self.dropped + self.errors.total()

    def play(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.client.send_frame(self.frames[self.sent % len(self.frames)], self.sent)
            self.sent += 1
            self.hear(EVERY_S)

    def settle(self, within_s: float) -> None:
        """Until every frame is accounted for."""
        until = time.monotonic() + within_s
        while self.accounted < self.sent and time.monotonic() < until:
            self.hear(0.1)

    def hear(self, seconds: float) -> None:
        for message in self.client.listen(seconds):
            if message.address in ANSWERS and message.args[0] != -1:
                self.answered += 1
                self.answered_at.append(time.monotonic())
            elif message.address == "/oscbridge/dropped":
                self.dropped = int(message.args[0])
            elif message.address == "/oscbridge/error" and message.args[3] != -1:
                self.errors[str(message.args[0])] += 1
                self.told.append((time.monotonic(), str(message.args[1])))
            elif message.address == "/oscbridge/face/who" and message.args[0] != -1:
                self.face_ids.add(int(message.args[1]))


class Listener:
    """Hears what a room tells to all: phrases as they begin, and errors that concern nobody."""

    def __init__(self, client: OscbridgeClient) -> None:
        self.client = client
        self.phrases: list[float] = []
        self.errors: Counter[str] = Counter()

    def play(self, stop: threading.Event) -> None:
        while not stop.is_set():
            for message in self.client.listen(0.2):
                if message.address == "/oscbridge/phrase/playing":
                    self.phrases.append(time.monotonic())
                elif message.address == "/oscbridge/error" and message.args[3] == -1:
                    self.errors[str(message.args[0])] += 1


@dataclass
class Show:
    """Two rooms that look for a cluster at ``port``."""

    port: int
    rooms: list[Running]

    def status(self, room: int = 0) -> dict[str, int | float | str]:
        with self.rooms[room].client("tcp") as client:
            return client.status()

    def await_readers(self, count: int, within_s: float = 90.0) -> None:
        until = time.monotonic() + within_s
        states = [self.status(room) for room in range(len(self.rooms))]
        while any(state["cluster_readers"] != count for state in states):
            assert time.monotonic() < until, states
            time.sleep(0.2)
            states = [self.status(room) for room in range(len(self.rooms))]

    @contextlib.contextmanager
    def cameras(self) -> Iterator[tuple[list[list[Camera]], list[Listener]]]:
        """Four in each room, all sending, and a listener; afterwards all is accounted for."""
        stop = threading.Event()
        with contextlib.ExitStack() as stack:
            pictures = swaying()
            cameras: list[list[Camera]] = []
            listeners: list[Listener] = []
            for room in self.rooms:
                clients = [stack.enter_context(room.client("tcp")) for _ in range(5)]
                cameras.append(
                    [
                        Camera(one, pictures[7 * i :] + pictures[: 7 * i])
                        for i, one in enumerate(clients[1:])
                    ]
                )
                listeners.append(Listener(clients[0]))
            players: list[Camera | Listener] = [
                *(one for room in cameras for one in room),
                *listeners,
            ]
            threads = [threading.Thread(target=one.play, args=(stop,)) for one in players]
            for thread in threads:
                thread.start()
            try:
                yield cameras, listeners
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            for room_cameras in cameras:
                for camera in room_cameras:
                    camera.settle(10.0)
                    assert camera.accounted == camera.sent, camera


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    port = free_port()
    with contextlib.ExitStack() as stack:
        rooms = [
            stack.enter_context(
                running(
                    "workers=ray",
                    f"workers.address=127.0.0.1:{port}",
                    "workers.readers=2",
                    "music.start=at-start",
                    "music.bars=1",
                    log=tmp_path_factory.mktemp("rooms") / f"{name}.log",
                )
            )
            for name in ("left", "right")
        ]
        yield Show(port, rooms)


@pytest.fixture
def cluster(show: Show) -> Iterator[Nodes]:
    with nodes(3, 3, port=show.port) as running_nodes:
        yield running_nodes


def longest_pause(moments: list[float], since: float, until: float) -> float:
    inside = [since, *(one for one in moments if since < one < until), until]
    return max(b - a for a, b in itertools.pairwise(inside))


def test_without_a_cluster_the_rooms_read_with_their_own_eyes(show: Show) -> None:
    with show.cameras() as (cameras, _):
        time.sleep(3.0)
    assert all(camera.answered for room in cameras for camera in room)
    assert all(not camera.errors for room in cameras for camera in room)
    status = show.status()
    assert (status["workers"], status["cluster"]) == ("ray", "away")
    assert status["composed_by"] == "own composer"


def test_a_node_that_is_killed_costs_its_frames_in_flight_and_nothing_else(
    show: Show, cluster: Nodes
) -> None:
    show.await_readers(2)
    with show.cameras() as (cameras, listeners):
        time.sleep(5.0)
        for room in range(2):
            status = show.status(room)
            readers = {value for name, value in status.items() if name.startswith("reader_of ")}
            assert readers <= {"reader-0", "reader-1"}
            assert len([name for name in status if name.startswith("reader_of ")]) == 4
        killed_at = time.monotonic()
        cluster.kill(cluster.workers[0])
        time.sleep(15.0)
        ended_at = time.monotonic()
    for room_cameras, listener in zip(cameras, listeners, strict=True):
        errors = sum((camera.errors for camera in room_cameras), Counter())
        # One look of each room with each reader that died; both may have been on that node.
        told = [(at - killed_at, text) for camera in room_cameras for at, text in camera.told]
        assert errors.total() <= 2, sorted(told)
        assert set(errors) <= {"reader-lost", "reader-late"}
        for camera in room_cameras:
            assert longest_pause(camera.answered_at, killed_at, ended_at) < 8
            # The whole picture sways: after a second it may be another scene, as it may be at home.
            gaps = sum(b - a > 0.9 for a, b in itertools.pairwise(camera.answered_at))
            assert len(camera.face_ids) <= 1 + gaps, "a face changed its number on the way"
        # A phrase is a bar of 2.4 s.
        assert longest_pause(listener.phrases, killed_at - 4, ended_at) < 8
    show.await_readers(2)  # on the node that is left


def test_with_the_cluster_gone_the_rooms_go_on_and_return_to_the_next_one(
    show: Show, tmp_path: Path
) -> None:
    with nodes(3, port=show.port) as first:
        show.await_readers(2)
        with show.cameras() as (cameras, listeners):
            time.sleep(3.0)
            gone_at = time.monotonic()
            first.unplug()
            dead_at = time.monotonic()
            time.sleep(8.0)
            ended_at = time.monotonic()
    for room_cameras, listener in zip(cameras, listeners, strict=True):
        for camera in room_cameras:
            assert set(camera.errors) <= {"reader-lost", "reader-late"}
            assert any(moment > dead_at for moment in camera.answered_at)
        assert longest_pause(listener.phrases, gone_at, ended_at) < 8
    show.await_readers(0, within_s=20)
    with nodes(3, port=show.port):
        show.await_readers(2)
        with show.rooms[0].client("tcp") as client:
            client.send_frame(swaying(1)[0], 1)
            assert client.wait_for("emotion", id=1)


def test_a_room_that_waits_for_a_cluster_says_so_once(tmp_path: Path) -> None:
    log = tmp_path / "room.log"
    nowhere = f"127.0.0.1:{free_port()}"
    with (
        running("workers=ray", f"workers.address={nowhere}", log=log) as room,
        room.client("tcp") as client,
    ):
        while int(client.status()["cluster_restarts"]) < 3:
            time.sleep(0.2)
        assert client.status()["who_reads"] == "own eyes"
    assert log.read_text().count(f"no cluster answers at {nowhere}") == 1
