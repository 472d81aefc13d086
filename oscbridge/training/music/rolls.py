"""Music files → piano rolls on a bar grid, with the listeners' valence and arousal of every window.

VGMIDI (Ferreira & Whitehead, "Learning to generate music with sentiment", ISMIR 2019): ``bars.csv``
numbers its bars in units of four quarter notes from the file's start, whatever the metre. Windows
here start on true bar lines of 4/4 music (2/4 and 2/2 too, taken in fours of quarters), and get the
mean of the labels that they overlap. POP909 (Wang et al., ISMIR 2020) has beats in seconds and no
such labels.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.roll import (
    LAYERS,
    ONSET,
    PITCHES,
    SOUNDING,
    STEPS_PER_BAR,
    STEPS_PER_BEAT,
    WINDOW_BARS,
    WINDOW_STEPS,
    Roll,
    roll_of_notes,
)
from oscbridge.phrase import Note

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of music as a roll.

    Args:
        name: file name; the split depends on ``song``, so that two arrangements stay together.
        song: what the piece is an arrangement of.
        split: ``train``, ``validation`` or ``test``.
        roll: ``[2, 84, steps]``.
        bar_steps: step of each bar line at which four whole 4/4 bars begin, ``[bars]``.
        valence, arousal: the label of the window at each of those, ``[bars]``; NaN where there is
            none.
        tempo_bpm: quarter notes a minute at each of those, ``[bars]``.
    """

    name: str
    song: str
    split: str
    roll: Roll
    bar_steps: NDArray[np.int64]
    valence: NDArray[np.float64]
    arousal: NDArray[np.float64]
    tempo_bpm: NDArray[np.float64]

    def window(self, index: int) -> Roll:
        """The 4-bar roll ``[2, 84, 64]`` at the index-th line; what is held over is struck anew."""
        start = int(self.bar_steps[index])
        cut = np.zeros((LAYERS, PITCHES, WINDOW_STEPS), dtype=np.uint8)
        inside = self.roll[:, :, start : start + WINDOW_STEPS]
        cut[:, :, : inside.shape[2]] = inside  # a last bar may lack its tail
        cut[ONSET, :, 0] = cut[SOUNDING, :, 0]
        return cut


def split_of(song: str) -> str:
    """70 % train, 12 % validation, 18 % test, by a digest of the song's name: fixed for ever."""
    number = int.from_bytes(hashlib.sha256(song.encode()).digest()[:4], "big") % 100
    return "train" if number < 70 else "validation" if number < 82 else "test"


def dataset_folder(data: Path, name: str) -> Path | None:
    """``data`` itself, ``data/name`` or ``data/midi/name``, whichever is that folder; or None."""
    for place in (data, data / name, data / "midi" / name):
        if place.name == name and place.is_dir():
            return place
    return None


def read_vgmidi(data: Path) -> list[Piece]:
    """Every VGMIDI piece that has at least one 4/4 window.

    Raises:
        OscbridgeError: ``data-missing`` where no ``vgmidi`` folder with its tables is found.
    """
    folder = dataset_folder(data, "vgmidi")
    if folder is None and (data / "bars.csv").is_file():
        folder = data
    if folder is None or not (folder / "bars.csv").is_file():
        raise OscbridgeError(
            "data-missing",
            f"no vgmidi folder with bars.csv in {data}; give --data its parent folder",
        )
    labels = bar_labels(folder)
    pieces = []
    for path in sorted((folder / "midi").glob("*.mid")):
        piece = _vgmidi_piece(path, labels.get(path.name, {}))
        if len(piece.bar_steps):
            pieces.append(piece)
    return pieces


