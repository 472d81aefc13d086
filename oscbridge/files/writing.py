"""Writing what a person asked for: a name that any system takes, an error that says why not."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from oscbridge.errors import OscbridgeError


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


def name_for_file(text: str) -> str:
    """Text as part of a file's name on any system: an engine's ``midinet:published`` say, whose
    colon would mean something else on Windows.
    """
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", text)
