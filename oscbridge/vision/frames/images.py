"""Bytes → pixels, limits first: what is no picture, or too large a one, is refused before decoding.

Formats are told by content and by an allow-list (JPEG, PNG, WebP); a decoder's warning counts as an
error; of an animation the first frame is taken; EXIF orientation is honoured.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from oscbridge.errors import OscbridgeError
from oscbridge.files.paths import read_regular_file
from oscbridge.vision.frames.cpu_limit import CpuTimeUp, cpu_limited

FORMATS = ("JPEG", "PNG", "WEBP")

RAW_FORMATS: dict[str, tuple[int, slice]] = {
    "rgb": (3, slice(3)),
    "bgr": (3, slice(None, None, -1)),
    "rgba": (4, slice(3)),
    "bgra": (4, slice(2, None, -1)),
    "argb": (4, slice(1, 4)),
    "grey": (1, slice(1)),
    "gray": (1, slice(1)),
    "l": (1, slice(1)),
}
"""Layouts of raw frames: bytes a pixel, and which are red, green and blue. Jitter's is ``argb``."""

_MOST_SCANS = 50
"""A progressive JPEG has about ten; thousands of empty ones keep a decoder busy for minutes."""

_LONGEST_SIDE = 32_767
"""In pixels. Decoders work row by row, and millions of rows of one pixel take them seconds."""

_LONGEST_DECODE_S = 2.5
"""Of work, for reading a header or decoding. The largest picture that is accepted takes 0.6;
millions of empty chunks and markers take 7, and longer on a slow machine."""

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation (EXIF 2.3, tag 274); 1 is upright."""

_KNOWN_OTHERS = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"8BPS", "Photoshop"),
    (b"\0\0\1\0", "icon"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
    (b"<svg", "SVG"),
)


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What is accepted at most: encoded bytes, and pixels once decoded."""

    max_bytes: int = 16_000_000
    max_pixels: int = 24_000_000


DEFAULT_LIMITS = ImageLimits()


@dataclass(frozen=True)
class Picture:
    """A decoded picture, upright.

    Args:
        rgb: uint8 [H, W, 3], maybe decoded smaller than the original.
        width, height: of the original in pixels, upright.
        shrink: how many of the original's pixels one of these stands for, along each side.
    """

    rgb: NDArray[np.uint8]
    width: int
    height: int
    shrink: int = 1

    @cached_property
    def luma(self) -> NDArray[np.uint8]:
        """uint8 [H, W]: ITU-R BT.601 luma of the pixels."""
        return np.asarray(Image.fromarray(self.rgb).convert("L"))

    def luma_about(self, x: float, y: float, reach: float) -> tuple[int, int, NDArray[np.uint8]]:
        """The luma of what lies within ``reach`` pixels of a point, as far as the picture goes: its
        left column, its top row, and uint8 [h, w], at least one pixel."""
        height, width = self.rgb.shape[:2]
        left = int(min(max(x - reach, 0), width - 1))
        top = int(min(max(y - reach, 0), height - 1))
        right = int(min(max(x + reach + 1, left + 1), width))
        bottom = int(min(max(y + reach + 1, top + 1), height))
        part = np.ascontiguousarray(self.rgb[top:bottom, left:right])
        return left, top, np.asarray(Image.fromarray(part).convert("L"))


