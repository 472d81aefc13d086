"""``oscbridge.amxd``: a MIDI effect that steers the daemon from a track of Live.

MIDI passes through untouched. By Ableton's patch standard: unfrozen, no ``print``, names local to
the device (``---``), whole positions, ``trigger`` where order counts, answers deferred to the
interface's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Any

from py2max.core.box import Box
from py2max.m4l import ensure_amxd_project_block

from oscbridge.music.engine import ENTRY_POINT_GROUP, engine_names
from oscbridge.osc.addresses import BY_PATH, ROOT
from oscbridge.osc.arguments import Argument
from oscbridge.patches.amxd import MIDI_EFFECT, Device, pack
from oscbridge.patches.max_canvas import MaxCanvas

DAEMON_PORT = 9010
OWN_PORT = 9012
"""Another than the Max patch's, so that both can be open."""
_WIDTH, _HEIGHT = 470, 169
_MADE = 3_850_000_000
"""A fixed time (seconds from 1904) for the project block: the file changes only with the table."""
_FLOAT, _ENUM = 0, 2
_KEYS = (
    "auto",
    *(
        f"{note}{mode}"
        for note in ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
        for mode in ("", "m")
    ),
)


def live_device() -> bytes:
    """The bytes of ``oscbridge.amxd``."""
    canvas = MaxCanvas(1400, 800, presentation=True)
    canvas.patcher.enable_presentation(devicewidth=_WIDTH)
    canvas.patcher.gridonopen = 0
    canvas.patcher.gridsize = [8.0, 8.0]
    through_in, through_out = canvas.object(20, 20, "midiin"), canvas.object(20, 60, "midiout")
    canvas.chain(through_in, through_out)
    to_daemon = canvas.object(20, 740, f"udpsend 127.0.0.1 {DAEMON_PORT}")
    hub = canvas.object(20, 700, "r ---ToDaemon")
    canvas.chain(hub, to_daemon)
    _connection(canvas, to_daemon)
    _buttons(canvas)
    _by_hand(canvas)
    _choices(canvas)
    _dials(canvas)
    _tempo(canvas)
    _answers(canvas)
    _send_all(canvas)
    document = canvas.document()
    ensure_amxd_project_block(document, device_type="midi_effect", mtime=_MADE)
    return pack(Device(MIDI_EFFECT, document))


def _parameter(
    canvas: MaxCanvas,
    at: tuple[int, int],
    maxclass: str,
    rect: tuple[int, int, int, int],
    name: str,
    about: str,
    short: str = "",
    **value: Any,
) -> Box:
    """A control that Live can store and automate."""
    look = {key: value.pop(key) for key in ("mode", "text", "texton", "showname") if key in value}
    valueof = {
        "parameter_longname": name,
        "parameter_shortname": short or name,
        "parameter_annotation_name": name,
        "parameter_info": about,
        "parameter_modmode": 0,
        # To the interface's thread: a message to another program need not be exact to the sample.
        "parameter_defer": 1,
        **{f"parameter_{key}": one for key, one in value.items()},
    }
    if "initial" in value:
        valueof["parameter_initial"] = [value["initial"]]
        valueof["parameter_initial_enable"] = 1
    box = canvas.control(
        *at,
        maxclass,
        rect[2:],
        rect[:2],
        parameter_enable=1,
        varname=name,
        annotation_name=name,
        annotation=about,
        saved_attribute_attributes={"valueof": valueof},
        **look,
    )
    if value.get("invisible", 0) != 2:
        current = canvas.object(at[0] - 10, at[1] - 30, "r ---OutputValue")
        canvas.connect(current, 0, box)
    return box


def _button(
    canvas: MaxCanvas, at: tuple[int, int], shown: tuple[int, int], name: str, about: str
) -> Box:
    """A button that acts once; it is not stored with the set, where it would act when opened."""
    look = {"enum": ["val1", "val2"], "mmax": 1, "invisible": 2, "mode": 0}
    return _text_button(canvas, at, shown, name, about, look)


def _switch(
    canvas: MaxCanvas, at: tuple[int, int], shown: tuple[int, int], name: str, about: str
) -> Box:
    """A button that stays on until it is pressed again."""
    look = {"enum": ["off", "on"], "mmax": 1, "initial": 0, "mode": 1}
    return _text_button(canvas, at, shown, name, about, look)


def _text_button(
    canvas: MaxCanvas,
    at: tuple[int, int],
    shown: tuple[int, int],
    name: str,
    about: str,
    look: dict[str, Any],
) -> Box:
    value = {"type": _ENUM, **look, "text": name, "texton": name}
    return _parameter(canvas, at, "live.text", (*shown, 60, 18), name, about, **value)


