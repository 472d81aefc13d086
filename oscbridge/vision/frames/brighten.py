"""Dim pictures, brightened before a face is looked for: a dark stage, a laptop in a dark room.

MTCNN's networks lose a face in a picture at about a tenth of its light, sooner where it was flat.
What is lost is only the scale: with the brightest part brought back to where a photograph has it,
they find the same face at a fiftieth. Pictures with anything bright in them stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from oscbridge.vision.frames.images import Picture

DIM_BELOW = 80
"""A picture is dim when 99 of 100 pixels are darker than this (of 255) in every colour. A face of
60 pixels is more than 1 % of 640 × 480: one in a spotlight before a black wall is left alone."""

BRIGHTENED_TO = 200
"""Where that brightest hundredth is brought."""

DARK_BELOW = 4
"""Below this there is nothing but the camera's noise."""

_SAMPLES = 64


def brightened(picture: Picture) -> Picture:
    """The picture itself, or a brighter copy where it is dim.

    The largest of red, green and blue counts, so that a face in red or blue light is not dim.
    """
    height, width = picture.rgb.shape[:2]
    sparse = picture.rgb[:: max(height // _SAMPLES, 1), :: max(width // _SAMPLES, 1)]
    red, green, blue = sparse[..., 0], sparse[..., 1], sparse[..., 2]
    largest = np.maximum(np.maximum(red, green), blue)
    counts = np.bincount(largest.ravel(), minlength=256)
    brightest = int(np.searchsorted(np.cumsum(counts), 0.99 * largest.size))
    if not DARK_BELOW <= brightest < DIM_BELOW:
        return picture
    levels = np.minimum(np.arange(256) * (BRIGHTENED_TO / brightest), 255.0)
    table = np.rint(levels).astype(int).tolist()
    return replace(picture, rgb=np.asarray(Image.fromarray(picture.rgb).point(table * 3)))
