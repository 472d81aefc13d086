"""The kept corpus: for each target one text file, an input in base64 on each line."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

import oscbridge

FOLDER = Path(__file__).parent / "corpus"
_OURS = str(Path(oscbridge.__file__).parent)

Reached = frozenset[tuple[str, int, int]]
"""Steps from line to line in oscbridge's own files: (file, from, to)."""


def kept(name: str) -> list[bytes]:
    """The inputs that are kept for a target."""
    path = FOLDER / f"{name}.txt"
    if not path.is_file():
        return []
    return [base64.b64decode(line) for line in path.read_text("ascii").splitlines()]


def keep(name: str, inputs: Iterable[bytes]) -> None:
    """Make these the kept inputs."""
    lines = sorted((base64.b64encode(one).decode() for one in inputs), key=lambda o: (len(o), o))
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), "ascii")


def smallest(run: Callable[[bytes], None], inputs: Iterable[bytes]) -> list[bytes]:
    """The smallest inputs that together reach what all of them reach: each brings something new."""
    chosen: list[bytes] = []
    reached: set[tuple[str, int, int]] = set()
    for data in sorted(set(inputs), key=lambda one: (len(one), one)):
        new = steps_of(run, data) - reached
        if new:
            reached |= new
            chosen.append(data)
    return chosen


def steps_of(run: Callable[[bytes], None], data: bytes) -> Reached:
    """Where a run goes through."""
    steps: set[tuple[str, int, int]] = set()
    last: dict[int, int] = {}

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        file = frame.f_code.co_filename
        if not file.startswith(_OURS):
            return None
        if event == "line":
            steps.add((file[len(_OURS) :], last.get(id(frame), 0), frame.f_lineno))
            last[id(frame)] = frame.f_lineno
        elif event == "call":
            last[id(frame)] = 0
        return trace

    sys.settrace(trace)
    try:
        run(data)
    finally:
        sys.settrace(None)
    return frozenset(steps)
