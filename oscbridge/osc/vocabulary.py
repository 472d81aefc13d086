"""What an entry of the address table is, and short ways to write one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from oscbridge.osc.arguments import Argument, Kind

ROOT = "/oscbridge/"

ID = Argument("id", Kind.ID, "the caller's own, echoed in every reply; -1 if left out", True)


class Direction(Enum):
    """Who sends an address: ``IN`` to oscbridge, ``OUT`` from it."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Address:
    """One address.

    Where a path stands in both directions, its answer has more arguments than its question takes:
    two daemons that were pointed at each other must not take answers for questions for ever.

    Args:
        path: the full address.
        direction: who sends it. A path may be in the table once for each direction.
        arguments: in order, the required ones first.
        about: one sentence for the reference.
        changes_state: whether it changes anything but the answer; such addresses refuse patterns.
    """

    path: str
    direction: Direction
    arguments: tuple[Argument, ...]
    about: str
    changes_state: bool = True

    @property
    def required(self) -> int:
        """How many arguments must be there."""
        return sum(not argument.optional for argument in self.arguments)

    @property
    def usage(self) -> str:
        """The address with its arguments' names, such as ``/oscbridge/ping [id]``."""
        names = (f"[{a.name}]" if a.optional else a.name for a in self.arguments)
        return " ".join([self.path, *names])


def incoming(name: str, about: str, *arguments: Argument, changes_state: bool = True) -> Address:
    """An address that others send; an optional id comes last where none is named."""
    if not any(argument.name == "id" for argument in arguments):
        arguments = (*arguments, ID)
    return Address(ROOT + name, Direction.IN, arguments, about, changes_state)


def outgoing(name: str, about: str, *arguments: Argument) -> Address:
    """An address that oscbridge sends."""
    return Address(ROOT + name, Direction.OUT, arguments, about, changes_state=False)


def number(name: str, about: str, low: float | None = None, unit: str = "") -> Argument:
    """A float, maybe with a lowest value."""
    return Argument(name, Kind.FLOAT, about, low=low, unit=unit)


def count(
    name: str, about: str, low: int | None = 0, high: int | None = None, unit: str = ""
) -> Argument:
    """A whole number, 0 or more unless told otherwise."""
    return Argument(name, Kind.INT, about, low=low, high=high, unit=unit)


def text(name: str, about: str, most: int | None = None, optional: bool = False) -> Argument:
    """A text; with ``most`` characters at most, and then 1 at least."""
    return Argument(name, Kind.TEXT, about, optional, low=1 if most else None, high=most)


def seconds(name: str, about: str, high: float, optional: bool = False) -> Argument:
    """A time from 0 to ``high`` seconds."""
    return Argument(name, Kind.FLOAT, about, optional, 0, high, unit="s")


def choice(name: str, about: str, *choices: str) -> Argument:
    """One of these words."""
    return Argument(name, Kind.TEXT, about, choices=choices)


def switch(name: str, about: str) -> Argument:
    """0 or 1."""
    return Argument(name, Kind.SWITCH, about)
