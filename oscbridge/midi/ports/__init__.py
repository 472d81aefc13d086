"""Ways out and in for MIDI messages: ``outputs`` and ``inputs`` open them, on whatever system.

``output`` and ``input`` say what any port is. Behind them are JACK (``jack_*``), python-rtmidi for
all other systems (``rtmidi_*``), and the recorder of a dry run. ``systems`` names them.
"""
