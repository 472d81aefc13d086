"""Labelled faces: FER+ votes read into targets, split without leaks.

Images: FER2013 (Goodfellow et al., ICONIP 2013). Votes: FER+ (Barsoum, Zhang, Canton Ferrer and
Zhang, "Training deep networks for facial expression recognition with crowd-sourced label
distribution", ICMI 2016). Two files, ``ferplus_train.npz`` and ``ferplus_val.npz``, each with
``images`` uint8 [N, 48, 48], ``votes`` uint8 [N, 10] and ``index`` int32 [N], a row number in
FER2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import EXPRESSIONS
from oscbridge.errors import OscbridgeError
from oscbridge.vision.readers.coordinates import COORDINATES

VOTE_NAMES = (
    "neutral",
    "happiness",
    "surprise",
    "sadness",
    "anger",
    "disgust",
    "fear",
    "contempt",
    "unknown",
    "NF",
)
"""The ten columns of ``votes``; the first eight are ``EXPRESSIONS`` under FER+'s own names."""

MAJORITY = 0.5  # a face is clear when over this share of all ten columns' votes is on one label
TEST_SHARE = 0.1  # of the training file, held out and looked at once
DUPLICATE_SIDE = 12  # pixels; at this size two frames of one moment agree and strangers don't
DUPLICATE_LIKENESS = 0.93  # correlation of two thumbnails; by eye, half the pairs at 0.94 are twins


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces with targets, aligned along the first axis.

    Args:
        images: uint8 [N, 48, 48].
        targets: float32 [N, 8], the raters' vote shares in the order of ``EXPRESSIONS``; rows add
            to 1.
        affect: float32 [N, 2], valence and arousal in [−1, 1]: the vote-weighted ``COORDINATES``
            (see ``vision.readers.coordinates``). Votes for contempt, which has none, do not pull on
            them at all, rather than pull to an invented point.
        located: bool [N], false where no vote has coordinates (``affect`` is then 0 and means
            nothing).
        majority: int [N], the label with more than half of all votes, or −1 where there is none.
        index: int [N], row in FER2013.
        person: int [N], the same for faces of one person. FER2013 names nobody, so that there each
            face is a person of its own.
    """

    images: NDArray[np.uint8]
    targets: NDArray[np.float32]
    affect: NDArray[np.float32]
    located: NDArray[np.bool_]
    majority: NDArray[np.int64]
    index: NDArray[np.int64]
    person: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.images)

    def where(self, keep: NDArray[np.bool_] | NDArray[np.int64]) -> Faces:
        """The faces at which ``keep`` [N] is true, or those of these rows, in that order."""
        return Faces(*(getattr(self, name)[keep] for name in Faces.__slots__))


@dataclass(frozen=True, slots=True)
class Splits:
    """``train`` to learn from, ``val`` to choose by, ``test`` to look at once; none shares a
    picture.

    ``duplicates`` is how many faces left train because val or test has nearly the same picture.
    """

    train: Faces
    val: Faces
    test: Faces
    duplicates: int

    def part(self, name: str, data: Path) -> Faces:
        """``train``, ``val``, ``test``, or ``all`` of them.

        Args:
            data: where they are from, for the error.

        Raises:
            OscbridgeError: ``data-missing`` where that part is empty.
        """
        faces: Faces = self._all() if name == "all" else getattr(self, name)
        if not len(faces):
            raise OscbridgeError(
                "data-missing", f"{data} has no faces in part {name}; try --part all"
            )
        return faces

    def _all(self) -> Faces:
        parts = (self.train, self.val, self.test)
        return Faces(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in Faces.__slots__)
        )

    def enough_to_train(self, data: Path) -> Splits:
        """The same splits.

        Raises:
            OscbridgeError: ``data-missing`` where there is nothing to learn from or to choose by.
        """
        if not (len(self.train) and len(self.val)):
            raise OscbridgeError(
                "data-missing", f"{data} leaves no faces to train on and validate with; get more"
            )
        return self


def faces_folder(data: Path) -> Path:
    """The folder with the two npz files: ``data`` itself or its subfolder ``faces``.

    Raises:
        OscbridgeError: ``data-missing``, naming what was looked for and where.
    """
    for folder in (data, data / "faces"):
        if all((folder / f"ferplus_{part}.npz").is_file() for part in ("train", "val")):
            return folder
    raise OscbridgeError(
        "data-missing",
        f"no ferplus_train.npz and ferplus_val.npz in {data} or {data / 'faces'};"
        " point --data at the folder that holds them",
    )


def load(path: Path) -> Faces:
    """Reads one npz file, as FER+'s authors do: a face that most raters found unknown or no face at
    all is dropped, the votes for those two answers are dropped from the rest, and what remains is
    shares. (Their code also drops an answer given by one rater only. Here it stays: it is a rater's
    opinion.)

    Raises:
        OscbridgeError: ``data-missing`` where an array is absent or its shape is wrong.
    """
    with np.load(path, allow_pickle=False) as file:
        try:
            images, votes, index = file["images"], file["votes"].astype(np.float32), file["index"]
        except KeyError as error:
            raise OscbridgeError(
                "data-missing", f"{path} has no array {error}; get the FER+ file again"
            ) from error
    if images.shape[1:] != (48, 48) or votes.shape != (len(images), len(VOTE_NAMES)):
        raise OscbridgeError(
            "data-missing",
            f"{path} holds images {images.shape} and votes {votes.shape},"
            " not [N, 48, 48] and [N, 10]",
        )
    kept = (votes.argmax(1) < len(EXPRESSIONS)) & (votes[:, : len(EXPRESSIONS)].sum(1) > 0)
    votes = votes[kept]
    return from_votes(images[kept], votes, index[kept].astype(np.int64))


def from_votes(
    images: NDArray[np.uint8],
    votes: NDArray[np.float32],
    index: NDArray[np.int64],
    person: NDArray[np.int64] | None = None,
) -> Faces:
    """Targets from votes [N, 10] of faces of which none is chiefly unknown or no face.

    Args:
        person: who is who, see ``Faces``; where it is None each face is a person of its own.
    """
    expressed = votes[:, : len(EXPRESSIONS)]
    targets = expressed / expressed.sum(1, keepdims=True)
    top = expressed.argmax(1)
    clear = expressed.max(1) > MAJORITY * votes.sum(1)
    places = np.array([COORDINATES.get(name, (0.0, 0.0)) for name in EXPRESSIONS], np.float32)
    has_place = np.array([name in COORDINATES for name in EXPRESSIONS], np.float32)
    weight = (expressed * has_place).sum(1, keepdims=True)
    affect = (expressed * has_place) @ places / np.maximum(weight, 1)
    return Faces(
        images=images,
        targets=targets.astype(np.float32),
        affect=affect.astype(np.float32),
        located=weight[:, 0] > 0,
        majority=np.where(clear, top, -1).astype(np.int64),
        index=index,
        person=index if person is None else person,
    )


def held_out(index: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows belong to the test part: bool [N], a fixed function of row number alone.

    The mixing step is SplitMix64's (Steele, Lea and Flood, OOPSLA 2014), so neighbours part ways.
    """
    with np.errstate(over="ignore"):
        z = index.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    chosen: NDArray[np.bool_] = (z >> np.uint64(11)).astype(np.float64) / 2.0**53 < TEST_SHARE
    return chosen