class EncodedImage:
    """An image whose header has been read and found within the limits; no pixel is decoded yet.

    Args:
        data: a whole JPEG, PNG or WebP file. A view is copied: it is small, and kept.

    Raises:
        OscbridgeError: ``not-an-image``, ``unsupported-format``, ``image-too-large``,
            ``image-too-slow`` or ``image-broken``.
    """

    def __init__(self, data: bytes | memoryview, limits: ImageLimits = DEFAULT_LIMITS) -> None:
        if len(data) > limits.max_bytes:
            raise _too_large(f"{len(data)} bytes", f"{limits.max_bytes}")
        data = bytes(data)
        kind = _kind(data)
        if kind == "WEBP":  # Pillow allocates a WebP's whole canvas when it opens it
            _check_pixels(*_webp_size(data), limits)
        if kind == "JPEG" and data.count(b"\xff\xda") > _MOST_SCANS:
            raise _too_large(f"more than {_MOST_SCANS} scans", f"{_MOST_SCANS}")
        self.format = kind
        with _strict():
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = image.size
        _check_pixels(width, height, limits)
        self._data = data
        self._turn = _orientation(image)
        if self._turn in (5, 6, 7, 8):
            width, height = height, width
        self.width, self.height = width, height

    def decode(self, shrink: int = 1) -> Picture:
        """The pixels, upright.

        Args:
            shrink: decode to 1/shrink of each side. A JPEG is reduced by up to 8 while it is
                decoded, which is faster than decoding it whole; the rest is averaged away.

        Raises:
            OscbridgeError: ``image-broken`` when the data are cut short or damaged;
                ``image-too-slow`` when they were made to take for ever.
        """
        with _strict():
            image: Image.Image = Image.open(io.BytesIO(self._data), formats=FORMATS)
            done = 1
            if self.format == "JPEG" and shrink > 1 and image.mode in ("RGB", "L"):
                fits = [n for n in (8, 4, 2) if shrink % n == 0 and n <= min(image.size)]
                if fits:
                    done = fits[0]
                    image.draft(None, (image.size[0] // done, image.size[1] // done))
            image.load()
            if shrink > done:
                image = _eight_bits(image).reduce(shrink // done)
            image = _eight_bits(image)
            if self._turn in _UPRIGHT:
                image = image.transpose(_UPRIGHT[self._turn])
            rgb = np.asarray(image)
        return Picture(rgb, self.width, self.height, shrink)


def open_image_file(
    path: str,
    limits: ImageLimits = DEFAULT_LIMITS,
    roots: Sequence[Path] | None = None,
    opened: Callable[[bytes], None] = lambda _: None,
) -> EncodedImage:
    """The image file that a path from OSC names; see ``paths.read_regular_file`` for its forms.

    Args:
        opened: shown the bytes before any decoder is; may raise an OscbridgeError to refuse them.
    """
    data = read_regular_file(path, limits.max_bytes, roots)
    opened(data)
    return EncodedImage(data, limits)


class RawImage:
    """Pixels as a host holds them: rows from the top, no padding between them.

    Args:
        width, height: in pixels.
        layout: a key of ``RAW_FORMATS``, in any case.
        data: width · height · bytes a pixel. Not copied: pictures of it may look at it.

    Raises:
        OscbridgeError: ``raw-format-unknown``, ``raw-size-mismatch`` or ``image-too-large``.
    """

    def __init__(
        self,
        width: int,
        height: int,
        layout: str,
        data: bytes | memoryview,
        limits: ImageLimits = DEFAULT_LIMITS,
    ) -> None:
        known = RAW_FORMATS.get(layout.lower())
        if known is None:
            allowed = ", ".join(RAW_FORMATS)
            raise OscbridgeError(
                "raw-format-unknown", f"'{layout[:40]}' is no raw format; allowed: {allowed}"
            )
        if width < 1 or height < 1:
            raise OscbridgeError(
                "raw-size-mismatch", f"a frame of {width} by {height} has no pixels"
            )
        _check_pixels(width, height, limits)
        self._depth, self._channels = known
        needed = width * height * self._depth
        if len(data) != needed:
            raise OscbridgeError(
                "raw-size-mismatch",
                f"{width} by {height} {layout.lower()} needs {needed} bytes, not {len(data)}",
            )
        self.width, self.height = width, height
        self._data = data

    def decode(self, shrink: int = 1) -> Picture:
        """The pixels, averaged down to 1/shrink of each side."""
        pixels = np.frombuffer(self._data, np.uint8).reshape(self.height, self.width, self._depth)
        rgb = np.ascontiguousarray(pixels[:, :, self._channels])
        if self._depth == 1:
            rgb = rgb.repeat(3, axis=2)
        if shrink > 1:
            rgb = np.asarray(Image.fromarray(rgb).reduce(shrink))
        return Picture(rgb, self.width, self.height, shrink)


def _kind(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    other = next((name for start, name in _KNOWN_OTHERS if data.startswith(start)), None)
    if data[4:8] == b"ftyp":
        other = "HEIC, AVIF or video"
    if other is not None:
        raise OscbridgeError(
            "unsupported-format", f"this looks like {other}; send JPEG, PNG or WebP"
        )
    raise OscbridgeError(
        "not-an-image", f"these {len(data)} bytes are no image; send JPEG, PNG or WebP"
    )


def _webp_size(data: bytes) -> tuple[int, int]:
    """Canvas of a WebP file from its first chunk (WebP Container Specification; RFC 6386, 9649)."""
    chunk, body = data[12:16], data[20:30]
    if len(body) == 10:
        if chunk == b"VP8X":
            wide, high = int.from_bytes(body[4:7], "little"), int.from_bytes(body[7:10], "little")
            return wide + 1, high + 1
        if chunk == b"VP8L" and body[0] == 0x2F:
            bits = int.from_bytes(body[1:5], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if chunk == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
            wide, high = struct.unpack("<HH", body[6:10])
            return wide & 0x3FFF, high & 0x3FFF
    raise _broken("its WebP header is damaged")


def _check_pixels(width: int, height: int, limits: ImageLimits) -> None:
    if width * height > limits.max_pixels:
        raise _too_large(f"{width} by {height} pixels", f"{limits.max_pixels}")
    if max(width, height) > _LONGEST_SIDE:
        raise _too_large(f"a side of {max(width, height)} pixels", f"{_LONGEST_SIDE}")


def _orientation(image: Image.Image) -> int:
    if "exif" not in image.info:
        return 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            turn = image.getexif().get(_ORIENTATION, 1)
        except Exception:
            return 1
    return turn if turn in _UPRIGHT else 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """The image in mode RGB; 16-bit greys keep their high byte, transparency is dropped."""
    if image.mode.startswith("I"):
        deep = np.asarray(image)
        image = Image.fromarray((np.clip(deep, 0, 65535) >> 8).astype(np.uint8))
    # Of a palette of which each colour has an alpha Pillow warns when it is dropped.
    image.info.pop("transparency", None)
    return image if image.mode == "RGB" else image.convert("RGB")


@contextmanager
def _strict() -> Iterator[None]:
    """Within it, a decoder's warnings, errors of every kind and endless work are coded errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # EXIF is a TIFF inside the image. Cameras write much nonsense there, and it costs no pixel.
        warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")
        # A phone's list of further pictures in the file (MPO); the first one is whole without it.
        warnings.filterwarnings("ignore", message=".* malformed MPO")
        try:
            with cpu_limited(_LONGEST_DECODE_S):
                yield
        except CpuTimeUp:
            raise OscbridgeError(
                "image-too-slow",
                f"the image was not decoded within {_LONGEST_DECODE_S:g} s of work and was given "
                "up; save it again with another program",
            ) from None
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_large("more pixels than any camera's", "the configured number") from None
        except Exception as error:
            # Decoders raise OSError, SyntaxError, ValueError, struct.error, zlib.error, KeyError …
            raise _broken(str(error) or type(error).__name__) from None


def _too_large(size: str, most: str) -> OscbridgeError:
    return OscbridgeError(
        "image-too-large", f"the image has {size}; at most {most} are accepted (see face.max_…)"
    )


def _broken(why: str) -> OscbridgeError:
    return OscbridgeError("image-broken", f"the image is cut short or damaged: {why[:200]}")
