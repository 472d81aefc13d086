"""The one table of addresses: what may be said to oscbridge, and what it says.

Validation, the reference in ``docs/``, discovery and the patches' address lists come from here. A
message to oscbridge may always end with an ``id`` of the caller's own (int or string), which comes
back in every reply that the message causes, errors included.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from oscbridge.osc.arguments import Argument, Kind

ROOT = "/oscbridge/"
ERROR = ROOT + "error"
FRAME = ROOT + "frame"
FRAME_CHUNK = ROOT + "frame/chunk"

_INT32_MAX = 2**31 - 1


class Direction(Enum):
    """Who sends an address: ``IN`` to oscbridge, ``OUT`` from it."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Address:
    """One address.

    Where a path stands in both directions, its answer has more arguments than its question takes:
    two daemons that were pointed at each other must not take answers for questions for ever.

    Args:
        path: the full address.
        direction: who sends it. A path may be in the table once for each direction.
        arguments: in order, the required ones first.
        about: one sentence for the reference.
        changes_state: whether it changes anything but the answer; such addresses refuse patterns.
        available: False for what this version answers with ``not-available-yet``.
    """

    path: str
    direction: Direction
    arguments: tuple[Argument, ...]
    about: str
    changes_state: bool = True
    available: bool = True

    @property
    def required(self) -> int:
        """How many arguments must be there."""
        return sum(not argument.optional for argument in self.arguments)

    @property
    def usage(self) -> str:
        """The address with its arguments' names, such as ``/oscbridge/ping [id]``."""
        names = (f"[{a.name}]" if a.optional else a.name for a in self.arguments)
        return " ".join([self.path, *names])


_ID = Argument("id", Kind.ID, "the caller's own, echoed in every reply; -1 if left out", True)
_VALENCE = Argument("valence", Kind.FLOAT, "-1 (unpleasant) to 1 (pleasant)", low=-1, high=1)
_AROUSAL = Argument("arousal", Kind.FLOAT, "-1 (calm) to 1 (excited)", low=-1, high=1)
_TEMPO = Argument("bpm", Kind.FLOAT, "quarter notes a minute", low=20, high=400, unit="bpm")
_CONFIDENCE = Argument("confidence", Kind.FLOAT, "0 to 1", low=0, high=1)
_FACE_ID = Argument("face_id", Kind.INT, "the same for one face from frame to frame", low=1)
_ECHO = Argument("id", Kind.ID, "the id of the message that is answered; -1 if it had none")
_VERSION = Argument("version", Kind.TEXT, "the daemon's version, such as 0.1.0")


def _in(
    name: str,
    about: str,
    *arguments: Argument,
    changes_state: bool = True,
    available: bool = True,
) -> Address:
    if not any(argument.name == "id" for argument in arguments):
        arguments = (*arguments, _ID)
    return Address(ROOT + name, Direction.IN, arguments, about, changes_state, available)


def _out(name: str, about: str, *arguments: Argument, available: bool = True) -> Address:
    return Address(ROOT + name, Direction.OUT, arguments, about, False, available)


def _number(name: str, about: str, low: float | None = None, unit: str = "") -> Argument:
    return Argument(name, Kind.FLOAT, about, low=low, unit=unit)


def _count(
    name: str, about: str, low: int | None = 0, high: int | None = None, unit: str = ""
) -> Argument:
    return Argument(name, Kind.INT, about, low=low, high=high, unit=unit)


def _text(name: str, about: str, most: int | None = None, optional: bool = False) -> Argument:
    return Argument(name, Kind.TEXT, about, optional, low=1 if most else None, high=most)


def _seconds(name: str, about: str, high: float, optional: bool = False) -> Argument:
    return Argument(name, Kind.FLOAT, about, optional, 0, high, unit="s")


def _choice(name: str, about: str, *choices: str) -> Argument:
    return Argument(name, Kind.TEXT, about, choices=choices)


def _switch(name: str, about: str) -> Argument:
    return Argument(name, Kind.SWITCH, about)