def thumbnails(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Each image [N, 48, 48] as a small one of mean 0 and length 1, flat: float32 [N, 144]."""
    step = images.shape[1] // DUPLICATE_SIDE
    small = images.reshape(-1, DUPLICATE_SIDE, step, DUPLICATE_SIDE, step).mean((2, 4))
    flat = small.reshape(len(small), -1).astype(np.float32)
    flat -= flat.mean(1, keepdims=True)
    scaled: NDArray[np.float32] = flat / np.maximum(
        np.linalg.norm(flat, axis=1, keepdims=True), 1e-6
    )
    return scaled


def near_duplicates(images: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which of ``images`` are nearly one of ``others``, mirrored or not: bool [N]."""
    straight, mirrored = thumbnails(others), thumbnails(others[:, :, ::-1])
    found = np.zeros(len(images), bool)
    for start in range(0, len(images), 1024):
        batch = thumbnails(images[start : start + 1024])
        for side in (straight, mirrored):
            likeness = (batch @ side.T).max(1, initial=-1.0)
            found[start : start + 1024] |= likeness > DUPLICATE_LIKENESS
    return found


def splits(data: Path) -> Splits:
    """Train, validation and test faces from the folder ``data`` (see ``faces_folder``).

    They are the same for every run, whatever its seed: a model that was trained with another one
    must not have learnt from faces that it is tested on.

    FER2013 names no people, so a person may be in two parts; near-identical pictures are not.
    """
    folder = faces_folder(data)
    val = load(folder / "ferplus_val.npz")
    rest = load(folder / "ferplus_train.npz")
    away = held_out(rest.index)
    test, train = rest.where(away), rest.where(~away)
    test = test.where(~near_duplicates(test.images, val.images))
    twin = near_duplicates(train.images, np.concatenate([val.images, test.images]))
    return Splits(train.where(~twin), val, test, int(twin.sum()))
