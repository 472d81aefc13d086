"""Music → sound: pieces of the test split, played by FluidSynth with a chosen sound font.

Two kinds: piano pieces as they are, and single melodies as a voice or a wind or string player might
give them, with vibrato, glides and a room; noise is added by whoever listens (``noisy``). Renders
are not recordings: they have no breath, no bow and no microphone.

A synthesiser's choir swells for a tenth of a second, and nobody hears it begin where its MIDI note
does. So a melody's note is said to begin where, played alone, it has risen to a tenth of its
loudest amplitude (``attack_s``). One voice does not overlap with itself either: releases are
shortened, and a repeated pitch is told from a held one by a gap, as a singer's consonant or a
player's tongue gives it.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.listening.notes import HeardNote
from oscbridge.training.music.corpus import Piece

RENDER_RATE = 44_100
EXCERPT_S = 30.0
TEST_FONT = "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"
"""Held out: nothing is chosen or trained on it (Debian: musescore-general-soundfont-small)."""
OTHER_FONTS = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/sounds/sf2/TimGM6mb.sf2")
"""For training and choosing (Debian: fluid-soundfont-gm, timgm6mb-soundfont)."""

SINGERS = {
    "flute": (73, 60, 91),
    "choir": (52, 48, 76),
    "oohs": (53, 48, 79),
    "violin": (40, 55, 91),
    "clarinet": (71, 50, 84),
    "oboe": (68, 58, 87),
}
"""Voice-like General MIDI programs: (program, lowest and highest pitch)."""

_TICKS = 480
_GLIDE_STEPS = 6
_RELEASED_S = 0.03
_REPEATED_GAP_S = 0.06
_RELEASE_TIMECENTS = -3600
"""Three halvings of the release time, by the SoundFont NRPN for generator 38."""
_RISEN = 0.1


@dataclass(frozen=True, slots=True)
class Render:
    """A piece of sound whose notes are known.

    Args:
        name: the piece's, and who plays it.
        samples: [N] mono at ``RENDER_RATE``.
        notes: in seconds from the first sample.
        beats_s: where its beats lie, in seconds, where that is known.
    """

    name: str
    samples: NDArray[np.float32]
    notes: tuple[HeardNote, ...]
    beats_s: tuple[float, ...] = ()


def piano_excerpt(piece: Piece, font: str, seconds: float = EXCERPT_S) -> Render:
    """The beginning of a piece, on the font's first piano."""
    tempo = _seconds_of(piece)
    notes = []
    for note in piece.notes:
        start = tempo(note.start_beats)
        if start < seconds - 0.1:
            end = max(start + 0.02, min(tempo(note.end_beats), seconds))
            notes.append(HeardNote(start + 0.2, note.pitch, end + 0.2, note.velocity))
    beats = [0.2 + tempo(beat) for beat in range(int(piece.bars[-1].start_beats))]
    samples = play(notes, 0, font, seconds + 1.0)
    ours = _without_doubles(notes)
    return Render(piece.name, samples, tuple(ours), tuple(b for b in beats if b < seconds))


def melody_excerpt(
    piece: Piece, singer: str, font: str, rng: np.random.Generator, seconds: float = EXCERPT_S
) -> Render:
    """The melody track of a piece (POP909's track 0) by one of ``SINGERS``, one note at a time."""
    program, lowest, highest = SINGERS[singer]
    tempo = _seconds_of(piece)
    voice = [n for n, who in zip(piece.notes, piece.voices, strict=True) if who == 0]
    if not voice:
        raise OscbridgeError("no-notes", f"{piece.name} has no melody")
    begin = tempo(voice[0].start_beats)
    pitches = np.array([note.pitch for note in voice])
    shifts = [12 * octave for octave in range(-4, 5)]
    shift = max(
        shifts, key=lambda s: (np.mean((pitches + s >= lowest) & (pitches + s <= highest)), -abs(s))
    )
    notes: list[HeardNote] = []
    for note in voice:
        start = tempo(note.start_beats) - begin + 0.2
        end = tempo(note.end_beats) - begin + 0.2
        pitch = note.pitch + shift
        if not lowest <= pitch <= highest or start > seconds or end - start < 0.06:
            continue
        if notes and start - notes[-1].start_s < 0.06:
            continue
        if notes:
            last = notes.pop()
            until = start - (_REPEATED_GAP_S if last.pitch == pitch else 0.0)
            until = max(last.start_s + 0.04, min(last.end_s, until))
            notes.append(HeardNote(last.start_s, last.pitch, until, last.velocity))
        notes.append(HeardNote(start, pitch, end, int(rng.integers(70, 115))))
    vibrato = int(rng.integers(20, 100))
    samples = play(notes, program, font, seconds + 1.0, vibrato=vibrato, glides=rng)
    late = attack_s(program, font)
    heard = [
        HeardNote(n.start_s + late(n.pitch), n.pitch, n.end_s + late(n.pitch), n.velocity)
        for n in notes
    ]
    return Render(f"{piece.name} {singer}", samples, tuple(heard))


@functools.cache
def attack_s(program: int, font: str) -> Callable[[int], float]:
    """Pitch → seconds from a note's start until it has risen to a tenth of its amplitude."""
    pitches = [48, 60, 72, 84]
    notes = [HeardNote(3.0 * i + 0.5, p, 3.0 * i + 1.5, 95) for i, p in enumerate(pitches)]
    samples = np.abs(play(notes, program, font, 3.0 * len(notes)))
    width = RENDER_RATE // 200
    level = np.convolve(samples, np.ones(width) / width, "same")
    late = []
    for note in notes:
        begin = int(note.start_s * RENDER_RATE)
        part = level[begin : begin + RENDER_RATE]
        late.append(int(np.argmax(part >= _RISEN * part.max())) / RENDER_RATE)
    return lambda pitch: float(np.interp(pitch, pitches, late))


