"""How well composers and instruments are recognised: honestly, and as a careless split would say.

Honest is: pieces that nothing was learnt from, on a sound font that nothing was learnt from, in
rooms and noise. Beside it stands the *ungrouped* score: other windows of the very pieces and fonts
that were learnt from, which is what one gets by shuffling windows before splitting them. Nothing
is trained for it but the reader of notes, which costs a second.

Intervals are 95 % bootstrap ones over pieces, not over windows: two windows of one piece say much
the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS
from oscbridge.listening.recognition import LONGEST_S, Recogniser, softmax
from oscbridge.listening.spectrum import standardised
from oscbridge.training.listening.recognition import data as data_of
from oscbridge.training.listening.recognition.heard import unpacked
from oscbridge.training.listening.recognition.notes import (
    OTHERS,
    PieceFeatures,
    features_of,
)
from oscbridge.training.listening.recognition.notes import fit as fit_notes
from oscbridge.training.listening.recognition.notes import read as read_notes
from oscbridge.training.listening.recognition.renders import (
    load,
    name_of,
    render_composers,
    render_instruments,
)
from oscbridge.training.listening.recognition.run import SONGS
from oscbridge.training.listening.recognition.takes import TEST_FONT, TRAINING_FONTS, perform
from oscbridge.training.music import corpus
from oscbridge.training.music.corpus import Piece

Labels = NDArray[np.int64]
Measure = Callable[[Labels, Labels], float]
_DRAWS = 2000
_UNSTEADY_BEATS = 0.02


def evaluate(
    data: Path, renders: Path, weights: Path | None, seed: int, *, whole: bool = False
) -> dict[str, Any]:
    """All figures of the card, ready for JSON.

    Args:
        data: the folder with ``midi``.
        renders: what training rendered; what is missing is rendered there.
        weights: None: the shipped ones.
        seed: the one that training had.
        whole: also listen to whole pieces, which takes some ten minutes.
    """
    classical = data_of.classical_pieces(data)
    pieces = [piece for piece in classical if piece.composer in data_of.FOLDERS]
    render_instruments(corpus.read(data, "pop909", SONGS), renders, seed)
    render_composers(pieces, renders, seed)
    recogniser = Recogniser(weights)
    longer = {"composer_whole_pieces": whole_pieces(recogniser, pieces, seed)} if whole else {}
    return {
        **longer,
        "instrument": instruments(recogniser, renders),
        "composer": composers(recogniser, renders),
        "composer_from_notes": notes(recogniser, pieces, features_of(classical)),
    }


def instruments(recogniser: Recogniser, renders: Path) -> dict[str, Any]:
    """Takes of 5 seconds."""
    test = load([renders / f"instrument-{name_of(TEST_FONT)}.npz"])
    known = load([renders / f"instrument-{name_of(font)}.npz" for font in TRAINING_FONTS])
    nothing = load([renders / "nothing.npz"])
    guesses = _guesses(recogniser, "instrument", test)
    quiet = nothing["splits"] == "test"
    refused = _guesses(recogniser, "instrument", nothing, quiet) == len(INSTRUMENTS)
    rows = {}
    for name, split in (("known_fonts", "test"), ("ungrouped", "train")):
        chosen = known["splits"] == split
        if name == "ungrouped":
            chosen &= np.arange(len(chosen)) % 4 == 0  # a quarter says as much
        rows[name] = _row(
            *(known["labels"][chosen], _guesses(recogniser, "instrument", known, chosen)),
            *(known["pieces"][chosen], macro_f1),
        )
    return {
        "what": "macro-F1 of eleven; 5 s, test songs, test font, rooms and noise",
        "honest": _row(test["labels"], guesses, test["pieces"], macro_f1),
        **rows,
        "f1_of_each": dict(zip(INSTRUMENTS, f1_of_each(test["labels"], guesses), strict=True)),
        "confusion": confusion(test["labels"], guesses, len(INSTRUMENTS) + 1),
        "no_music_refused": float(np.mean(refused)),
    }


def composers(recogniser: Recogniser, renders: Path) -> dict[str, Any]:
    """Excerpts of 30 seconds: every composer alike, and every test piece."""
    test, every, learnt = (
        load([renders / f"excerpts-{name}.npz"]) for name in ("test", "every", "train")
    )
    guesses, often, again = (_composers_heard(recogniser, held) for held in (test, every, learnt))
    chopin = COMPOSERS.index("Chopin")
    by_collection = {
        str(name): float(np.mean(often[chosen] == chopin))
        for name in np.unique(every["collections"])
        if (chosen := (every["labels"] == chopin) & (every["collections"] == name)).any()
    }
    return {
        "what": "accuracy, every composer alike; 30 s, test pieces, test font, rooms and noise",
        "honest": _row(test["labels"], guesses, test["pieces"], accuracy),
        "network_alone": _row(
            *(test["labels"], _guesses(recogniser, "composer", test), test["pieces"], accuracy)
        ),
        "every_test_piece": _row(every["labels"], often, every["pieces"], accuracy),
        "every_test_piece_composers_alike": _row(
            every["labels"], often, every["pieces"], balanced_accuracy
        ),
        "ungrouped": _row(learnt["labels"], again, learnt["pieces"], accuracy),
        "chopin_by_collection": by_collection,
        "confusion": confusion(test["labels"], guesses, len(COMPOSERS)),
        "confusion_every_test_piece": confusion(every["labels"], often, len(COMPOSERS)),
    }


def whole_pieces(recogniser: Recogniser, pieces: list[Piece], seed: int) -> dict[str, Any]:
    """Every test piece, or five minutes of it, as ``oscbridge listen`` would be given it."""
    rng = np.random.default_rng([seed, 4])
    splits = data_of.composer_splits(pieces)
    labels, guesses, works = [], [], []
    for piece in pieces:
        work = data_of.work_of(piece)
        if splits[work] != "test":
            continue
        take = data_of.composer_take(piece, rng, LONGEST_S)
        if take is not None:
            sound = data_of.disturbed(perform([take], TEST_FONT)[0], rng)
            scores = recogniser.recognise(sound).composer.scores
            labels.append(data_of.label_of(piece))
            guesses.append(int(np.argmax(scores)))
            works.append(work)
    truth, said, named = np.array(labels), np.array(guesses), np.array(works)
    return {
        "what": "accuracy over test pieces of up to five minutes, test font, rooms and noise",
        "honest": _row(truth, said, named, accuracy),
        "every_composer_alike": _row(truth, said, named, balanced_accuracy),
        "confusion": confusion(truth, said, len(COMPOSERS)),
    }


def notes(
    recogniser: Recogniser, pieces: list[Piece], counted: list[PieceFeatures], seed: int = 1
) -> dict[str, Any]:
    """Whole pieces as they are written, and as somebody played them to no metronome."""
    rng = np.random.default_rng([seed, 5])
    splits = data_of.composer_splits(pieces)
    tested = [piece for piece in pieces if splits[data_of.work_of(piece)] == "test"]
    labels = np.array([data_of.label_of(piece) for piece in tested])
    works = np.array([data_of.work_of(piece) for piece in tested])
    guesses, played = [], []
    for piece in tested:
        keys = [note.pitch for note in piece.notes]
        starts = [note.start_beats for note in piece.notes]
        guesses.append(_likeliest(recogniser, starts, keys))
        performed = data_of.as_played(piece)
        pace = rng.uniform(1.6, 2.5)
        off = [max(0.0, n.start_s * pace + rng.normal(0, _UNSTEADY_BEATS)) for n in performed]
        played.append(_likeliest(recogniser, off, [note.pitch for note in performed]))
    said, said_played = np.array(guesses), np.array(played)
    reader = recogniser.reader("notes")
    test = [piece for piece in counted if piece.split == "test"]
    segment = [
        (piece.label, int(read_notes(reader, [one]).argmax()), piece.work)
        for piece in test
        for one in piece.features
    ]
    parts, part_guesses, part_works = (np.array(column) for column in zip(*segment, strict=True))
    return {
        "what": "accuracy over test pieces as written, and with every composer alike",
        "honest": _row(labels, said, works, accuracy),
        "every_composer_alike": _row(labels, said, works, balanced_accuracy),
        "played_off_the_grid": _row(labels, said_played, works, accuracy),
        "played_off_the_grid_composers_alike": _row(labels, said_played, works, balanced_accuracy),
        "of_64_beats": _row(parts, part_guesses, part_works, balanced_accuracy),
        "of_64_beats_ungrouped": _ungrouped_notes(counted, seed),
        "confusion": confusion(labels, said, len(COMPOSERS)),
    }


def _likeliest(recogniser: Recogniser, starts: list[float], pitches: list[int]) -> int:
    return int(np.argmax(recogniser.composer_of_notes(starts, pitches).scores))


def _ungrouped_notes(pieces: list[PieceFeatures], seed: int) -> dict[str, float]:
    """The same reader, learnt anew from a shuffle of all segments, 75 % to 25 %."""
    rng = np.random.default_rng(seed)
    alone = [
        replace(piece, features=[one], split="train" if rng.random() < 0.75 else "test")
        for piece in pieces
        if piece.split != OTHERS
        for one in piece.features
    ]
    alone += [piece for piece in pieces if piece.split == OTHERS]
    reader = fit_notes(alone)
    test = [piece for piece in alone if piece.split == "test"]
    guesses = np.array([int(read_notes(reader, piece.features).argmax()) for piece in test])
    labels, works = np.array([p.label for p in test]), np.array([p.work for p in test])
    return _row(labels, guesses, works, balanced_accuracy)


# -- measures ------------------------------------------------------------------------------------


def accuracy(labels: Labels, guesses: Labels) -> float:
    """How many are right."""
    return float(np.mean(labels == guesses))


def balanced_accuracy(labels: Labels, guesses: Labels) -> float:
    """Mean over the classes of how many of each are right."""
    return float(np.mean([np.mean(guesses[labels == k] == k) for k in np.unique(labels)]))


def f1_of_each(labels: Labels, guesses: Labels) -> list[float]:
    """F1 of each class that there is."""
    found = []
    for k in np.unique(labels):
        both = np.sum((labels == k) & (guesses == k))
        found.append(float(2 * both / max(1, np.sum(labels == k) + np.sum(guesses == k))))
    return found


def macro_f1(labels: Labels, guesses: Labels) -> float:
    """Mean of ``f1_of_each``."""
    return float(np.mean(f1_of_each(labels, guesses)))


def confusion(labels: Labels, guesses: Labels, classes: int) -> list[list[int]]:
    """[true][guessed] counts."""
    table = np.zeros((classes, classes), int)
    np.add.at(table, (labels, guesses), 1)
    return [[int(count) for count in row] for row in table]


def _row(
    labels: Labels, guesses: Labels, pieces: NDArray[Any], measure: Measure
) -> dict[str, float]:
    rng = np.random.default_rng(0)
    groups = [np.flatnonzero(pieces == piece) for piece in np.unique(pieces)]
    drawn = []
    for _ in range(_DRAWS):
        picked = rng.integers(len(groups), size=len(groups))
        index = np.concatenate([groups[i] for i in picked])
        drawn.append(measure(labels[index], guesses[index]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return {
        "value": measure(labels, guesses),
        "low": float(low),
        "high": float(high),
        "windows": len(labels),
        "pieces": len(groups),
    }


def _composers_heard(recogniser: Recogniser, held: dict[str, NDArray[Any]]) -> Labels:
    """With the notes heard, as ``Recogniser.recognise`` has it."""
    found = []
    for picture, notes in zip(held["pictures"], unpacked(held), strict=True):
        starts, pitches = notes[:, 0].tolist(), notes[:, 1].astype(int).tolist()
        scores = recogniser.composer_scores(picture.astype(np.float32), starts, pitches)
        found.append(int(scores.argmax()))
    return np.array(found)


def _guesses(
    recogniser: Recogniser,
    kind: str,
    held: dict[str, NDArray[Any]],
    chosen: NDArray[np.bool_] | None = None,
) -> Labels:
    session = recogniser.session(kind)
    pictures = held["pictures"] if chosen is None else held["pictures"][chosen]
    found = []
    for picture in pictures:
        seen = standardised(picture.astype(np.float32))[None]
        found.append(int(softmax(session.run(None, {"spectrogram": seen})[0])[0].argmax()))
    return np.array(found)
