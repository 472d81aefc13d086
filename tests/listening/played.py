"""Music by Chopin, written out by hand and played by FluidSynth, for what has to be recognised."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from oscbridge.midi.files import write_midi
from oscbridge.phrase import Note, Phrase

FONTS = (
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/sounds/sf2/TimGM6mb.sf2",
    "/usr/share/sounds/sf2/default-GM.sf2",
    "/usr/share/sounds/sf3/default-GM.sf3",
)

# Prelude in E minor, op. 28 no. 4 (1839): (melody, beats) and the chords under it, in eighths.
_MELODY = (
    *(((71, 3.0), (72, 1.0)) * 3),
    *((71, 3.0), (70, 1.0)),
    *(((69, 3.0), (71, 1.0)) * 3),
    *((69, 2.0), (69, 0.5), (71, 0.5), (74, 0.5), (72, 0.5)),
    *((64, 2.0), (66, 1.0), (69, 1.0)),
    *((66, 3.0), (64, 1.0)),
    *((66, 3.0), (64, 1.0)),
    *((66, 2.0), (67, 0.5), (66, 0.5), (64, 0.5), (71, 0.5)),
)
_CHORDS = (
    ((55, 59, 64), 8),
    ((54, 57, 64), 4),
    ((54, 57, 63), 4),
    ((53, 57, 63), 4),
    ((53, 57, 62), 2),
    ((53, 56, 62), 2),
    ((52, 56, 62), 4),
    ((52, 55, 62), 2),
    ((52, 55, 61), 2),
    ((52, 55, 60), 6),
    ((52, 54, 60), 2),
    ((52, 54, 60), 4),
    ((51, 54, 60), 4),
    ((50, 54, 60), 4),
    ((50, 53, 59), 4),
    ((50, 53, 57), 4),
    ((48, 52, 57), 4),
    ((47, 52, 57), 4),
    ((47, 51, 57), 4),
    ((48, 52, 57), 8),
    ((47, 51, 57), 8),
    ((48, 52, 57), 8),
    ((47, 51, 57), 8),
)


def prelude() -> Phrase:
    """The first twelve bars."""
    notes, beat = [], 0.0
    for pitch, length in _MELODY:
        notes.append(Note(beat, pitch, length, 80))
        beat += length
    eighth = 0
    for chord, times in _CHORDS:
        for _ in range(times):
            notes += [Note(eighth / 2, pitch, 0.5, 55) for pitch in chord]
            eighth += 1
    bars = 12
    return Phrase(
        tuple(note for note in notes if note.start_beats < 4 * bars), bars=bars, tempo_bpm=70.0
    )


def fluidsynth(phrase: Phrase, folder: Path, program: int = 0) -> Path:
    """The phrase as a .wav file, played by General MIDI's ``program``; skips without FluidSynth."""
    font = next((font for font in FONTS if Path(font).is_file()), None)
    if shutil.which("fluidsynth") is None or font is None:
        pytest.skip("FluidSynth and a sound font are not installed (apt: fluidsynth)")
    score, sound = folder / f"played-{program}.mid", folder / f"played-{program}.wav"
    write_midi(phrase, score, program=program)
    subprocess.run(
        ["fluidsynth", "-ni", "-q", "-r", "44100", "-F", str(sound), font, str(score)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return sound
