"""The folder in which exported networks are kept: the user's cache, or else a temporary one."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """The user's cache folder for oscbridge, which nobody else may read or write.

    A temporary one, until this process ends, where the home is read-only, or where the folder is
    somebody else's.
    """
    return _own_folder() or _temporary_folder()


@contextlib.contextmanager
def one_cache() -> Iterator[Path]:
    """See to it that this process and those that it starts have the same cache.

    Where the user's own cannot be written to, a temporary one is named to all of them by
    ``OSCBRIDGE_CACHE``, and deleted afterwards. Else each process that is started, and started
    again, would make one of its own, and prepare the networks anew: half a minute without eyes.
    """
    own = _own_folder()
    if own is not None:
        yield own
        return
    before = os.environ.get("OSCBRIDGE_CACHE")
    with tempfile.TemporaryDirectory(prefix="oscbridge-", ignore_cleanup_errors=True) as folder:
        log.warning(
            "the cache folder cannot be written to: the networks are prepared anew at each start, "
            "in %s for now; OSCBRIDGE_CACHE names another folder",
            folder,
        )
        os.environ["OSCBRIDGE_CACHE"] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["OSCBRIDGE_CACHE"]
            else:
                os.environ["OSCBRIDGE_CACHE"] = before


def _own_folder() -> Path | None:
    """The folder that the user chose, or the usual one; None where it is not to be used."""
    chosen = os.environ.get("OSCBRIDGE_CACHE")
    try:
        folder = Path(chosen).expanduser() if chosen else _usual_caches() / "oscbridge"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not chosen:
            _make_private(folder)
        return folder if os.access(folder, os.W_OK) and _is_ours(folder) else None
    except (OSError, RuntimeError):  # a user without a home is a RuntimeError
        return None


def _usual_caches() -> Path:
    on_windows = os.environ.get("LOCALAPPDATA") if os.name == "nt" else None
    if root := os.environ.get("XDG_CACHE_HOME") or on_windows:
        return Path(root).expanduser()
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


@cache
def _temporary_folder() -> Path:
    """One for this process, deleted when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="oscbridge-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can put files there, which would be loaded as ours."""
    if os.name != "posix":
        return True  # below the user's own folder, which Windows keeps for him
    status = folder.stat()
    if status.st_uid == os.geteuid() and not status.st_mode & 0o022:
        return True
    log.warning("others may write into the cache %s; it is not used", folder)
    return False


def _make_private(folder: Path) -> None:
    # Only one that is called after oscbridge: a folder that somebody chose may serve others, too.
    if os.name == "posix" and folder.stat().st_uid == os.geteuid():
        folder.chmod(0o700)
