"""What travels between the main process and the eyes. Pixels do not: they lie in shared memory.

``LookAtBytes`` and ``LookAtRaw`` say where. The eyes are done with those bytes once they have
answered, and look at no others before. Every look is answered, in order, by one ``Saw`` or
``Failed`` with its token; for a file, ``Opened`` comes before it. ``source`` tells camera
streams apart, so that each has its faces followed by itself; any text will do. Where a look brings
the stream's ``memory``, its faces are followed from there, and the answer brings the new one.
"""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.files.refused import Refused
from oscbridge.system.shared_bytes import SharedBytes
from oscbridge.vision.settings import ANYONE, Attention
from oscbridge.vision.sight import Sight
from oscbridge.vision.tracking.memory import Memory

NOTHING_REFUSED = Refused("eyes")


@dataclass(frozen=True, slots=True)
class LookAtBytes:
    """Look at a JPEG, PNG or WebP."""

    token: int
    image: SharedBytes
    source: str = ""
    attention: Attention = ANYONE
    memory: Memory | None = None


@dataclass(frozen=True, slots=True)
class LookAtRaw:
    """Look at raw pixels; ``layout`` is a key of ``images.RAW_FORMATS``."""

    token: int
    pixels: SharedBytes
    width: int
    height: int
    layout: str
    source: str = ""
    attention: Attention = ANYONE
    memory: Memory | None = None


@dataclass(frozen=True, slots=True)
class LookAtFile:
    """Look at an image file, by its path as it came over OSC; ``Opened`` tells which it is."""

    token: int
    path: str
    source: str = ""
    attention: Attention = ANYONE
    refused: Refused = NOTHING_REFUSED
    memory: Memory | None = None


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
class Opened:
    """A file's bytes, by their ``refused.fingerprint``, before any decoder gets them."""

    token: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Saw:
    """The answer to a look."""

    token: int
    sight: Sight
    memory: Memory | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer to a look that could not be: a stable code, and a sentence."""

    token: int
    code: str
    message: str


Look = LookAtBytes | LookAtRaw | LookAtFile
Request = Look | Quit
Answer = EyesReady | EyesUnable | Opened | Saw | Failed
