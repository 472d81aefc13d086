"""A camera of the daemon's own: a real film or folder in, its faces' emotion told to all."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from oscbridge.client import OscbridgeClient
from oscbridge.config.reading import load_settings
from oscbridge.daemon.camera import camera_spec
from oscbridge.errors import OscbridgeError
from tests.camera.film import film
from tests.daemon.running import SAMPLE, Running, free_port, running

LONG_S = 20.0


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("film") / "film.avi")


@pytest.fixture(scope="module")
def filmed(footage: Path) -> Iterator[Running]:
    with running("music.start=on-play", f"camera={footage}", "camera.loop=true") as daemon:
        yield daemon


@pytest.fixture
def client(filmed: Running) -> Iterator[OscbridgeClient]:
    with filmed.client("tcp") as client:
        yield client


def await_camera(client: OscbridgeClient, state: str) -> str:
    """Wait until the status says so. Returns what else it says of the camera."""
    until = time.monotonic() + LONG_S
    while (status := client.status())["camera"] != state:
        assert time.monotonic() < until, status["camera"]
        time.sleep(0.02)
    return str(status["camera_source"])


def put(folder: Path, name: str, data: bytes) -> None:
    (folder / "being-written").write_bytes(data)
    (folder / "being-written").rename(folder / name)


def test_what_the_camera_sees_is_told_to_all_with_its_name(client: OscbridgeClient) -> None:
    emotion = client.wait_for("emotion", LONG_S, id="camera")
    assert emotion.args[1] == "happy"
    x, y, width, height = client.wait_for("face", LONG_S, id="camera").args[1:5]
    assert 150 < x < x + width < 350
    assert 50 < y < y + height < 260
    assert client.wait_for("va", LONG_S).args[0] > 0.3
    status = client.status()
    assert status["felt_source"] == "camera"
    assert "640 × 480" in str(status["camera_source"])


def test_its_last_frame_is_on_the_page_until_it_is_turned_off(client: OscbridgeClient) -> None:
    client.wait_for("timing", LONG_S, id="camera")
    page = str(client.status()["page"])
    with urllib.request.urlopen(f"{page}/frame", timeout=LONG_S) as answer:
        assert answer.read(3) == b"\xff\xd8\xff"
    client.send("camera", 0)
    await_camera(client, "off")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{page}/frame", timeout=LONG_S)
    client.send("camera", 1)
    client.wait_for("emotion", LONG_S, id="camera")


def test_turned_off_its_process_is_gone_and_the_felt_emotion_fades(
    client: OscbridgeClient,
) -> None:
    client.send("felt/hold", 0.1)
    client.send("felt/fade", 0.2)
    await_camera(client, "on")
    camera = psutil.Process(int(client.status()["camera_pid"]))
    client.send("camera", 0)
    while client.wait_for("felt", LONG_S).args[1] != "neutral":
        pass
    await_camera(client, "off")
    camera.wait(LONG_S)
    for on in (1, 0, 1):  # in haste: what counts is the last word
        client.send("camera", on)
    client.wait_for("emotion", LONG_S, id="camera")
    assert await_camera(client, "on")


def test_a_camera_process_that_is_killed_is_told_and_comes_back(client: OscbridgeClient) -> None:
    await_camera(client, "on")
    os.kill(int(client.status()["camera_pid"]), signal.SIGKILL)
    code, _, address, id = client.wait_for("error", LONG_S).args
    assert (code, address, id) == ("camera-died", "", "camera")
    assert client.wait_for("camera/state", LONG_S).args[0] == "lost"
    assert client.wait_for("camera/state", LONG_S).args[0] == "on"
    client.wait_for("emotion", LONG_S, id="camera")


def test_frames_of_others_are_answered_beside_it_each_with_its_own_id(
    client: OscbridgeClient,
) -> None:
    await_camera(client, "on")
    client.send_frame(SAMPLE.read_bytes(), 7)
    assert client.wait_for("emotion", LONG_S, id=7).args[1] == "happy"
    client.wait_for("emotion", LONG_S, id="camera")


def test_a_watched_folder_is_answered_and_hostile_files_cost_only_themselves(
    tmp_path: Path,
) -> None:
    face = SAMPLE.read_bytes()
    (tmp_path / "secret.png").write_bytes(face)
    folder = tmp_path / "in"
    folder.mkdir()
    with (
        running("music.start=on-play", f"camera.folder={folder}") as daemon,
        daemon.client("tcp") as client,
    ):
        await_camera(client, "on")
        put(folder, "text.jpg", b"this is no picture")
        put(folder, "broken.png", face[: len(face) // 2])
        with (folder / "huge.jpg").open("wb") as file:
            file.truncate(10 * 2**30)
        os.mkfifo(folder / "pipe.jpg")
        (folder / "link.png").symlink_to(tmp_path / "secret.png")
        codes = {client.wait_for("error", LONG_S, id="camera").args[0] for _ in range(2)}
        assert "file-too-large" in codes
        assert codes & {"not-an-image", "image-broken"}
        put(folder, "face.jpg", face)
        assert client.wait_for("emotion", LONG_S, id="camera").args[1] == "happy"
        for number in range(20):
            put(folder, f"{number}.jpg", face)
        until = time.monotonic() + LONG_S
        while True:  # each was answered, or told as passed over
            status = client.status()
            if int(status["frames_answered"]) + int(status["frames_dropped"]) >= 22:
                break
            assert time.monotonic() < until, status
            time.sleep(0.05)
        assert status["camera_restarts"] == 0
        # The folder goes away, and comes back.
        folder.rename(tmp_path / "elsewhere")
        assert client.wait_for("error", LONG_S, id="camera").args[0] == "camera-lost"
        await_camera(client, "lost")
        (tmp_path / "elsewhere").rename(folder)
        client.wait_for("emotion", LONG_S, id="camera")
        await_camera(client, "on")
        children = psutil.Process(daemon.process.pid).children(recursive=True)
    gone, alive = psutil.wait_procs(children, LONG_S)
    assert len(gone) == len(children) >= 4
    assert not alive


@contextlib.contextmanager
def from_file(config: Path) -> Iterator[Running]:
    """A daemon with this config file."""
    port = free_port()
    command = [sys.executable, "-m", "oscbridge", "run", "--dry-run", "--config", str(config)]
    command += ["--set", f"osc.port={port}", "--set", "web.port=0"]
    process = subprocess.Popen(command, text=True)
    try:
        daemon = Running(port, process)
        daemon.await_ready()
        yield daemon
    finally:
        process.terminate()
        assert process.wait(LONG_S) == 0


def test_without_a_camera_there_is_nothing_to_turn_on_but_a_reload_opens_one_and_then_another(
    tmp_path: Path, footage: Path
) -> None:
    config = tmp_path / "rig.yaml"
    config.write_text("music: {start: on-play}\n")
    with from_file(config) as daemon, daemon.client("tcp") as client:
        assert client.status()["camera"] == "none"
        assert client.status()["camera_pid"] == 0
        client.send("camera", 1, "mine")
        code, message, *_ = client.wait_for("error", LONG_S, id="mine").args
        assert code == "camera-missing"
        assert "camera: 0" in message
        config.write_text(f"music: {{start: on-play}}\ncamera: {{device: {footage}, loop: true}}\n")
        client.send("reload")
        assert client.wait_for("reloaded", LONG_S).args[1] == "camera.device camera.loop"
        assert "film.avi" in await_camera(client, "on")
        folder = tmp_path / "in"
        folder.mkdir()
        config.write_text(f"music: {{start: on-play}}\ncamera: {{folder: {folder}, loop: true}}\n")
        client.send("reload")
        changed = client.wait_for("reloaded", LONG_S).args[1]
        assert changed.split() == ["camera.device", "camera.folder"]
        put(folder, "face.jpg", SAMPLE.read_bytes())
        until = time.monotonic() + LONG_S
        while str(folder) not in str(client.status()["camera_source"]):
            assert time.monotonic() < until
            time.sleep(0.05)
        await_camera(client, "on")


def test_two_cameras_at_once_are_refused_with_both_names() -> None:
    settings = load_settings(None, ["camera=0", "camera.folder=/pictures"])
    with pytest.raises(OscbridgeError, match=r"camera\.device, camera\.folder") as caught:
        camera_spec(settings.camera, 1000)
    assert caught.value.code == "camera-ambiguous"


def test_a_home_folder_may_be_short() -> None:
    spec = camera_spec(load_settings(None, ["camera.folder=~/faces"]).camera, 1000)
    assert spec is not None
    assert spec.name == str(Path.home() / "faces")
