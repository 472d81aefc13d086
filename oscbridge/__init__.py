"""oscbridge: faces in over OSC, emotions back over OSC, music out on a MIDI port."""

from oscbridge.affect import EXPRESSIONS, NEUTRAL, Affect
from oscbridge.errors import OscbridgeError
from oscbridge.phrase import Note, Phrase

__all__ = ["EXPRESSIONS", "NEUTRAL", "Affect", "Note", "OscbridgeError", "Phrase", "__version__"]

__version__ = "0.1.0"
