"""Music files → pieces: notes in beats on bar lines, with labels, a song and a split.

What every engine's training and every judge reads. Five collections:

vgmidi          piano arrangements of game music; each bar with valence and arousal from about
                thirty listeners (Ferreira & Whitehead, ISMIR 2019). ``bars.csv`` numbers bars in
                units of four quarter notes from the file's start, whatever the metre.
pop909          pop songs, three tracks, on annotated beats (Wang et al., ISMIR 2020).
chopin          Chopin's first editions, as notated.
piano_midi_de   classical piano by composer, with the player's tempo changes.
emopia          pop piano clips with a quadrant each (Hung et al., ISMIR 2021). Non-commercial, so
                no engine learns from it. No bar grid: its beats are half seconds.

Splits are by song and fixed for ever (``rolls.split_of``). Editions of one work by Chopin from two
collections are one song.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import mido
import numpy as np

from oscbridge.errors import OscbridgeError
from oscbridge.phrase import Note, Phrase
from oscbridge.training.music import rolls
from oscbridge.training.music.rolls import dataset_folder, read_notes, song_of, split_of
from oscbridge.weights.models import digest

Label = tuple[float, float]
"""(valence, arousal), each in [−1, 1]."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Args:
        start_beats: its line, in quarter notes from the piece's start.
        length_beats: in quarter notes.
        tempo_bpm: quarter notes a minute at its line.
        label: how it felt to listeners, or None.
    """

    start_beats: float
    length_beats: float
    tempo_bpm: float
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of music.

    Args:
        name: collection and file, such as ``pop909/001``.
        collection: one of the five.
        composer: in lower case for the classical collections, else empty.
        song: what the piece is a version of; the split depends on it.
        notes: all pitched notes, sorted.
        voices: the track of each note, in the order of ``notes`` (POP909: 0 melody, 1 bridge,
            2 piano).
        bars: all bars, in order, without gaps inside a metre.
        quadrant: 1 to 4 for EMOPIA's clips, else 0.
    """

    name: str
    collection: str
    song: str
    notes: tuple[Note, ...]
    voices: tuple[int, ...]
    bars: tuple[Bar, ...]
    composer: str = ""
    quadrant: int = 0
    _starts: tuple[float, ...] = field(default=(), repr=False)

    @property
    def split(self) -> str:
        """``train``, ``validation`` or ``test``."""
        return split_of(self.song)

    def phrase(self, bar: int, bars: int = 4) -> Phrase | None:
        """The ``bars`` bars from the ``bar``-th on, or None where they are not whole bars of one
        length, or empty.

        What is held over from before is left out; the tempo is the mean over the bars.
        """
        cut = self.bars[bar : bar + bars]
        if len(cut) < bars:
            return None
        length = cut[0].length_beats
        start = cut[0].start_beats
        for index, each in enumerate(cut):
            if (
                abs(each.length_beats - length) > 1e-6
                or abs(each.start_beats - start - index * length) > 1e-3
            ):
                return None
        end = start + bars * length
        first = int(np.searchsorted(self._starts, start - 1e-3))
        last = int(np.searchsorted(self._starts, end - 1e-3))
        notes = tuple(
            Note(max(0.0, n.start_beats - start), n.pitch, n.length_beats, n.velocity)
            for n in self.notes[first:last]
        )
        if not notes:
            return None
        tempo = len(cut) / sum(1.0 / each.tempo_bpm for each in cut)
        return Phrase(notes, bars=bars, beats_per_bar=length, tempo_bpm=tempo)

    def label(self, bar: int, bars: int = 4) -> Label | None:
        """Mean label over those bars, or None where none of them has one."""
        known = [each.label for each in self.bars[bar : bar + bars] if each.label is not None]
        if not known:
            return None
        valence, arousal = np.mean(known, axis=0)
        return float(valence), float(arousal)

    def phrases(self, bars: int = 4, hop: int = 4) -> Iterator[tuple[int, Phrase]]:
        """(index of its first bar, phrase) for every ``hop``-th bar at which one begins."""
        for bar in range(0, len(self.bars) - bars + 1, hop):
            phrase = self.phrase(bar, bars)
            if phrase is not None:
                yield bar, phrase


