"""``oscbridge.maxpat``: camera, emotion pad, every control, every answer."""

from __future__ import annotations

from py2max.core.box import Box

from oscbridge.music.engine import DEFAULT_ENGINE
from oscbridge.patches.max_canvas import MaxCanvas
from oscbridge.patches.max_controls import (
    ANSWERS_SIZE,
    PANEL_WIDTH,
    answers_panel,
    panel_height,
    section_panel,
)
from oscbridge.patches.sentences import sections

NODE_SCRIPT = "oscbridge-node.js"
_AUTOMATIC = ("Connection",)
"""Sections without a panel: the patch does this by itself."""
_ON_THE_PAD = "affect/set"
_GAP = 10
_SECTION_LEFT = (360, 620, 880)
_ANSWERS_LEFT = 1140


def max_patch() -> str:
    """The text of ``oscbridge.maxpat``."""
    canvas = MaxCanvas(2400, 1320, presentation=True)
    canvas.comment(20, 10, "oscbridge: start the daemon first (oscbridge run)", (10, 8), 330)
    send = canvas.object(20, 1280, "udpsend 127.0.0.1 9010")
    receive = _connection(canvas, send)
    node = canvas.object(700, 700, f"node.script {NODE_SCRIPT} @autostart 1")
    _camera(canvas, send, node)
    _errors(canvas, receive, node)
    _pad(canvas, send, receive)
    _sections(canvas, send)
    answers = canvas.panel(1500, 10, answers_panel(), ANSWERS_SIZE, (_ANSWERS_LEFT, 8))
    canvas.connect(receive, 0, answers)
    _anything(canvas, send)
    return canvas.text()


def _connection(canvas: MaxCanvas, send: Box) -> Box:
    """Subscribes our own port, again and again, so that a daemon started later finds us."""
    canvas.comment(20, 40, "answers come to port", (10, 34), 128)
    start = canvas.object(20, 70, "loadmess 9011")
    own = canvas.control(20, 100, "number", (60, 22), (142, 33), minimum=1, maximum=65535)
    order = canvas.object(20, 130, "t b i i")
    port = canvas.object(210, 160, "prepend port")
    receive = canvas.object(210, 190, "udpreceive 9011 @defer 1")
    renew = canvas.object(20, 160, "qmetro 20000 @active 1")
    kept = canvas.object(20, 190, "i 9011")
    subscribe = canvas.object(20, 220, "prepend /oscbridge/subscribe")
    canvas.chain(start, own, order)
    canvas.connect(order, 2, port)
    canvas.chain(port, receive)
    canvas.connect(order, 1, kept, 1)
    canvas.connect(order, 0, kept)
    canvas.chain(renew, kept, subscribe, send)
    return receive


def _camera(canvas: MaxCanvas, send: Box, node: Box) -> None:
    """jit.grab → a picture on the disk → its path to the daemon, or its bytes by node.script."""
    canvas.comment(400, 10, "camera", (10, 62), 60)
    switch = canvas.control(400, 40, "toggle", (22, 22), (70, 60))
    order = canvas.object(400, 70, "t i i")
    choose = canvas.object(520, 70, "sel 1 0")
    opened, closed = canvas.message(520, 100, "open"), canvas.message(580, 100, "close")
    clock = canvas.object(400, 100, "qmetro 100")
    canvas.comment(660, 10, "number", (98, 62), 52)
    number = canvas.control(660, 40, "number", (40, 22), (152, 60), minimum=0, maximum=16)
    device = canvas.message(660, 70, "vdevice $1")
    canvas.comment(760, 10, "every ms", (198, 62), 62)
    every = canvas.control(760, 40, "number", (50, 22), (262, 60), minimum=33, maximum=10000)
    # py2max's table does not know that jit.grab takes a bang; a message box may say anything.
    tick = canvas.message(400, 130, "bang")
    grab = canvas.object(400, 160, "jit.grab 640 480")
    picture = canvas.object(400, 190, "t b l l")
    window = canvas.control(520, 220, "jit.pwindow", (160, 120), (10, 90), (320, 240))
    matrix = canvas.object(400, 360, "jit.matrix 4 char 640 480 @thru 0")
    canvas.chain(switch, order, clock, tick, grab, picture)
    canvas.connect(order, 1, choose)
    canvas.connect(choose, 0, opened)
    canvas.connect(choose, 1, closed)
    for command in (opened, closed, device):
        canvas.connect(command, 0, grab)
    canvas.chain(number, device)
    canvas.connect(every, 0, clock, 1)
    canvas.connect(picture, 2, window)
    canvas.connect(picture, 1, matrix)

    path = _frame_path(canvas, picture, node)
    written = canvas.object(400, 560, "t l l")
    export = canvas.message(520, 590, "exportimage $1 jpeg")
    canvas.chain(path, written)
    canvas.connect(written, 1, export)
    canvas.connect(export, 0, matrix)
    canvas.comment(860, 10, "sent as", (10, 336), 50)
    sent_as = canvas.control(
        860,
        40,
        "umenu",
        (180, 22),
        (62, 336),
        items=["path", ",", "blob"],
    )
    which = canvas.object(860, 70, "+ 1")
    gate = canvas.object(400, 620, "gate 2 1")
    as_file = canvas.object(400, 660, "prepend /oscbridge/file")
    as_blob = canvas.object(600, 660, "prepend frame-once")
    canvas.chain(sent_as, which, gate)
    canvas.connect(written, 0, gate, 1)
    canvas.connect(gate, 0, as_file)
    canvas.connect(gate, 1, as_blob)
    canvas.chain(as_file, send)
    canvas.chain(as_blob, node)


