"""Key and range of a finished phrase, for engines that have no notion of them.

The key by transposition, the range by octaves: neither can add a note or make a clash.
"""

from __future__ import annotations

from dataclasses import replace

from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note, Phrase


def fitted(phrase: Phrase, wishes: Wishes) -> Phrase:
    """The phrase in the wished-for key and range; itself where nothing is to be done.

    A phrase in a minor key goes to a wished-for major key's relative minor, and the other way
    round: the notes of the scale are then the ones that were asked for.
    """
    notes = phrase.notes
    wanted = wishes.tonic_and_mode
    if wanted is not None and notes:
        notes = _moved(notes, wanted)
    return replace(phrase, notes=tuple(_within(note, wishes) for note in notes))


def _moved(notes: tuple[Note, ...], wanted: tuple[int, bool]) -> tuple[Note, ...]:
    from oscbridge.music.keys import Key, key_of

    up = (Key(*wanted, 1.0).home - key_of(notes).home) % 12
    shift = up if up <= 6 else up - 12
    return tuple(replace(note, pitch=_octave(note.pitch + shift, 0, 127)) for note in notes)


def _within(note: Note, wishes: Wishes) -> Note:
    pitch = _octave(note.pitch, wishes.lowest, wishes.highest)
    return note if pitch == note.pitch else replace(note, pitch=pitch)


def _octave(pitch: int, lowest: int, highest: int) -> int:
    """The nearest octave of ``pitch`` in a range of at least twelve semitones."""
    if pitch < lowest:
        return pitch + 12 * -(-(lowest - pitch) // 12)
    if pitch > highest:
        return pitch - 12 * -(-(pitch - highest) // 12)
    return pitch
