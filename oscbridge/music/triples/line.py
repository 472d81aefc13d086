"""The notes of a phrase drawn so far, and what they leave room for."""

from __future__ import annotations

from dataclasses import dataclass, field

from oscbridge.music.triples.triple import LONGEST_BEATS


@dataclass(slots=True)
class DrawnNote:
    """A note at home; times in beats from the phrase's start."""

    start: float
    pitch: int
    length: float


@dataclass(slots=True)
class Line:
    """The notes drawn so far.

    Args:
        time: start of the last note, the opening's last one at first: below 0 then.
        last_pitch: its pitch.
        voices: notes that may start together; with one, each note ends where the next begins.
        run: how often in a row the last pitch was struck.
        chord: pitches that start at ``time``.
        notes: in order.
    """

    time: float
    last_pitch: int
    voices: int
    run: int = 1
    chord: list[int] = field(default_factory=list)
    notes: list[DrawnNote] = field(default_factory=list)

    def can_be_joined_by(self, pitch: int) -> bool:
        """Whether a pitch may start with the last note: chords are written from below, have so many
        notes at most, and no two a semitone apart.
        """
        return (
            0 < len(self.chord) < self.voices
            and pitch > self.chord[-1]
            and not any(are_a_semitone_apart(pitch, other) for other in self.chord)
        )

    def take(self, note: DrawnNote, *, lifts_clashes: bool) -> None:
        """Add a note, unless its pitch starts at that moment already; end what it ends: the same
        pitch, with one voice everything, with ``lifts_clashes`` what is a semitone away.
        """
        joins = bool(self.chord) and note.start == self.time
        self.chord = [*self.chord, note.pitch] if joins else [note.pitch]
        self.run = self.run + 1 if note.pitch == self.last_pitch else 1
        self.last_pitch, self.time = note.pitch, note.start
        ended = []
        for other in reversed(self.notes):
            if other.start < note.start - LONGEST_BEATS:
                break  # no note is longer
            if other.pitch == note.pitch and other.start == note.start:
                return
            clashes = lifts_clashes and are_a_semitone_apart(other.pitch, note.pitch)
            sounds = other.start < note.start < other.start + other.length
            if sounds and (self.voices == 1 or other.pitch == note.pitch or clashes):
                ended.append(other)
        for other in ended:
            other.length = note.start - other.start
        self.notes.append(note)


def are_a_semitone_apart(one: int, other: int) -> bool:
    """Whether two pitches are, octaves removed."""
    return (one - other) % 12 in (1, 11)
