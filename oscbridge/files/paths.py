"""Text that came over OSC → one regular file, read whole and once.

Hosts write paths in their own ways: Max sends ``Macintosh HD:/Users/me/a.jpg`` and ``C:/x.jpg``,
TouchDesigner and Node send what the system uses. A path from the network is never trusted: nothing
but a regular file below a folder that the user allowed is opened (``confined``), and it is checked
again after opening, so that neither a FIFO nor a device can hang the process.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unicodedata import category, normalize

from oscbridge.errors import OscbridgeError
from oscbridge.files.confined import open_below, open_regular

_LONGEST = 4096
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_VOLUME = re.compile(r"([^/\\:]+):(.*)", re.DOTALL)
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?: *\..*)?", re.I
)
"""Names that Windows keeps for devices in every folder, with any ending."""
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
        # The home is in this system's own form already; what follows it came from outside.
        if platform == "win32":
            _check_windows_names(text, text[2:])
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
    _check_windows_names(text, text[3:])
    return text


def _check_windows_names(text: str, names: str) -> None:
    """Nothing, for names below a drive or the home that mean on Windows what is written."""
    if ":" in names:
        raise _unusable(text, "holds a colon among its names")
    for name in re.split(r"[\\/]", names):
        if _DEVICE.fullmatch(name):
            raise _unusable(text, f"names the device {name[:10]}")
        if name.endswith((" ", ".")) and name not in (".", ".."):
            # Windows drops these, and would open a file of another name.
            raise _unusable(text, "has a name that ends in a blank or a full stop")


def root_folders(names: Sequence[str]) -> tuple[str, ...]:
    """The folders that ``paths.roots`` names, absolute.

    Args:
        names: folders, absolute or beginning with ``~/``; or ``home``, the user's; or ``temp``, the
            system's for temporary files; or ``samples``, oscbridge's own.

    Raises:
        OscbridgeError: ``config-invalid``.
    """
    folders: list[str] = []
    for name in names:
        if name == "home":
            folders.append(str(Path.home()))
        elif name == "temp":
            # macOS gives each user one of his own, and programs use the common one as well.
            common = ["/tmp"] if os.name == "posix" else []  # nosec B108 # only read from
            folders += [tempfile.gettempdir(), *common]
        elif name == "samples":
            folders.append(str(Path(__file__).parents[1] / "samples"))
        else:
            try:
                folders.append(os.path.normpath(native_path(name)))
            except OscbridgeError as error:
                raise OscbridgeError(
                    "config-invalid",
                    f"'paths.roots' names {_shown(name)}; allowed: home, temp, samples, or a "
                    f"folder that is absolute or begins with ~/ ({error.message})",
                ) from None
    return tuple(dict.fromkeys(folders))


def read_regular_file(text: str, max_bytes: int, roots: Sequence[Path] | None = None) -> bytes:
    """The whole content of the regular file that a path from OSC names.

    Args:
        text: see ``native_path``.
        max_bytes: largest file that is read.
        roots: the path must be written below one of these folders, and the file must lie below
            one once every link is resolved; None: it may lie anywhere.

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
    try:
        handle = open_regular(path) if roots is None else open_below(path, roots)
    except (OSError, ValueError) as error:
        raise _refusal(text, error, roots) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _not_regular(text)
        if status.st_size > max_bytes:
            raise _too_large(text, status.st_size, max_bytes)
        with open(handle, "rb", closefd=False) as file:
            # Room is made for what is asked for, so no more than there seems to be.
            data = file.read(status.st_size + 1)
            if len(data) > status.st_size:  # it grew while it was read
                data += file.read(max_bytes + 1 - len(data))
    except OSError as error:
        raise _refusal(text, error, roots) from None
    finally:
        os.close(handle)
    if len(data) > max_bytes:
        raise _too_large(text, len(data), max_bytes)
    return data


def _refusal(
    text: str, error: OSError | ValueError, roots: Sequence[Path] | None
) -> OscbridgeError:
    number = error.errno if isinstance(error, OSError) else errno.EINVAL
    if number in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
        return _missing(text, confined=roots is not None)
    if number in (errno.ENXIO, errno.EISDIR):
        return _not_regular(text)
    if number in (errno.ENAMETOOLONG, errno.EINVAL) or isinstance(error, UnicodeError):
        return _unusable(text, "is no name that this system's disks can hold")
    why = error.strerror if isinstance(error, OSError) else str(error)
    return OscbridgeError("file-unreadable", f"cannot read {_shown(text)}: {why}")


def _unusable(text: str, why: str) -> OscbridgeError:
    return OscbridgeError("path-unusable", f"the path {_shown(text)} {why}")


def _missing(text: str, *, confined: bool) -> OscbridgeError:
    where = " in the folders that may be read (see paths.roots)" if confined else ""
    return OscbridgeError("file-missing", f"there is no file {_shown(text)}{where}")


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
