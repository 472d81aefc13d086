"""Labelled faces from one's own pictures: a folder for each label, any images in it.

    my-pictures/happy/anna_01.jpg     the name up to the first "_" says who it is: anna
    my-pictures/happy/anna/01.jpg     so does a folder between
    my-pictures/sad/…                 any of the eight expressions may be absent

A person must not be in training and in validation, or the figures would tell how well the network
knows that person; and intervals resample persons, not pictures. Where fewer than ``FEWEST_PERSONS``
names are told apart, as in ``IMG_1.jpg``, pictures are split and resampled one by one, and a line
says so.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from oscbridge.affect import EXPRESSIONS, NEUTRAL
from oscbridge.errors import OscbridgeError
from oscbridge.training.face import data as ferplus
from oscbridge.training.face.data import VOTE_NAMES, Faces, Splits, from_votes
from oscbridge.vision.eyes import Eyes, EyesSettings
from oscbridge.vision.faces import Box
from oscbridge.vision.readers.crops import crop_face
from oscbridge.vision.reading import Reading

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
FEWEST_PERSONS = 5
VAL_SHARE = 0.2
SMALLEST_FACE_PX = 40

NO_FACE = "no face found (is it a face already? --cropped)"
FLATTERS = (
    f"file names tell fewer than {FEWEST_PERSONS} persons apart: split by picture, so the "
    "same person may be in training and validation, and figures flatter"
)
ALL_STRANGERS = (
    "file names give every picture a person of its own: if that is not so, the same person may be "
    "in training and validation, and figures flatter; begin names with who it is: anna_01.jpg"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A picture's file, its place in ``EXPRESSIONS``, and who may be on it."""

    path: Path
    label: int
    person: str


def is_pictures(folder: Path) -> bool:
    """Whether ``folder`` has a subfolder that is named by an expression."""
    return any((folder / name).is_dir() for name in EXPRESSIONS)


def load_parts(data: Path, *, cropped: bool = False) -> Splits:
    """FER+'s splits, or those of one's own pictures, whichever ``data`` holds.

    Raises:
        OscbridgeError: ``data-missing``.
    """
    return splits(data, cropped=cropped) if is_pictures(data) else ferplus.splits(data)


def labelled(data: Path) -> list[Labelled]:
    """The pictures of a folder, in the order of their names.

    Raises:
        OscbridgeError: ``data-missing`` where there is none.
    """
    found = [
        Labelled(path, label, _person(path, data / name))
        for label, name in enumerate(EXPRESSIONS)
        for path in sorted((data / name).rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file()
    ]
    if not found:
        raise OscbridgeError(
            "data-missing",
            f"no {', '.join(SUFFIXES)} in {data}; it needs a folder for each label, such as "
            f"{data / 'happy'}; labels: {', '.join(EXPRESSIONS)}",
        )
    return found


def _person(path: Path, folder: Path) -> str:
    inside = path.relative_to(folder)
    name = inside.parts[0] if len(inside.parts) > 1 else inside.stem.partition("_")[0]
    return name.casefold()


def doubts(pictures: Sequence[Labelled]) -> str | None:
    """Why a split of these pictures may not be one by person; None where nothing speaks for it."""
    persons = {picture.person for picture in pictures}
    if len(persons) < FEWEST_PERSONS:
        return FLATTERS
    return ALL_STRANGERS if len(persons) == len(pictures) else None


def faces_of(pictures: Sequence[Labelled], images: NDArray[np.uint8]) -> Faces:
    """Labelled pictures as faces, their label being all raters' vote.

    Args:
        images: uint8 [N, H, W].
    """
    votes = np.zeros((len(pictures), len(VOTE_NAMES)), np.float32)
    votes[np.arange(len(pictures)), [picture.label for picture in pictures]] = 1
    index = np.arange(len(pictures))
    names = [picture.person for picture in pictures]
    persons = {name: number for number, name in enumerate(dict.fromkeys(names))}
    known = len(persons) >= FEWEST_PERSONS
    person = np.array([persons[name] for name in names]) if known else index
    return from_votes(images, votes, index, person)


def for_validation(pictures: Sequence[Labelled]) -> NDArray[np.bool_]:
    """Which pictures validate: bool [N], about ``VAL_SHARE`` of them, a function of names alone.

    By person where enough are told apart, otherwise a share of each label's pictures.
    """
    persons = sorted({picture.person for picture in pictures}, key=_shuffled)
    chosen = np.zeros(len(pictures), bool)
    if len(persons) >= FEWEST_PERSONS:
        for person in persons[:-1]:
            chosen |= np.array([picture.person == person for picture in pictures])
            if chosen.mean() >= VAL_SHARE:
                break
        return chosen
    for label in {picture.label for picture in pictures}:
        rows = [i for i, picture in enumerate(pictures) if picture.label == label]
        rows.sort(key=lambda i: _shuffled(pictures[i].path.name))
        if len(rows) > 1:
            chosen[rows[: max(1, round(VAL_SHARE * len(rows)))]] = True
    return chosen


def _shuffled(name: str) -> bytes:
    """A key that puts names into an order without meaning, the same on every machine."""
    return hashlib.sha256(name.encode()).digest()


def splits(data: Path, *, cropped: bool = False) -> Splits:
    """Training and validation faces of one's own pictures; the test part is empty.

    Args:
        cropped: each picture is a face already, cut as FER2013's are; none is looked for.

    Raises:
        OscbridgeError: ``data-missing`` where no face is found in any.
    """
    pictures, crops = [], []
    cutter = _Cutter()
    files = labelled(data)
    for picture in tqdm(files, desc="faces", unit="picture", mininterval=1):
        try:
            crop = cutter.cut(picture.path, cropped)
        except OscbridgeError as error:
            tqdm.write(f"left out: {picture.path}: {error.message}", file=sys.stderr)
            continue
        if crop is None:
            tqdm.write(f"left out: {picture.path}: {NO_FACE}", file=sys.stderr)
            continue
        pictures.append(picture)
        crops.append(crop)
    if not pictures:
        raise OscbridgeError(
            "data-missing", f"no face was found in {len(files)} pictures of {data}"
        )
    if doubt := doubts(pictures):
        tqdm.write(doubt, file=sys.stderr)
    faces = faces_of(pictures, np.stack(crops))
    val = for_validation(pictures)
    return Splits(faces.where(~val), faces.where(val), faces.where(val & ~val), 0)


class _Cutter:
    """Cuts the largest face out of a file with the eyes that the program looks through."""

    def __init__(self) -> None:
        self._crop: NDArray[np.uint8] | None = None
        settings = EyesSettings(min_face_px=SMALLEST_FACE_PX, detect_every_s=0)
        self._eyes = Eyes(settings, read=self._keep)

    def cut(self, path: Path, cropped: bool) -> NDArray[np.uint8] | None:
        """uint8 [48, 48], or None where there is no face.

        Raises:
            OscbridgeError: what the eyes say of a file that they cannot read.
        """
        self._crop = None
        whole = str(path.absolute())
        if cropped:
            self._eyes.look_at_cropped_file(whole)
        else:
            self._eyes.look_at_file(whole, source=whole)
        return self._crop

    def _keep(self, luma: NDArray[np.uint8], box: Box) -> Reading:
        self._crop = crop_face(luma, box)
        return Reading((1.0,) + (0.0,) * (len(EXPRESSIONS) - 1), NEUTRAL)
