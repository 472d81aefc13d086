"""The camera's process: one picture at a time through shared memory; it leaves when it should."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil
import pytest

from oscbridge.camera import process
from oscbridge.camera.messages import (
    TRY_AGAIN,
    CameraSpec,
    Event,
    Lost,
    Next,
    Opened,
    Picture,
    Quit,
    Refused,
)
from oscbridge.camera.process import serve
from oscbridge.system.shared_bytes import SharedReader
from tests.camera.film import film
from tests.camera.test_folder import BLUE, GREEN, RED, put

LONG_S = 20.0


class Started:
    """A camera's process and our end of its pipe."""

    def __init__(self, spec: CameraSpec, main: Any = serve) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=main, args=(theirs, spec))
        self.process.start()
        theirs.close()
        self.shared = SharedReader()

    def next_event(self) -> Event:
        assert self.connection.poll(LONG_S)
        event: Event = self.connection.recv()
        return event

    def picture(self) -> tuple[bytes, int]:
        """The next picture, and how many were passed over before it; another one may come."""
        event = self.next_event()
        assert isinstance(event, Picture)
        with self.shared.view(event.image) as view:
            image = bytes(view)
        self.connection.send(Next())
        return image, event.passed_over

    def ended(self) -> int | None:
        self.process.join(LONG_S)
        return self.process.exitcode


@pytest.fixture
def folder_camera(tmp_path: Path) -> Iterator[Started]:
    started = Started(CameraSpec("folder", str(tmp_path), frames_per_s=240.0))
    assert isinstance(started.next_event(), Opened)
    yield started
    started.shared.close()
    started.process.kill()
    started.process.join()


def test_pictures_come_one_at_a_time_and_what_is_passed_over_is_counted(
    folder_camera: Started, tmp_path: Path
) -> None:
    put(tmp_path, "0.jpg", RED)
    first = folder_camera.next_event()
    assert isinstance(first, Picture)
    for number, data in enumerate((GREEN, RED, BLUE)):
        put(tmp_path, f"{number + 1}.jpg", data)
        os.utime(tmp_path / f"{number + 1}.jpg", ns=(0, 10**18 + number))
    assert not folder_camera.connection.poll(0.3)  # nothing was said of the first one yet
    with folder_camera.shared.view(first.image) as view:
        assert bytes(view) == RED
    folder_camera.connection.send(Next())
    assert folder_camera.picture() == (BLUE, 2)


def test_it_leaves_when_it_is_asked_to(folder_camera: Started) -> None:
    folder_camera.connection.send(Quit())
    assert folder_camera.ended() == 0


def test_it_leaves_when_nobody_is_there_any_more(folder_camera: Started) -> None:
    folder_camera.connection.close()
    assert folder_camera.ended() == 0


def test_a_folder_that_goes_away_is_told_and_ends_it(
    folder_camera: Started, tmp_path: Path
) -> None:
    tmp_path.rename(tmp_path.with_name("elsewhere"))
    event = folder_camera.next_event()
    assert isinstance(event, Lost)
    assert event.code == "camera-lost"
    assert folder_camera.ended() == TRY_AGAIN


def test_a_file_that_is_too_large_does_not_end_it(tmp_path: Path) -> None:
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(10 * 2**30)
    started = Started(CameraSpec("folder", str(tmp_path)))
    assert isinstance(started.next_event(), Opened)
    refused = started.next_event()
    assert isinstance(refused, Refused)
    assert refused.code == "file-too-large"
    put(tmp_path, "small.jpg", RED)
    assert started.picture() == (RED, 0)
    started.connection.send(Quit())
    assert started.ended() == 0
    started.shared.close()


def test_a_live_camera_goes_on_while_nobody_takes_its_pictures(tmp_path: Path) -> None:
    path = film(tmp_path / "film.avi", frames=20, rate=100.0)
    started = Started(CameraSpec("device", str(path), frames_per_s=100.0))
    assert isinstance(started.next_event(), Opened)
    first = started.next_event()
    assert isinstance(first, Picture)
    lost = started.next_event()  # the film ran to its end meanwhile
    assert isinstance(lost, Lost)
    assert "at its end" in lost.message
    assert started.ended() == TRY_AGAIN
    started.shared.close()


def _hang(connection: Connection, spec: CameraSpec, silence_s: float = 0.3) -> None:
    """A camera whose driver never answers again."""
    process.LONGEST_SILENCE_S = silence_s

    class Hanging:
        shown, is_live, passed_over = "a camera", True, 0

        def wait(self, seconds: float) -> bool:
            time.sleep(1000)
            return False

    setattr(process, "open_source", lambda _: Hanging())  # noqa: B010  # it is not exported
    serve(connection, spec)


def test_a_camera_that_hangs_is_told_and_ended() -> None:
    started = Started(CameraSpec("device", "0"), _hang)
    assert isinstance(started.next_event(), Opened)
    event = started.next_event()
    assert isinstance(event, Lost)
    assert event.code == "camera-silent"
    assert started.ended() == TRY_AGAIN


def test_a_camera_that_hangs_leaves_all_the_same_when_it_is_asked_to() -> None:
    started = Started(CameraSpec("device", "0"), _hang_for_long)
    assert isinstance(started.next_event(), Opened)
    started.connection.send(Quit())
    assert started.ended() == 0


def _hang_for_long(connection: Connection, spec: CameraSpec) -> None:
    _hang(connection, spec, 1000.0)


def test_its_memory_does_not_grow(folder_camera: Started, tmp_path: Path) -> None:
    family = psutil.Process(folder_camera.process.pid)

    def some(count: int) -> int:
        for number in range(count):
            put(tmp_path, "same.jpg", (RED, GREEN)[number % 2])
            folder_camera.picture()
        return int(family.memory_info().rss)

    before = some(50)
    assert some(150) - before < 2_000_000
    assert family.num_fds() < 20