def _port_box(
    canvas: MaxCanvas,
    at: tuple[int, int],
    shown: tuple[int, int],
    name: str,
    about: str,
    short: str,
    port: int,
) -> Box:
    """A number box for a port: stored with the set, not automated."""
    return _parameter(
        canvas,
        at,
        "live.numbox",
        (*shown, 70, 15),
        name,
        about,
        short,
        type=_FLOAT,
        unitstyle=0,
        mmin=1024.0,
        mmax=65535.0,
        initial=float(port),
        invisible=1,
    )


def _say(canvas: MaxCanvas, x: int, y: int, source: Box, outlet: int, name: str) -> None:
    """What this outlet gives, behind an address, to the daemon."""
    prepend = canvas.object(x, y, f"prepend {ROOT}{name}")
    canvas.connect(source, outlet, prepend)
    canvas.chain(prepend, canvas.object(x, y + 30, "s ---ToDaemon"))


def _connection(canvas: MaxCanvas, to_daemon: Box) -> None:
    about = "The port that the oscbridge daemon listens on."
    where = _port_box(canvas, (150, 560), (392, 148), "Daemon Port", about, "To", DAEMON_PORT)
    to_port = canvas.object(150, 600, "prepend port")
    canvas.chain(where, to_port, to_daemon)
    canvas.comment(20, 100, "answers at", (318, 127), 70)
    canvas.comment(20, 130, "daemon at", (392, 127), 70)
    about = "The port at which answers come. Every device needs its own."
    own = _port_box(canvas, (400, 490), (318, 148), "Own Port", about, "From", OWN_PORT)
    order = canvas.object(410, 520, "t b i i")
    port = canvas.object(420, 550, "prepend port")
    receive = canvas.object(420, 590, f"udpreceive {OWN_PORT} @defer 1")
    kept = canvas.object(320, 580, f"i {OWN_PORT}")
    # Again and again: a daemon that was started later finds us, and no lease runs out.
    renew = canvas.object(320, 550, "qmetro 20000")
    start = canvas.object(320, 520, "loadmess 1")
    subscribe = canvas.object(320, 620, f"prepend {ROOT}subscribe")
    canvas.chain(own, order)
    canvas.connect(order, 2, port)
    canvas.chain(port, receive)
    canvas.connect(order, 1, kept, 1)
    canvas.connect(order, 0, kept)
    canvas.chain(start, renew, kept, subscribe, canvas.object(320, 650, "s ---ToDaemon"))
    canvas.chain(receive, canvas.object(540, 620, "s ---FromDaemon"))


def _buttons(canvas: MaxCanvas) -> None:
    for index, (text, name) in enumerate(
        (("Play", "play"), ("Stop", "stop"), ("Phrase", "phrase"), ("Panic", "panic"))
    ):
        x, path = 150 + index * 140, ROOT + name
        button = _button(canvas, (x, 40), (6, 8 + index * 22), text, BY_PATH[path].about)
        message = canvas.message(x, 70, path)
        canvas.chain(button, message, canvas.object(x, 100, "s ---ToDaemon"))


def _by_hand(canvas: MaxCanvas) -> None:
    """Valence and arousal lead while By Hand is on; off, the faces lead again."""
    about = "On: the two dials lead. Off: the faces do."
    hand = _switch(canvas, (150, 180), (76, 8), "By Hand", about)
    about = BY_PATH[ROOT + "affect/freeze"].about
    freeze = _switch(canvas, (150, 410), (76, 30), "Freeze", about)
    _say(canvas, 150, 440, freeze, 0, "affect/freeze")
    dials = [
        _dial(canvas, (300 + 140 * index, 180), (76 + 50 * index, 54), name, argument)
        for index, (name, argument) in enumerate(
            zip(("Valence", "Arousal"), BY_PATH[ROOT + "affect/set"].arguments, strict=False)
        )
    ]
    order = canvas.object(150, 220, "t b i i")
    off = canvas.object(150, 250, "sel 0")
    both = canvas.object(300, 250, "pak 0. 0.")
    gate = canvas.object(400, 280, "gate 1 0")
    calm = canvas.object(400, 310, "speedlim 30 @defer 1")
    release = canvas.message(150, 310, f"{ROOT}affect/release")
    canvas.chain(hand, order, both)
    canvas.connect(order, 2, gate)
    canvas.connect(order, 1, off)
    canvas.chain(off, release, canvas.object(150, 340, "s ---ToDaemon"))
    canvas.connect(dials[0], 0, both)
    canvas.connect(dials[1], 0, both, 1)
    canvas.connect(both, 0, gate, 1)
    canvas.chain(gate, calm)
    _say(canvas, 400, 340, calm, 0, "affect/set")


