"""A Pure Data patch as text: objects, messages, comments and the cords between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(slots=True)
class PdCanvas:
    """Gathers a patch. Every method that adds something returns its number, for ``connect``."""

    width: int = 720
    height: int = 560
    _elements: list[str] = field(default_factory=list)
    _cords: list[str] = field(default_factory=list)

    def object(self, x: int, y: int, text: str) -> int:
        """An object box."""
        return self._add("obj", x, y, text)

    def message(self, x: int, y: int, text: str) -> int:
        """A message box."""
        return self._add("msg", x, y, text)

    def comment(self, x: int, y: int, text: str) -> int:
        """A comment."""
        return self._add("text", x, y, text)

    def symbol_box(self, x: int, y: int, width: int) -> int:
        """A box that shows a symbol."""
        return self._raw(f"#X symbolatom {x} {y} {width} 0 0 0 - - -;")

    def number_box(self, x: int, y: int, low: float = 0, high: float = 0) -> int:
        """A box that shows and sets a number; 0 and 0: without limits."""
        return self._raw(f"#X floatatom {x} {y} 7 {low:g} {high:g} 0 - - -;")

    def connect(self, source: int, outlet: int, target: int, inlet: int = 0) -> None:
        """A cord."""
        self._cords.append(f"#X connect {source} {outlet} {target} {inlet};")

    def chain(self, *boxes: int) -> None:
        """Cords from first outlet to first inlet, along these boxes."""
        for source, target in pairwise(boxes):
            self.connect(source, 0, target)

    def text(self) -> str:
        """The file."""
        opening = f"#N canvas 40 40 {self.width} {self.height} 12;"
        return "\n".join([opening, *self._elements, *self._cords]) + "\n"

    def _add(self, kind: str, x: int, y: int, text: str) -> int:
        for sign in ",;$":
            text = text.replace(sign, f" \\{sign}" if sign != "$" else "\\$")
        return self._raw(f"#X {kind} {x} {y} {text};")

    def _raw(self, line: str) -> int:
        self._elements.append(line)
        return len(self._elements) - 1
