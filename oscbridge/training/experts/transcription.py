"""A file of music → pieces for training; what was heard is kept, so that nothing is heard twice.

A recording is listened to in stretches of five minutes, each with its own tempo and bars, so that
a film's length of sound takes no more memory than a song. What each file gave lies in a folder as
``DIGEST.npz``; the digest covers the file and everything that listens, so that it is never stale.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge import groove, listening
from oscbridge.errors import OscbridgeError
from oscbridge.files.paths import read_regular_file
from oscbridge.groove import quantised
from oscbridge.listening.audio import read_stretches
from oscbridge.listening.beats import find_beats
from oscbridge.listening.notes import Progress, unheeded
from oscbridge.listening.recording import Ears, in_beats
from oscbridge.midi.files import parse_midi
from oscbridge.music.experts.published import EMOTIONS
from oscbridge.phrase import Note, Phrase
from oscbridge.training.experts.folder import MIDI, OwnFile
from oscbridge.training.kept_arrays import load_arrays, save_arrays
from oscbridge.training.music.corpus import Bar, Label, Piece
from oscbridge.weights.models import digest

STRETCH_S = 300.0
LARGEST_MIDI_BYTES = 16_000_000
LABELS: dict[str, Label] = dict(
    zip(EMOTIONS, ((0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5), (0.5, -0.5)), strict=True)
)
"""The middle of each emotion's quadrant."""

_FEWEST_NOTES = 3
Arrays = NDArray[np.float64]
Part = tuple[Arrays, Arrays]
"""Notes ``[n, 4]`` (start, pitch, length, velocity) and bars ``[m, 3]`` (start, length, bpm)."""


class Transcriber:
    """Listens to files, and remembers what was heard.

    Args:
        memory: the folder for that; made where it is not there.
    """

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        memory.mkdir(parents=True, exist_ok=True)
        self._ears = Ears()
        self._code = _code()

    def pieces(self, file: OwnFile, progress: Progress = unheeded) -> list[Piece]:
        """The music of a file, in one piece or, of a long recording, in several.

        Raises:
            OscbridgeError: ``no-audio``, ``bad-audio``, ``bad-midi``, ``no-notes``,
                ``file-unreadable``, ``file-too-large`` (a MIDI file).
        """
        try:
            kept = self._memory / f"{digest(_digest(file.path), self._code)}.npz"
            parts = _stored(kept)
            if parts is None:
                if file.path.suffix.lower() in MIDI:
                    parts = _read(file.path)
                else:
                    parts = self._heard(file, progress)
                _store(kept, parts)
        except OSError as error:
            raise OscbridgeError(
                "file-unreadable", f"cannot read {file.path}: {error.strerror or error}"
            ) from error
        if not parts:
            raise OscbridgeError("no-notes", f"no notes are heard in {file.path}")
        return [_piece(file, number, part) for number, part in enumerate(parts)]

    def _heard(self, file: OwnFile, progress: Progress) -> list[Part]:
        parts: list[Part] = []
        with file.path.open("rb") as opened:
            for sound in read_stretches(opened, file.name, STRETCH_S):
                whole = max(sound.file_s, sound.begins_s + sound.seconds)
                share, reach = sound.begins_s / whole, sound.seconds / whole
                notes, _ = self._ears.notes(sound, progress=_within(progress, share, reach))
                if len(notes) < _FEWEST_NOTES:
                    continue
                beats = find_beats(notes)
                played, bars = in_beats(notes, beats)
                phrase = quantised(
                    Phrase(tuple(played), len(bars), float(beats.per_bar), beats.tempo_bpm)
                )
                lines = [(start, length, beats.tempo_bpm) for start, length in bars]
                parts.append((_rows(phrase.notes), np.array(lines, dtype=np.float64)))
        return parts


def _within(progress: Progress, begin: float, reach: float) -> Progress:
    return lambda share, stage: progress(min(1.0, begin + reach * share), stage)


def _read(path: Path) -> list[Part]:
    data = read_regular_file(str(path.absolute()), LARGEST_MIDI_BYTES)
    song = parse_midi(data, path)
    notes = tuple(each.note for each in song.notes if not each.is_drum)
    if len(notes) < _FEWEST_NOTES:
        return []
    lines = [(start, length, song.tempo_at(start)) for start, length in song.bar_lines()]
    return [(_rows(notes), np.array(lines, dtype=np.float64))]


def _rows(notes: tuple[Note, ...]) -> Arrays:
    return np.array(
        [(n.start_beats, n.pitch, n.length_beats, n.velocity) for n in sorted(notes)],
        dtype=np.float64,
    ).reshape(-1, 4)


def _piece(file: OwnFile, number: int, part: Part) -> Piece:
    notes, bars = part
    made = tuple(
        Note(float(start), int(pitch), float(length), int(velocity))
        for start, pitch, length, velocity in notes
    )
    label = LABELS[file.emotion]
    return Piece(
        name=f"own/{file.name}/{number}",
        collection="own",
        song=file.song,
        notes=made,
        voices=(0,) * len(made),
        bars=tuple(Bar(float(s), float(length), float(bpm), label) for s, length, bpm in bars),
        _starts=tuple(note.start_beats for note in made),
    )


def _digest(path: Path) -> bytes:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _code() -> bytes:
    """What stands for everything that listens."""
    sources = [*sorted(Path(listening.__file__).parent.glob("*.py"))]
    sources += [Path(groove.__file__), Path(__file__)]
    return digest(*(source.read_bytes() for source in sources)).encode()


def _stored(path: Path) -> list[Part] | None:
    held = load_arrays(path)
    if held is None:
        return None
    return [(held[f"notes{part}"], held[f"bars{part}"]) for part in range(int(held["parts"]))]


def _store(path: Path, parts: list[Part]) -> None:
    arrays: dict[str, Arrays] = {"parts": np.array(float(len(parts)))}
    for number, (notes, bars) in enumerate(parts):
        arrays |= {f"notes{number}": notes, f"bars{number}": bars}
    save_arrays(path, arrays)
