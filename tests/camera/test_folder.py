"""The watched folder: whole pictures only, the newest first, and nothing that is no picture."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from oscbridge.camera.folder import QUIET_S, WatchedFolder
from oscbridge.camera.messages import CameraSpec
from oscbridge.errors import OscbridgeError

LONG_S = 10.0


def jpeg(shade: int) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").point(lambda p: (p + shade) % 256).save(out, "JPEG")
    return out.getvalue()


RED, GREEN, BLUE = jpeg(0), jpeg(80), jpeg(160)


def watch(folder: Path, **options: object) -> WatchedFolder:
    options = {"frames_per_s": 240.0, **options}
    return WatchedFolder(CameraSpec("folder", str(folder), **options))  # type: ignore[arg-type]


def put(folder: Path, name: str, data: bytes) -> None:
    """As a careful writer does: under another name, then renamed."""
    (folder / f".{name}.part").write_bytes(data)
    (folder / f".{name}.part").rename(folder / name)


def taken(watched: WatchedFolder) -> bytes:
    assert watched.wait(LONG_S)
    return watched.take()


def nothing(watched: WatchedFolder, seconds: float = 0.2) -> bool:
    return not watched.wait(seconds)


def test_a_picture_that_is_renamed_into_place_is_taken_once(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    put(tmp_path, "face.jpg", RED)
    assert taken(watched) == RED
    assert nothing(watched)
    put(tmp_path, "face.jpg", GREEN)
    assert taken(watched) == GREEN
    assert watched.passed_over == 0


def test_of_what_lies_there_at_the_start_only_the_newest_counts(tmp_path: Path) -> None:
    for age, (name, data) in enumerate((("b.jpg", BLUE), ("a.JPG", RED), ("c.png", GREEN))):
        put(tmp_path, name, data)
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    watched = watch(tmp_path)
    assert taken(watched) == BLUE
    assert nothing(watched)
    assert watched.passed_over == 0


def test_a_picture_that_is_being_written_is_not_read_before_it_is_whole(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    with (tmp_path / "slow.jpg").open("wb", buffering=0) as file:
        for start in range(0, len(RED), len(RED) // 7):
            assert nothing(watched, 0.06)
            file.write(RED[start : start + len(RED) // 7])
        assert taken(watched) == RED


def test_a_picture_that_is_written_over_in_place_is_never_half_the_old_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "same.jpg"
    stop = threading.Event()
    pictures = [RED, GREEN, BLUE]

    def write() -> None:
        with path.open("r+b", buffering=0) as file:
            number = 0
            while not stop.is_set():
                number += 1
                file.seek(0)
                data = pictures[number % 3]
                for start in range(0, len(data), 4096):
                    file.write(data[start : start + 4096])
                    stop.wait(0.001)
                file.truncate()
                stop.wait(0.06)

    put(tmp_path, "same.jpg", RED)
    watched = watch(tmp_path)
    assert taken(watched) == RED
    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert {taken(watched) for _ in range(12)} <= set(pictures)
    finally:
        stop.set()
        writer.join()


def test_of_a_burst_the_newest_is_taken_and_the_others_are_counted(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    for number in range(50):
        put(tmp_path, f"{number:03}.jpg", GREEN if number == 49 else RED)
        os.utime(tmp_path / f"{number:03}.jpg", ns=(0, 10**18 + number))
    assert taken(watched) == GREEN
    assert watched.passed_over == 49
    assert nothing(watched)
    assert watched.passed_over == 49


def test_thirty_files_a_second_are_taken_or_counted_every_one(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    until = time.monotonic() + LONG_S

    def write() -> None:
        for number in range(60):
            put(tmp_path, f"{number:03}.jpg", RED if number < 59 else BLUE)
            time.sleep(1 / 30)

    writer = threading.Thread(target=write)
    writer.start()
    count, last = 0, b""
    while last != BLUE and time.monotonic() < until:
        if watched.wait(0.1):
            count, last = count + 1, watched.take()
    writer.join()
    assert last == BLUE
    assert count + watched.passed_over == 60
    assert nothing(watched)


def test_read_and_passed_over_pictures_are_deleted_only_when_that_is_wished(
    tmp_path: Path,
) -> None:
    watched = watch(tmp_path, delete_read=True)
    (tmp_path / "notes.txt").write_text("mine")
    put(tmp_path, "a.jpg", RED)
    put(tmp_path, "b.jpg", GREEN)
    os.utime(tmp_path / "a.jpg", (1000, 1000))
    assert taken(watched) == GREEN
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    kept = watch(tmp_path)
    put(tmp_path, "c.jpg", RED)
    assert taken(kept) == RED
    assert (tmp_path / "c.jpg").exists()


def test_links_pipes_folders_hidden_and_other_files_are_left_alone(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(RED)
    watched = watch(inside, delete_read=True)
    (inside / "link.jpg").symlink_to(outside / "secret.jpg")
    os.mkfifo(inside / "pipe.jpg")
    (inside / "folder.jpg").mkdir()
    (inside / ".hidden.jpg").write_bytes(RED)
    (inside / "half.jpg.part").write_bytes(RED)
    (inside / "video.mp4").write_bytes(b"x")
    assert nothing(watched, 0.4)
    assert len(list(inside.iterdir())) == 6
    assert (outside / "secret.jpg").exists()


def test_a_link_that_takes_a_pictures_place_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.jpg").write_bytes(GREEN)
    watched = watch(inside)
    put(inside, "a.jpg", RED)
    assert taken(watched) == RED
    (inside / "a.jpg").unlink()
    (inside / "a.jpg").symlink_to(tmp_path / "secret.jpg")
    assert nothing(watched)


def test_a_file_that_is_no_picture_is_handed_on_once_it_rests(
    tmp_path: Path, moved_clock: Callable[[float], None]
) -> None:
    watched = watch(tmp_path)
    put(tmp_path, "text.jpg", b"no picture at all")
    put(tmp_path, "half.png", b"\x89PNG\r\n\x1a\n half")
    os.utime(tmp_path / "half.png", (1000, 1000))
    assert nothing(watched)
    moved_clock(QUIET_S)
    assert taken(watched) == b"no picture at all"
    assert watched.passed_over == 1
    assert nothing(watched)


def test_an_empty_file_that_nobody_fills_is_told_once(
    tmp_path: Path, moved_clock: Callable[[float], None]
) -> None:
    watched = watch(tmp_path)
    (tmp_path / "empty.jpg").touch()
    assert nothing(watched)
    moved_clock(QUIET_S)
    with pytest.raises(OscbridgeError, match=r"empty\.jpg") as caught:
        watched.wait(LONG_S)
    assert caught.value.code == "file-unreadable"
    assert nothing(watched)


def test_a_file_that_may_not_be_opened_is_told_once_and_the_next_is_taken(
    tmp_path: Path, moved_clock: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def locked(path: Path, flags: int) -> int:
        if path.name == "locked.jpg":
            raise PermissionError(13, "Permission denied")
        return real(path, flags)

    monkeypatch.setattr("oscbridge.camera.folder.os.open", locked)
    watched = watch(tmp_path)
    put(tmp_path, "locked.jpg", RED)
    assert nothing(watched)
    moved_clock(QUIET_S)
    with pytest.raises(OscbridgeError, match=r"locked\.jpg.*Permission denied") as caught:
        watched.wait(LONG_S)
    assert caught.value.code == "file-unreadable"
    assert nothing(watched)
    put(tmp_path, "open.jpg", GREEN)
    assert taken(watched) == GREEN


def test_a_picture_is_found_though_the_folders_own_time_stands_still(
    tmp_path: Path, moved_clock: Callable[[float], None]
) -> None:
    """As on a network drive that tells its folders' times late."""
    watched = watch(tmp_path)
    os.utime(tmp_path, (1000, 1000))
    put(tmp_path, "first.jpg", RED)
    os.utime(tmp_path, (1000, 1000))
    assert taken(watched) == RED
    moved_clock(0.5)
    assert nothing(watched)
    put(tmp_path, "second.jpg", GREEN)
    os.utime(tmp_path, (1000, 1000))
    moved_clock(0.5)
    assert taken(watched) == GREEN