def read(data: Path, collection: str, limit: int | None = None) -> list[Piece]:
    """Every readable piece of a collection, by name; at most ``limit`` of them.

    Raises:
        OscbridgeError: ``data-missing`` where its folder is not in ``data`` or ``data/midi``.
        KeyError: no such collection.
    """
    reader, folder_name = _READERS[collection]
    folder = dataset_folder(data, folder_name)
    if folder is None:
        raise OscbridgeError(
            "data-missing", f"no {folder_name} folder in {data}; give --data its parent folder"
        )
    pieces = []
    for piece in reader(folder):
        pieces.append(piece)
        if len(pieces) == limit:
            break
    return pieces


def fingerprint(data: Path, collection: str) -> str:
    """Of a collection's files (names, sizes, times of change) and of the code that reads them: what
    is kept of a collection under this name is never stale.
    """
    folder = dataset_folder(data, _READERS[collection][1])
    rows = []
    if folder is not None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                state = path.stat()
                rows.append(f"{path.relative_to(folder)} {state.st_size} {state.st_mtime_ns}")
    code = (Path(str(file)).read_bytes() for file in (__file__, rolls.__file__))
    return digest(*code, "\n".join(rows).encode())


def collections() -> tuple[str, ...]:
    """The names that ``read`` knows."""
    return tuple(_READERS)


def _made(
    name: str,
    song: str,
    notes: list[tuple[Note, int]],
    bars: list[Bar],
    composer: str = "",
    quadrant: int = 0,
) -> Piece:
    notes.sort()
    return Piece(
        name=name,
        collection=name.partition("/")[0],
        song=song,
        notes=tuple(note for note, _ in notes),
        voices=tuple(voice for _, voice in notes),
        bars=tuple(bars),
        composer=composer,
        quadrant=quadrant,
        _starts=tuple(note.start_beats for note, _ in notes),
    )


# -- notated files -------------------------------------------------------------------------------

_Notated = tuple[list[tuple[Note, int]], list[Bar]]


def _notated(path: Path, labels: Callable[[float, float], Label | None]) -> _Notated | None:
    """A file's notes with their tracks, and its bars; None where it cannot be read."""
    try:
        music = mido.MidiFile(str(path), clip=True)
    except (OSError, EOFError, ValueError, KeyError):
        return None
    _, end, metres, tempi = read_notes(music)
    if end <= 0:
        return None
    notes: list[tuple[Note, int]] = []
    for index, track in enumerate(music.tracks):
        alone = mido.MidiFile(ticks_per_beat=music.ticks_per_beat)
        alone.tracks.append(track)
        notes += [(note, index) for note in read_notes(alone)[0]]
    return notes, _bars(metres, tempi, end, labels)


def _bars(
    metres: list[tuple[float, int, int]],
    tempi: list[tuple[float, float]],
    end: float,
    labels: Callable[[float, float], Label | None],
) -> list[Bar]:
    bars: list[Bar] = []
    tempo_at = [beat for beat, _ in tempi]
    for index, (start, numerator, denominator) in enumerate(metres):
        stop = metres[index + 1][0] if index + 1 < len(metres) else end
        length = 4.0 * numerator / denominator
        for bar in range(math.ceil((stop - start) / length - 1e-6)):
            line = start + bar * length
            # The mean tempo of the bar, each tempo weighed by how many beats it holds.
            first = int(np.searchsorted(tempo_at, line + 1e-6)) - 1
            minutes, here = 0.0, line
            for at in range(max(0, first), len(tempi)):
                until = min(line + length, tempi[at + 1][0] if at + 1 < len(tempi) else math.inf)
                if until > here:
                    minutes += (until - here) / tempi[at][1]
                    here = until
                if here >= line + length:
                    break
            tempo = length / minutes if minutes > 0 else 120.0
            bars.append(Bar(line, length, tempo, labels(line, length)))
    return bars


def _unlabelled(_: float, __: float) -> Label | None:
    return None


