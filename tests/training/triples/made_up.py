"""Small made-up music for the trainings' tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mido

from oscbridge.phrase import Note
from oscbridge.training.music.corpus import Bar, Piece
from oscbridge.training.triples.data import Row, row_of

SCALE = (0, 2, 4, 5, 7, 9, 11, 12)


def piece(
    name: str = "made/one", bars: int = 16, label: tuple[float, float] | None = (0.3, 0.3)
) -> Piece:
    """A scale up and up again in eighths, over a bass note in each bar."""
    line = [(Note(at / 2, 60 + SCALE[at % 8], 0.5), 1) for at in range(bars * 8)]
    bass = [(Note(4.0 * bar, 36, 4.0), 2) for bar in range(bars)]
    notes = sorted(line + bass)
    return Piece(
        name=name,
        collection="vgmidi",
        song=name,
        notes=tuple(note for note, _ in notes),
        voices=tuple(voice for _, voice in notes),
        bars=tuple(Bar(4.0 * bar, 4.0, 120.0, label) for bar in range(bars)),
        _starts=tuple(note.start_beats for note, _ in notes),
    )


def row(name: str = "made/one", **changes: object) -> Row:
    """The piece as a row."""
    return replace(row_of(piece(name)), **changes)  # type: ignore[arg-type]


def vgmidi_folder(folder: Path, pieces: int = 24) -> Path:
    """A data folder with as many files in the manner of VGMIDI, all four quadrants labelled."""
    place = folder / "vgmidi" / "midi"
    place.mkdir(parents=True)
    table = ["midi,bar,valence,arousal"]
    signs = ((0.4, 0.4), (-0.4, 0.4), (-0.4, -0.4), (0.4, -0.4))
    for number in range(pieces):
        valence, arousal = signs[number % 4]
        file = mido.MidiFile(ticks_per_beat=480)
        track = mido.MidiTrack()
        file.tracks.append(track)
        step = 240 if arousal > 0 else 480
        count = 16 * 4 * 480 // step
        for at in range(count):
            pitch = 57 + number % 5 + SCALE[(at * (1 + number % 3)) % 8]
            track.append(mido.Message("note_on", note=pitch, velocity=80, time=0))
            track.append(mido.Message("note_off", note=pitch, velocity=0, time=step))
        name = f"Game{number}_Box_Game{number}_Song{number}.mid"
        file.save(str(place / name))
        table += [f"{name},{bar},{valence},{arousal}" for bar in range(16)]
    (folder / "vgmidi" / "bars.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    return folder
