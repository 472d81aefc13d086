"""A control for each address: what its arguments are decides what stands on the panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from py2max.core.box import Box

from oscbridge.osc.addresses import OUT, ROOT
from oscbridge.osc.arguments import Argument, Kind
from oscbridge.patches.max_canvas import MaxCanvas
from oscbridge.patches.sentences import Sentence, atom, knobs

PANEL_WIDTH = 250
ROW = 26
_LABEL_WIDTH = 108
_CELL = (290, 190)
_CELLS_A_ROW = 4


def section_panel(title: str, members: Sequence[Sentence]) -> MaxCanvas:
    """A panel with a control for each of these; what is to be sent leaves by its one outlet."""
    rows = (len(members) + _CELLS_A_ROW - 1) // _CELLS_A_ROW
    canvas = MaxCanvas(_CELLS_A_ROW * _CELL[0] + 40, 100 + rows * _CELL[1], presentation=True)
    canvas.comment(20, 10, title, shown=(4, 2), width=PANEL_WIDTH - 8)
    outlet = canvas.object(20, 60 + rows * _CELL[1], "outlet")
    for index, sentence in enumerate(members):
        row, column = divmod(index, _CELLS_A_ROW)
        at = (20 + column * _CELL[0], 40 + row * _CELL[1])
        shown = (4, 26 + index * ROW)
        canvas.connect(_control(canvas, sentence, at, shown), 0, outlet)
    return canvas


def panel_height(members: Sequence[Sentence]) -> int:
    """How tall the panel is on the presentation."""
    return 30 + ROW * len(members)


def _control(
    canvas: MaxCanvas, sentence: Sentence, at: tuple[int, int], shown: tuple[int, int]
) -> Box:
    """One row. Returns the box whose outlet gives the whole message."""
    x, y = at
    wanted = knobs(sentence)
    if not wanted:
        return canvas.message(x, y + 40, sentence.address.path, shown, PANEL_WIDTH - 12)
    canvas.comment(x, y, sentence.name, shown=shown, width=_LABEL_WIDTH + 30)
    prepend = canvas.object(x, y + 140, f"prepend {sentence.address.path}")
    place = (shown[0] + _LABEL_WIDTH + 32, shown[1])
    if len(wanted) == 1:
        _single(canvas, sentence, wanted[0], (x, y + 30), place, prepend)
    else:
        _several(canvas, sentence, wanted, (x, y + 30), place, prepend)
    return prepend


def _single(
    canvas: MaxCanvas,
    sentence: Sentence,
    argument: Argument,
    at: tuple[int, int],
    shown: tuple[int, int],
    prepend: Box,
) -> None:
    x, y = at
    if argument.choices:
        menu = canvas.control(x, y, "umenu", (96, 22), shown, items=_menu_items(argument.choices))
        canvas.connect(menu, 1, prepend)
    elif argument.kind is Kind.SWITCH:
        canvas.connect(canvas.control(x, y, "toggle", (22, 22), shown), 0, prepend)
    elif argument.kind in (Kind.FLOAT, Kind.INT):
        canvas.connect(_number(canvas, argument, at, shown), 0, prepend)
    elif argument.name == "path":
        button = canvas.control(x, y, "button", (22, 22), shown)
        dialog = canvas.object(x, y + 30, "opendialog")
        conform = canvas.object(x, y + 60, "conformpath native boot")
        canvas.chain(button, dialog, conform, prepend)
    else:
        # A name is one symbol, spaces and all; a face's number must stay a number.
        as_symbol = int(argument.kind is Kind.TEXT)
        field = canvas.control(
            x,
            y,
            "textedit",
            (96, 22),
            shown,
            keymode=1,
            outputmode=as_symbol,
            lines=1,
            text=str(sentence.words[0]),
        )
        strip = canvas.object(x, y + 40, "route text")
        canvas.chain(field, strip, prepend)


def _several(
    canvas: MaxCanvas,
    sentence: Sentence,
    wanted: Sequence[Argument],
    at: tuple[int, int],
    shown: tuple[int, int],
    prepend: Box,
) -> None:
    x, y = at
    words = sentence.words[: len(wanted)]
    join = canvas.object(x, y + 70, "pak " + " ".join(atom(word) for word in words))
    for index, (argument, word) in enumerate(zip(wanted, words, strict=True)):
        start = canvas.object(x + 135 * index, y, f"loadmess set {atom(word)}")
        place = (shown[0] + 49 * index, shown[1])
        number = _number(canvas, argument, (x + 135 * index, y + 30), place, 47)
        canvas.connect(start, 0, number)
        canvas.connect(number, 0, join, index)
    canvas.connect(join, 0, prepend)


def _number(
    canvas: MaxCanvas,
    argument: Argument,
    at: tuple[int, int],
    shown: tuple[int, int],
    width: int = 70,
) -> Box:
    whole = argument.kind is Kind.INT
    limits: dict[str, Any] = {
        name: int(value) if whole else float(value)
        for name, value in (("minimum", argument.low), ("maximum", argument.high))
        if value is not None and abs(value) < 2**31 - 1
    }
    return canvas.control(
        *at,
        "number" if whole else "flonum",
        (width, 22),
        shown,
        **limits,
    )


def _menu_items(choices: Sequence[str]) -> list[str]:
    """As Max keeps them: separated by commas."""
    items: list[str] = []
    for choice in choices:
        items += [choice, ","]
    return items[:-1]


def answers_panel() -> MaxCanvas:
    """A panel that shows the last of each answer. Its inlet takes what ``udpreceive`` gives."""
    in_a_route = 4
    rows = (len(OUT) + in_a_route - 1) // in_a_route
    canvas = MaxCanvas(in_a_route * 400 + 60, 100 + rows * 130, presentation=True)
    canvas.comment(20, 10, "Answers", shown=(4, 2), width=120)
    source, outlet = canvas.object(200, 10, "inlet"), 0
    for row in range(rows):
        members = OUT[row * in_a_route : (row + 1) * in_a_route]
        y = 50 + row * 130
        route = canvas.object(20, y, "route " + " ".join(one.path for one in members))
        canvas.connect(source, outlet, route)
        for index, address in enumerate(members):
            x, place = 20 + index * 400, 26 + (row * in_a_route + index) * ROW
            prepend = canvas.object(x, y + 40, "prepend set")
            canvas.comment(x + 120, y + 40, address.path.removeprefix(ROOT), (4, place), 110)
            display = canvas.message(x, y + 80, "", (116, place), 330)
            canvas.connect(route, index, prepend)
            canvas.chain(prepend, display)
        source, outlet = route, len(members)
    return canvas


ANSWERS_SIZE = (450, 30 + ROW * len(OUT))
