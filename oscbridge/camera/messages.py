"""What travels between the main process and the camera. Pictures do not: they lie in shared memory.

Light values, no numpy. After each ``Picture`` the camera waits for ``Next`` before it hands over
another one; what a live camera shows meanwhile is passed over and counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from oscbridge.system.shared_bytes import SharedBytes

TRY_AGAIN = 75
"""Exit status of a camera that has told why it leaves, and is to be started again later
(sysexits.h: EX_TEMPFAIL)."""

_SECRETS = re.compile(r"(?<=://).*@|(?<=\w)\?.*")
"""Of an address: who logs in with what, and what follows a question mark."""


@dataclass(frozen=True, slots=True)
class CameraSpec:
    """Which camera, and how its pictures are wanted.

    Args:
        kind: ``device``, ``folder``, ``ndi``, ``spout`` or ``syphon``.
        name: its number, path, address or name.
        frames_per_s: at most.
        width, height: asked of a device; larger pictures are made to fit.
        mirror: left and right exchanged.
        rotate: ``none``, ``right``, ``left`` or ``half``.
        loop: a video file begins again at its end.
        delete_read: a folder's pictures are deleted when they were read or passed over.
        max_bytes: the largest picture that is read from a folder.
    """

    kind: str
    name: str
    frames_per_s: float = 30.0
    width: int = 640
    height: int = 480
    mirror: bool = False
    rotate: str = "none"
    loop: bool = False
    delete_read: bool = False
    max_bytes: int = 16_000_000

    @property
    def shown(self) -> str:
        """The camera in words, without the name, password or token that an address may hold."""
        nouns = {"ndi": "NDI", "spout": "Spout", "syphon": "Syphon"}
        name = _SECRETS.sub("", self.name) if "://" in self.name else self.name
        return f"{nouns.get(self.kind, self.kind)} {name}"


@dataclass(frozen=True, slots=True)
class Next:
    """The last picture was taken over; another one may come."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The camera is there."""

    shown: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole JPEG, PNG or WebP file, and how many were passed over since the last one."""

    image: SharedBytes
    passed_over: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of the folder that cannot be read; the next one may."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Lost:
    """There is no camera, or no longer one. The process leaves after this."""

    code: str
    message: str


Order = Next | Quit
Event = Opened | Picture | Refused | Lost
