"""The one table of addresses: what may be said to oscbridge, and what it says.

Validation, the reference in ``docs/``, discovery and the patches' address lists come from here. A
message to oscbridge may always end with an ``id`` of the caller's own (int or string), which comes
back in every reply that the message causes, errors included.
"""

from __future__ import annotations

from oscbridge.osc.arguments import Argument, Kind
from oscbridge.osc.vocabulary import (
    ROOT,
    Address,
    Direction,
    choice,
    count,
    incoming,
    number,
    outgoing,
    seconds,
    switch,
    text,
)

__all__ = [
    "BY_PATH",
    "ERROR",
    "FRAME",
    "FRAME_CHUNK",
    "IN",
    "OUT",
    "OUT_PATHS",
    "ROOT",
    "Address",
    "Direction",
]

ERROR = ROOT + "error"
FRAME = ROOT + "frame"
FRAME_CHUNK = ROOT + "frame/chunk"

_INT32_MAX = 2**31 - 1

_VALENCE = Argument("valence", Kind.FLOAT, "-1 (unpleasant) to 1 (pleasant)", low=-1, high=1)
_AROUSAL = Argument("arousal", Kind.FLOAT, "-1 (calm) to 1 (excited)", low=-1, high=1)
_TEMPO = Argument("bpm", Kind.FLOAT, "quarter notes a minute", low=20, high=400, unit="bpm")
_CONFIDENCE = Argument("confidence", Kind.FLOAT, "0 to 1", low=0, high=1)
_FACE_ID = Argument("face_id", Kind.INT, "the same for one face from frame to frame", low=1)
_ECHO = Argument("id", Kind.ID, "the id of the message that is answered; -1 if it had none")
_EXPRESSIONS = ("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt")
_FACE_BOX = (
    number("x", "left edge", None, "pixels"),
    number("y", "upper edge", None, "pixels"),
    number("width", "of the box", 0, "pixels"),
    number("height", "of the box", 0, "pixels"),
    Argument("score", Kind.FLOAT, "the detector's, 0 to 1", low=0, high=1),
)
_VERSION = Argument("version", Kind.TEXT, "the daemon's version, such as 0.1.0")
_MODELS = Argument(
    "models", Kind.TEXT, "its models' weights, by how their SHA-256 begins: duet=6de91fb440e0 …"
)

_PATH = text("path", "absolute, in any of the forms that Max, macOS, Windows or Linux give", 4096)
_FACTOR = Argument("factor", Kind.FLOAT, "1 is the engine's own", False, 0.25, 4)
_SEED = Argument("seed", Kind.INT, "the same seed gives the same notes", True, 0, _INT32_MAX)
_IMAGE = Argument("blob", Kind.BLOB, "a whole JPEG, PNG or WebP file", low=1)

