"""Key and range of a finished phrase, for engines that have no notion of them.

The key by transposition, the range by octaves: neither adds a note or makes a clash, though notes
an octave apart may meet on one pitch.
"""

from __future__ import annotations

from dataclasses import replace

from oscbridge.music.octaves import into_range
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase


def in_key(phrase: Phrase, wishes: Wishes) -> Phrase:
    """The phrase moved into the wished-for key; itself where none is wished for.

    What it is moved from is an estimate (``keys``): an engine that composes in the key by itself is
    better left alone. A phrase in a minor key goes to a wished-for major key's relative minor, and
    the other way round: the notes of the scale are then the ones that were asked for.
    """
    wanted = wishes.tonic_and_mode
    if wanted is None or not phrase.notes:
        return phrase
    from oscbridge.music.keys import Key, key_of, shift_to_c

    shift = -shift_to_c((Key(*wanted, 1.0).home - key_of(phrase.notes).home) % 12)
    return _with_pitches(phrase, [into_range(note.pitch + shift, 0, 127) for note in phrase.notes])


def in_range(phrase: Phrase, wishes: Wishes) -> Phrase:
    """The phrase with every note outside the wished-for range moved to its nearest octave there."""
    pitches = [into_range(note.pitch, wishes.lowest, wishes.highest) for note in phrase.notes]
    return _with_pitches(phrase, pitches)


def _with_pitches(phrase: Phrase, pitches: list[int]) -> Phrase:
    notes = zip(phrase.notes, pitches, strict=True)
    return replace(phrase, notes=tuple(replace(note, pitch=pitch) for note, pitch in notes))
