"""The Pure Data client: an abstraction that talks to the daemon, and its help patch."""

from __future__ import annotations

from oscbridge.patches.pd_canvas import PdCanvas
from oscbridge.patches.sentences import Sentence, message_text, sections

_ROW = 26
_COLUMN = 370


def abstraction() -> str:
    """``oscbridge.pd``: ``[oscbridge 9010 9014]``, vanilla objects only.

    Its inlet takes ``tempo 120``; its outlet gives what comes back, ``emotion -1 happy 0.98 …``.
    """
    pd = PdCanvas(760, 470)
    pd.comment(20, 10, "oscbridge: [oscbridge DAEMON-PORT OWN-PORT], 9010 and 9014 if left out.")

    # What is said: tempo 120 becomes /oscbridge/tempo 120. The address is set first.
    inlet = pd.object(20, 50, "inlet")
    split = pd.object(20, 80, "list split 1")
    rest = pd.object(120, 110, "list append")
    first = pd.object(20, 110, "t b l")
    set_address = pd.object(120, 140, "list prepend set oscbridge")
    trim_address = pd.object(120, 170, "list trim")
    form = pd.object(20, 200, "oscformat")
    send = pd.object(20, 230, "list prepend send")
    trim_send = pd.object(20, 260, "list trim")
    net = pd.object(20, 420, "netsend -u -b")
    whole = pd.object(60, 140, "list")
    pd.chain(inlet, split, first)
    pd.connect(split, 1, rest, 1)
    pd.connect(first, 1, set_address)
    pd.connect(first, 0, rest)
    pd.chain(rest, whole, form)
    pd.chain(set_address, trim_address, form)
    pd.chain(form, send, trim_send, net)

    # Where it goes, and where answers come: at the start, and again every 20 s, so that a daemon
    # that was started later, or again, finds us.
    load = pd.object(400, 50, "loadbang")
    order = pd.object(400, 80, "t b b b")
    own_given = pd.object(560, 110, "f $2")
    own = pd.object(560, 140, "expr if($f1 == 0, 9014, $f1)")
    listen = pd.object(560, 200, "list prepend listen")
    trim_listen = pd.object(560, 230, "list trim")
    receive = pd.object(560, 260, "netreceive -u -b")
    given = pd.object(300, 290, "f $1")
    port = pd.object(300, 320, "expr if($f1 == 0, 9010, $f1)")
    connect = pd.object(300, 350, "list prepend connect 127.0.0.1")
    trim_connect = pd.object(300, 380, "list trim")
    renew = pd.object(400, 140, "metro 20000")
    start = pd.message(400, 110, "1")
    own_kept = pd.object(400, 170, "f")
    subscribe = pd.object(400, 200, "list prepend subscribe")
    own_both = pd.object(560, 170, "t f f")
    pd.chain(load, order, start, renew, own_kept, subscribe, split)
    pd.connect(order, 2, own_given)
    pd.chain(own_given, own, own_both, listen, trim_listen, receive)
    pd.connect(own_both, 1, own_kept, 1)
    pd.connect(order, 1, given)
    pd.chain(given, port, connect, trim_connect, net)

    # What comes back, without the leading oscbridge.
    parse = pd.object(560, 290, "oscparse")
    without_root = pd.object(560, 320, "list split 1")
    trim_answer = pd.object(600, 350, "list trim")
    outlet = pd.object(600, 420, "outlet")
    pd.chain(receive, parse, without_root)
    pd.connect(without_root, 1, trim_answer)
    pd.chain(trim_answer, outlet)
    return pd.text()


def help_patch() -> str:
    """``oscbridge-help.pd``: every message as a box to click, and what comes back."""
    groups = sections()
    pd = PdCanvas(1180, 860)
    pd.comment(20, 10, "oscbridge: faces in, emotions back, music on a MIDI port.")
    pd.comment(20, 32, "Start the daemon first: oscbridge run. Then click.")
    collector = pd.object(20, 800, "oscbridge 9010 9014")
    columns = [20, 20 + _COLUMN, 20 + 2 * _COLUMN]
    heights = [64, 64, 64]
    for name, members in groups.items():
        if name == "Connection":  # the abstraction does that
            continue
        column = heights.index(min(heights))
        x, y = columns[column], heights[column]
        pd.comment(x, y, name)
        for sentence in members:
            y += _ROW
            box = pd.message(x + 10, y, _said(sentence))
            pd.connect(box, 0, collector)
        heights[column] = y + _ROW + 10
    _picture_chooser(pd, columns[2], max(heights[2], 64), collector)
    _answers(pd, collector)
    return pd.text()


def _said(sentence: Sentence) -> str:
    return message_text(sentence.name, sentence.words)


def _picture_chooser(pd: PdCanvas, x: int, y: int, collector: int) -> None:
    pd.comment(x, y, "a picture of yours")
    bang = pd.object(x + 10, y + _ROW, "bng 19 250 50 0 empty empty empty 17 7 0 10")
    panel = pd.object(x + 10, y + 2 * _ROW, "openpanel")
    file = pd.object(x + 10, y + 3 * _ROW, "list prepend file")
    trim = pd.object(x + 10, y + 4 * _ROW, "list trim")
    pd.chain(bang, panel, file, trim, collector)


def _answers(pd: PdCanvas, collector: int) -> None:
    """Prints the answers that a performer looks for, each under its name."""
    shown = ("emotion", "va", "felt", "noface", "beat", "error")
    route = pd.object(20, 830, "route " + " ".join(shown))
    pd.connect(collector, 0, route)
    for index, name in enumerate(shown):
        label = "oscbridge-error" if name == "error" else name
        target = pd.object(20 + 180 * index, 870, f"print {label}")
        pd.connect(route, index, target)
