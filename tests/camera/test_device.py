"""OpenCV's side: a film that OpenCV wrote is played in its own time; what is not there is told."""

from __future__ import annotations

import importlib
import io
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from oscbridge.camera.device import DeviceSource, why_no_device
from oscbridge.camera.messages import CameraSpec
from oscbridge.camera.opening import open_source
from oscbridge.camera.source import Source
from oscbridge.errors import OscbridgeError
from tests.camera.film import film
from tests.camera.network import network_camera


def spec(name: str | Path, **options: Any) -> CameraSpec:
    return CameraSpec("device", str(name), **options)


def some(source: Source, count: int) -> list[bytes]:
    """The next so many pictures."""
    found: list[bytes] = []
    until = time.monotonic() + 20
    while len(found) < count:
        assert time.monotonic() < until
        if source.wait(0.1):
            found.append(source.take())
    return found


def test_a_film_is_played_in_its_own_time_and_ends(tmp_path: Path) -> None:
    path = film(tmp_path / "film.avi", frames=12, rate=20.0)
    source = open_source(spec(path))
    began = time.monotonic()
    try:
        pictures = some(source, 12)
        # Not sooner than it would be; how much later is the machine's affair.
        assert time.monotonic() - began >= 11 / 20 - 0.05
        assert Image.open(io.BytesIO(pictures[0])).size == (640, 480)
        assert "640 × 480" in source.shown
        with pytest.raises(OscbridgeError, match=r"at its end .*camera\.loop") as caught:
            some(source, 1)
        assert caught.value.code == "camera-lost"
    finally:
        source.close()


def test_a_film_in_a_loop_has_no_end(tmp_path: Path) -> None:
    path = film(tmp_path / "film.avi", frames=3, rate=60.0)
    source = open_source(spec(path, loop=True, frames_per_s=60.0))
    try:
        assert len(some(source, 8)) == 8
    finally:
        source.close()


@pytest.mark.parametrize("content", [b"", b"no film", b"RIFF\x10\0\0\0AVI LIST"])
def test_a_file_that_is_no_film_is_missing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "film.avi"
    path.write_bytes(content)
    with pytest.raises(OscbridgeError, match="no video that OpenCV reads") as caught:
        open_source(spec(path))
    assert caught.value.code == "camera-missing"


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError, match="there is no such file"):
        open_source(spec(tmp_path / "nothing.mp4"))


@pytest.mark.skipif(sys.platform != "linux", reason="what it says is each system's own")
def test_a_camera_that_is_not_plugged_in_is_told_with_what_to_do() -> None:
    with pytest.raises(OscbridgeError, match="there is no /dev/video63") as caught:
        open_source(spec("63"))
    assert caught.value.code == "camera-missing"


@pytest.mark.skipif(sys.platform != "linux", reason="what it says is each system's own")
def test_a_camera_that_one_may_not_open_names_the_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = tmp_path / "video0"
    device.touch()
    monkeypatch.setattr("oscbridge.camera.device.os.access", lambda *_: False)
    assert "usermod -aG video" in why_no_device(str(device))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://me:p@ss/word@10.0.0.2:554/live", "rtsp://10.0.0.2:554/live"),
        ("http://10.0.0.2/video.mjpg?user=me&password=x", "http://10.0.0.2/video.mjpg"),
        ("http://10.0.0.2:8080/video", "http://10.0.0.2:8080/video"),
        ("/films/what?.mp4", "/films/what?.mp4"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert spec(address).shown == f"device {shown}"


def test_neither_name_nor_password_of_an_address_is_told() -> None:
    address = "rtsp://admin:secret@127.0.0.1:1/stream"
    assert spec(address).shown == "device rtsp://127.0.0.1:1/stream"
    with pytest.raises(OscbridgeError) as caught:
        open_source(spec(address))
    assert caught.value.code == "camera-missing"
    assert "secret" not in caught.value.message
    assert "admin" not in caught.value.message


def test_a_network_camera_is_watched_and_its_end_is_told() -> None:
    with network_camera() as address:
        source = open_source(spec(address))
        try:
            pictures = some(source, 5)
            assert Image.open(io.BytesIO(pictures[-1])).size == (640, 480)
        except BaseException:
            source.close()
            raise
    try:
        with pytest.raises(OscbridgeError, match="gives no more pictures") as caught:
            some(source, 10_000)
        assert caught.value.code == "camera-lost"
    finally:
        source.close()


def test_without_opencv_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(OscbridgeError, match=r"pip install 'oscbridge\[camera\]'") as caught:
        DeviceSource(spec("0"))
    assert caught.value.code == "extra-missing"


@pytest.mark.parametrize("kind", ["spout", "syphon"])
def test_the_other_extras_are_named_too(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("SpoutGL", "syphon"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(OscbridgeError, match=rf"pip install 'oscbridge\[{kind}\]'"):
        open_source(CameraSpec(kind, "name"))


def test_no_cameras_package_is_loaded_before_it_is_needed() -> None:
    importlib.import_module("oscbridge.camera.process")
    importlib.import_module("oscbridge.daemon.camera")
    names = "'cv2', 'numpy', 'PIL', 'cyndilib'"
    program = (
        "import sys, oscbridge.daemon.camera, oscbridge.camera.process; "
        f"sys.exit(any(name in sys.modules for name in ({names})))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