def bar_labels(folder: Path) -> dict[str, dict[int, tuple[float, float]]]:
    """VGMIDI's table: file → unit of four beats → listeners' mean (valence, arousal)."""
    labels: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    with (folder / "bars.csv").open(newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            labels[row["midi"]][int(row["bar"])] = (float(row["valence"]), float(row["arousal"]))
    return labels


def song_of(name: str) -> str:
    """A VGMIDI file's name without what tells arrangements apart (mood, number, "piano")."""
    words = name.removesuffix(".mid").lower().split("_")
    tail = [w for w in words[-1].split() if w not in {"happy", "sad", "piano", "version"}]
    return "_".join([*words[:-1], " ".join(tail).rstrip("0123456789 ")])


def _vgmidi_piece(path: Path, labels: dict[int, tuple[float, float]]) -> Piece:
    music = mido.MidiFile(str(path), clip=True)
    notes, end, metres, tempi = read_notes(music)
    steps = max(1, int(np.ceil(end * STEPS_PER_BEAT)))
    lines = _four_four_lines(metres, end)
    spans = [_window_label(line, labels) for line in lines]
    return Piece(
        name=path.name,
        song=song_of(path.name),
        split=split_of(song_of(path.name)),
        roll=roll_of_notes(notes, steps),
        bar_steps=np.array([round(line * STEPS_PER_BEAT) for line in lines], dtype=np.int64),
        valence=np.array([v for v, _ in spans]),
        arousal=np.array([a for _, a in spans]),
        tempo_bpm=np.array([_at(tempi, line) for line in lines]),
    )


def read_notes(
    music: mido.MidiFile,
) -> tuple[list[Note], float, list[tuple[float, int, int]], list[tuple[float, float]]]:
    """All pitched notes in beats, the end in beats, metres and tempi as (beat, …), each from beat
    0.

    A note that is never ended lasts until its pitch is struck again, or to the end of the file.
    """
    per_beat = music.ticks_per_beat
    notes: list[Note] = []
    metres: list[tuple[float, int, int]] = [(0.0, 4, 4)]
    tempi: list[tuple[float, float]] = [(0.0, 120.0)]
    end = 0.0
    for track in music.tracks:
        beat = 0.0
        sounding: dict[tuple[int, int], tuple[float, int]] = {}

        def close(
            key: tuple[int, int],
            at: float,
            sounding: dict[tuple[int, int], tuple[float, int]] = sounding,
        ) -> None:
            start, velocity = sounding.pop(key)
            if at > start:
                notes.append(Note(start, key[1], at - start, velocity))

        for message in track:
            beat += message.time / per_beat
            if message.type == "time_signature":
                metres.append((beat, message.numerator, message.denominator))
            elif message.type == "set_tempo":
                tempi.append((beat, 60e6 / message.tempo))
            elif message.type in ("note_on", "note_off") and message.channel != 9:
                key = (message.channel, message.note)
                if key in sounding:
                    close(key, beat)
                if message.type == "note_on" and message.velocity > 0:
                    sounding[key] = (beat, message.velocity)
        for key in list(sounding):
            close(key, beat)
        end = max(end, beat)
    end = max((note.end_beats for note in notes), default=0.0)
    return notes, end, sorted(metres, key=lambda m: m[0]), sorted(tempi, key=lambda t: t[0])


def _at(changes: list[tuple[float, float]], beat: float) -> float:
    value = changes[0][1]
    for when, new in changes:
        if when <= beat + 1e-6:
            value = new
    return value


def _four_four_lines(metres: list[tuple[float, int, int]], end: float) -> list[float]:
    """Bar lines, in beats, at which four whole bars of four quarters begin inside one metre."""
    lines: list[float] = []
    for index, (start, numerator, denominator) in enumerate(metres):
        stop = metres[index + 1][0] if index + 1 < len(metres) else end
        if (numerator, denominator) not in {(4, 4), (2, 2), (2, 4)}:
            continue
        count = int((stop - start + 1.0) // 4) - WINDOW_BARS + 1  # a last bar may lack its tail
        lines += [start + 4.0 * bar for bar in range(max(0, count))]
    return lines


def _window_label(line: float, labels: dict[int, tuple[float, float]]) -> tuple[float, float]:
    """Mean (valence, arousal) over the labelled bars under beats ``line`` to ``line + 16``."""
    first = line / 4.0
    total = np.zeros(2)
    weight = 0.0
    for bar in range(int(first), int(np.ceil(first + WINDOW_BARS))):
        overlap = min(bar + 1, first + WINDOW_BARS) - max(bar, first)
        if bar in labels and overlap > 0:
            total += overlap * np.array(labels[bar])
            weight += overlap
    if weight == 0.0:
        return (float("nan"), float("nan"))
    return (float(total[0] / weight), float(total[1] / weight))


def read_pop909(data: Path, limit: int | None = None) -> list[Piece]:
    """POP909 songs in 4/4 on their annotated beats; an empty list where the folder is not there."""
    folder = dataset_folder(data, "pop909")
    if folder is None:
        return []
    pieces = []
    for place in sorted(folder.iterdir())[:limit]:
        if (place / "beat_midi.txt").is_file():
            piece = _pop909_piece(place)
            if piece is not None:
                pieces.append(piece)
    return pieces


@dataclass(frozen=True, slots=True)
class AnnotatedBeats:
    """The beats of a POP909 song.

    Args:
        times_s: ``[beats]``; eight more follow the last annotated one, at the usual pace.
        pace_s: the usual time from beat to beat.
        downs: which beats begin a bar.
    """

    times_s: NDArray[np.float64]
    pace_s: float
    downs: NDArray[np.int64]


def annotated_beats(place: Path, fewest: int = 8) -> AnnotatedBeats | None:
    """The beats in a POP909 song's folder; None where they are fewer than ``fewest``."""
    beats = np.loadtxt(place / "beat_midi.txt", ndmin=2)
    if len(beats) < fewest:
        return None
    times = beats[:, 0]
    pace = float(np.median(np.diff(times)))
    more = times[-1] + pace * np.arange(1, 9)
    downs = np.flatnonzero(beats[:, 2] > 0.5)
    return AnnotatedBeats(np.concatenate([times, more]), pace, downs)


def notes_on_beats(place: Path, beats: AnnotatedBeats) -> list[tuple[Note, int]]:
    """A POP909 song's notes in beats with their tracks: seconds become beats on the annotated
    ones. What is played before the first beat is left out.
    """
    import pretty_midi

    ticks = np.arange(len(beats.times_s), dtype=np.float64)
    earliest = beats.times_s[0] - beats.pace_s / 8
    music = pretty_midi.PrettyMIDI(str(place / f"{place.name}.mid"))
    notes = []
    for voice, track in enumerate(music.instruments):
        for note in track.notes:
            start, end = np.interp([note.start, note.end], beats.times_s, ticks)
            if end > start and note.start >= earliest:
                made = Note(float(start), note.pitch, float(end - start), note.velocity)
                notes.append((made, voice))
    return notes


def _pop909_piece(place: Path) -> Piece | None:
    beats = annotated_beats(place, fewest=32)
    if beats is None:
        return None
    downs = beats.downs
    if len(downs) < WINDOW_BARS + 1 or np.median(np.diff(downs)) != 4:
        return None
    notes = [note for note, _ in notes_on_beats(place, beats)]
    if not notes:
        return None
    end = max(note.end_beats for note in notes)
    lines = [
        int(down)
        for index, down in enumerate(downs[:-WINDOW_BARS])
        if downs[index + WINDOW_BARS] == down + 4 * WINDOW_BARS and down + 16 <= end
    ]
    unknown = np.full(len(lines), np.nan)
    return Piece(
        name=place.name,
        song=f"pop909/{place.name}",
        split=split_of(f"pop909/{place.name}"),
        roll=roll_of_notes(notes, max(1, int(np.ceil(end * STEPS_PER_BEAT)))),
        bar_steps=np.array(lines, dtype=np.int64) * STEPS_PER_BEAT,
        valence=unknown,
        arousal=unknown,
        tempo_bpm=np.full(len(lines), 60.0 / beats.pace_s),
    )


def pairs_of(piece: Piece) -> list[tuple[int, int]]:
    """Index pairs (previous, next) of windows that follow each other with no bar between."""
    where = {int(step): index for index, step in enumerate(piece.bar_steps)}
    length = WINDOW_BARS * STEPS_PER_BAR
    return [
        (index, where[int(step) + length])
        for index, step in enumerate(piece.bar_steps)
        if int(step) + length in where
    ]


def class_of(valence: float, arousal: float) -> int:
    """Quadrant 1 to 4 of a label, or 0 where there is none."""
    if np.isnan(valence):
        return 0
    return Affect.clipped(valence, arousal).quadrant
