"""A real film for a camera to play: the sample's face, swaying, written by OpenCV as MJPEG."""

from __future__ import annotations

import importlib
import math
from pathlib import Path
from typing import Any

import numpy as np

from oscbridge.launcher import SAMPLE


def film(path: Path, frames: int = 30, rate: float = 30.0) -> Path:
    """Write it, 640 × 480."""
    cv2: Any = importlib.import_module("cv2")
    face = cv2.imread(str(SAMPLE))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, (640, 480))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(np.roll(face, round(8 * math.sin(number / 5)), axis=1))
    writer.release()
    return path
