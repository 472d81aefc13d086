"""The rooms of docs/architecture.md are the rooms there are, and import what that page allows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import oscbridge

PACKAGE = Path(oscbridge.__file__).parent
PAGE = PACKAGE.parent / "docs" / "architecture.md"

TOOLS = {"files", "weights", "system"}
PARTS = {"osc", "vision", "camera", "music", "listening", "midi", "ableton"}
NO_ROOMS = {"__init__", "__main__", "web"}
"""The package itself, and the page's files, which are no code."""


def _rows() -> Iterator[tuple[list[str], str]]:
    table = PAGE.read_text(encoding="utf-8").partition("## The rooms")[2].partition("\n## ")[0]
    for line in table.splitlines():
        if line.startswith("| `"):
            _, names, _, allowed, _ = line.split("|")[:5]
            yield re.findall(r"`(\w+)(?:/|\.py)`", names), allowed.strip()


def _rooms() -> dict[str, set[str] | None]:
    """Each room and what it may import; None: all."""
    rows = list(_rows())
    nouns = {name for names, _ in rows[:2] for name in names} | {"__version__"}
    groups = {"nouns": nouns, "tools": TOOLS, "parts": PARTS, "nothing": set[str]()}
    rooms: dict[str, set[str] | None] = {}
    for names, allowed in rows:
        words = allowed.split(", ")
        known = set(names).union(*(groups.get(word, {word}) for word in words))
        rooms |= dict.fromkeys(names, None if allowed == "all" else known)
    return rooms


ROOMS = _rooms()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "oscbridge":
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("oscbridge."):
            yield str(node.module).split(".")[1]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names if each.name.startswith("oscbridge.")]
            yield from (name.split(".")[1] for name in names)


def test_the_page_names_every_room_and_no_other() -> None:
    found = [*PACKAGE.glob("*.py"), *(path.parent for path in PACKAGE.glob("*/__init__.py"))]
    assert set(ROOMS) == {path.stem for path in found} - NO_ROOMS


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_what_the_page_allows(room: str) -> None:
    allowed = ROOMS[room]
    if allowed is None:
        return
    for path in [*PACKAGE.glob(f"{room}.py"), *(PACKAGE / room).rglob("*.py")]:
        found = set(_imports(path)) - allowed
        assert not found, f"{path.relative_to(PACKAGE)} imports {', '.join(sorted(found))}"
