"""A watched folder: each new picture in it is a frame, the newest wins, half a picture never does.

Looked at again and again rather than watched by the system's notifications: those come when a
write begins, do not come at all from most network drives, and differ from system to system, so that
sizes would have to be compared all the same. Looking a hundred times a second costs a
fiftieth of a core.

When a picture is whole: a file that is new under its name is taken when its own format says that
it ends where the file ends, and that nothing changed while it was read. One that is written over in
place must moreover have stayed the same from one look to the next. What never says so must have
rested for ``QUIET_S``; the eyes then tell what is wrong with it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from oscbridge.camera.messages import CameraSpec
from oscbridge.camera.whole import is_whole
from oscbridge.errors import OscbridgeError

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
EVERY_S = 0.01
QUIET_S = 2.0
"""Longer than writers pause: after this a file that does not end as it should is what it is."""

_RECENT = 4
_STAT_ALL_EVERY_S = 1.0
_STAT_ALL = 1000
"""Files that were written over show only when each is looked at. That is done at every look for the
``_RECENT`` ones that changed last, and once a second for all of a folder of this size."""

_LIST_EVERY_S = 1.0
"""The folder's own time says when it must be listed anew. Some network drives tell it late, and old
disks in steps of two seconds: so it is listed this often in any case."""

_TIME_STEP_S = 0.1
"""Most disks keep that time in steps of some milliseconds. What changes within the step of a
listing does not show, so it is repeated for so long after a change."""

_LISTING_SHARE = 0.1
"""A folder of a hundred thousand files takes long to list; no more of our time than this is spent
on it."""

_LARGE = 1_000_000
"""A file of this size is read only when it stayed the same from one look to the next."""


@dataclass(frozen=True, slots=True)
class _State:
    """A file as the disk knows it."""

    inode: tuple[int, int]
    size: int
    modified_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> _State:
        return cls((status.st_dev, status.st_ino), status.st_size, status.st_mtime_ns)


@dataclass(slots=True)
class _File:
    """What is remembered of a file.

    Args:
        state: as it was last seen.
        since_s: since when it has been so.
        is_rewritten: it was written over in place, after it had been a picture.
        was_read: it was read in this state, and not whole.
        was_whole: it was taken or passed over.
    """

    state: _State
    since_s: float
    is_rewritten: bool = False
    was_read: bool = False
    was_whole: bool = False


class WatchedFolder:
    """An open folder.

    Args:
        spec: ``name`` is its path; also ``frames_per_s``, ``delete_read`` and ``max_bytes``.

    Raises:
        OscbridgeError: ``camera-missing``.
    """

    def __init__(self, spec: CameraSpec) -> None:
        self._spec = spec
        self._folder = Path(spec.name).expanduser()
        self._start = f"{self._folder}{os.sep}"
        self.shown = spec.shown
        self.is_live = False
        self.passed_over = 0
        self._files: dict[str, _File] = {}
        self._waiting: dict[str, None] = {}
        self._recent: OrderedDict[str, None] = OrderedDict()
        self._folder_changed_ns = 0
        self._change_seen_s = 0.0
        self._listed_s = 0.0
        self._list_from_s = 0.0
        self._stat_all_from_s = 0.0
        self._rests_until_s = 0.0
        self._picture = b""
        try:
            self._list(time.monotonic())
        except OSError as error:
            raise _gone("camera-missing", self._folder, error) from None
        # What lay there before counts as one picture, the newest.
        for name in self._newest_first()[1:]:
            self._done(name)

    def wait(self, seconds: float) -> bool:
        """See ``Source``.

        Raises:
            OscbridgeError: ``camera-lost``; ``file-too-large``, ``file-unreadable``: of one file.
        """
        until_s = time.monotonic() + seconds
        while True:
            now_s = time.monotonic()
            if now_s >= self._rests_until_s and self._look(now_s):
                self._rests_until_s = now_s + 1.0 / self._spec.frames_per_s
                return True
            if now_s >= until_s:
                return False
            time.sleep(min(EVERY_S, until_s - now_s))

    def take(self) -> bytes:
        """See ``Source``."""
        picture, self._picture = self._picture, b""
        return picture

    def close(self) -> None:
        """See ``Source``. Nothing is open between two looks."""

    # -- looking ---------------------------------------------------------------------------------

    def _look(self, now_s: float) -> bool:
        try:
            changed_ns = self._folder.stat().st_mtime_ns
            if changed_ns != self._folder_changed_ns:
                self._folder_changed_ns, self._change_seen_s = changed_ns, now_s
            is_old = (
                self._listed_s < self._change_seen_s + _TIME_STEP_S
                or now_s >= self._listed_s + _LIST_EVERY_S
            )
            if is_old and now_s >= self._list_from_s:
                self._list(now_s)
        except OSError as error:
            raise _gone("camera-lost", self._folder, error) from None
        if now_s >= self._stat_all_from_s and len(self._files) <= _STAT_ALL:
            self._stat_all_from_s = now_s + _STAT_ALL_EVERY_S
            self._see(list(self._files), now_s)
        else:
            self._see([*self._waiting, *(n for n in self._recent if n not in self._waiting)], now_s)
        return self._choose(now_s)

    def _list(self, now_s: float) -> None:
        began_s = time.monotonic()
        with os.scandir(self._folder) as entries:
            names = {
                entry.name
                for entry in entries
                if entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith(".")
            }
        for name in self._files.keys() - names:
            self._forget(name)
        self._see(list(names - self._files.keys()), now_s)
        ended_s = time.monotonic()
        self._listed_s = now_s
        self._list_from_s = ended_s + (ended_s - began_s) * (1 / _LISTING_SHARE - 1)

    def _see(self, names: list[str], now_s: float) -> None:
        for name in names:
            try:
                status = os.lstat(self._start + name)  # a Path would take longer than the disk
            except OSError:
                self._forget(name)
                continue
            if not stat.S_ISREG(status.st_mode):  # neither a link nor a pipe, and no folder
                self._forget(name)
                continue
            state = _State.of(status)
            known = self._files.get(name)
            if known is not None and known.state == state:
                continue
            is_rewritten = (
                known is not None
                and known.state.inode == state.inode
                and (known.was_whole or known.is_rewritten)
            )
            self._files[name] = _File(state, now_s, is_rewritten)
            self._waiting[name] = None
            self._recent[name] = None
            self._recent.move_to_end(name)
            if len(self._recent) > _RECENT:
                self._recent.popitem(last=False)

    def _forget(self, name: str) -> None:
        self._files.pop(name, None)
        self._waiting.pop(name, None)
        self._recent.pop(name, None)

    def _done(self, name: str) -> None:
        self._waiting.pop(name, None)
        self._files[name].was_whole = True

    def _newest_first(self) -> list[str]:
        """Those that wait, the last written first."""

        def age(name: str) -> tuple[int, str]:
            return self._files[name].state.modified_ns, name

        return sorted(self._waiting, key=age, reverse=True)

    # -- choosing --------------------------------------------------------------------------------

    def _choose(self, now_s: float) -> bool:
        """Read the newest whole picture, if there is one; older ones are passed over."""
        waiting = self._newest_first()
        for place, name in enumerate(waiting):
            data = self._whole(name, now_s)
            if data is None:
                continue
            self._picture = data
            self._done(name)
            self._delete(name)
            for older in waiting[place + 1 :]:
                self.passed_over += 1
                self._done(older)
                self._delete(older)
            return True
        return False

    def _whole(self, name: str, now_s: float) -> bytes | None:
        """The file, if it may be taken now."""
        file = self._files[name]
        rested_s = now_s - file.since_s
        if rested_s < EVERY_S / 2 and (file.is_rewritten or file.state.size > _LARGE):
            return None
        if file.was_read and rested_s < QUIET_S:
            return None
        if file.state.size > self._spec.max_bytes:
            if rested_s < QUIET_S:  # it may go on growing, and should be told once
                return None
            self._done(name)
            raise OscbridgeError(
                "file-too-large",
                f"'{name[:100]}' in the camera's folder has {file.state.size} bytes; at most "
                f"{self._spec.max_bytes} are read (face.max_bytes)",
            )
        has_rested = rested_s >= QUIET_S
        try:
            data = self._read(name, file.state)
        except FileNotFoundError:
            return None  # the next look forgets it
        except OSError as error:
            if has_rested:
                self._done(name)
                raise _unreadable(name, error.strerror or str(error)) from None
            return None  # on Windows, say, while another program writes it
        if data is None:
            return None
        file.was_read = True
        if not data and has_rested:
            self._done(name)
            raise _unreadable(name, "it is empty")
        return data if has_rested or is_whole(data) else None

    def _read(self, name: str, expected: _State) -> bytes | None:
        """The file, if it is still the one that was seen, all through the reading.

        Raises:
            OSError: it cannot be opened or read.
        """
        flags = os.O_RDONLY
        # A pipe or a link that was put in its place just now must not hold us up nor lead us away.
        for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
            flags |= getattr(os, flag, 0)
        handle = os.open(self._folder / name, flags)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or _State.of(status) != expected:
                return None
            with open(handle, "rb", closefd=False) as opened:
                data = opened.read(self._spec.max_bytes + 1)
            is_same = _State.of(os.fstat(handle)) == expected and len(data) == expected.size
            return data if is_same else None
        finally:
            os.close(handle)

    def _delete(self, name: str) -> None:
        if not self._spec.delete_read:
            return
        path = self._folder / name
        with contextlib.suppress(OSError):
            if _State.of(path.lstat()) == self._files[name].state:  # not a newer one of that name
                path.unlink()
                self._forget(name)


def _unreadable(name: str, why: str) -> OscbridgeError:
    return OscbridgeError(
        "file-unreadable", f"'{name[:100]}' in the camera's folder cannot be read: {why}"
    )


def _gone(code: str, folder: Path, error: OSError) -> OscbridgeError:
    why = error.strerror or str(error)
    return OscbridgeError(code, f"the camera's folder {folder} cannot be looked at: {why}")
