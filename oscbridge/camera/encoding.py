"""Pixels of a camera → a JPEG that fits: turned, mirrored, made smaller.

A JPEG, because the eyes take it at a half or a quarter of its size for less than bare pixels would
cost to be passed around, and because a browser can show it.
"""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from oscbridge.camera.messages import CameraSpec

_QUALITY = 90

_TURNED = {
    "right": Image.Transpose.ROTATE_270,
    "left": Image.Transpose.ROTATE_90,
    "half": Image.Transpose.ROTATE_180,
}


def encode_jpeg(
    pixels: Any, width: int, height: int, layout: str, spec: CameraSpec, stride: int = 0
) -> bytes:
    """Encode one frame.

    Args:
        pixels: a buffer: rows from the top.
        width, height: in pixels.
        layout: as Pillow's raw decoder names it: ``BGR``, ``BGRX``, ``RGBX`` …
        spec: how it is wanted.
        stride: bytes from one row to the next; 0 where nothing lies between them.
    """
    image: Image.Image = Image.frombuffer("RGB", (width, height), pixels, "raw", layout, stride, 1)
    scale = min(1.0, spec.width / width, spec.height / height)
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    if spec.rotate in _TURNED:
        image = image.transpose(_TURNED[spec.rotate])
    if spec.mirror:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
