"""Text that came over OSC → one regular file, read whole and once.

Hosts write paths in their own ways: Max sends ``Macintosh HD:/Users/me/a.jpg`` and ``C:/x.jpg``,
TouchDesigner and Node send what the system uses. A path from the network is never trusted: nothing
but a regular file is opened, and it is checked again after opening, so that neither a FIFO nor a
device can hang the process and no swapped link can lead elsewhere.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from unicodedata import category, normalize

from oscbridge.errors import OscbridgeError

_LONGEST = 4096
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_VOLUME = re.compile(r"([^/\\:]+):(.*)", re.DOTALL)
_BOOT_VOLUME = "Macintosh HD"
_MAX_FOLDERS = frozenset({"cycling", "desktop", "documents", "patcher", "project", "tempfolder"})
"""Names that Max puts before a colon for folders only it knows."""


def native_path(text: str, *, platform: str = sys.platform, home: str | None = None) -> str:
    """A path as it came over OSC, in the form that this system opens. Touches no disk.

    Args:
        text: absolute, in POSIX, Windows or Max form, or beginning with ``~/``.
        platform: as in ``sys.platform``.
        home: the folder that ``~`` stands for; the user's when not given.

    Raises:
        OscbridgeError: ``path-unusable``.
    """
    if not text or len(text) > _LONGEST or any(category(c) in ("Cc", "Cs") for c in text):
        raise _unusable(text, "is empty, too long, or holds characters that no path should")
    if text.startswith("~"):
        if text[1:2] not in ("/", "\\"):
            raise _unusable(text, "begins with ~ but not with ~/; write the folder out")
        # The home is in this system's own form already, and what follows it is plain.
        folder = home if home is not None else str(Path.home())
        return folder.rstrip("/\\") + "/" + text[2:]
    if platform == "win32":
        return _on_windows(text)
    if _DRIVE.match(text):
        raise _unusable(text, "names a Windows drive, and this machine is not Windows")
    if text.startswith("/"):
        return text
    volume = _VOLUME.fullmatch(text)
    if volume is None:
        raise _unusable(text, "is relative; send it absolute, such as /Users/me/a.jpg")
    return _on_volume(text, volume[1], volume[2], platform)


def _on_volume(text: str, volume: str, rest: str, platform: str) -> str:
    if volume.lower() in _MAX_FOLDERS or not rest.startswith("/"):
        raise _unusable(text, "is in a form that only Max knows; use conformpath native boot")
    if volume == _BOOT_VOLUME:
        return rest
    if platform != "darwin" or volume.startswith("."):
        raise _unusable(text, f"names a volume '{volume}' that this machine does not have")
    return f"/Volumes/{volume}{rest}"


def _on_windows(text: str) -> str:
    if text.startswith(("\\\\", "//")):
        # Opening one makes Windows send the user's credentials to whatever machine it names.
        raise _unusable(text, "is a network or device path; copy the file to a drive")
    if not _DRIVE.match(text):
        raise _unusable(text, "has no drive; send it absolute, such as C:/Users/me/a.jpg")
    if ":" in text[2:]:
        raise _unusable(text, "holds a second colon")
    return text


def read_regular_file(text: str, max_bytes: int, roots: Sequence[Path] | None = None) -> bytes:
    """The whole content of the regular file that a path from OSC names.

    Args:
        text: see ``native_path``.
        max_bytes: largest file that is read.
        roots: when given, the file must lie in one of these folders once every link is resolved.

    Raises:
        OscbridgeError: ``path-unusable``, ``file-missing`` (or outside the roots: not told apart),
            ``file-not-regular``, ``file-too-large`` or ``file-unreadable``.
    """
    path = native_path(text)
    last: OscbridgeError | None = None
    # A name typed on a Mac may be decomposed where the file's is composed, or the other way.
    for form in dict.fromkeys([path, *(normalize(f, path) for f in ("NFC", "NFD"))]):
        try:
            return _read(form, text, max_bytes, roots)
        except OscbridgeError as error:
            if error.code != "file-missing":
                raise
            last = error
    assert last is not None
    raise last


def _read(path: str, text: str, max_bytes: int, roots: Sequence[Path] | None) -> bytes:
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        # Looked at before it is opened, because opening some devices does something.
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise _not_regular(text)
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise _refusal(text, error) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _not_regular(text)
        if roots is not None and not _inside(path, status, roots):
            raise _missing(text)
        if status.st_size > max_bytes:
            raise _too_large(text, status.st_size, max_bytes)
        with open(handle, "rb", closefd=False) as file:
            # No more than is there: room for all that may be asked is made at once.
            data = file.read(status.st_size + 1)
            if len(data) > status.st_size:  # it grew while it was read
                data += file.read(max_bytes + 1 - len(data))
    except OSError as error:
        raise _refusal(text, error) from None
    finally:
        os.close(handle)
    if len(data) > max_bytes:
        raise _too_large(text, len(data), max_bytes)
    return data


def _inside(path: str, opened: os.stat_result, roots: Sequence[Path]) -> bool:
    # The file that is open must be the one the resolved name leads to: links may be swapped.
    real = Path(os.path.realpath(path))
    if not os.path.samestat(real.stat(), opened):
        return False
    return any(real.is_relative_to(root.resolve()) for root in roots)


def _refusal(text: str, error: OSError | ValueError) -> OscbridgeError:
    number = error.errno if isinstance(error, OSError) else errno.EINVAL
    if number in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
        return _missing(text)
    if number in (errno.ENXIO, errno.EISDIR):
        return _not_regular(text)
    if number in (errno.ENAMETOOLONG, errno.EINVAL) or isinstance(error, UnicodeError):
        return _unusable(text, "is no name that this system's disks can hold")
    why = error.strerror if isinstance(error, OSError) else str(error)
    return OscbridgeError("file-unreadable", f"cannot read {_shown(text)}: {why}")


def _unusable(text: str, why: str) -> OscbridgeError:
    return OscbridgeError("path-unusable", f"the path {_shown(text)} {why}")


def _missing(text: str) -> OscbridgeError:
    return OscbridgeError("file-missing", f"there is no file {_shown(text)} that may be read")


def _not_regular(text: str) -> OscbridgeError:
    return OscbridgeError("file-not-regular", f"{_shown(text)} is a folder or device, not a file")


def _too_large(text: str, size: int, most: int) -> OscbridgeError:
    return OscbridgeError(
        "file-too-large", f"{_shown(text)} has {size} bytes; at most {most} are read"
    )


def _shown(text: str) -> str:
    """The path as an error may carry it: short, and printable."""
    shown = ascii(text) if not text.isprintable() else f"'{text}'"
    return shown if len(shown) <= 200 else shown[:150] + "…" + shown[-49:]
