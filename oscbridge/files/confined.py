"""A file opened below one of some folders, and nowhere else, whatever links lead out of them.

A path that is not written below a folder is refused without a look at the disk, so neither the
answer nor its time can tell what lies there. One that is, is resolved, and then opened from the
folder down, name by name, no link followed any more: what is swapped meanwhile can only make the
opening fail (the way of ``openat`` with ``O_NOFOLLOW``, POSIX.1-2008). Windows has no such call;
there the resolved name is opened, and resolved and compared once more afterwards.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from unicodedata import normalize

_STEP_BY_STEP = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd
_KERNELS_OWN = ("/proc", "/sys")
"""Their files say that they are regular and are not; some are memory of processes."""


def below(path: str, folder: str, platform: str = sys.platform) -> tuple[str, ...] | None:
    """The names that lead from a folder to a path, by their writing alone; None: not below it.

    Whole names count, so ``/database`` is not below ``/data``; on Windows and macOS, whose disks
    mostly do not, upper and lower case are told apart no more than there.

    Args:
        path, folder: absolute, without ``..``.
        platform: as in ``sys.platform``.
    """
    kind: type[PurePath] = PureWindowsPath if platform == "win32" else PurePosixPath
    whole, start = kind(path), kind(folder)
    if platform == "darwin":
        inside = PurePosixPath(_folded(path)).is_relative_to(PurePosixPath(_folded(folder)))
    else:
        inside = whole.is_relative_to(start)
    return whole.parts[len(start.parts) :] if inside and ".." not in whole.parts else None


def _folded(path: str) -> str:
    return normalize("NFD", path).casefold()


def open_below(path: str, folders: Sequence[Path]) -> int:
    """A descriptor of the regular file at an absolute path, open for reading.

    Raises:
        OSError: ``ENOENT`` where the path, or what it leads to, is not below one of the folders;
            ``EISDIR`` where it is below but no regular file; others as ``os.open`` does.
    """
    # Two slashes at the beginning may mean something else; three do not (POSIX.1-2008, 4.13).
    normal = os.path.normpath("/" + path.lstrip("/") if path.startswith("/") else path)
    real_folders = [os.path.realpath(folder) for folder in folders]
    written = [*map(str, folders), *real_folders]
    if not any(below(normal, folder) is not None for folder in written):
        raise _missing(path)
    real = os.path.realpath(normal)
    if any(below(real, special) is not None for special in _KERNELS_OWN):
        raise _missing(path)
    for folder in real_folders:
        names = below(real, folder)
        if names is None:
            continue
        if not names:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        return _step_by_step(folder, names) if _STEP_BY_STEP else _compared(normal, real)
    raise _missing(path)


def open_regular(path: str) -> int:
    """A descriptor of the regular file at a path, wherever it lies, open for reading.

    Raises:
        OSError: ``EISDIR`` where it is none; others as ``os.open`` does.
    """
    # Looked at before it is opened, because opening some devices does something.
    _must_be_regular(os.stat(path), path)  # noqa: PTH116
    return os.open(path, _flags("O_NONBLOCK", "O_NOCTTY"))


def _step_by_step(folder: str, names: tuple[str, ...]) -> int:
    # O_PATH needs no right to list a folder, only to pass through it.
    on_the_way = _flags("O_DIRECTORY", "O_NOFOLLOW", "O_PATH")
    here = os.open(folder, on_the_way)
    try:
        for name in names[:-1]:
            deeper = os.open(name, on_the_way, dir_fd=here)
            os.close(here)
            here = deeper
        last = names[-1]
        seen = os.stat(last, dir_fd=here, follow_symlinks=False)
        _must_be_regular(seen, last)
        handle = os.open(last, _flags("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY"), dir_fd=here)
    finally:
        os.close(here)
    return _the_same(handle, seen, last)


def _compared(path: str, real: str) -> int:
    seen = os.stat(real)  # noqa: PTH116
    _must_be_regular(seen, real)
    handle = _the_same(os.open(real, _flags("O_NOFOLLOW", "O_NONBLOCK")), seen, real)
    if os.path.realpath(path) != real:
        os.close(handle)
        raise _missing(path)
    return handle


def _the_same(handle: int, seen: os.stat_result, path: str) -> int:
    if os.path.samestat(os.fstat(handle), seen):
        return handle
    os.close(handle)
    raise _missing(path)


def _must_be_regular(status: os.stat_result, path: str) -> None:
    if stat.S_ISLNK(status.st_mode):  # only one that leads nowhere is left once it was resolved
        raise _missing(path)
    if not stat.S_ISREG(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)


def _missing(path: str) -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def _flags(*names: str) -> int:
    flags = os.O_RDONLY
    for name in (*names, "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    return flags
