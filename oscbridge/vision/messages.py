"""What travels between the main process and the eyes. Pixels follow as raw bytes, never pickled.

``LookAtBytes`` and ``LookAtRaw`` are each followed by one ``send_bytes`` with the payload. Every
look is answered, in order, by one ``Saw`` or ``Failed`` with its token. ``source`` tells camera
streams apart, so that each has its faces followed by itself; any text will do.
"""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.vision.sight import Sight


@dataclass(frozen=True, slots=True)
class LookAtBytes:
    """Look at the JPEG, PNG or WebP that follows."""

    token: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class LookAtRaw:
    """Look at the raw pixels that follow; ``layout`` is a key of ``images.RAW_FORMATS``."""

    token: int
    width: int
    height: int
    layout: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class LookAtFile:
    """Look at an image file, by its path as it came over OSC."""

    token: int
    path: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


@dataclass(frozen=True, slots=True)
class EyesReady:
    """The networks are loaded and warm; how long that took."""

    milliseconds: float


@dataclass(frozen=True, slots=True)
class EyesUnable:
    """The eyes cannot start (weights missing …); the process leaves after this."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Saw:
    """The answer to a look."""

    token: int
    sight: Sight


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer to a look that could not be: a stable code, and a sentence."""

    token: int
    code: str
    message: str


Request = LookAtBytes | LookAtRaw | LookAtFile | Quit
Answer = EyesReady | EyesUnable | Saw | Failed