def _dial(
    canvas: MaxCanvas,
    at: tuple[int, int],
    shown: tuple[int, int],
    name: str,
    argument: Argument,
    initial: float = 0.0,
    exponent: float = 1.0,
) -> Box:
    assert argument.low is not None
    assert argument.high is not None
    return _parameter(
        canvas,
        at,
        "live.dial",
        (*shown, 44, 48),
        name,
        argument.about,
        type=_FLOAT,
        unitstyle=1,
        mmin=float(argument.low),
        mmax=float(argument.high),
        exponent=exponent,
        initial=initial,
        showname=1,
    )


def _choices(canvas: MaxCanvas) -> None:
    rows: Sequence[tuple[str, str, Sequence[str]]] = (
        ("Engine", "engine", _own_engines()),
        ("Mode", "mode", BY_PATH[ROOT + "mode"].arguments[0].choices),
        ("Clock", "clock", BY_PATH[ROOT + "clock"].arguments[0].choices),
        ("Key", "key", _KEYS),
    )
    for index, (title, name, choices) in enumerate(rows):
        x, y = 720 + index % 3 * 220, 40 + index // 3 * 150
        menu = _parameter(
            canvas,
            (x, y),
            "live.menu",
            (226, 8 + index * 22, 80, 18),
            title,
            BY_PATH[ROOT + name].about,
            type=_ENUM,
            enum=list(choices),
            mmax=max(1, len(choices) - 1),
            initial=0,
        )
        canvas.comment(x + 130, y, title, (180, 7 + index * 22), 44)
        _say(canvas, x, y + 40, menu, 1, name)


def _own_engines() -> list[str]:
    """Engines that come with oscbridge; what else is installed here is not everybody's."""
    added = {point.name for point in entry_points(group=ENTRY_POINT_GROUP)}
    return [name for name in engine_names() if name not in added]


def _dials(canvas: MaxCanvas) -> None:
    for index, (title, name) in enumerate((("Density", "density"), ("Chance", "temperature"))):
        x = 940 + index * 220
        dial = _dial(
            canvas,
            (x, 190),
            (180 + 50 * index, 100),
            title,
            BY_PATH[ROOT + name].arguments[0],
            initial=1.0,
            exponent=2.0,
        )
        _say(canvas, x, 260, dial, 0, name)


def _tempo(canvas: MaxCanvas) -> None:
    """Live's tempo, sent whenever it changes, while Live Tempo is on."""
    about = "Sends Live's tempo to the daemon's internal clock."
    follow = _switch(canvas, (940, 350), (6, 98), "Live Tempo", about)
    ready = canvas.object(720, 350, "live.thisdevice")
    path = canvas.message(720, 380, "path live_set")
    live_path = canvas.object(720, 410, "live.path")
    order = canvas.object(720, 440, "t b l")
    prop = canvas.message(720, 470, "property tempo")
    observer = canvas.object(720, 510, "live.observer")
    known = canvas.object(940, 510, "f")
    gate = canvas.object(940, 540, "gate 1 0")
    switched = canvas.object(940, 390, "t b i")
    canvas.chain(ready, path, live_path, order, prop, observer)
    canvas.connect(order, 1, observer, 1)
    canvas.connect(observer, 0, known)
    canvas.connect(follow, 0, switched)
    canvas.connect(switched, 1, gate)
    canvas.connect(switched, 0, known)
    canvas.connect(known, 0, gate, 1)
    _say(canvas, 940, 580, gate, 0, "tempo")


def _answers(canvas: MaxCanvas) -> None:
    source = canvas.object(1110, 350, "r ---FromDaemon")
    # Said again here, where it matters: what follows draws.
    later = canvas.object(1110, 380, "deferlow")
    route = canvas.object(1110, 410, f"route {ROOT}felt {ROOT}error")
    canvas.chain(source, later, route)
    felt = canvas.object(1110, 450, "sprintf symout %s (%s)")
    two = canvas.object(1110, 480, "prepend set")
    label = canvas.control(1110, 510, "live.comment", (150, 18), (318, 8), text="no face yet")
    take = canvas.object(1300, 440, "prepend set")
    error = canvas.control(1140, 550, "live.comment", (150, 94), (318, 30), text="")
    canvas.connect(route, 0, felt)
    canvas.chain(felt, two, label)
    canvas.connect(route, 1, take)
    canvas.chain(take, error)


def _send_all(canvas: MaxCanvas) -> None:
    """For a daemon that was started after the set was opened."""
    about = "Sends every setting of this device again."
    button = _button(canvas, (940, 680), (6, 122), "Send All", about)
    message = canvas.message(940, 710, "outputvalue")
    canvas.chain(button, message, canvas.object(940, 740, "s ---OutputValue"))
