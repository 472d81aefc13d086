"""What a performer asks of an engine beside the affect. Pure values, no I/O.

An engine that composes by them has an attribute ``wishes``, which is set before each phrase. For
one that has none, the key is seen to afterwards by transposition; the range is, for all, by octaves
(``fitting``).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError

AUTO = "auto"
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"#": 1, "♯": 1, "b": -1, "♭": -1, "": 0}
_KEY = re.compile(r"^([A-Ga-g])\s*([#♯b♭]?)\s*(m|(?i:min|minor|maj|major))?$")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for.

    Args:
        key: ``auto`` (the primer's, or the engine's own), or a name such as C, F#m, Bb minor.
        lowest, highest: MIDI notes between which the music stays; at least an octave apart.
        density: factor on the number of notes, 0.25 to 4.
        temperature: factor on how adventurous the choice of notes is, 0.25 to 4.
        melancholy: a face's sadness index in [0, 1] (an artistic index, not a diagnosis), or None
            where no such reader runs.

    Raises:
        OscbridgeError: ``bad-key``, ``bad-wish``.
    """

    key: str = AUTO
    lowest: int = 21
    highest: int = 108
    density: float = 1.0
    temperature: float = 1.0
    melancholy: float | None = None

    def __post_init__(self) -> None:
        parse_key(self.key)
        if not (self.lowest >= 0 and self.lowest + 12 <= self.highest <= 127):
            raise OscbridgeError(
                "bad-wish",
                f"the range {self.lowest} to {self.highest} does not do; "
                "give two MIDI notes, 0 to 127, at least an octave (12) apart",
            )
        for name in ("density", "temperature"):
            value = getattr(self, name)
            if not (math.isfinite(value) and 0.25 <= value <= 4.0):
                raise OscbridgeError("bad-wish", f"{name} is {value}; give 0.25 to 4")
        if self.melancholy is not None and not 0.0 <= self.melancholy <= 1.0:
            raise OscbridgeError("bad-wish", f"melancholy is {self.melancholy}; give 0 to 1")

    @property
    def tonic_and_mode(self) -> tuple[int, bool] | None:
        """(pitch class of the tonic, whether minor), or None for ``auto``."""
        return parse_key(self.key)


def parse_key(name: str) -> tuple[int, bool] | None:
    """(pitch class 0 to 11, whether minor) of a key's name; None for ``auto``.

    ``C``, ``c major``, ``F#m``, ``Bb minor``, ``E♭``. A lower-case letter alone is major too: only
    m, min or minor makes it minor.

    Raises:
        OscbridgeError: ``bad-key``.
    """
    if name.strip().lower() == AUTO:
        return None
    found = _KEY.match(name.strip())
    if found is None:
        raise OscbridgeError(
            "bad-key", f"'{name}' is no key; give a name such as C, F#m, Bb minor, or auto"
        )
    letter, accidental, mode = found.groups()
    tonic = (_LETTERS[letter.upper()] + _ACCIDENTALS[accidental]) % 12
    return tonic, (mode or "").lower() in {"m", "min", "minor"}