_PATH = _text("path", "absolute, in any of the forms that Max, macOS, Windows or Linux give", 4096)
_FACTOR = Argument("factor", Kind.FLOAT, "1 is the engine's own", False, 0.25, 4)
_SEED = Argument("seed", Kind.INT, "the same seed gives the same notes", True, 0, _INT32_MAX)
_IMAGE = Argument("blob", Kind.BLOB, "a whole JPEG, PNG or WebP file", low=1)

IN: tuple[Address, ...] = (
    _in("ping", "Asks for a sign of life: `/oscbridge/pong`.", changes_state=False),
    _in("version", "Asks for `/oscbridge/version`.", changes_state=False),
    _in(
        "status",
        "Asks for `/oscbridge/status`, one message for each fact.",
        changes_state=False,
    ),
    _in(
        "ready",
        "Asks for `/oscbridge/ready`: answered as soon as frames and phrases are.",
        changes_state=False,
    ),
    _in(
        "reload",
        "Reads the config file again and takes over what changed in it: `/oscbridge/reloaded`. "
        "Listeners and the music stay.",
    ),
    _in(
        "subscribe",
        "Sends all replies to this sender, and everything that is told to all, to a port of its "
        "machine, until a lease runs out; any message renews it.",
        _count("port", "the UDP port that the caller listens on", 1, 65535),
        _text("host", "the caller's own machine; any other is refused", 255, optional=True),
    ),
    _in(
        "unsubscribe",
        "Ends this sender's subscription, or the one for a port of its machine.",
        Argument("port", Kind.INT, "needed only from another socket", True, 1, 65535),
    ),
    _in("frame", "A camera frame: answered with the face that is in it.", _IMAGE),
    _in(
        "frame/chunk",
        "A part of a frame that is too large for one datagram, in any order.",
        Argument("id", Kind.ID, "the same in all chunks of a frame, another in the next frame"),
        _count("index", "0 for the first chunk"),
        _count("count", "how many chunks the frame has", 1),
        Argument("blob", Kind.BLOB, "this part of the file", low=1),
    ),
    _in(
        "frame/raw",
        "A frame as bare pixels, row by row from the top.",
        _count("width", "columns", 1, 16384, "pixels"),
        _count("height", "rows", 1, 16384, "pixels"),
        _choice(
            "format",
            "one byte for each letter; argb is what Jitter sends",
            *("rgb", "bgr", "rgba", "bgra", "argb", "grey", "gray", "l"),
        ),
        Argument("blob", Kind.BLOB, "width × height × bytes a pixel", low=1),
    ),
    _in("file", "A frame in an image file: answered as `/oscbridge/frame` is.", _PATH),
    _in(
        "affect/set",
        "Takes the felt emotion over by hand, for some seconds or until it is released.",
        _VALENCE,
        _AROUSAL,
        Argument("seconds", Kind.FLOAT, "then it is released", True, 0, 86400, unit="s"),
    ),
    _in("affect/release", "Lets the faces lead again."),
    _in("affect/freeze", "Keeps the felt emotion where it is.", _switch("on", "1 keeps, 0 lets")),
    _in("felt", "Asks for the felt emotion: `/oscbridge/felt`.", changes_state=False),
    _in(
        "follow",
        "Chooses whose emotion is felt when several faces are there.",
        Argument(
            "which",
            Kind.ID,
            "largest, centre (the nearest to it), group (the mean of all), or a face's number",
        ),
    ),
    _in(
        "faces/all",
        "Reads every face, not only the one that is followed.",
        _switch("on", "1 reads all, 0 does not"),
    ),
    _in(
        "reader",
        "Chooses what reads the faces, from the next frame on.",
        _text("name", "emotion, cnn5 (happy, sad, angry, neutral) or melancholy", 64),
    ),
    _in(
        "reader/melancholy",
        "Reads the melancholy index beside the reader and tells it after each face. It is an "
        "artistic index, no diagnosis.",
        _switch("on", "1 reads it, 0 does not"),
    ),
    _in(
        "smoothing",
        "How calmly the felt emotion follows the readings.",
        _seconds("seconds", "time constant at rest; 0 follows at once", 60),
        _seconds("quick", "time constant while the face changes", 60, optional=True),
    ),
    _in(
        "felt/hold",
        "How long the felt emotion is kept when the face is gone.",
        _seconds("seconds", "then it fades", 3600),
    ),
    _in(
        "felt/fade",
        "How long it then takes to fade to neutral.",
        _seconds("seconds", "0: at once", 3600),
    ),
    _in(
        "felt/steady",
        "When another label becomes the felt one.",
        Argument("margin", Kind.FLOAT, "by how much its score must lead", low=0, high=1),
        _seconds("seconds", "for how long", 60, optional=True),
    ),
    _in(
        "felt/uncertain",
        "When the felt label is uncertain, and what the felt emotion does then.",
        Argument("below", Kind.FLOAT, "its score is below this; 0: never", low=0, high=1),
        Argument(
            "then",
            Kind.TEXT,
            "it stays, goes as if the face were gone, or follows all the same",
            True,
            choices=("hold", "drift", "follow"),
        ),
    ),
    _in(
        "felt/sources",
        "Whose faces count when several cameras send frames.",
        _choice(
            "rule", "the first, while its faces keep coming; or the mean of all", "lead", "mean"
        ),
    ),
    _in(
        "phrase",
        "Composes one phrase now: answered with `/oscbridge/phrase/info` and its notes.",
        _text("engine", "composes this one; the chosen engine if left out", 64, optional=True),
        _SEED,
    ),
    _in("play", "Starts the music on the next bar line."),
    _in("stop", "Stops the music and ends every note."),
    _in("panic", "Ends every note at once, those of other programs on the port too."),
    _in("engine", "Chooses the engine that composes.", _text("name", "such as midinet", 64)),
    _in("tempo", "Sets the tempo of the internal clock.", _TEMPO),
    _in("key", "Asks for a key.", _text("name", "such as C, F#m, Bb minor or auto", 32)),
    _in(
        "range",
        "Keeps the music between two notes, at least an octave apart.",
        _count("lowest", "MIDI note number", 0, 115),
        _count("highest", "MIDI note number", 12, 127),
    ),
    _in("density", "Thins the music out, or thickens it.", _FACTOR),
    _in("temperature", "Makes the choice of notes safer, or more adventurous.", _FACTOR),
    _in(
        "clock",
        "Chooses the clock that the music follows.",
        _choice("source", "who counts the beats", "internal", "midi", "link"),
    ),
    _in(
        "clock/offset",
        "Plays so much later than the clock; negative: earlier.",
        Argument("ms", Kind.FLOAT, "milliseconds", False, -1000, 1000, unit="ms"),
        Argument("beats", Kind.FLOAT, "added to it; 0 if left out", True, -64, 64, unit="beats"),
    ),
    _in(
        "clock/out",
        "Sends MIDI clock, start, stop and song position on the MIDI port.",
        _switch("on", "1 sends, 0 does not"),
    ),
    _in("downbeat", "Makes this moment beat 1 of a bar."),
    _in("seed", "Sets the next phrase's seed.", _count("n", "each next one adds 1", 0, _INT32_MAX)),
    _in(
        "mode",
        "When phrases are composed.",
        _choice(
            "mode",
            "every 4 bars; one for each /oscbridge/phrase; when the felt emotion changes quadrant",
            *("continuous", "once", "onchange"),
        ),
    ),
    _in(
        "primer",
        "Continues a piece, in the next phrase and in every section after it: .mid, .wav, .mp3, "
        ".flac or .ogg. Answered with `/oscbridge/primer/info`.",
        _PATH,
    ),
    _in(
        "primer/bars",
        "Chooses which bars of the next primers are continued.",
        _text("bars", "last (the last four), or such as 5-8, or 5 for four from there", 16),
    ),
    _in(
        "primer/voices",
        "Says whether the next recordings are of one voice or of chords.",
        _choice("voices", "auto finds out", "auto", "one", "many"),
    ),
    _in(
        "primer/live",
        "Continues what is played into the virtual MIDI input.",
        _switch("on", "1 listens, 0 does not"),
    ),
    _in(
        "primer/mode",
        "How what is played live is continued.",
        _choice(
            "mode",
            "you play a phrase's length, then oscbridge answers; or it plays on and follows you",
            *("turns", "always"),
        ),
    ),
    _in("primer/clear", "Forgets the primer, and gives up one that is still being read."),
    _in(
        "listen",
        "Asks for a recording's composer and instrument: .wav, .mp3, .flac, .ogg or .mid. Answered "
        "with `/oscbridge/composer` and `/oscbridge/instrument`.",
        _PATH,
    ),
)
"""What may be said to oscbridge."""

