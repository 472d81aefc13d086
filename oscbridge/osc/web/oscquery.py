"""OSCQuery: the address table as a tree that other programs can read over HTTP.

After the OSCQuery proposal (github.com/Vidvox/OSCQueryProposal): ``GET /oscbridge/tempo`` describes
an address, ``GET /oscbridge/tempo?VALUE`` one attribute of it, ``GET /?HOST_INFO`` the whole
service. Two things that the proposal leaves open are decided here:

* Optional arguments. ``TYPE`` is the shortest message that is obeyed, ``I`` (impulse) where that
  has no arguments; longer ones, and other types that are taken, are ``OVERLOADS``. The id that
  every message may end with is in none of them.
* A path that is asked and answered (``/oscbridge/felt``). ``TYPE`` is the answer's; the question is
  the one of the ``OVERLOADS`` that may be written.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from oscbridge.osc.addresses import IN, OUT, ROOT, Address, Direction
from oscbridge.osc.arguments import Argument, Kind, Value

READ, WRITE = 1, 2
"""The bits of ``ACCESS``."""

IMPULSE = "I"

Values = Mapping[str, Sequence[Value]]
"""Present values by full path, as many as the ``TYPE`` there has tags."""

Choices = Mapping[str, Sequence[str]]
"""What may stand for the only argument of a path, where only the daemon knows."""

ATTRIBUTES = frozenset(
    {
        *("FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "RANGE", "DESCRIPTION", "VALUE", "UNIT"),
        *("OVERLOADS", "CLIPMODE", "TAGS", "CRITICAL", "EXTENDED_TYPE", "HTML"),
    }
)
"""All that the proposal knows; asking a node for one that it has not is answered with 204."""

EXTENSIONS: dict[str, bool] = {
    **dict.fromkeys(("ACCESS", "VALUE", "RANGE", "DESCRIPTION", "UNIT", "OVERLOADS"), True),
    "LISTEN": True,
    # Values out of range are refused with an error, never clipped.
    **dict.fromkeys(("CLIPMODE", "TAGS", "CRITICAL", "EXTENDED_TYPE", "HTML"), False),
    # The tree is the same as long as the daemon runs.
    **dict.fromkeys(("PATH_CHANGED", "PATH_ADDED", "PATH_REMOVED", "PATH_RENAMED"), False),
}

_TAGS = {
    Kind.INT: "i",
    Kind.FLOAT: "f",
    Kind.TEXT: "s",
    Kind.BLOB: "b",
    Kind.SWITCH: "Ti",
    Kind.ID: "si",
    Kind.FACT: "sif",
}
_UNITS = {"s": "time.second", "ms": "time.ms", "bpm": "time.bpm", "pixels": "distance.pixels"}
_ABOUT = {
    "/": "oscbridge: faces in over OSC, emotions back, music on a MIDI port",
    ROOT.rstrip("/"): "Every message may end with an id of your own, which its replies bring back.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gets: an HTTP status, and JSON with status 200."""

    status: int
    body: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The JSON."""
        return json.dumps(self.body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Host:
    """Where the service is.

    Args:
        name: what it is called.
        osc_ip, osc_port: where OSC goes, over UDP (and TCP).
        web_ip, web_port: where queries and WebSockets go.
    """

    name: str
    osc_ip: str
    osc_port: int
    web_ip: str
    web_port: int

    def info(self) -> dict[str, Any]:
        """As ``HOST_INFO``."""
        return {
            "NAME": self.name,
            "EXTENSIONS": EXTENSIONS,
            "OSC_IP": self.osc_ip,
            "OSC_PORT": self.osc_port,
            "OSC_TRANSPORT": "UDP",
            "WS_IP": self.web_ip,
            "WS_PORT": self.web_port,
        }


class Query:
    """Answers questions about the address table.

    Args:
        host: where the service is, for somebody who reached it at this address.
        values: gives what is known of the present moment.
        choices: see ``Choices``.
        addresses: the table.
    """

    def __init__(
        self,
        host: Callable[[str], Host],
        values: Callable[[], Values] = dict,
        choices: Callable[[], Choices] = dict,
        addresses: Iterable[Address] = (*IN, *OUT),
    ) -> None:
        self._host = host
        self.values = values
        self._choices = choices
        self._nodes: dict[str, dict[Direction, Address]] = {"/": {}}
        self._children: dict[str, list[str]] = {"/": []}
        for address in addresses:
            self._add(address)
        self._lasting = {
            path: _lasting(path, node.get(Direction.OUT), node.get(Direction.IN))
            for path, node in self._nodes.items()
        }

    def ask(self, target: str, reached_at: str = "127.0.0.1") -> Answer:
        """Answer a request target, such as ``/oscbridge/tempo?VALUE``.

        Args:
            target: path and query of an HTTP request, percent-encoded.
            reached_at: the address that the request came to.
        """
        written, asks, attribute = target.partition("?")
        try:
            path = unquote(written, errors="strict")
        except UnicodeDecodeError:
            return Answer(400)
        if path.endswith("/") and path != "/":
            path = path[:-1]
        if path not in self._nodes:
            return Answer(404)
        if not asks:
            return Answer(200, self._tree(path, self.values(), self._choices()))
        if attribute == "HOST_INFO":
            return Answer(200, self._host(reached_at).info())
        if attribute not in ATTRIBUTES:
            return Answer(400)
        values, choices = self.values(), self._choices()
        if attribute == "CONTENTS":
            found = self._tree(path, values, choices)
        else:
            found = self._attributes(path, values, choices)
        return Answer(200, {attribute: found[attribute]}) if attribute in found else Answer(204)

    def readable(self, path: str) -> bool:
        """Whether somebody may listen to a path: it is said by oscbridge, or its value is known."""
        return Direction.OUT in self._nodes.get(path, {}) or path in self.values()

    def is_said(self, path: str) -> bool:
        """Whether oscbridge says it by itself, so that nobody has to look whether it changed."""
        return Direction.OUT in self._nodes.get(path, {})

    # -- the tree --------------------------------------------------------------------------------

    def _add(self, address: Address) -> None:
        path = address.path
        while path not in self._nodes:
            self._nodes[path] = {}
            self._children.setdefault(path, [])
            parent = path.rpartition("/")[0] or "/"
            self._children.setdefault(parent, []).append(path)
            path = parent
        self._nodes[address.path][address.direction] = address

    def _tree(self, path: str, values: Values, choices: Choices) -> dict[str, Any]:
        found = self._attributes(path, values, choices)
        children = self._children[path]
        if children:
            found["CONTENTS"] = {
                child.rpartition("/")[2]: self._tree(child, values, choices) for child in children
            }
        return found

    def _attributes(self, path: str, values: Values, choices: Choices) -> dict[str, Any]:
        found = dict(self._lasting[path])
        value = values.get(path)
        if value is not None:
            found["ACCESS"] |= READ
            found["VALUE"] = [_plain(one) for one in value]
        if path in choices:
            found["RANGE"] = [{"VALS": list(choices[path])}]
        return found


def _lasting(path: str, said: Address | None, taken: Address | None) -> dict[str, Any]:
    """What there is to tell of a node that never changes."""
    found: dict[str, Any] = {"FULL_PATH": path}
    about = " ".join(a.about for a in (taken, said) if a is not None) or _ABOUT.get(path, "")
    if about:
        found["DESCRIPTION"] = about.replace("`", "")
    found["ACCESS"] = (WRITE if taken else 0) | (READ if said else 0)
    forms = [
        (_described(form), access)
        for address, access in ((said, READ), (taken, WRITE))
        for form in (_forms(address) if address else ())
    ]
    if forms:
        found |= forms[0][0]
    if len(forms) > 1:
        found["OVERLOADS"] = [
            form | ({"ACCESS": access} if said and taken else {}) for form, access in forms[1:]
        ]
    return found


_Form = list[tuple[Argument, str]]
"""One message that is possible: its arguments, each with the type tag that it comes with."""


def _forms(address: Address) -> Iterable[_Form]:
    """Every message that is possible, the one that stands for all first."""
    arguments = [a for a in address.arguments if not (a.name == "id" and a.optional)]
    for count in range(address.required, len(arguments) + 1):
        taken = arguments[:count]
        for tags in itertools.product(*(_tags(a, address.direction) for a in taken)):
            yield list(zip(taken, tags, strict=True))


def _tags(argument: Argument, direction: Direction) -> str:
    if argument.kind is Kind.SWITCH and direction is Direction.OUT:
        return "i"  # Said as 0 or 1, which every program can read.
    if argument.kind is Kind.ID and argument.name == "id":
        return "is"  # -1 wherever nobody in particular is answered.
    return _TAGS[argument.kind]


def _described(form: _Form) -> dict[str, Any]:
    if not form:
        return {"TYPE": IMPULSE}
    found: dict[str, Any] = {"TYPE": "".join(tag for _, tag in form)}
    ranges = [_range(argument, tag) for argument, tag in form]
    if any(one is not None for one in ranges):
        found["RANGE"] = ranges
    units = [_UNITS.get(argument.unit) for argument, _ in form]
    if any(units):
        found["UNIT"] = units
    return found


def _range(argument: Argument, tag: str) -> dict[str, Any] | None:
    """Null, not an empty object, where there is none: Chataigne takes any object for a choice."""
    if tag == "s":
        return {"VALS": list(argument.choices)} if argument.choices else None
    if argument.kind is Kind.SWITCH:
        return {"MIN": 0, "MAX": 1} if tag == "i" else None
    if tag not in "if":
        return None  # A blob's limits are those of its length.
    limits = {"MIN": argument.low, "MAX": argument.high}
    return {name: limit for name, limit in limits.items() if limit is not None} or None


def _plain(value: Value) -> Value | None:
    """A value as JSON can have it."""
    if isinstance(value, bytes) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value
