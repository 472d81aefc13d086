"""OSC address patterns: ``*``, ``?``, ``[a-z]``, ``[!a]`` and ``{one,other}`` (OSC 1.0, "Pattern").

Matched by following a set of positions, so that a hostile pattern costs no more than its length
times the address's; a translation into a regular expression would backtrack.
"""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.errors import OscbridgeError

WILDCARDS = frozenset("*?[]{}")
LONGEST_PATTERN = 256
MOST_WILDCARDS = 16


def is_pattern(address: str) -> bool:
    """Whether an address holds any character that is special in a pattern."""
    return not WILDCARDS.isdisjoint(address)


@dataclass(frozen=True, slots=True)
class _Star:
    pass


@dataclass(frozen=True, slots=True)
class _OneOf:
    """One character of a set; ``negated`` means any but these. No wildcard crosses a slash."""

    characters: frozenset[str]
    negated: bool

    def takes(self, character: str) -> bool:
        return character != "/" and (character in self.characters) != self.negated


@dataclass(frozen=True, slots=True)
class _Texts:
    texts: tuple[str, ...]


_Part = _Star | _OneOf | _Texts


class Pattern:
    """A compiled address pattern.

    Raises:
        OscbridgeError: ``bad-pattern`` when a bracket is left open, or the pattern is too long.
    """

    def __init__(self, pattern: str) -> None:
        if len(pattern) > LONGEST_PATTERN:
            raise OscbridgeError(
                "bad-pattern",
                f"a pattern may have {LONGEST_PATTERN} characters, not {len(pattern)}",
            )
        self._parts = _parse(pattern)

    def matches(self, address: str) -> bool:
        """Whether the whole address is matched."""
        positions = {0}
        for part in self._parts:
            positions = _step(part, positions, address)
            if not positions:
                return False
        return len(address) in positions


def _step(part: _Part, positions: set[int], address: str) -> set[int]:
    match part:
        case _Texts(texts):
            return {p + len(t) for p in positions for t in texts if address.startswith(t, p)}
        case _OneOf():
            return {p + 1 for p in positions if p < len(address) and part.takes(address[p])}
    reached: set[int] = set()
    for position in sorted(positions):
        while position not in reached:
            reached.add(position)
            if position == len(address) or address[position] == "/":
                break
            position += 1
    return reached


def _parse(pattern: str) -> list[_Part]:
    parts: list[_Part] = []
    index = 0
    if sum(character in "*?[{," for character in pattern) > MOST_WILDCARDS:
        raise OscbridgeError(
            "bad-pattern", f"a pattern may have {MOST_WILDCARDS} wildcards and choices; it has more"
        )
    while index < len(pattern):
        character = pattern[index]
        if character == "*":
            if not (parts and isinstance(parts[-1], _Star)):
                parts.append(_Star())
        elif character == "?":
            parts.append(_OneOf(frozenset(), negated=True))
        elif character in "[{":
            end = pattern.find("]" if character == "[" else "}", index)
            if end < 0:
                raise OscbridgeError("bad-pattern", f"'{character}' in '{pattern}' is never closed")
            inside = pattern[index + 1 : end]
            parts.append(_set(inside) if character == "[" else _Texts(tuple(inside.split(","))))
            index = end
        elif character in "]}":
            raise OscbridgeError("bad-pattern", f"'{character}' in '{pattern}' was never opened")
        else:
            parts.append(_Texts((character,)))
        index += 1
    return parts


def _set(inside: str) -> _OneOf:
    negated = inside.startswith("!")
    inside = inside[1:] if negated else inside
    characters: set[str] = set()
    index = 0
    while index < len(inside):
        # A dash at the end stands for itself; a range that runs backwards is read either way.
        if index + 2 < len(inside) and inside[index + 1] == "-":
            low, high = sorted((ord(inside[index]), ord(inside[index + 2])))
            characters.update(chr(c) for c in range(low, min(high, 0x17F) + 1))
            index += 3
        else:
            characters.add(inside[index])
            index += 1
    return _OneOf(frozenset(characters), negated)
