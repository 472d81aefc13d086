"""Many short takes → sound, by one run of a synthesiser for each sound font.

A font costs more to open than a minute of music costs to play, so takes for all instruments are
put one after another into a single file, with silence between them, and cut apart again. They are
played dry: the room is the augmentation's. Six sets of sounds from Debian's archive:

``FluidR3_GM.sf2`` (fluid-soundfont-gm), ``MuseScore_General_Lite.sf3``
(musescore-general-soundfont-small), ``sf_GMbank.sf2`` (csound-soundfont), ``OPL-3_FM_128M.sf2``
(opl3-soundfont, a synthesiser of the nineties) and ``freepats.cfg`` (freepats, played by timidity,
for it is made of older patches that FluidSynth does not know) are for learning;
``TimGM6mb.sf2`` (timgm6mb-soundfont) is for the test. The primers' test font is not ours: it grew
out of FluidR3, so whoever learnt from one has heard much of the other.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.listening.notes import HeardNote

RATE = 22_050
"""What listening works at; FluidSynth renders it directly."""
TEST_FONT = "/usr/share/sounds/sf2/TimGM6mb.sf2"
TRAINING_FONTS = (
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3",
    "/usr/share/sounds/sf2/sf_GMbank.sf2",
    "/usr/share/sounds/sf2/OPL-3_FM_128M.sf2",
    "/etc/timidity/freepats.cfg",
)

_TAIL_S = 0.6
"""Silence after a take, in which the last notes die away."""
_NOT_IN_FREEPATS = {3: 1, 17: 16, 18: 16, 52: 53}
"""Programs that freepats has no patch for → the nearest that it has."""


@dataclass(frozen=True, slots=True)
class Take:
    """A few seconds of one instrument.

    Args:
        program: General MIDI's, 0 to 127.
        notes: in seconds from the take's beginning.
        seconds: how long it is.
    """

    program: int
    notes: tuple[HeardNote, ...]
    seconds: float


def perform(takes: Sequence[Take], font: str) -> list[NDArray[np.float32]]:
    """Samples of each take, [seconds · RATE] mono, as loud as the font has them.

    Raises:
        OscbridgeError: ``program-missing`` (no fluidsynth or timidity), ``data-missing`` (no such
            font).
    """
    program = "timidity" if font.endswith(".cfg") else "fluidsynth"
    if shutil.which(program) is None:
        raise OscbridgeError("program-missing", f"there is no {program}; install it to render")
    if not Path(font).is_file():
        raise OscbridgeError("data-missing", f"there is no sound font {font}; install it")
    begins = np.concatenate([[0.0], np.cumsum([take.seconds + _TAIL_S for take in takes])])
    with tempfile.TemporaryDirectory() as folder:
        midi, wave = Path(folder) / "in.mid", Path(folder) / "out.wav"
        if program == "timidity":
            takes = [replace(t, program=_NOT_IN_FREEPATS.get(t.program, t.program)) for t in takes]
            command = ["timidity", "-c", font, "-Ow", "-s", str(RATE), "--output-mono"]
            command += ["-EFreverb=0", "-EFchorus=0", "-A", "40", "-o", str(wave), str(midi)]
        else:
            command = ["fluidsynth", "-ni", "-q", "-g", "0.4", "-R", "0", "-C", "0"]
            command += ["-r", str(RATE), "-o", "synth.dynamic-sample-loading=1"]
            command += ["-F", str(wave), font, str(midi)]
        _file_of(takes, begins).save(midi)
        subprocess.run(command, check=True, capture_output=True)  # nosec B603 # our words, no shell
        samples, _ = soundfile.read(wave, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    cut = []
    for take, begin in zip(takes, begins[:-1], strict=True):
        size, first = round(take.seconds * RATE), round(begin * RATE)
        part = np.zeros(size, np.float32)
        have = mono[first : first + size]
        part[: len(have)] = have
        cut.append(part)
    return cut


def _file_of(takes: Sequence[Take], begins: NDArray[np.float64]) -> mido.MidiFile:
    # At 125 bpm and 480 ticks a beat, a tick is a thousandth of a second.
    events: list[tuple[int, int, mido.Message]] = []
    for take, begin in zip(takes, begins[:-1], strict=True):
        change = mido.Message("program_change", program=take.program)
        events.append((max(0, round(begin * 1000) - 5), 1, change))
        silence = mido.Message("control_change", control=120, value=0)
        events.append((max(0, round(begin * 1000) - 6), 0, silence))
        for note in take.notes:
            on = round((begin + note.start_s) * 1000)
            off = max(on + 1, round((begin + min(note.end_s, take.seconds)) * 1000))
            start = mido.Message("note_on", note=note.pitch, velocity=note.velocity)
            events.append((on, 3, start))
            events.append((off, 2, mido.Message("note_off", note=note.pitch)))
    events.sort(key=lambda event: event[:2])
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=480_000)])
    now = 0
    for at, _, message in events:
        track.append(message.copy(time=at - now))
        now = at
    return mido.MidiFile(ticks_per_beat=480, tracks=[track])
