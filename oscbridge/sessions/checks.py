"""Values of a log's JSON, checked one by one: a file may hold anything.

Each gives the value, or raises a ValueError or TypeError that says what is wrong with it.
"""

from __future__ import annotations

from typing import Any

_DIGEST_DIGITS = 16
_FURTHEST_BEATS = 1e9
"""Sixteen years at 120 bpm; whatever is further off was not played."""


def number(value: Any) -> float:
    """Any number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def whole(value: Any) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def count(value: Any) -> int:
    """A whole number from 0 on."""
    if whole(value) < 0:
        raise ValueError(f"{value!r} is less than 0")
    return whole(value)


def beats(value: Any) -> float:
    """A position or a distance in beats."""
    found = number(value)
    if not -_FURTHEST_BEATS <= found <= _FURTHEST_BEATS:
        raise ValueError(f"{value!r} is out of all bounds")
    return found


def tempo(value: Any) -> float:
    """Beats a minute."""
    found = number(value)
    if not 1 <= found <= 10_000:
        raise ValueError(f"a tempo of {value!r} bpm")
    return found


def text(value: Any) -> str:
    """Text that can be shown to anybody: without half characters, as JSON can hold them."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    value.encode("utf-8")
    return value


def digest(value: Any) -> str:
    """What ``notes.digest_of`` gives."""
    found = text(value)
    if len(found) != _DIGEST_DIGITS or not set(found) <= set("0123456789abcdef"):
        raise ValueError(f"{found!r} is no digest of a phrase")
    return found
