"""A webcam, a video file, or a network camera, through OpenCV.

OpenCV is what opens a camera by its number on Linux, macOS and Windows alike, from one wheel and
without a window system (opencv-python-headless).
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from oscbridge.camera.encoding import encode_jpeg
from oscbridge.camera.frame_rate import FrameRateLimit
from oscbridge.camera.messages import CameraSpec
from oscbridge.camera.source import extra_module
from oscbridge.errors import OscbridgeError

_PATIENCE_MS = 5000
_MOST_BEHIND_S = 0.5
"""A video file that fell further behind its own time goes on from where it is."""

_ENVIRONMENT = {
    "OPENCV_LOG_LEVEL": "ERROR",
    # They would print the address, and the password in it. -8 is AV_LOG_QUIET.
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "3",
    # With them it can take half a minute until a camera opens on Windows.
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",
}


class DeviceSource:
    """An open camera or video.

    Args:
        spec: ``name`` is a number, a path or an address.

    Raises:
        OscbridgeError: ``extra-missing``; ``camera-missing`` with what to look at.
    """

    def __init__(self, spec: CameraSpec) -> None:
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        self._cv2 = extra_module("cv2", "opencv-python-headless", "camera")
        self._cv2.setNumThreads(1)
        self._spec = spec
        self._rate_limit = FrameRateLimit(spec.frames_per_s)
        self._is_file = not spec.name.isdecimal() and _is_file(spec.name)
        self.is_live = True
        self.passed_over = 0
        self._capture = self._open()
        rate = float(self._capture.get(self._cv2.CAP_PROP_FPS))
        self._rate = rate if 0.1 <= rate <= 1000 else 30.0
        self._began_s = time.monotonic()
        self._shown_frames = 0
        wide = int(self._capture.get(self._cv2.CAP_PROP_FRAME_WIDTH))
        high = int(self._capture.get(self._cv2.CAP_PROP_FRAME_HEIGHT))
        self.shown = f"{spec.shown}, {wide} × {high}"

    def wait(self, seconds: float) -> bool:
        """See ``Source``. A device's next picture is waited for however long it takes."""
        if self._is_file and not self._is_time(seconds):
            return False
        if not self._capture.grab():
            self._ended()
            return False
        self._shown_frames += 1
        return self._rate_limit.allows(time.monotonic())

    def take(self) -> bytes:
        """See ``Source``."""
        good, pixels = self._capture.retrieve()
        if not good or pixels is None or pixels.ndim != 3 or pixels.shape[2] != 3:
            raise self._lost("gave a picture that cannot be decoded")
        height, width = pixels.shape[:2]
        return encode_jpeg(pixels, width, height, "BGR", self._spec)

    def close(self) -> None:
        """See ``Source``."""
        self._capture.release()

    def _open(self) -> Any:
        cv2, name = self._cv2, self._spec.name
        if name.isdecimal():
            capture = cv2.VideoCapture(int(name))
        elif "://" in name:
            patience = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _PATIENCE_MS]
            patience += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, _PATIENCE_MS]
            capture = cv2.VideoCapture(name, cv2.CAP_FFMPEG, patience)
        elif name.startswith("/dev/"):
            capture = cv2.VideoCapture(name, cv2.CAP_V4L2)
        else:
            capture = cv2.VideoCapture(str(Path(name).expanduser()))
        if not capture.isOpened():
            capture.release()
            raise OscbridgeError("camera-missing", f"no {self._spec.shown}: {self._why()}")
        if not self._is_file and "://" not in name:
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
            if self._spec.width * self._spec.height > 640 * 480:
                # Bare pixels of that size do not fit through USB 2 at 30 a second.
                capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._spec.width)
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._spec.height)
            # No camera does one picture a minute: the rest is let pass here.
            capture.set(cv2.CAP_PROP_FPS, max(5.0, self._spec.frames_per_s))
        return capture

    def _is_time(self, seconds: float) -> bool:
        """Wait, for ``seconds`` at most, for the moment of a file's next picture; whether it is."""
        due_s = self._began_s + self._shown_frames / self._rate
        now_s = time.monotonic()
        if now_s - due_s > _MOST_BEHIND_S:
            self._began_s += now_s - due_s
        elif due_s > now_s:
            time.sleep(min(due_s - now_s, seconds))
        return due_s - now_s <= seconds

    def _ended(self) -> None:
        if not self._is_file:
            raise self._lost("gives no more pictures: unplugged, or the connection ended")
        if not self._spec.loop or not self._shown_frames:
            raise self._lost("is at its end (camera.loop: true plays it again)")
        self._capture.release()
        self._capture = self._open()
        self._began_s, self._shown_frames = time.monotonic(), 0

    def _lost(self, why: str) -> OscbridgeError:
        return OscbridgeError("camera-lost", f"{self._spec.shown} {why}")

    def _why(self) -> str:
        name = self._spec.name
        if "://" in name:
            return "nobody answers there, or it is no video"
        if not name.isdecimal() and not name.startswith("/dev/"):
            return "it is no video that OpenCV reads" if self._is_file else "there is no such file"
        return why_no_device(name)


def _is_file(name: str) -> bool:
    return "://" not in name and Path(name).expanduser().is_file()


def why_no_device(name: str) -> str:
    """What keeps a webcam from being opened, as far as this system tells, and what to do."""
    if sys.platform == "darwin":
        return (
            "is it plugged in? Allow the program that runs oscbridge (Terminal, iTerm …) the "
            "camera in System Settings, Privacy & Security, Camera; then start it again"
        )
    if sys.platform == "win32":
        return (
            "is it plugged in, and does no other program use it? See Settings, Privacy & "
            "security, Camera: desktop apps must be let in"
        )
    path = Path(f"/dev/video{name}" if name.isdecimal() else name)
    there = sorted(Path("/dev").glob("video*"))
    if not path.exists():
        others = ", ".join(str(other) for other in there)
        return f"there is no {path}; " + (f"there are {others}" if others else "plug one in")
    if not os.access(path, os.R_OK | os.W_OK):
        return (
            f"you may not open {path}; sudo usermod -aG video $USER, then log in again (a service "
            "needs SupplementaryGroups=video)"
        )
    return f"{path} gives no pictures: another program uses it, or it is no camera; try the next"
