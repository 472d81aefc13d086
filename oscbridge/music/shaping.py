"""How a continuous affect shapes what a class leaves open: tempo, velocity, ``midinet``'s density.

The published networks hear a class of emotions at most. Where in it the affect lies acts
afterwards, in closed form. Density and tempo are least-squares lines of VGMIDI's training windows,
logarithm to base two against the listeners' labels: log₂(notes per bar) = 3.42 + 0.33 v + 1.67 a (R
= 0.49) and log₂(bpm) = 6.79 + 0.41 v + 0.69 a (R = 0.48). Listeners' means stay within about ±0.45,
so that a full affect of ±1 is read as a label of ±0.45. VGMIDI's velocities are mostly constant and
teach nothing: loudness follows arousal by rule, in the direction that A. Gabrielsson & E. Lindström
report ("The role of structure in the musical expression of emotions", in Juslin & Sloboda, 2010).
"""

from __future__ import annotations

from dataclasses import replace

from oscbridge.affect import Affect
from oscbridge.phrase import Note

LABEL_PER_AFFECT = 0.45
"""The listeners' label that a full affect stands for."""
PRECURSOR_SHARE = 0.3
"""How much of the density, in octaves of log₂, is the precursor's and not the affect's."""


def wanted_notes_per_bar(affect: Affect, precursor_notes_per_bar: float) -> float:
    """Notes per 4/4 bar for an affect, drawn towards the precursor's own."""
    valence, arousal = LABEL_PER_AFFECT * affect.valence, LABEL_PER_AFFECT * affect.arousal
    own = 2.0 ** (3.42 + 0.33 * valence + 1.67 * arousal)
    before = min(max(precursor_notes_per_bar, 3.0), 32.0)
    return float(own ** (1 - PRECURSOR_SHARE) * before**PRECURSOR_SHARE)


def tempo_bpm(affect: Affect) -> float:
    """The tempo that human pieces of this affect tend to have, to a tenth of a beat a minute."""
    valence, arousal = LABEL_PER_AFFECT * affect.valence, LABEL_PER_AFFECT * affect.arousal
    return round(float(2.0 ** (6.79 + 0.41 * valence + 0.69 * arousal)), 1)


def voiced(notes: tuple[Note, ...], affect: Affect, beats_per_bar: float = 4.0) -> tuple[Note, ...]:
    """The notes with velocities: 76 ± 26 by arousal; bar line +8, beat +4; the highest voice +6."""
    base = 76 + 26 * affect.arousal
    tops: dict[float, int] = {}
    for note in notes:
        tops[note.start_beats] = max(tops.get(note.start_beats, 0), note.pitch)
    shaped = []
    for note in notes:
        accent = (
            8 if note.start_beats % beats_per_bar == 0 else 4 if note.start_beats % 1 == 0 else 0
        )
        top = 6 if note.pitch == tops[note.start_beats] else 0
        shaped.append(replace(note, velocity=round(min(120.0, max(24.0, base + accent + top)))))
    return tuple(shaped)
