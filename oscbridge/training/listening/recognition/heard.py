"""Excerpts rendered, disturbed and written down again: what the reader of heard notes learns from.

Every round draws 30 seconds of each work (of Chopin's files, of which there are most, a part),
plays them on one of the fonts for learning, in a room and noise, and keeps the notes that the
transcription finds. Beside them stand the true notes of all windows of all pieces, which cost
nothing to have; a heard excerpt counts for three of those.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.notes import HeardNote
from oscbridge.listening.recognition import Transcriber
from oscbridge.listening.style import heard_features
from oscbridge.training.listening.recognition import data as data_of
from oscbridge.training.listening.recognition.notes import PieceFeatures
from oscbridge.training.listening.recognition.takes import TRAINING_FONTS, perform
from oscbridge.training.music.corpus import Piece

ROUNDS = 12

_CHOPINS_SHARE = 0.45
_TAKES_AT_ONCE = 25
_HOP_S = 12.0
_LEAST_S = 21.0
"""What is left of a piece's end counts as a window if it is longer than this."""
_EMPHASIS = 3.0


def render_heard(
    pieces: Sequence[Piece], folder: Path, seed: int, rounds: int = ROUNDS
) -> list[Path]:
    """``heard-ROUND.npz`` for each round; what is there already is kept.

    Each holds ``notes`` [all notes, 2] (seconds, MIDI number), ``counts`` of them in each excerpt,
    ``labels``, ``pieces``, ``splits`` and ``collections``.
    """
    splits = data_of.composer_splits(pieces)
    pool = [piece for piece in pieces if splits[data_of.work_of(piece)] in data_of.LEARNT]
    transcriber = Transcriber()
    paths = []
    for number in range(rounds):
        path = folder / f"heard-{number:02d}.npz"
        paths.append(path)
        if path.is_file():
            continue
        rng = np.random.default_rng([seed, 3, number])
        chosen = [
            pool[i]
            for i in rng.permutation(len(pool))
            if pool[i].composer != "chopin" or rng.random() < _CHOPINS_SHARE
        ]
        drawn, heard = [], []
        for first in range(0, len(chosen), _TAKES_AT_ONCE):
            batch = [
                (piece, take)
                for piece in chosen[first : first + _TAKES_AT_ONCE]
                if (take := data_of.composer_take(piece, rng)) is not None
            ]
            font = TRAINING_FONTS[int(rng.integers(len(TRAINING_FONTS)))]
            sounds = perform([take for _, take in batch], font)
            drawn += [piece for piece, _ in batch]
            heard += [transcriber.notes(data_of.disturbed(sound, rng)) for sound in sounds]
        notes, counts = packed(heard)
        np.savez(
            path,
            notes=notes,
            counts=counts,
            labels=np.array([data_of.label_of(piece) for piece in drawn]),
            pieces=np.array([data_of.work_of(piece) for piece in drawn]),
            splits=np.array([splits[data_of.work_of(piece)] for piece in drawn]),
            collections=np.array([piece.collection for piece in drawn]),
        )
        print(f"{path.name}: {len(drawn)} excerpts", flush=True)
    return paths


def packed(
    heard: Sequence[Sequence[HeardNote]],
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """``notes`` and ``counts``."""
    rows = [(note.start_s, note.pitch) for notes in heard for note in notes]
    counts = np.array([len(notes) for notes in heard], np.int64)
    return np.array(rows, np.float32).reshape(-1, 2), counts


def unpacked(held: dict[str, NDArray[Any]]) -> list[NDArray[np.float64]]:
    """[notes, 2] of each excerpt."""
    ends = np.cumsum(held["counts"])[:-1]
    return [np.asarray(part, np.float64) for part in np.split(held["notes"], ends)]


def features_heard(paths: Sequence[Path]) -> list[PieceFeatures]:
    """Of every excerpt in which enough notes were heard."""
    found = []
    for path in paths:
        with np.load(path) as file:
            held = dict(file)
        for index, notes in enumerate(unpacked(held)):
            features = heard_features(notes[:, 0], notes[:, 1].astype(np.int64))
            if features is not None:
                found.append(
                    PieceFeatures(
                        [features],
                        int(held["labels"][index]),
                        str(held["pieces"][index]),
                        str(held["splits"][index]),
                        str(held["collections"][index]),
                        _EMPHASIS,
                    )
                )
    return found


def features_true(pieces: Sequence[Piece]) -> list[PieceFeatures]:
    """Of every 30 seconds, every 12, of each piece as it is played and levelled."""
    splits = data_of.composer_splits(pieces)
    found = []
    for piece in pieces:
        work = data_of.work_of(piece)
        if splits[work] not in data_of.LEARNT:
            continue
        versions = [data_of.as_played(piece)]
        if piece.collection != "chopin":  # first editions are level as they are
            versions.append(data_of.levelled(piece))
        counted = [features for notes in versions for features in _windows(notes)]
        if counted:
            label = data_of.label_of(piece)
            found.append(PieceFeatures(counted, label, work, splits[work], piece.collection))
    return found


def _windows(notes: Sequence[HeardNote]) -> list[NDArray[np.float32]]:
    ordered = sorted(notes)
    starts = np.array([note.start_s for note in ordered])
    pitches = np.array([note.pitch for note in ordered])
    found = []
    begin = float(starts[0]) if len(starts) else 0.0
    while len(starts):
        first, last = np.searchsorted(starts, [begin, begin + data_of.COMPOSER_S])
        features = heard_features(starts[first:last], pitches[first:last])
        if features is not None:
            found.append(features)
        begin += _HOP_S
        if begin + _LEAST_S > starts[-1]:
            break
    return found
