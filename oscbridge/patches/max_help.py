"""``oscbridge.maxhelp``: every message as a box to click, with what it does beside it."""

from __future__ import annotations

from oscbridge.osc.addresses import OUT
from oscbridge.patches.max_canvas import MaxCanvas
from oscbridge.patches.sentences import sections

_ROW = 30
_COLUMN = 620
_LEFT = 20


def max_help() -> str:
    """The text of ``oscbridge.maxhelp``."""
    groups = sections()
    said = sum(len(members) + 2 for members in groups.values())
    half = (said + 1) // 2
    height = 160 + _ROW * max(half + 8, len(OUT) + 4)
    canvas = MaxCanvas(_LEFT + 3 * _COLUMN + 40, height)
    canvas.comment(
        _LEFT, 10, "oscbridge: start the daemon (oscbridge run), then click. Replies at 9011."
    )
    send = canvas.object(_LEFT, height - 40, "udpsend 127.0.0.1 9010")
    receive = canvas.object(_LEFT + 2 * _COLUMN, 40, "udpreceive 9011 @defer 1")
    show = canvas.object(_LEFT + 2 * _COLUMN + 190, 40, "prepend set")
    last = canvas.message(_LEFT + 2 * _COLUMN + 290, 40, "", width=320)
    canvas.chain(receive, show, last)
    start = canvas.object(_LEFT + 2 * _COLUMN + 220, 10, "loadmess /oscbridge/subscribe 9011")
    canvas.connect(start, 0, send)
    x, y = _LEFT, 40
    for index, (title, members) in enumerate(groups.items()):
        if x == _LEFT and index and (y - 40) // _ROW + len(members) > half:
            x, y = _LEFT + _COLUMN, 40
        canvas.comment(x, y, title)
        y += _ROW
        for sentence in members:
            message = canvas.message(x + 10, y, sentence.text)
            canvas.comment(x + 290, y, sentence.address.about.replace("`", ""), width=320)
            canvas.connect(message, 0, send)
            y += _ROW
        y += _ROW
    _answers(canvas)
    return canvas.text()


def _answers(canvas: MaxCanvas) -> None:
    x, y = _LEFT + 2 * _COLUMN, 80
    canvas.comment(x, y, "What comes back")
    for address in OUT:
        y += _ROW
        canvas.comment(x, y, address.usage, width=600)