OUT: tuple[Address, ...] = (
    _out("pong", "Answers `/oscbridge/ping`.", _VERSION, _ECHO),
    _out("version", "Answers `/oscbridge/version`.", _VERSION, _ECHO),
    _out(
        "ready",
        "Frames and phrases are answered from now on. Sent to all listeners, new ones too.",
        _VERSION,
        _ECHO,
    ),
    _out(
        "status",
        "One fact about the daemon; `/oscbridge/status` is answered with several.",
        Argument("name", Kind.TEXT, "what it is about"),
        Argument("value", Kind.FACT, "what there is to say"),
        _ECHO,
    ),
    _out(
        "reloaded",
        "The config file was read again. What changed by itself holds at once, or waits for the "
        "next start.",
        _ECHO,
        Argument("changed", Kind.TEXT, "keys that hold now, with spaces between"),
        Argument("waiting", Kind.TEXT, "keys that hold after a restart"),
    ),
    _out(
        "subscribed",
        "Answers `/oscbridge/subscribe`, at the subscribed port.",
        Argument("host", Kind.TEXT, "where replies go"),
        _count("port", "where replies go", 1, 65535),
        _number("lease", "how long it lasts without a message", 0, "s"),
        _ECHO,
    ),
    _out(
        "unsubscribed",
        "Answers `/oscbridge/unsubscribe`.",
        Argument("host", Kind.TEXT, "where replies went"),
        _count("port", "where replies went", 1, 65535),
        _ECHO,
    ),
    _out(
        "emotion",
        "What was read in a face.",
        _ECHO,
        Argument("label", Kind.TEXT, "the likeliest of the eight expressions"),
        _CONFIDENCE,
        _VALENCE,
        _AROUSAL,
    ),
    _out("va", "The felt emotion: smoothed, held, or set by hand.", _VALENCE, _AROUSAL),
    _out(
        "scores",
        "The eight expressions' scores; they add up to 1.",
        *(
            Argument(name, Kind.FLOAT, "0 to 1", low=0, high=1)
            for name in ("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear")
        ),
        Argument("contempt", Kind.FLOAT, "0 to 1", low=0, high=1),
    ),
    _out(
        "face",
        "Where the face is in the frame.",
        _ECHO,
        _number("x", "left edge", None, "pixels"),
        _number("y", "upper edge", None, "pixels"),
        _number("width", "of the box", 0, "pixels"),
        _number("height", "of the box", 0, "pixels"),
        Argument("score", Kind.FLOAT, "the detector's, 0 to 1", low=0, high=1),
    ),
    _out("noface", "No face was found, or not the one that is followed.", _ECHO),
    _out("faces", "How many faces are in the frame.", _ECHO, _count("count", "0 or more")),
    _out(
        "face/who",
        "Where one of the frame's faces is; one message for each, the followed one's first.",
        _ECHO,
        _FACE_ID,
        _number("x", "left edge", None, "pixels"),
        _number("y", "upper edge", None, "pixels"),
        _number("width", "of the box", 0, "pixels"),
        _number("height", "of the box", 0, "pixels"),
        Argument("score", Kind.FLOAT, "the detector's, 0 to 1", low=0, high=1),
    ),
    _out(
        "face/emotion",
        "What was read in one of the frame's faces; one message for each that was read.",
        _ECHO,
        _FACE_ID,
        Argument("label", Kind.TEXT, "the likeliest of the eight expressions"),
        _CONFIDENCE,
        _VALENCE,
        _AROUSAL,
    ),
    _out(
        "felt",
        "The felt emotion, with its label and state: when one of both changes, and when asked.",
        Argument("label", Kind.TEXT, "one of the eight expressions; none if there is none"),
        Argument(
            "state",
            Kind.TEXT,
            "none (no face yet), sure, uncertain, held, fading, neutral (faded), hand or frozen",
        ),
        _VALENCE,
        _AROUSAL,
        _CONFIDENCE,
    ),
    _out(
        "melancholy",
        "How sad the face looks: an artistic index, no diagnosis. Comes where it is asked for.",
        _ECHO,
        Argument("score", Kind.FLOAT, "0 to 1", low=0, high=1),
    ),
    _out(
        "timing",
        "How long a frame took.",
        _ECHO,
        _number("decode", "bytes to pixels", 0, "ms"),
        _number("detect", "pixels to face", 0, "ms"),
        _number("read", "face to scores", 0, "ms"),
        _number("total", "all that the eyes did; waiting and the wire are not in it", 0, "ms"),
    ),
    _out(
        "phrase/info",
        "A phrase was composed.",
        _ECHO,
        Argument("engine", Kind.TEXT, "who composed it"),
        _count("seed", "asked again with it, the same notes come"),
        _count("bars", "its length", 1),
        _count("notes", "how many"),
        _TEMPO,
        _VALENCE,
        _AROUSAL,
    ),
    _out(
        "phrase/note",
        "One of its notes.",
        _ECHO,
        _count("pitch", "MIDI note number", 0, 127),
        _number("start_beat", "from the first bar line", 0, "beats"),
        _number("length_beats", "how long it sounds", 0, "beats"),
        _count("velocity", "how loud", 1, 127),
    ),
    _out(
        "phrase/playing",
        "A phrase begins to sound.",
        _count("seed", "as in `/oscbridge/phrase/info`"),
        _count("bar", "at which it begins, from 1", 1),
        _count("bars", "its length", 1),
    ),
    _out(
        "primer/progress",
        "How far the reading of a primer is.",
        _ECHO,
        Argument("share", Kind.FLOAT, "0 to 1", low=0, high=1),
        Argument("stage", Kind.TEXT, "what is being done"),
    ),
    _out(
        "primer/info",
        "What is continued from now on.",
        _ECHO,
        Argument("source", Kind.TEXT, "midi, voice (one line was heard), music, or none"),
        _count("notes", "how many"),
        _count("bars", "its length"),
        _number("bpm", "its tempo; the music keeps its own", 0, "bpm"),
        Argument("key", Kind.TEXT, "the likeliest, as `/oscbridge/key` takes it"),
    ),
    _out(
        "primer/live/state",
        "How what is played live is continued, and whose turn it is.",
        Argument("mode", Kind.TEXT, "off, turns or always"),
        Argument("turn", Kind.TEXT, "yours, mine (oscbridge's) or none"),
    ),
    _out(
        "beat",
        "The clock reached a beat.",
        _count("bar", "from 1"),
        _count("beat", "from 1 within the bar"),
    ),
    _out(
        "clock/state",
        "The clock was changed, started, stopped, or has another tempo.",
        Argument("source", Kind.TEXT, "internal, midi or link"),
        _switch("running", "1 runs, 0 stands"),
        _number("bpm", "quarter notes a minute", 0, "bpm"),
    ),
    _out(
        "composer",
        "Whose music a recording is.",
        _ECHO,
        Argument("label", Kind.TEXT, "the likeliest of five, or uncertain"),
        _CONFIDENCE,
    ),
    _out(
        "instrument",
        "What plays in a recording.",
        _ECHO,
        Argument("label", Kind.TEXT, "the likeliest of eleven, or uncertain"),
        _CONFIDENCE,
    ),
    _out(
        "error",
        "A message could not be obeyed. Exactly one for each such message.",
        Argument("code", Kind.TEXT, "stable; route on it"),
        Argument("message", Kind.TEXT, "what is wrong, and what to do"),
        Argument("address", Kind.TEXT, "the address it was sent to; empty if unknown"),
        _ECHO,
    ),
    _out(
        "dropped",
        "Frames of this sender were passed over because newer ones came.",
        _count("count", "how many since the start"),
    ),
)
"""What oscbridge says."""

BY_PATH: dict[str, Address] = {address.path: address for address in IN}
OUT_PATHS = {address.path for address in OUT}
