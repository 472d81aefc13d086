"""A .mid file made audible: FluidSynth and a sound font of this machine write a .wav."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from oscbridge.errors import OscbridgeError

FONT_FOLDERS = (
    Path("/usr/share/sounds/sf2"),
    Path("/usr/share/soundfonts"),
    Path("/usr/local/share/soundfonts"),
    Path("/opt/homebrew/share/soundfonts"),
)
RATE_HZ = 44100
LONGEST_S = 300.0
"""FluidSynth takes some seconds for a minute of music."""


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


def render(midi: Path, sound: Path, synth: tuple[str, Path]) -> None:
    """Write what the .mid file ``midi`` sounds like into the .wav file ``sound``.

    Args:
        synth: what ``synthesiser`` found.

    Raises:
        OscbridgeError: ``render-failed``: it does not start or end, or what it said.
    """
    program, font = synth
    command = [program, "-niq", "-g", "0.6", "-r", str(RATE_HZ), "-F", str(sound)]
    try:
        done = subprocess.run(  # nosec B603 # no shell; found by shutil.which
            [*command, str(font), str(midi)],
            capture_output=True,
            check=False,
            text=True,
            errors="replace",
            timeout=LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        raise OscbridgeError(
            "render-failed", f"FluidSynth was not done with {midi} within {LONGEST_S:g} s"
        ) from None
    except OSError as error:
        raise OscbridgeError(
            "render-failed", f"FluidSynth made no sound of {midi}: it does not start ({error})"
        ) from error
    if done.returncode or not sound.is_file():
        said = done.stderr.strip()[-300:] or f"exit status {done.returncode}"
        raise OscbridgeError("render-failed", f"FluidSynth made no sound of {midi}: {said}")
