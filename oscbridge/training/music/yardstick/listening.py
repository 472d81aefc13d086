"""What was composed, to listen to: .mid files, and audio where FluidSynth and a sound font are."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from oscbridge.errors import OscbridgeError
from oscbridge.midi.files import write_midi
from oscbridge.phrase import Phrase

FONT_FOLDERS = (
    Path("/usr/share/sounds/sf2"),
    Path("/usr/share/soundfonts"),
    Path("/usr/local/share/soundfonts"),
    Path("/opt/homebrew/share/soundfonts"),
)
RATE_HZ = 32000


def sound_font() -> Path | None:
    """The first General MIDI sound font on this machine, by name."""
    for folder in FONT_FOLDERS:
        for path in sorted((*folder.glob("*.sf2"), *folder.glob("*.sf3"))):
            return path
    return None


def synthesiser() -> tuple[str, Path]:
    """(FluidSynth's program, sound font).

    Raises:
        OscbridgeError: ``no-synthesiser``, ``no-sound-font``: what to install.
    """
    program = shutil.which("fluidsynth")
    if program is None:
        raise OscbridgeError(
            "no-synthesiser", "no fluidsynth on the path; install it to hear the phrases"
        )
    font = sound_font()
    if font is None:
        places = ", ".join(str(folder) for folder in FONT_FOLDERS)
        raise OscbridgeError(
            "no-sound-font", f"no sound font in {places}; install fluid-soundfont-gm or another"
        )
    return program, font


def write_to_hear(phrase: Phrase, path: Path, synth: tuple[str, Path] | None) -> list[Path]:
    """``path``.mid, and ``path``.wav where there is a synthesiser; the files written."""
    written = [path.with_suffix(".mid")]
    write_midi(phrase, written[0])
    if synth is not None:
        sound = path.with_suffix(".wav")
        command = [synth[0], "-niq", "-g", "0.6", "-r", str(RATE_HZ), "-F", str(sound)]
        done = subprocess.run(
            [*command, str(synth[1]), str(written[0])], capture_output=True, check=False
        )
        if done.returncode == 0 and sound.is_file():
            written.append(sound)
    return written
