"""One argument of an address: what it is called, what may stand there, and how it is read.

Readers are as lenient as is lossless: Max and Pure Data send whole numbers as floats, toggles as 0
or 1, and a controller app may send T and F. Nothing is rounded, and no text is read as a number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from oscbridge.errors import OscbridgeError

Value = int | float | str | bytes | bool
"""What a bound argument may be."""

NO_ID = -1
"""The ``id`` of a message that came without one."""


class RefusedError(OscbridgeError):
    """A message that cannot be obeyed, with the ``id`` that its sender gave it (−1: none)."""

    def __init__(self, code: str, message: str, id: int | str = NO_ID) -> None:
        super().__init__(code, message)
        self.id = id


class Kind(Enum):
    """What an argument is, and which OSC type tags may carry it."""

    INT = "int", "ihfd"
    FLOAT = "float", "fdih"
    TEXT = "string", "sS"
    BLOB = "blob", "b"
    SWITCH = "switch", "ihfdTF"
    ID = "int or string", "ihfdsS"
    FACT = "int, float or string", "ihfdsS"

    def __init__(self, label: str, tags: str) -> None:
        self.label = label
        self.tags = tags


_TAG_NAMES = {
    "i": "int",
    "h": "int64",
    "f": "float",
    "d": "double",
    "s": "string",
    "S": "symbol",
    "b": "blob",
    "T": "true",
    "F": "false",
    "N": "nil",
    "I": "impulse",
    "t": "time tag",
    "c": "char",
    "r": "colour",
    "m": "MIDI message",
    "[": "list",
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an address.

    Args:
        name: its key in a bound request, and its name in the docs.
        kind: what it is.
        about: one line for the reference.
        optional: may be left out; optional arguments come after the required ones.
        low, high: the range of a number, both ends included; of a text or a blob, its length.
        choices: the only texts allowed; empty for any.
        unit: such as ``s`` or ``bpm``.
    """

    name: str
    kind: Kind
    about: str
    optional: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""

    def fits(self, tag: str, value: object) -> bool:
        """Whether a value with this type tag may stand here at all (not yet its range)."""
        if tag not in self.kind.tags:
            return False
        if tag in "fd" and self.kind in (Kind.INT, Kind.ID, Kind.SWITCH):
            # What comes back in a reply must fit there, as any int that came as one does.
            return isinstance(value, float) and value.is_integer() and abs(value) < 2**63
        return True

    def read(self, tag: str, value: object) -> Value:
        """The value as this argument's type, checked against its range and choices.

        Raises:
            OscbridgeError: ``wrong-types``, ``out-of-range`` or ``unknown-choice``.
        """
        # A float that is not a number is told as such, not as "not whole".
        if tag in "fd" and "f" in self.kind.tags and not math.isfinite(_number(value)):
            raise OscbridgeError("out-of-range", f"{self.name} must be finite, not {value!r}")
        if not self.fits(tag, value):
            raise OscbridgeError(
                "wrong-types", f"{self.name} must be {self.wanted()}, not {shown(tag, value)}"
            )
        if self.kind is Kind.SWITCH:
            return self._switch(value)
        if self.kind is Kind.BLOB:
            assert isinstance(value, bytes)
            self._check_range(len(value), f"{self.name} must hold", "bytes")
            return value
        if isinstance(value, str):
            return self._text(value)
        number = _number(value)
        if self.kind is Kind.ID:
            return int(number)
        self._check_range(number, f"{self.name} must be", self.unit)
        return int(number) if self.kind is Kind.INT else float(number)

    def wanted(self) -> str:
        """In words, what may stand here: ``a float``, ``one of a, b``."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.kind is Kind.SWITCH:
            return "0 or 1"
        return ("an " if self.kind.label[0] in "aeiou" else "a ") + self.kind.label

    def _switch(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        number = _number(value)
        if number not in (0, 1):
            raise OscbridgeError("out-of-range", f"{self.name} must be 0 or 1, not {number:g}")
        return number == 1

    def _text(self, value: str) -> str:
        if self.choices and value not in self.choices:
            raise OscbridgeError(
                "unknown-choice", f"{self.name} must be {self.wanted()}, not '{shorten(value)}'"
            )
        self._check_range(len(value), f"{self.name} must have", "characters")
        return value

    def _check_range(self, number: float, what: str, unit: str) -> None:
        if (self.low is None or number >= self.low) and (self.high is None or number <= self.high):
            return
        if self.high is None:
            allowed = f"{self.low:.10g} or more"
        elif self.low is None:
            allowed = f"{self.high:.10g} or less"
        else:
            allowed = f"{self.low:.10g} to {self.high:.10g}"
        unit = f" {unit}" if unit else ""
        raise OscbridgeError("out-of-range", f"{what} {allowed}{unit}, not {number:.10g}")


def shown(tag: str, value: object) -> str:
    """A received value in a few words, for an error message."""
    name = _TAG_NAMES.get(tag, f"type '{tag}'")
    if tag in "sS":
        return f"the {name} '{shorten(str(value))}'"
    if tag in "ihfd":
        return f"the {name} {value!r}"
    return f"a {name}"


def shorten(text: str, most: int = 60) -> str:
    """A text from outside, cut so that a reply never grows with what was sent."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return value