def _frame_path(canvas: MaxCanvas, picture: Box, node: Box) -> Box:
    """Four names in turn, so that none is written while it is read. Nothing without a folder."""
    count = canvas.object(400, 400, "counter 0 3")
    order = canvas.object(400, 430, "t b i")
    folder = canvas.object(400, 480, "zl.reg")
    name = canvas.object(400, 510, "sprintf symout %s/oscbridge-frame-%ld.jpg")
    canvas.comment(740, 400, "folder …", (276, 336), 56)
    button = canvas.control(700, 400, "button", (22, 22), (250, 336))
    dialog = canvas.object(700, 430, "opendialog fold")
    conform = canvas.object(700, 460, "conformpath native boot")
    given = canvas.object(860, 740, "route folder")
    canvas.chain(picture, count, order, folder, name)
    canvas.connect(order, 1, name, 1)
    canvas.chain(button, dialog, conform)
    canvas.connect(conform, 0, folder, 1)
    # node.script tells at its start where temporary files may lie.
    canvas.connect(node, 0, given)
    canvas.connect(given, 0, folder, 1)
    return name


def _errors(canvas: MaxCanvas, receive: Box, node: Box) -> None:
    canvas.comment(20, 270, "last error", (10, 366), 70)
    route = canvas.object(20, 300, "route /oscbridge/error")
    show = canvas.object(20, 330, "prepend set")
    error = canvas.message(20, 390, "", (10, 388), 320)
    canvas.connect(receive, 0, route)
    canvas.connect(node, 0, route)
    canvas.chain(route, show, error)


def _pad(canvas: MaxCanvas, send: Box, receive: Box) -> None:
    """Right is pleasant, up is excited. The lower pad shows what is felt."""
    ends = {"leftvalue": -100, "rightvalue": 100, "bottomvalue": -100, "topvalue": 100}
    canvas.comment(20, 420, "by hand: → pleasant, ↑ excited", (10, 420), 165)
    pad = canvas.control(20, 450, "pictslider", (120, 120), (10, 444), (155, 155), **ends)
    across, up = canvas.object(20, 590, "/ 100."), canvas.object(100, 590, "/ 100.")
    both = canvas.object(20, 620, "pak 0. 0.")
    calm = canvas.object(20, 650, "speedlim 30")
    affect = canvas.object(20, 680, "prepend /oscbridge/affect/set")
    canvas.connect(pad, 0, across)
    canvas.connect(pad, 1, up)
    canvas.connect(across, 0, both)
    canvas.connect(up, 0, both, 1)
    canvas.chain(both, calm, affect, send)

    canvas.comment(200, 580, "what is felt", (178, 420), 100)
    route = canvas.object(200, 300, "route /oscbridge/va")
    scale = canvas.object(200, 330, "vexpr $f1 * 100.")
    show = canvas.object(200, 360, "prepend set")
    felt = canvas.control(
        200, 450, "pictslider", (120, 120), (175, 444), (155, 155), ignoreclick=1, **ends
    )
    canvas.chain(receive, route, scale, show, felt)


def _sections(canvas: MaxCanvas, send: Box) -> None:
    heights = [8] * len(_SECTION_LEFT)
    for index, (title, members) in enumerate(sections().items()):
        members = tuple(one for one in members if one.name != _ON_THE_PAD)
        if title in _AUTOMATIC:
            continue
        column = heights.index(min(heights))
        size = (PANEL_WIDTH, panel_height(members))
        # Below all else, the answers' panel too, which grows with the table.
        at = (20 + index * (PANEL_WIDTH + 10), max(860, ANSWERS_SIZE[1] + 50))
        panel = canvas.panel(
            *at,
            section_panel(title, members),
            size,
            (_SECTION_LEFT[column], heights[column]),
        )
        canvas.connect(panel, 0, send)
        heights[column] += size[1] + _GAP


def _anything(canvas: MaxCanvas, send: Box) -> None:
    canvas.comment(1100, 10, "any message, and return", (10, 608), 320)
    field = canvas.control(
        1100,
        40,
        "textedit",
        (320, 22),
        (10, 630),
        keymode=1,
        lines=1,
        text=f"/oscbridge/phrase {DEFAULT_ENGINE} 42",
    )
    strip = canvas.object(1100, 80, "route text")
    canvas.chain(field, strip, send)