def _read_vgmidi(folder: Path) -> Iterator[Piece]:
    tables = rolls.bar_labels(folder)
    for path in sorted((folder / "midi").glob("*.mid")):
        table_of_piece = tables.get(path.name, {})

        def labels(
            line: float, length: float, table: dict[int, Label] = table_of_piece
        ) -> Label | None:
            total, weight = np.zeros(2), 0.0
            for bar in range(int(line / 4), math.ceil((line + length) / 4)):
                overlap = min(bar * 4 + 4, line + length) - max(bar * 4, line)
                if bar in table and overlap > 0:
                    total += overlap * np.array(table[bar])
                    weight += overlap
            return (float(total[0] / weight), float(total[1] / weight)) if weight else None

        read_file = _notated(path, labels)
        if read_file is not None:
            yield _made(f"vgmidi/{path.stem}", song_of(path.name), *read_file)


_EDITION = re.compile(r"^(\d{3})(?:_(\d+))?.*?(?:-(\d{3}))?$")


def _read_chopin(folder: Path) -> Iterator[Piece]:
    for path in sorted(folder.glob("*.mid")):
        read_file = _notated(path, _unlabelled)
        found = _EDITION.match(path.stem)
        if read_file is None or found is None:
            continue
        opus, part, number = found.groups()
        which = int(number or (part if part and "-" not in part else 0) or 1)
        song = f"chopin/op{int(opus)}/{which}"
        yield _made(f"chopin/{path.stem}", song, *read_file, composer="chopin")


_PRELUDE = re.compile(r"^chpn-p(\d+)$")
_OPUS = re.compile(r"^chpn?_op(\d+)(?:_e?(\d+))?$")
_MOVEMENT = re.compile(r"_?\d+[a-z]?$")


def _song_of_piano(composer: str, stem: str) -> str:
    """Movements and numbers of one work stay together, but Chopin's are told apart as in his
    first editions.
    """
    if found := _PRELUDE.match(stem):
        return f"chopin/op28/{int(found[1])}"
    if found := _OPUS.match(stem):
        return f"chopin/op{int(found[1])}/{int(found[2] or 1)}"
    return f"{composer}/{_MOVEMENT.sub('', stem)}"


def _read_piano(folder: Path) -> Iterator[Piece]:
    for path in sorted(folder.glob("*/*.mid")):
        read_file = _notated(path, _unlabelled)
        if read_file is not None:
            composer = path.parent.name
            song = _song_of_piano(composer, path.stem)
            name = f"piano_midi_de/{composer}/{path.stem}"
            yield _made(name, song, *read_file, composer=composer)


# -- played files --------------------------------------------------------------------------------


def _read_pop909(folder: Path) -> Iterator[Piece]:
    for place in sorted(folder.iterdir()):
        if (place / "beat_midi.txt").is_file():
            piece = _pop909_piece(place)
            if piece is not None:
                yield piece


def _pop909_piece(place: Path) -> Piece | None:
    """Bars run from downbeat to downbeat."""
    beats = rolls.annotated_beats(place)
    if beats is None:
        return None
    times = beats.times_s
    notes = rolls.notes_on_beats(place, beats)
    bars = [
        Bar(float(a), float(b - a), 60.0 * (b - a) / float(times[b] - times[a]))
        for a, b in pairwise(beats.downs)
    ]
    name = f"pop909/{place.name}"
    return _made(name, name, notes, bars) if notes and bars else None


def _read_emopia(folder: Path) -> Iterator[Piece]:
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    for row in rows:
        read_file = _notated(folder / row["file"], _unlabelled)
        if read_file is not None:
            name = f"emopia/{Path(row['file']).stem}"
            song = f"emopia/{row['song']}"
            yield _made(name, song, *read_file, quadrant=int(row["quadrant"]))


_READERS: dict[str, tuple[Callable[[Path], Iterator[Piece]], str]] = {
    "vgmidi": (_read_vgmidi, "vgmidi"),
    "pop909": (_read_pop909, "pop909"),
    "chopin": (_read_chopin, "chopin_first_editions"),
    "piano_midi_de": (_read_piano, "piano_midi_de"),
    "emopia": (_read_emopia, "emopia"),
}