def play(
    notes: Sequence[HeardNote],
    program: int,
    font: str,
    seconds: float,
    *,
    vibrato: int = 0,
    glides: np.random.Generator | None = None,
) -> NDArray[np.float32]:
    """Samples of the notes, [seconds · RENDER_RATE] mono, peak 0.7.

    Args:
        notes: what to play.
        program: 0 to 127.
        font: the sound font's file.
        seconds: length.
        vibrato: modulation wheel, 0 to 127 (at most 50 cents in General MIDI).
        glides: draws the half of the notes that follow at once which are glided into, over 50 ms,
            from up to two semitones. Without it no release is shortened, either.

    Raises:
        OscbridgeError: ``program-missing`` (no fluidsynth), ``data-missing`` (no such font).
    """
    if shutil.which("fluidsynth") is None:
        raise OscbridgeError("program-missing", "there is no fluidsynth; install it to render")
    if not Path(font).is_file():
        raise OscbridgeError("data-missing", f"there is no sound font {font}; install it")
    with tempfile.TemporaryDirectory() as folder:
        midi, wave = Path(folder) / "in.mid", Path(folder) / "out.wav"
        _file_of(notes, program, vibrato, glides).save(midi)
        command = ["fluidsynth", "-ni", "-q", "-g", "0.5", "-r", str(RENDER_RATE)]
        command += ["-o", "synth.dynamic-sample-loading=1", "-F", str(wave), font, str(midi)]
        # Our words, no shell.
        subprocess.run(command, check=True, capture_output=True, timeout=300)  # nosec B603
        samples, _ = soundfile.read(wave, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)[: int(seconds * RENDER_RATE)]
    peak = float(np.abs(mono).max(initial=0.0))
    scaled: NDArray[np.float32] = (mono * (0.7 / peak if peak > 0 else 1.0)).astype(np.float32)
    return scaled


def noisy(
    samples: NDArray[np.float32], snr_db: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """The samples with noise, half white and half pink by power, so many decibels below them."""
    white = rng.standard_normal(len(samples))
    spectrum = np.fft.rfft(rng.standard_normal(len(samples)))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    pink = np.fft.irfft(spectrum, len(samples))
    noise = white / white.std() + pink / pink.std()
    sounding = samples[np.abs(samples) > 1e-3]
    power = float(np.mean(sounding.astype(np.float64) ** 2)) if len(sounding) else 0.0
    noise *= np.sqrt(power / 10 ** (snr_db / 10) / np.mean(noise**2))
    mixed: NDArray[np.float32] = (samples + noise).astype(np.float32)
    return mixed


def _file_of(
    notes: Iterable[HeardNote], program: int, vibrato: int, glides: np.random.Generator | None
) -> mido.MidiFile:
    # At 125 bpm a tick is exactly a thousandth of a second.
    def tick(seconds: float) -> int:
        return round(seconds * 1000)

    events: list[tuple[int, int, mido.Message]] = []
    previous: HeardNote | None = None
    for note in sorted(notes):
        on, off = tick(note.start_s), max(tick(note.start_s) + 1, tick(note.end_s))
        joined = previous is not None and note.start_s - previous.end_s < _RELEASED_S
        if glides is not None and previous is not None and joined and glides.random() < 0.5:
            apart = max(-2, min(2, previous.pitch - note.pitch))
            for step in range(_GLIDE_STEPS + 1):
                bend = round(8191 * apart / 2 * (1 - step / _GLIDE_STEPS))
                events.append((on + step * 8, 1, mido.Message("pitchwheel", pitch=bend)))
        events.append((on, 2, mido.Message("note_on", note=note.pitch, velocity=note.velocity)))
        events.append((off, 0, mido.Message("note_off", note=note.pitch)))
        previous = note
    events.sort(key=lambda event: event[:2])
    file = mido.MidiFile(ticks_per_beat=_TICKS)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=_TICKS * 1000))
    track.append(mido.Message("program_change", program=program))
    track.append(mido.Message("control_change", control=1, value=vibrato))
    if glides is not None:
        offset = 8192 + _RELEASE_TIMECENTS // 2
        for control, value in ((99, 120), (98, 38), (38, offset & 127), (6, offset >> 7)):
            track.append(mido.Message("control_change", control=control, value=value))
    now = 0
    for at, _, message in events:
        track.append(message.copy(time=at - now))
        now = at
    return file


class _Seconds:
    """Beats → seconds, by the tempo of each bar."""

    def __init__(self, piece: Piece) -> None:
        starts = [bar.start_beats for bar in piece.bars]
        paces = [60.0 / bar.tempo_bpm for bar in piece.bars]
        self._starts, self._paces = np.array(starts), np.array(paces)
        steps = np.diff(self._starts) * self._paces[:-1]
        self._at = np.concatenate([[0.0], np.cumsum(steps)])

    def __call__(self, beat: float) -> float:
        bar = max(0, int(np.searchsorted(self._starts, beat + 1e-9)) - 1)
        return max(0.0, float(self._at[bar] + (beat - self._starts[bar]) * self._paces[bar]))


def _seconds_of(piece: Piece) -> _Seconds:
    return _Seconds(piece)


def _without_doubles(notes: list[HeardNote]) -> list[HeardNote]:
    # One key cannot begin twice within 30 ms: unisons of two voices are one note to a listener.
    kept: list[HeardNote] = []
    last: dict[int, float] = {}
    for note in sorted(notes):
        if note.start_s - last.get(note.pitch, -1.0) >= 0.03:
            kept.append(note)
            last[note.pitch] = note.start_s
    return kept
