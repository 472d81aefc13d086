"""A Max patcher that is laid out by hand: boxes at whole positions, cords that are checked.

py2max writes the boxes and knows how many inlets and outlets most objects have. What it does not
know (it says 0, or guesses) is in ``_PORTS``, from the objects' reference pages.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from py2max import Patcher
from py2max.core.box import Box
from py2max.core.common import Rect

_PORTS = {
    "node.script": (1, 2),
    "live.path": (1, 3),
    "live.observer": (2, 2),
    "udpsend": (1, 0),
}
_LINE = 22
_CHARACTER = 7


class MaxCanvas:
    """Gathers a patcher.

    Args:
        width, height: of its window.
        presentation: whether it opens as a panel of controls, without the cords.
    """

    def __init__(self, width: int, height: int, *, presentation: bool = False) -> None:
        self.patcher = Patcher(
            on_invalid="raise", validate_attrs=True, openinpresentation=int(presentation)
        )
        self.patcher.rect = Rect(40, 80, width, height)

    def object(self, x: int, y: int, text: str, **attributes: Any) -> Box:
        """An object box such as ``route a b``."""
        name = text.split()[0]
        ins, outs = _PORTS.get(name, (None, None))
        types = None if outs is None else [""] * outs
        return self.patcher.add_textbox(
            text,
            numinlets=ins,
            numoutlets=outs,
            outlettype=types,
            patching_rect=Rect(x, y, _width(text), _LINE),
            **attributes,
        )

    def control(
        self,
        x: int,
        y: int,
        maxclass: str,
        size: tuple[int, int],
        shown: tuple[int, int] | None = None,
        shown_size: tuple[int, int] | None = None,
        **attributes: Any,
    ) -> Box:
        """A user-interface box, such as ``toggle``.

        Args:
            x, y: its place in the patching view.
            maxclass: what it is.
            size: in the patching view.
            shown: its place in the presentation; None: not there.
            shown_size: in the presentation, when other than in the patching view.
            attributes: of the box.
        """
        text = attributes.pop("text", None)
        box = self.patcher.add_textbox(
            maxclass, maxclass=maxclass, patching_rect=Rect(x, y, *size), **attributes
        )
        if text is not None:  # add_textbox takes its own "text" for the object's name
            box._kwds["text"] = text
        return self._present(box, shown, shown_size or size)

    def message(
        self, x: int, y: int, text: str, shown: tuple[int, int] | None = None, width: int = 0
    ) -> Box:
        """A message box."""
        size = (width or _width(text), _LINE)
        box = self.patcher.add_message(text, patching_rect=Rect(x, y, *size))
        return self._present(box, shown, size)

    def comment(
        self, x: int, y: int, text: str, shown: tuple[int, int] | None = None, width: int = 0
    ) -> Box:
        """A comment."""
        size = (width or _width(text), 20)
        box = self.patcher.add_comment(text, patching_rect=Rect(x, y, *size))
        return self._present(box, shown, size)

    def panel(
        self, x: int, y: int, inside: MaxCanvas, size: tuple[int, int], shown: tuple[int, int]
    ) -> Box:
        """Another canvas as a panel within this one: an embedded ``bpatcher``."""
        inside.patcher._parent = self.patcher  # else it would be written as a file of its own
        box = self.patcher.add_box(
            Box(
                id=self.patcher.get_id("bpatcher"),
                maxclass="bpatcher",
                embed=1,
                patcher=inside.patcher,
                numinlets=0,
                numoutlets=0,
                outlettype=[],
                bgmode=0,
                border=0,
                clickthrough=0,
                enablehscroll=0,
                enablevscroll=0,
                lockeddragscroll=0,
                lockedsize=0,
                viewvisibility=1,
                offset=[0, 0],
                patching_rect=Rect(x, y, *size),
            )
        )
        box.render()  # counts its inlets and outlets
        return self._present(box, shown, size)

    def connect(self, source: Box, outlet: int, target: Box, inlet: int = 0) -> None:
        """A cord; raises py2max's InvalidConnectionError where an end does not exist."""
        self.patcher.add_line(source, target, inlet=inlet, outlet=outlet)

    def chain(self, *boxes: Box) -> None:
        """Cords from first outlet to first inlet, along these boxes."""
        for source, target in pairwise(boxes):
            self.connect(source, 0, target)

    def document(self) -> dict[str, Any]:
        """The file's content, for JSON."""
        document: dict[str, Any] = json.loads(self.patcher.to_json())
        return document

    def text(self) -> str:
        """The file."""
        return json.dumps(self.document(), indent="\t", ensure_ascii=False) + "\n"

    def _present(self, box: Box, shown: tuple[int, int] | None, size: tuple[int, int]) -> Box:
        if shown is not None:
            box.add_to_presentation([*shown, *size])
        return box


def _width(text: str) -> int:
    return max(30, _CHARACTER * len(text) + 12)
