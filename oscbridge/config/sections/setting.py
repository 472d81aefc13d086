"""A key: its default, its limits, and one sentence on what it means."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def setting(
    default: Any,
    about: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    number_from: int | None = None,
) -> Any:
    """A field of a section.

    Args:
        default: its value where no file says otherwise; its type is the key's.
        about: what it means, in a sentence or two, for ``configs/default.yaml``.
        low, high: of a number, both allowed.
        choices: the words that are allowed; none: any text.
        number_from: a number of at least this is allowed beside them, and kept as text.
    """
    meta = {
        "about": about,
        "low": low,
        "high": high,
        "choices": choices,
        "number_from": number_from,
    }
    return field(default=default, metadata=meta)
