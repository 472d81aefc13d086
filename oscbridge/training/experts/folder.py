"""A folder of one's own music: which files belong to which emotion, and which to one song."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from oscbridge.errors import OscbridgeError
from oscbridge.music.experts.published import EMOTIONS, NEUTRAL_MEANS
from oscbridge.weights.models import digest

SOUND = (".mp3", ".wav", ".flac", ".ogg")
MIDI = (".mid", ".midi")

_PART = re.compile(r"(?:[\s_-]+|\s*\()(?:part|take|pt|version)?\.?\s*\d{1,3}\)?$")
_HELD_SHARE = 5


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file of music.

    Args:
        path: where it is.
        emotion: one of the four experts.
        name: for people: emotion and path below its folder.
        song: what it is a part or a version of, as far as its name tells: ``song_2.mp3``,
            ``song-take 3.mp3`` and ``song (4).mp3`` are parts of ``song``.
    """

    path: Path
    emotion: str
    name: str
    song: str


def own_files(folder: Path, tell: Callable[[str], None]) -> list[OwnFile]:
    """All files of music under the folders of the four emotions, by emotion, then by name.

    ``neutral`` counts as relaxed. Where a recording and a MIDI file differ in nothing but the
    ending, the MIDI file stands for both: it needs no ear.

    Args:
        folder: holds a folder for each emotion, in any case of letters.
        tell: told what is passed over.

    Raises:
        OscbridgeError: ``data-missing`` without the folder; ``no-music`` where an emotion has no
            file at all.
    """
    if not folder.is_dir():
        raise OscbridgeError("data-missing", f"there is no folder {folder}")
    places: dict[str, list[Path]] = {emotion: [] for emotion in EMOTIONS}
    for place in sorted(folder.iterdir()):
        name = place.name.casefold()
        if name.startswith(".") or not place.is_dir():
            continue
        emotion = NEUTRAL_MEANS if name == "neutral" else name
        if emotion in places:
            places[emotion].append(place)
            if name == "neutral":
                tell(f"{place.name}: counts as {NEUTRAL_MEANS}")
        else:
            tell(f"passed over: the folder {place.name} is none of {', '.join(EMOTIONS)}, neutral")
    found: list[OwnFile] = []
    for emotion, of_emotion in places.items():
        before = len(found)
        for place in of_emotion:
            found += _in_place(place, emotion, tell)
        if len(found) == before:
            raise OscbridgeError(
                "no-music",
                f"there is no music for '{emotion}' in {folder}: put {', '.join(SOUND)} or .mid "
                f"files into {folder / emotion}",
            )
    return found


def _in_place(place: Path, emotion: str, tell: Callable[[str], None]) -> list[OwnFile]:
    files: dict[Path, Path] = {}
    other: dict[str, int] = {}
    for path in sorted(place.rglob("*")):
        ending = path.suffix.lower()
        if path.name.startswith(".") or not path.is_file():
            continue
        if ending not in SOUND + MIDI:
            other[ending or "no ending"] = other.get(ending or "no ending", 0) + 1
        elif ending in MIDI or path.with_suffix("") not in files:
            if path.with_suffix("") in files:
                tell(f"{place.name}/{path.relative_to(place)}: read instead of its recording")
            files[path.with_suffix("")] = path
        elif files[path.with_suffix("")].suffix.lower() in MIDI:
            tell(f"{place.name}/{path.relative_to(place)}: its MIDI file is read instead")
        else:  # the same name in two formats of sound
            files[path] = path
    for ending, count in sorted(other.items()):
        tell(f"passed over: {count} file(s) in {place.name} with {ending}: no music that is read")
    made = []
    for path in files.values():
        below = path.relative_to(place)
        song = _PART.sub("", below.stem.casefold()) or below.stem.casefold()
        made.append(
            OwnFile(path, emotion, f"{place.name}/{below}", str(below.parent / song).casefold())
        )
    return made


def held_out(files: Sequence[OwnFile]) -> frozenset[OwnFile]:
    """Of one emotion's files those that are kept for validation: a fifth of the songs, at least
    one; where names tell of a single song only, a fifth of the files; none of a single file.

    Which ones follows from their names alone, so that it is the same in every run.
    """
    songs = {file.song for file in files}
    whole = len(songs) > 1

    def unit(file: OwnFile) -> str:
        return file.song if whole else file.name

    units = sorted({unit(file) for file in files}, key=lambda name: digest(name.encode()))
    if len(units) < 2:
        return frozenset()
    kept = set(units[: math.ceil(len(units) / _HELD_SHARE)])
    return frozenset(file for file in files if unit(file) in kept)
