"""Pictures and networks that several tests look at."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import oscbridge
from oscbridge.vision.detector.mtcnn import Detector
from oscbridge.vision.frames.images import DEFAULT_LIMITS, EncodedImage, ImageLimits, Picture

SAMPLE = Path(oscbridge.__file__).parent / "samples" / "astronaut.jpg"
PICTURES = Path(__file__).parent / "pictures"


def pixels(path: Path) -> NDArray[np.uint8]:
    """A picture file as uint8 [H, W, 3]."""
    return np.array(Image.open(path).convert("RGB"))


def encoded(rgb: NDArray[np.uint8], kind: str = "PNG", **options: object) -> bytes:
    """Pixels as an image file's bytes."""
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, kind, **options)
    return out.getvalue()


def decode_image(data: bytes, limits: ImageLimits = DEFAULT_LIMITS, shrink: int = 1) -> Picture:
    """Checked and decoded in one step."""
    return EncodedImage(data, limits).decode(shrink)


def moved(rgb: NDArray[np.uint8], right: int, down: int) -> NDArray[np.uint8]:
    """The picture shifted, its edges repeated."""
    height, width = rgb.shape[:2]
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - right, 0, width - 1)
    return np.ascontiguousarray(rgb[rows][:, columns])


@pytest.fixture(scope="session")
def astronaut() -> NDArray[np.uint8]:
    return pixels(SAMPLE)


@pytest.fixture(scope="session")
def two_people(astronaut: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The astronaut twice: as she is on the left, smaller and mirrored on the right."""
    picture = np.zeros((480, 900, 3), np.uint8)
    picture[:, :500] = astronaut[:, 60:560]
    small = Image.fromarray(astronaut[:, 100:500]).resize((280, 336))
    picture[60:396, 560:840] = np.asarray(small)[:, ::-1]
    return picture


@pytest.fixture(scope="session")
def cat() -> NDArray[np.uint8]:
    return pixels(PICTURES / "cat.jpg")


@pytest.fixture(scope="session")
def cameraman() -> NDArray[np.uint8]:
    return pixels(PICTURES / "cameraman.jpg")


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector(min_face=60)
