"""What a stage does to a picture, each thing alone and at a fixed strength: to measure, not to
train.

Training draws its own changes (see ``augmentation``), with other code and other chance. Here every
face is changed, at a strength near the far end of what training drew. Faces are uint8 [48, 48]; all
chance comes from a seed.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from oscbridge.training.face.data import Faces

Picture = NDArray[np.uint8]
Change = Callable[[Picture, np.random.Generator], Picture]

_SEED = 2024
_BILINEAR = Image.Resampling.BILINEAR


def _bytes(values: NDArray[np.float64]) -> Picture:
    return np.rint(values).clip(0, 255).astype(np.uint8)


def dim(face: Picture, rng: np.random.Generator) -> Picture:
    """A fifth of the light, rounded to bytes, with the noise that a camera then shows."""
    return _bytes(face * 0.2 + rng.normal(0, 1.5, face.shape))


def side_light(face: Picture, rng: np.random.Generator) -> Picture:
    """Light from the left or the right: gain from 0.4 to 1.6 across the face."""
    ramp = np.linspace(0.4, 1.6, face.shape[1])
    return _bytes(face * (ramp if rng.random() < 0.5 else ramp[::-1]))


def harsh_light(face: Picture, rng: np.random.Generator) -> Picture:
    """Shadows closed and lights blown: gamma 2, then a third more."""
    return _bytes(255 * 1.33 * (face / 255) ** 2)


def noise(face: Picture, rng: np.random.Generator) -> Picture:
    """Sensor noise with a deviation of 15 of 255."""
    return _bytes(face + rng.normal(0, 15, face.shape))


def blur(face: Picture, rng: np.random.Generator) -> Picture:
    """Out of focus: a Gaussian of 1.2 of the 48 pixels."""
    return np.asarray(Image.fromarray(face).filter(ImageFilter.GaussianBlur(1.2)))


def smear(face: Picture, rng: np.random.Generator) -> Picture:
    """Motion along the rows over 5 of the 48 pixels."""
    padded = np.pad(face.astype(np.float64), ((0, 0), (2, 2)), mode="edge")
    return _bytes(np.mean([padded[:, i : i + face.shape[1]] for i in range(5)], 0))


def coarse(face: Picture, rng: np.random.Generator, side: int) -> Picture:
    """A face that is ``side`` pixels wide in the camera's picture."""
    small = Image.fromarray(face).resize((side, side), _BILINEAR)
    return np.asarray(small.resize(face.shape[::-1], _BILINEAR))


def jpeg(face: Picture, rng: np.random.Generator) -> Picture:
    """JPEG at quality 15, at the face's 48 pixels."""
    file = io.BytesIO()
    Image.fromarray(face).save(file, "JPEG", quality=15)
    with Image.open(file) as image:
        return np.asarray(image)


def _moved(
    face: Picture, degrees: float = 0.0, scale: float = 1.0, right: float = 0.0, down: float = 0.0
) -> Picture:
    """From another square: turned, ``scale`` times as large, shifted by shares of its side."""
    side = face.shape[0]
    padded = Image.fromarray(np.pad(face, side // 2, mode="edge"))
    middle = side / 2 + side // 2
    cos, sin = (f(math.radians(degrees)) * scale for f in (math.cos, math.sin))
    x, y = middle + right * side, middle + down * side
    half = side / 2
    return np.asarray(
        padded.transform(
            (side, side),
            Image.Transform.AFFINE,
            (cos, -sin, x - (cos - sin) * half, sin, cos, y - (sin + cos) * half),
            _BILINEAR,
        )
    )


def tilt(face: Picture, rng: np.random.Generator, degrees: float) -> Picture:
    """A head tilted to one side or the other."""
    return _moved(face, degrees=degrees if rng.random() < 0.5 else -degrees)


def rescale(face: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """A box ``scale`` times as large as it should be."""
    return _moved(face, scale=scale)


def shift(face: Picture, rng: np.random.Generator) -> Picture:
    """A box that is off by a tenth of its side, in any direction."""
    turn = rng.uniform(0, 2 * math.pi)
    return _moved(face, right=0.1 * math.cos(turn), down=0.1 * math.sin(turn))


def dark_glasses(face: Picture, rng: np.random.Generator) -> Picture:
    """A dark bar over the eyes."""
    face = face.copy()
    face[14:22, 5:43] = 20
    return face


def mask(face: Picture, rng: np.random.Generator) -> Picture:
    """A light area over mouth and chin: what is left is the eyes."""
    face = face.copy()
    face[29:, 7:41] = 190
    return face


def hand(face: Picture, rng: np.random.Generator) -> Picture:
    """A grey square of a third of the side, anywhere."""
    face = face.copy()
    top, left = rng.integers(0, 33, 2)
    face[top : top + 16, left : left + 16] = rng.integers(30, 226)
    return face


def _all(change: Change) -> Callable[[Faces], Faces]:
    def changed(faces: Faces) -> Faces:
        rng = np.random.default_rng(_SEED)
        return replace(faces, images=np.stack([change(face, rng) for face in faces.images]))

    return changed


CORRUPTIONS: dict[str, Callable[[Faces], Faces]] = {
    "as it is": lambda faces: faces,
    "a fifth of the light": _all(dim),
    "light from one side": _all(side_light),
    "harsh light": _all(harsh_light),
    "sensor noise": _all(noise),
    "out of focus": _all(blur),
    "smeared by motion": _all(smear),
    "24 pixels wide": _all(partial(coarse, side=24)),
    "16 pixels wide": _all(partial(coarse, side=16)),
    "JPEG, quality 15": _all(jpeg),
    "tilted by 15°": _all(partial(tilt, degrees=15)),
    "tilted by 25°": _all(partial(tilt, degrees=25)),
    "box a fifth too small": _all(partial(rescale, scale=0.8)),
    "box a fifth too large": _all(partial(rescale, scale=1.2)),
    "box shifted by a tenth": _all(shift),
    "dark glasses": _all(dark_glasses),
    "a mask": _all(mask),
    "a third covered": _all(hand),
}
"""Name → the same faces, all so changed."""