IN: tuple[Address, ...] = (
    incoming("ping", "Asks for a sign of life: `/oscbridge/pong`.", changes_state=False),
    incoming("version", "Asks for `/oscbridge/version`.", changes_state=False),
    incoming(
        "status",
        "Asks for `/oscbridge/status`, one message for each fact.",
        changes_state=False,
    ),
    incoming(
        "ready",
        "Asks for `/oscbridge/ready`: answered as soon as frames and phrases are.",
        changes_state=False,
    ),
    incoming(
        "reload",
        "Reads the config file again and takes over what changed in it: `/oscbridge/reloaded`. "
        "Listeners and the music stay.",
    ),
    incoming(
        "subscribe",
        "Sends all replies to this sender, and everything that is told to all, to a port of its "
        "machine, until a lease runs out; any message renews it.",
        count("port", "the UDP port that the caller listens on", 1, 65535),
        text("host", "the caller's own machine; any other is refused", 255, optional=True),
    ),
    incoming(
        "confirm",
        "Returns the token of `/oscbridge/prove`, which a machine of an allowed network is sent "
        "when it subscribes, from the same machine: `/oscbridge/subscribed`.",
        text("token", "as it came", 64),
    ),
    incoming(
        "unsubscribe",
        "Ends this sender's subscription, or the one for a port of its machine.",
        Argument("port", Kind.INT, "needed only from another socket", True, 1, 65535),
    ),
    incoming("frame", "A camera frame: answered with the face that is in it.", _IMAGE),
    incoming(
        "frame/chunk",
        "A part of a frame that is too large for one datagram, in any order.",
        Argument("id", Kind.ID, "the same in all chunks of a frame, another in the next frame"),
        count("index", "0 for the first chunk"),
        count("count", "how many chunks the frame has", 1),
        Argument("blob", Kind.BLOB, "this part of the file", low=1),
    ),
    incoming(
        "frame/raw",
        "A frame as bare pixels, row by row from the top.",
        count("width", "columns", 1, 16384, "pixels"),
        count("height", "rows", 1, 16384, "pixels"),
        choice(
            "format",
            "one byte for each letter; argb is what Jitter sends",
            *("rgb", "bgr", "rgba", "bgra", "argb", "grey", "gray", "l"),
        ),
        Argument("blob", Kind.BLOB, "width × height × bytes a pixel", low=1),
    ),
    incoming("file", "A frame in an image file: answered as `/oscbridge/frame` is.", _PATH),
    incoming(
        "camera",
        "Turns oscbridge's own camera (`camera` in the config file) on or off: "
        "`/oscbridge/camera/state`. What it shows is told to all listeners, with the id `camera`.",
        switch("on", "1 opens it, 0 closes it"),
    ),
    incoming(
        "affect/set",
        "Takes the felt emotion over by hand, for some seconds or until it is released.",
        _VALENCE,
        _AROUSAL,
        Argument("seconds", Kind.FLOAT, "then it is released", True, 0, 86400, unit="s"),
    ),
    incoming("affect/release", "Lets the faces lead again."),
    incoming(
        "affect/freeze", "Keeps the felt emotion where it is.", switch("on", "1 keeps, 0 lets")
    ),
    incoming("felt", "Asks for the felt emotion: `/oscbridge/felt`.", changes_state=False),
    incoming(
        "follow",
        "Chooses whose emotion is felt when several faces are there.",
        Argument(
            "which",
            Kind.ID,
            "largest, centre (the nearest to it), group (the mean of all), or a face's number",
        ),
    ),
    incoming(
        "faces/all",
        "Reads every face, not only the one that is followed.",
        switch("on", "1 reads all, 0 does not"),
    ),
    incoming(
        "reader",
        "Chooses what reads the faces, from the next frame on.",
        text("name", "emotion, cnn5 (happy, sad, angry, neutral) or melancholy", 64),
    ),
    incoming(
        "reader/melancholy",
        "Reads the melancholy index beside the reader and tells it after each face. It is an "
        "artistic index, no diagnosis.",
        switch("on", "1 reads it, 0 does not"),
    ),
    incoming(
        "smoothing",
        "How calmly the felt emotion follows the readings.",
        seconds("seconds", "time constant at rest; 0 follows at once", 60),
        seconds("quick", "time constant while the face changes", 60, optional=True),
    ),
    incoming(
        "felt/hold",
        "How long the felt emotion is kept when the face is gone.",
        seconds("seconds", "then it fades", 3600),
    ),
    incoming(
        "felt/fade",
        "How long it then takes to fade to neutral.",
        seconds("seconds", "0: at once", 3600),
    ),
    incoming(
        "felt/steady",
        "When another label becomes the felt one.",
        Argument("margin", Kind.FLOAT, "by how much its score must lead", low=0, high=1),
        seconds("seconds", "for how long", 60, optional=True),
    ),
    incoming(
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
    incoming(
        "felt/sources",
        "Whose faces count when several cameras send frames.",
        choice(
            "rule", "the first, while its faces keep coming; or the mean of all", "lead", "mean"
        ),
    ),
    incoming(
        "phrase",
        "Composes one phrase now: answered with `/oscbridge/phrase/info` and its notes.",
        text("engine", "composes this one; the chosen engine if left out", 64, optional=True),
        _SEED,
    ),
    incoming("play", "Starts the music on the next bar line."),
    incoming("stop", "Stops the music and ends every note."),
    incoming("panic", "Ends every note at once, those of other programs on the port too."),
    incoming("engine", "Chooses the engine that composes.", text("name", "such as midinet", 64)),
    incoming("tempo", "Sets the tempo of the internal clock.", _TEMPO),
    incoming("key", "Asks for a key.", text("name", "such as C, F#m, Bb minor or auto", 32)),
    incoming(
        "range",
        "Keeps the music between two notes, at least an octave apart.",
        count("lowest", "MIDI note number", 0, 115),
        count("highest", "MIDI note number", 12, 127),
    ),
    incoming("density", "Thins the music out, or thickens it.", _FACTOR),
    incoming("temperature", "Makes the choice of notes safer, or more adventurous.", _FACTOR),
    incoming(
        "clock",
        "Chooses the clock that the music follows.",
        choice("source", "who counts the beats", "internal", "midi", "link", "ableton"),
    ),
    incoming(
        "clock/offset",
        "Plays so much later than the clock; negative: earlier.",
        Argument("ms", Kind.FLOAT, "milliseconds", False, -1000, 1000, unit="ms"),
        Argument("beats", Kind.FLOAT, "added to it; 0 if left out", True, -64, 64, unit="beats"),
    ),
    incoming(
        "clock/out",
        "Sends MIDI clock, start, stop and song position on the MIDI port.",
        switch("on", "1 sends, 0 does not"),
    ),
    incoming("downbeat", "Makes this moment beat 1 of a bar."),
    incoming(
        "record",
        "Records the performance, from the next phrase on, in the folder session.folder; or ends "
        "the recording. Answered with `/oscbridge/recording`.",
        switch("on", "1 records, 0 ends it"),
    ),
    incoming(
        "seed", "Sets the next phrase's seed.", count("n", "each next one adds 1", 0, _INT32_MAX)
    ),
    incoming(
        "mode",
        "When phrases are composed.",
        choice(
            "mode",
            "every 4 bars; one for each /oscbridge/phrase; when the felt emotion changes quadrant",
            *("continuous", "once", "onchange"),
        ),
    ),
    incoming(
        "primer",
        "Continues a piece, in the next phrase and in every section after it: .mid, .wav, .mp3, "
        ".flac or .ogg. Answered with `/oscbridge/primer/info`.",
        _PATH,
    ),
    incoming(
        "primer/bars",
        "Chooses which bars of the next primers are continued.",
        text("bars", "last (the last four), or such as 5-8, or 5 for four from there", 16),
    ),
    incoming(
        "primer/voices",
        "Says whether the next recordings are of one voice or of chords.",
        choice("voices", "auto finds out", "auto", "one", "many"),
    ),
    incoming(
        "primer/live",
        "Continues what is played into the virtual MIDI input.",
        switch("on", "1 listens, 0 does not"),
    ),
    incoming(
        "primer/mode",
        "How what is played live is continued.",
        choice(
            "mode",
            "you play a phrase's length, then oscbridge answers; or it plays on and follows you",
            *("turns", "always"),
        ),
    ),
    incoming("primer/clear", "Forgets the primer, and gives up one that is still being read."),
    incoming(
        "listen",
        "Asks for a recording's composer and instrument: .wav, .mp3, .flac, .ogg or .mid. Answered "
        "with `/oscbridge/composer` and `/oscbridge/instrument`.",
        _PATH,
    ),
)
"""What may be said to oscbridge."""

OUT: tuple[Address, ...] = (
    outgoing("pong", "Answers `/oscbridge/ping`.", _VERSION, _ECHO),
    outgoing("version", "Answers `/oscbridge/version`.", _VERSION, _ECHO, _MODELS),
    outgoing(
        "ready",
        "Frames and phrases are answered from now on. Sent to all listeners, new ones too.",
        _VERSION,
        _ECHO,
    ),
    outgoing(
        "status",
        "One fact about the daemon; `/oscbridge/status` is answered with several.",
        Argument("name", Kind.TEXT, "what it is about"),
        Argument("value", Kind.FACT, "what there is to say"),
        _ECHO,
    ),
    outgoing(
        "reloaded",
        "The config file was read again. What changed by itself holds at once, or waits for the "
        "next start.",
        _ECHO,
        Argument("changed", Kind.TEXT, "keys that hold now, with spaces between"),
        Argument("waiting", Kind.TEXT, "keys that hold after a restart"),
    ),
    outgoing(
        "prove",
        "Asks a machine of an allowed network to prove that it is there, by `/oscbridge/confirm` "
        "and the same token within a minute. Never sent to this machine, nor to one that "
        "`osc.allow` names by itself.",
        text("token", "to be sent back", 64),
    ),
    outgoing(
        "subscribed",
        "Answers `/oscbridge/subscribe`, at the subscribed port.",
        Argument("host", Kind.TEXT, "where replies go"),
        count("port", "where replies go", 1, 65535),
        number("lease", "how long it lasts without a message", 0, "s"),
        _ECHO,
    ),
    outgoing(
        "unsubscribed",
        "Answers `/oscbridge/unsubscribe`.",
        Argument("host", Kind.TEXT, "where replies went"),
        count("port", "where replies went", 1, 65535),
        _ECHO,
    ),
    outgoing(
        "emotion",
        "What was read in a face.",
        _ECHO,
        Argument("label", Kind.TEXT, "the likeliest of the eight expressions"),
        _CONFIDENCE,
        _VALENCE,
        _AROUSAL,
    ),
    outgoing("va", "The felt emotion: smoothed, held, or set by hand.", _VALENCE, _AROUSAL),
    outgoing(
        "scores",
        "The eight expressions' scores; they add up to 1.",
        *(Argument(name, Kind.FLOAT, "0 to 1", low=0, high=1) for name in _EXPRESSIONS),
    ),
    outgoing(
        "face",
        "Where the face is in the frame.",
        _ECHO,
        *_FACE_BOX,
    ),
    outgoing("noface", "No face was found, or not the one that is followed.", _ECHO),
    outgoing("faces", "How many faces are in the frame.", _ECHO, count("count", "0 or more")),
    outgoing(
        "face/who",
        "Where one of the frame's faces is; one message for each, the followed one's first.",
        _ECHO,
        _FACE_ID,
        *_FACE_BOX,
    ),
    outgoing(
        "face/emotion",
        "What was read in one of the frame's faces; one message for each that was read.",
        _ECHO,
        _FACE_ID,
        Argument("label", Kind.TEXT, "the likeliest of the eight expressions"),
        _CONFIDENCE,
        _VALENCE,
        _AROUSAL,
    ),
    outgoing(
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
    outgoing(
        "melancholy",
        "How sad the face looks: an artistic index, no diagnosis. Comes where it is asked for.",
        _ECHO,
        Argument("score", Kind.FLOAT, "0 to 1", low=0, high=1),
    ),
    outgoing(
        "timing",
        "How long a frame took.",
        _ECHO,
        number("decode", "bytes to pixels", 0, "ms"),
        number("detect", "pixels to face", 0, "ms"),
        number("read", "face to scores", 0, "ms"),
        number("total", "all that the eyes did; waiting and the wire are not in it", 0, "ms"),
    ),
    outgoing(
        "phrase/info",
        "A phrase was composed.",
        _ECHO,
        Argument("engine", Kind.TEXT, "who composed it"),
        count("seed", "asked again with it, the same notes come"),
        count("bars", "its length", 1),
        count("notes", "how many"),
        _TEMPO,
        _VALENCE,
        _AROUSAL,
    ),
    outgoing(
        "phrase/note",
        "One of its notes.",
        _ECHO,
        count("pitch", "MIDI note number", 0, 127),
        number("start_beat", "from the first bar line", 0, "beats"),
        number("length_beats", "how long it sounds", 0, "beats"),
        count("velocity", "how loud", 1, 127),
    ),
    outgoing(
        "phrase/playing",
        "A phrase begins to sound.",
        count("seed", "as in `/oscbridge/phrase/info`"),
        count("bar", "at which it begins, from 1", 1),
        count("bars", "its length", 1),
    ),
    outgoing(
        "primer/progress",
        "How far the reading of a primer is.",
        _ECHO,
        Argument("share", Kind.FLOAT, "0 to 1", low=0, high=1),
        Argument("stage", Kind.TEXT, "what is being done"),
    ),
    outgoing(
        "primer/info",
        "What is continued from now on.",
        _ECHO,
        Argument("source", Kind.TEXT, "midi, voice (one line was heard), music, or none"),
        count("notes", "how many"),
        count("bars", "its length"),
        number("bpm", "its tempo; the music keeps its own", 0, "bpm"),
        Argument("key", Kind.TEXT, "the likeliest, as `/oscbridge/key` takes it"),
    ),
    outgoing(
        "primer/live/state",
        "How what is played live is continued, and whose turn it is.",
        Argument("mode", Kind.TEXT, "off, turns or always"),
        Argument("turn", Kind.TEXT, "yours, mine (oscbridge's) or none"),
    ),
    outgoing(
        "beat",
        "The clock reached a beat.",
        count("bar", "from 1"),
        count("beat", "from 1 within the bar"),
    ),
    outgoing(
        "clock/state",
        "The clock was changed, started, stopped, or has another tempo.",
        Argument("source", Kind.TEXT, "internal, midi, link or ableton"),
        switch("running", "1 runs, 0 stands"),
        number("bpm", "quarter notes a minute", 0, "bpm"),
    ),
    outgoing(
        "recording",
        "The recording of the performance began, or ended.",
        switch("on", "1 records, 0 does not"),
        Argument("name", Kind.TEXT, "of the log's file, without its folder; empty: none"),
    ),
    outgoing(
        "composer",
        "Whose music a recording is.",
        _ECHO,
        Argument("label", Kind.TEXT, "the likeliest of five, or uncertain"),
        _CONFIDENCE,
    ),
    outgoing(
        "instrument",
        "What plays in a recording.",
        _ECHO,
        Argument("label", Kind.TEXT, "the likeliest of eleven, or uncertain"),
        _CONFIDENCE,
    ),
    outgoing(
        "error",
        "A message could not be obeyed. Exactly one for each such message.",
        Argument("code", Kind.TEXT, "stable; route on it"),
        Argument("message", Kind.TEXT, "what is wrong, and what to do"),
        Argument("address", Kind.TEXT, "the address it was sent to; empty if unknown"),
        _ECHO,
    ),
    outgoing(
        "dropped",
        "Frames of this sender were passed over because newer ones came.",
        count("count", "how many since the start"),
    ),
    outgoing(
        "camera/dropped",
        "Frames of oscbridge's own camera were passed over because newer ones came.",
        count("count", "how many since the start"),
    ),
    outgoing(
        "camera/state",
        "Oscbridge's own camera is another than before, or is in another state.",
        Argument("state", Kind.TEXT, "none (there is no such), off, starting, on or lost"),
        Argument("source", Kind.TEXT, "which camera it is"),
    ),
)
"""What oscbridge says."""

BY_PATH: dict[str, Address] = {address.path: address for address in IN}
OUT_PATHS = {address.path for address in OUT}
