"""Held-out figures of the conditional GAN, each beside the same figure of human phrases.

Human phrases are 4-bar windows of VGMIDI's test pieces, every fourth bar line, on the same grid of
sixteenths. Intervals are 95 % percentile bootstraps: over pieces for humans (windows of one piece
are alike), over phrases for the engine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.music.keys import key_of
from oscbridge.music.midinet.decoding import Decoding
from oscbridge.music.midinet.engine import MidinetEngine
from oscbridge.music.roll import ONSET, last_window, notes_of_roll
from oscbridge.phrase import Phrase
from oscbridge.training.music.measures import MEASURES, judge_features
from oscbridge.training.music.rolls import Piece, class_of, pairs_of, read_vgmidi

CORNERS = {
    q: Affect(v, a) for q, v, a in ((1, 0.6, 0.6), (2, -0.6, 0.6), (3, -0.6, -0.6), (4, 0.6, -0.6))
}
SEEDS = 50
GRID = (-0.9, -0.45, 0.0, 0.45, 0.9)
GRID_SEEDS = 4
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Heard:
    """A human phrase, where it is from, and its quadrant by the listeners (0: no label)."""

    phrase: Phrase
    piece: str
    quadrant: int


def human_phrases(pieces: Sequence[Piece], splits: Sequence[str]) -> list[Heard]:
    """Every fourth 4-bar window of the pieces in these splits."""
    return [
        Heard(
            Phrase(notes_of_roll(piece.window(index)), tempo_bpm=float(piece.tempo_bpm[index])),
            piece.name,
            class_of(piece.valence[index], piece.arousal[index]),
        )
        for piece in pieces
        if piece.split in splits
        for index in range(0, len(piece.bar_steps), 4)
        if piece.window(index).any()
    ]


def interval(
    values: Sequence[float], groups: Sequence[str] | None = None, seed: int = 0
) -> dict[str, float]:
    """Mean and its 95 % bootstrap interval; whole groups are resampled where groups are given."""
    rng = np.random.default_rng(seed)
    data = np.asarray(values, dtype=np.float64)
    names = np.asarray(groups if groups is not None else np.arange(len(data)).astype(str))
    buckets = [data[names == name] for name in np.unique(names)]
    sums = np.array([bucket.sum() for bucket in buckets])
    sizes = np.array([len(bucket) for bucket in buckets])
    picks = rng.integers(len(buckets), size=(RESAMPLES, len(buckets)))
    means = sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {
        "mean": round(float(data.mean()), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "n": len(data),
    }


class Judge:
    """Multinomial logistic regression on hand-made features: which quadrant is this phrase?

    Trained on the windows of the training pieces with every class given the same weight. The engine
    learned from the same pieces, by other means; it never sees the judge.
    """

    def __init__(self, heard: Sequence[Heard], *, tempo: bool) -> None:
        self._tempo = tempo
        labelled = [item for item in heard if item.quadrant]
        features = np.array([judge_features(item.phrase, tempo=tempo) for item in labelled])
        answers = np.array([item.quadrant for item in labelled]) - 1
        self._centre, self._spread = features.mean(axis=0), features.std(axis=0) + 1e-6
        inputs = self._inputs(features)
        self._weights = np.zeros((inputs.shape[1], 4))
        balance = 1.0 / (4 * np.bincount(answers, minlength=4)[answers])
        target = np.eye(4)[answers]
        for _ in range(3000):
            gap = (_softmax(inputs @ self._weights) - target) * balance[:, None]
            self._weights -= 0.5 * (inputs.T @ gap + 1e-3 * self._weights)

    def _inputs(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        scaled = (features - self._centre) / self._spread
        return np.concatenate([scaled, np.ones((len(scaled), 1))], axis=1)

    def quadrants(self, phrases: Sequence[Phrase]) -> NDArray[np.int64]:
        """The quadrant, 1 to 4, of each phrase."""
        features = np.array([judge_features(phrase, tempo=self._tempo) for phrase in phrases])
        answer: NDArray[np.int64] = np.argmax(self._inputs(features) @ self._weights, axis=1) + 1
        return answer

    def scores(
        self, phrases: Sequence[Phrase], truth: Sequence[int], groups: Sequence[str] | None = None
    ) -> dict[str, dict[str, float]]:
        """Share heard as meant: the quadrant, valence's sign, arousal's sign."""
        heard = self.quadrants(phrases)
        true = np.asarray(truth)
        high, good = np.array([0, 1, 1, 0, 0]), np.array([0, 1, 0, 0, 1])
        return {
            "quadrant": interval((heard == true).astype(float).tolist(), groups),
            "arousal": interval((high[heard] == high[true]).astype(float).tolist(), groups),
            "valence": interval((good[heard] == good[true]).astype(float).tolist(), groups),
        }


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def evaluate(data: Path) -> dict[str, Any]:
    """All figures of the shipped weights, as JSON-able dictionaries.

    Args:
        data: the vgmidi folder, or one that holds it or ``midi/vgmidi``.

    Raises:
        OscbridgeError: ``data-missing``, ``weights-missing``.
    """
    pieces = read_vgmidi(data)
    test = human_phrases(pieces, ["test"])
    groups = [item.piece for item in test]
    report: dict[str, Any] = {
        "human": {
            "pieces": len(set(groups)),
            "measures": _measured([item.phrase for item in test], groups),
            "difference": _difference(
                [[i.phrase for i in test if i.quadrant == q] for q in CORNERS]
            ),
        }
    }
    judges = {
        "with_tempo": Judge(human_phrases(pieces, ["train"]), tempo=True),
        "without_tempo": Judge(human_phrases(pieces, ["train"]), tempo=False),
    }
    labelled = [item for item in test if item.quadrant]
    report["human"]["judge"] = {
        name: judge.scores(
            [i.phrase for i in labelled],
            [i.quadrant for i in labelled],
            [i.piece for i in labelled],
        )
        for name, judge in judges.items()
    }
    for decoding in ("tidy", "published"):
        report[decoding] = _engine_report(decoding, pieces, judges)
    return report


def _engine_report(
    decoding: Decoding, pieces: Sequence[Piece], judges: dict[str, Judge]
) -> dict[str, Any]:
    engine = MidinetEngine(decoding)
    engine.compose(None, NEUTRAL, 4, np.random.default_rng(0))
    took: list[float] = []

    def composed(primer: Phrase | None, affect: Affect, seed: int) -> Phrase:
        started = time.perf_counter()
        phrase = engine.compose(primer, affect, 4, np.random.default_rng(seed))
        took.append(1000 * (time.perf_counter() - started))
        return phrase

    by_class = [
        [composed(None, affect, seed) for seed in range(SEEDS)] for affect in CORNERS.values()
    ]
    phrases = [phrase for one in by_class for phrase in one]
    truth = [quadrant for quadrant in CORNERS for _ in range(SEEDS)]
    return {
        "measures": _measured(phrases),
        "difference": _difference(by_class),
        "judge": {name: judge.scores(phrases, truth) for name, judge in judges.items()},
        "control": _control(composed),
        "continuation": _continuation(composed, pieces),
        "phrase_ms": {
            "p50": round(float(np.percentile(took, 50)), 2),
            "p99": round(float(np.percentile(took, 99)), 2),
            "n": len(took),
        },
    }


def _measured(phrases: Sequence[Phrase], groups: Sequence[str] | None = None) -> dict[str, Any]:
    return {
        name: interval([measure(phrase) for phrase in phrases], groups)
        for name, measure in MEASURES.items()
    }


def _difference(by_class: Sequence[Sequence[Phrase]]) -> dict[str, float]:
    """1 − intersection over union of two phrases' onsets, within a class: 0 is the same phrase."""
    apart = []
    for phrases in by_class:
        rolls = [last_window(phrase)[ONSET].astype(bool) for phrase in phrases[:SEEDS]]
        for one, other in combinations(rolls, 2):
            apart.append(1 - float((one & other).sum()) / max(1, int((one | other).sum())))
    return interval(apart)


