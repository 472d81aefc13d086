"""oscbridge → TouchDesigner. The Callbacks DAT of an OSC In DAT that listens on port 9013.

Each answer has a function of its own below: put what you want to happen there. What is not wanted
can be deleted; an answer without a function is left alone.
"""


def on_emotion(id, label, confidence, valence, arousal):
    """What was read in a face; id is the frame's."""
    _show("emotion", label, confidence, valence, arousal)


def on_noface(id):
    """No face was found."""
    _show("noface")


def on_va(valence, arousal):
    """The felt emotion moved: smoothed, held, or set by hand."""
    _show("va", valence, arousal)


def on_felt(label, state, valence, arousal, confidence):
    """The felt emotion's label or state changed."""
    _show("felt", label, state, valence, arousal, confidence)


def on_beat(bar, beat):
    """The music reached a beat."""
    _show("beat", bar, beat)


def on_phrase_info(id, engine, seed, bars, notes, bpm, valence, arousal):
    """A phrase was composed."""
    _show("phrase/info", engine, seed, bars, notes, bpm, valence, arousal)


def on_error(code, message, address, id):
    """A message could not be obeyed."""
    print(f"oscbridge: {code}: {message}")
    _show("error", code, message, address)


def answered(address, values):
    """Calls the function of an answer, whichever way it came (OSC In DAT or TCP)."""
    function = globals().get("on_" + address.replace("/oscbridge/", "", 1).replace("/", "_"))
    if function is not None:
        function(*values)


def onReceiveOSC(dat, rowIndex, message, byteData, timeStamp, address, args, peer):
    """TouchDesigner calls this for every message that the OSC In DAT receives."""
    answered(address, args)


def _show(name, *values):
    """The last of each answer, as a row of a Table DAT named `answers` (when there is one)."""
    table = op("answers")  # noqa: F821
    if table is None:
        return
    row = [name, *values]
    if table.row(name) is None:
        table.appendRow(row)
    else:
        table.replaceRow(name, row)
