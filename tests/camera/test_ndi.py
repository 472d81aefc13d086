"""NDI for real, from a sender in a process of its own, on this machine's loopback alone."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from oscbridge.camera.messages import CameraSpec
from oscbridge.camera.opening import open_source
from oscbridge.errors import OscbridgeError

pytest.importorskip("cyndilib", reason="the extra ndi is not installed")

SENDER = """
import sys
from fractions import Fraction
import numpy as np
from cyndilib.sender import Sender
from cyndilib.video_frame import VideoSendFrame
from cyndilib.wrapper.ndi_structs import FourCC
frame = VideoSendFrame()
frame.set_resolution(320, 240)
frame.set_frame_rate(Fraction(30, 1))
frame.set_fourcc(FourCC.BGRX)
sender = Sender("oscbridge-test")
sender.set_video_frame(frame)
pixels = np.zeros((240, 320, 4), np.uint8)
pixels[:120, :160, 2] = 255
with sender:
    print("sends", flush=True)
    while True:
        sender.write_video(pixels.ravel())
"""


@pytest.fixture
def loopback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NDI asks this machine for sources and no other, and nobody has to announce them."""
    config = {"ndi": {"networks": {"ips": "127.0.0.1", "discovery": ""}}}
    (tmp_path / "ndi-config.v1.json").write_text(json.dumps(config))
    monkeypatch.setenv("NDI_CONFIG_DIR", str(tmp_path))


@pytest.fixture
def sender(loopback: None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", SENDER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "sends\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_frames_of_an_ndi_source_come_and_its_end_is_told(
    sender: subprocess.Popen[str],
) -> None:
    source = open_source(CameraSpec("ndi", "OscBridge-Test"))
    try:
        assert source.shown.startswith("NDI ")
        while not source.wait(0.1):
            pass
        image = Image.open(io.BytesIO(source.take()))
        assert image.size == (320, 240)
        red, black = image.getpixel((40, 40)), image.getpixel((300, 200))
        assert isinstance(red, tuple)
        assert isinstance(black, tuple)
        assert red[0] > 180 > 60 > max(red[1:])
        assert max(black) < 60
        sender.kill()
        with pytest.raises(OscbridgeError) as caught:
            _wait_for_ever(source)
        assert caught.value.code == "camera-lost"
    finally:
        source.close()


def _wait_for_ever(source: object) -> None:
    while True:
        source.wait(0.1)  # type: ignore[attr-defined]


def test_a_source_that_is_not_there_is_told_with_those_that_are(
    sender: subprocess.Popen[str],
) -> None:
    with pytest.raises(OscbridgeError, match="oscbridge-test") as caught:
        open_source(CameraSpec("ndi", "another"))
    assert caught.value.code == "camera-missing"
