"""Camera frames to measure with: the sample photograph, its head swaying as a person does."""

from __future__ import annotations

import io
import math

from oscbridge.launcher import SAMPLE

QUALITY = 80
"""Of the JPEGs: one frame fits a UDP datagram, as a sender of blobs must see to."""


def swaying(count: int = 60) -> list[bytes]:
    """JPEGs, 640 × 480: one slow sway, 30 pixels to each side and 10 up and down."""
    import numpy as np
    from PIL import Image

    with Image.open(SAMPLE) as sample:
        rgb = np.asarray(sample.convert("RGB"))
    height, width = rgb.shape[:2]
    encoded = []
    for i in range(count):
        turn = 2 * math.pi * i / count
        right, down = round(30 * math.sin(turn)), round(10 * math.sin(2 * turn))
        rows = np.clip(np.arange(height) - down, 0, height - 1)
        columns = np.clip(np.arange(width) - right, 0, width - 1)
        encoded.append(_jpeg(Image.fromarray(rgb[rows][:, columns])))
    return encoded


def empty() -> bytes:
    """A JPEG, 640 × 480, of a grey wall with some grain and nobody before it."""
    import numpy as np
    from PIL import Image

    grain = np.random.default_rng(0).normal(128.0, 6.0, (480, 640, 3))
    return _jpeg(Image.fromarray(grain.clip(0, 255).astype(np.uint8)))


def _jpeg(image: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)  # type: ignore[attr-defined]
    return out.getvalue()