def test_a_file_that_is_too_large_is_told_once_and_not_read(
    tmp_path: Path, moved_clock: Callable[[float], None]
) -> None:
    watched = watch(tmp_path, max_bytes=len(RED) + 10)
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(10 * 2**30)  # takes no room on the disk
    assert nothing(watched)
    moved_clock(QUIET_S)
    with pytest.raises(OscbridgeError, match=r"huge\.jpg") as caught:
        watched.wait(LONG_S)
    assert caught.value.code == "file-too-large"
    put(tmp_path, "small.jpg", RED)
    assert taken(watched) == RED


def test_a_folder_that_is_missing_or_goes_away_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError) as caught:
        watch(tmp_path / "nowhere")
    assert caught.value.code == "camera-missing"
    folder = tmp_path / "folder"
    folder.mkdir()
    watched = watch(folder)
    folder.rmdir()
    with pytest.raises(OscbridgeError) as caught:
        watched.wait(LONG_S)
    assert caught.value.code == "camera-lost"


def test_no_more_pictures_a_second_than_wanted(tmp_path: Path) -> None:
    watched = watch(tmp_path, frames_per_s=2.0)
    put(tmp_path, "a.jpg", RED)
    assert taken(watched) == RED
    put(tmp_path, "b.jpg", GREEN)
    assert nothing(watched, 0.2)
    put(tmp_path, "c.jpg", BLUE)
    assert taken(watched) == BLUE
    assert watched.passed_over == 1


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the folder's clock on, so that nobody has to wait for a file to rest."""
    real = time.monotonic
    ahead = [0.0]
    monkeypatch.setattr("oscbridge.camera.folder.time.monotonic", lambda: real() + ahead[0])

    def move(seconds: float) -> None:
        ahead[0] += seconds

    return move