Composer = Callable[[Phrase | None, Affect, int], Phrase]


def _control(composed: Composer) -> dict[str, float]:
    """Rank correlations: arousal asked for with density found, valence with clarity and mode."""
    asked, found = [], []
    for valence in GRID:
        for arousal in GRID:
            for seed in range(GRID_SEEDS):
                phrase = composed(None, Affect(valence, arousal), 1000 + seed)
                key = key_of(phrase.notes)
                asked.append((valence, arousal))
                found.append(
                    (
                        MEASURES["notes_per_second"](phrase),
                        len(phrase.notes) / phrase.bars,
                        key.clarity,
                        0.0 if key.minor else 1.0,
                    )
                )
    valences, arousals = np.array(asked).T
    seconds, bars, clarity, major = np.array(found).T
    return {
        "arousal_notes_per_second": _spearman(arousals, seconds),
        "arousal_notes_per_bar": _spearman(arousals, bars),
        "valence_key_clarity": _spearman(valences, clarity),
        "valence_major": _spearman(valences, major),
        "n": len(asked),
    }


def _spearman(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
        _, where, count = np.unique(values, return_inverse=True, return_counts=True)
        return (np.cumsum(count) - (count - 1) / 2)[where].astype(np.float64)

    return round(float(np.corrcoef(ranks(one), ranks(other))[0, 1]), 3)


def _continuation(composed: Composer, pieces: Sequence[Piece]) -> dict[str, Any]:
    """After a human primer: notes in its key, onsets kept from it, beside the true sequel."""
    in_key: list[float] = []
    kept: list[float] = []
    true_in_key: list[float] = []
    true_kept: list[float] = []
    groups: list[str] = []
    for piece in pieces:
        pairs = [
            (a, b)
            for a, b in pairs_of(piece)
            if piece.window(a).any()
            and piece.window(b).any()
            and class_of(piece.valence[b], piece.arousal[b])
        ]
        if piece.split != "test":
            continue
        for first, second in pairs[::8]:
            primer = Phrase(
                notes_of_roll(piece.window(first)), tempo_bpm=float(piece.tempo_bpm[first])
            )
            sequel = Phrase(notes_of_roll(piece.window(second)))
            affect = Affect.clipped(piece.valence[second] / 0.45, piece.arousal[second] / 0.45)
            answer = composed(primer, affect, len(groups))
            scale = set(key_of(primer.notes).scale)
            before = last_window(primer)[ONSET].astype(bool)
            for phrase, shares, repeats in (
                (answer, in_key, kept),
                (sequel, true_in_key, true_kept),
            ):
                shares.append(float(np.mean([note.pitch % 12 in scale for note in phrase.notes])))
                after = last_window(phrase)[ONSET].astype(bool)
                repeats.append(float((after & before).sum()) / max(1, int(after.sum())))
            groups.append(piece.name)
    return {
        "notes_in_primers_key": interval(in_key, groups),
        "true_sequel_in_primers_key": interval(true_in_key, groups),
        "onsets_kept": interval(kept, groups),
        "true_sequel_onsets_kept": interval(true_kept, groups),
    }
