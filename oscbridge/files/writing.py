"""Writing what a person asked for: a name that any system takes, an error that says why not."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from oscbridge.errors import OscbridgeError

_NUMBERED = re.compile(r"([0-9]{1,9})-")


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around what writes to ``path``; the folder that it lies in is made.

    Raises:
        OscbridgeError: ``file-write``.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise OscbridgeError(
            "file-write",
            f"cannot write {path}: {error.strerror or error}; choose another place",
        ) from None


def made_folder(path: Path) -> Path:
    """The folder, absolute, made where it is not there.

    Raises:
        OscbridgeError: ``file-write``.
    """
    whole = path.expanduser().resolve()
    with writing(whole / "x"):
        return whole


def highest_number(folder: Path) -> int:
    """The highest number that a file's name in the folder begins with, as ``00012-duet-7.mid``; 0
    where there is none, or no such folder. Numbers that go on from it write over nothing.
    """
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError:  # not there yet, or not to be read: writing there says why
        return 0
    return max((int(found[1]) for name in names if (found := _NUMBERED.match(name))), default=0)


def name_for_file(text: str) -> str:
    """Text as part of a file's name on any system: an engine's ``midinet:published`` say, whose
    colon would mean something else on Windows.
    """
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", text)
