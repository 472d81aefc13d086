"""The results of many files in one .jsonl, and which of them need not be done again.

A line is written when its file is done, and at once; a run that is broken off has lost nothing but
the files under way. The next run does what is not there: files that are new, that have changed
(size or time), that failed, or that were done with another version or other options. Where a path
has several lines the last one counts.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from oscbridge.bulk.work import Line
from oscbridge.errors import OscbridgeError


def files(paths: Iterable[str], suffixes: tuple[str, ...]) -> list[str]:
    """Files as they are named, and those of these kinds below folders that are named, by name.

    What is not there stays in: it gets its line with the reason.
    """
    found: dict[str, None] = {}
    for text in paths:
        path = Path(text).expanduser()
        if path.is_dir():
            below = (one for one in path.rglob("*") if one.suffix.lower() in suffixes)
            found.update((str(one), None) for one in sorted(below) if one.is_file())
        else:
            found[str(path)] = None
    return list(found)


def stamp(path: str) -> tuple[int, int]:
    """Size and time of a file, by which it is seen to be the same; zeros where there is none."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return 0, 0
    return status.st_size, status.st_mtime_ns


_BEGINS = b'{"path": '
_DAMAGED = (ValueError, KeyError, TypeError, OverflowError, RecursionError)


class Ledger:
    """One file of results.

    Args:
        path: made where there is none, with its folder.
        signature: of the work, see ``work.signature``.

    Raises:
        OscbridgeError: ``ledger-unusable``.
    """

    def __init__(self, path: Path, signature: str) -> None:
        self._path = path
        self._signature = signature
        self._known: dict[str, tuple[int, int]] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file():  # a device would never end
                self._read()
            self._file = path.open("ab")
        except OSError as error:
            raise self._unusable(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # each write was flushed, or told
            self._file.close()

    def is_done(self, path: str) -> bool:
        """Whether this file, as it is now, was done."""
        known = self._known.get(path)
        return known is not None and known == stamp(path)

    def write(self, path: str, of: tuple[int, int], line: Line) -> None:
        """One result; ``of`` is the file's ``stamp`` before it was read.

        Raises:
            OscbridgeError: ``ledger-unusable``, such as on a full disk.
        """
        entry = {"path": path, **line, "size": of[0], "mtime_ns": of[1], "by": self._signature}
        text = json.dumps(entry, ensure_ascii=False) + "\n"
        try:
            # A file's name may hold bytes that are no text: with a backslash they are JSON.
            self._file.write(text.encode("utf-8", "backslashreplace"))
            self._file.flush()
        except OSError as error:
            raise self._unusable(error) from None

    def _read(self) -> None:
        whole = 0
        cut_off = b""
        with self._path.open("rb") as file:
            for raw in file:
                if not raw.endswith(b"\n"):
                    cut_off = raw
                    break
                whole += len(raw)
                with contextlib.suppress(*_DAMAGED):
                    self._note(json.loads(raw))
        if not cut_off:
            return
        if not cut_off.startswith(_BEGINS[: len(cut_off)]):
            raise self._unusable("it does not end in a result of ours; name another file")
        with self._path.open("r+b") as file:  # the power went while this line was written
            file.truncate(whole)

    def _unusable(self, reason: object) -> OscbridgeError:
        return OscbridgeError("ledger-unusable", f"cannot use {self._path}: {reason}")

    def _note(self, entry: dict[str, Any]) -> None:
        path = entry["path"]
        if "error" in entry or entry["by"] != self._signature:
            self._known.pop(path, None)
        else:
            self._known[path] = (int(entry["size"]), int(entry["mtime_ns"]))


def results(path: Path) -> Iterator[dict[str, Any]]:
    """The newest line of each path, in the order in which they were first done."""
    newest: dict[str, dict[str, Any]] = {}
    with path.open("rb") as file:
        for raw in file:
            with contextlib.suppress(*_DAMAGED):
                entry = json.loads(raw)
                newest[entry["path"]] = entry
    yield from newest.values()
