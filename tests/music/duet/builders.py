"""Small human-like primers, made here, for the tests of the engine."""

from __future__ import annotations

from oscbridge.phrase import Note, Phrase


def waltz(tonic: int = 60, bars: int = 4, *, minor: bool = False) -> Phrase:
    """A tune over broken chords in 3/4."""
    third = 3 if minor else 4
    notes = []
    for bar in range(bars):
        root = tonic - 12 + (0, 5, 7, 0)[bar % 4]
        notes.append(Note(bar * 3.0, root, 1.0, 60))
        for beat, step in ((1.0, third), (2.0, 7)):
            notes.append(Note(bar * 3.0 + beat, root + step, 0.9, 55))
        for beat, step in ((0.0, 12), (1.5, 14), (2.0, 7 + third)):
            notes.append(Note(bar * 3.0 + beat, tonic + step, 0.9, 80))
    return Phrase(tuple(notes), bars=bars, beats_per_bar=3.0, tempo_bpm=110.0)


def march(tonic: int = 60, bars: int = 4, beats_per_bar: float = 4.0) -> Phrase:
    """Scales over held fifths in major."""
    notes = []
    for bar in range(bars):
        line = bar * beats_per_bar
        for pitch in (tonic - 24, tonic - 17):
            notes.append(Note(line, pitch, beats_per_bar, 60))
        for index in range(int(beats_per_bar * 2)):
            step = (0, 2, 4, 5, 7, 9, 11, 12)[(index + bar) % 8]
            notes.append(Note(line + index / 2, tonic + step, 0.5, 84))
    return Phrase(tuple(notes), bars=bars, beats_per_bar=beats_per_bar, tempo_bpm=120.0)
