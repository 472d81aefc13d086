"""What a target is, and what targets share.

A coded error (``OscbridgeError``) is an answer. Everything else that is raised, a broken promise of
the part that is fuzzed (an ``assert``) among it, is a finding.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is fuzzed.

    Args:
        about: one line for the table in docs/reliability.md.
        run: takes an input; raises only when something is wrong.
        seeds: sound inputs to begin with.
        longest: bytes of an input.
    """

    about: str
    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    longest: int = 1024


class Draw:
    """Small numbers and pieces out of the input's bytes; zeros when it is used up."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def piece(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]


@contextlib.contextmanager
def only(*codes: str) -> Iterator[None]:
    """Refused with one of these codes, or not at all."""
    try:
        yield
    except OscbridgeError as error:
        if error.code not in codes:
            raise RuntimeError(f"refused as {error.code}: {error.message}") from error
