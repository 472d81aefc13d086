"""Figures for a face reader: accuracies, recalls, agreement, calibration, each with its interval.

"Clear" faces are those with more than half of all votes on one label; accuracies are over them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import EXPRESSIONS
from oscbridge.training.face.data import Faces

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FOUR = ("neutral", "happy", "sad", "angry")
THREE = ("happy", "sad", "angry")
PRIOR_POWERS = tuple(i / 20 for i in range(11))  # 0 to a half: beyond, neutral is hardly found
ECE_BINS = 15  # Guo et al., ICML 2017, section 5


def softmax(logits: Floats) -> Floats:
    """Shares [N, K] that add to 1."""
    raised = np.exp(logits - logits.max(1, keepdims=True))
    shares: Floats = raised / raised.sum(1, keepdims=True)
    return shares


def fit_temperature(logits: Floats, majority: Ints) -> float:
    """The temperature under which clear faces' labels are likeliest (Guo et al., section 4.2).

    So a confidence answers "how often is such a label the majority's?", which is what a threshold
    on it means. Golden-section search on the logarithm; the loss has a single minimum there. 1
    where no face is clear.
    """
    clear = majority >= 0
    logits, labels = logits[clear], majority[clear]
    if len(labels) == 0:
        return 1.0

    def loss(log_t: float) -> float:
        shares = softmax(logits / np.exp(log_t))
        return float(-np.log(np.maximum(shares[np.arange(len(labels)), labels], 1e-12)).mean())

    low, high = np.log(0.2), np.log(5.0)
    ratio = (5**0.5 - 1) / 2
    for _ in range(40):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        if loss(a) < loss(b):
            high = b
        else:
            low = a
    return float(np.exp((low + high) / 2))


def fit_prior(logits: Floats, majority: Ints, share: Floats) -> Floats:
    """What to add to each logit [8] so that rare labels are found more often: −τ log share.

    A network learns how common each label was; on a stage all may be as common. Menon et al.,
    "Long-tail learning via logit adjustment", ICLR 2021, section 4.1 (post-hoc). τ is the one of
    ``PRIOR_POWERS`` at which accuracy over eight plus balanced accuracy over four is highest, so
    that no label is bought with more of the others than it is worth.

    Args:
        share: of each label in training; none 0.
    """

    def merit(power: float) -> float:
        moved = logits - power * np.log(share)
        accuracy, balanced = (
            figure(*among(names, moved, majority)[1:], len(names))
            for names, figure in ((EXPRESSIONS, _accuracy), (FOUR, _balanced))
        )
        return accuracy + balanced

    shift: Floats = -max(PRIOR_POWERS, key=merit) * np.log(share)
    return shift


def _accuracy(truth: Ints, guess: Ints, classes: int) -> float:
    return float((truth == guess).mean()) if len(truth) else 0.0


def _balanced(truth: Ints, guess: Ints, classes: int) -> float:
    found = recalls(confusion(truth, guess, classes))
    return float(np.nanmean(found)) if len(truth) else 0.0


def ccc(guess: Floats, truth: Floats) -> float:
    """Concordance correlation coefficient of two series [N] (L. I. Lin, Biometrics 45, 1989)."""
    both = guess.var() + truth.var() + (guess.mean() - truth.mean()) ** 2
    shared = ((guess - guess.mean()) * (truth - truth.mean())).mean()
    return float(2 * shared / both) if both > 0 else 0.0


def calibration_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean |accuracy − confidence| over equal bins, by their size."""
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [
        abs(float(right[bins == b].mean()) - float(confidence[bins == b].mean()))
        * (bins == b).mean()
        for b in range(ECE_BINS)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def confusion(truth: Ints, guess: Ints, classes: int) -> Ints:
    """Counts [classes, classes]: row = raters' label, column = the reader's."""
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (truth, guess), 1)
    return table


def recalls(table: Ints) -> Floats:
    """Share of each row on the diagonal; NaN for a label that no face has."""
    rows = table.sum(1)
    shares: Floats = np.where(rows > 0, np.diag(table) / np.maximum(rows, 1), np.nan)
    return shares


def among(names: tuple[str, ...], scores: Floats, majority: Ints) -> tuple[Ints, Ints, Ints]:
    """Faces whose clear label is one of ``names``: which rows, their label, the best-scored of
    names.
    """
    columns = [EXPRESSIONS.index(name) for name in names]
    rows = np.flatnonzero(np.isin(majority, columns))
    truth = np.array([columns.index(label) for label in majority[rows]], np.int64)
    return rows, truth, scores[rows][:, columns].argmax(1)


def score(
    scores: Floats, affect: Floats, faces: Faces, *, resamples: int = 1000, seed: int = 0
) -> dict[str, Any]:
    """Every figure of a reading of ``faces``: scores [N, 8], affect [N, 2].

    Gives ``figures`` (name → value, low, high, see ``interval`` and ``resampled``; a figure that
    these faces do not allow, such as the recall of a label that none has, is absent), and
    ``confusion_8`` and ``confusion_4`` as nested lists in the order of EXPRESSIONS and FOUR.
    """

    def over(names: tuple[str, ...], balanced: bool) -> Callable[[Ints], float]:
        rows, truth, guess = among(names, scores, faces.majority)
        place = np.full(len(faces), -1)
        place[rows] = np.arange(len(rows))

        def figure(sample: Ints) -> float:
            inside = place[sample]
            inside = inside[inside >= 0]
            if balanced:
                return float(
                    np.nanmean(recalls(confusion(truth[inside], guess[inside], len(names))))
                )
            return float((truth[inside] == guess[inside]).mean()) if len(inside) else float("nan")

        return figure

    top, confidence = scores.argmax(1), scores.max(1)

    def calibration(sample: Ints) -> float:
        clear = sample[faces.majority[sample] >= 0]
        return calibration_error(confidence[clear], top[clear] == faces.majority[clear])

    def recall(label: int) -> Callable[[Ints], float]:
        def figure(sample: Ints) -> float:
            mine = sample[faces.majority[sample] == label]
            return float((top[mine] == label).mean()) if len(mine) else float("nan")

        return figure

    def agreement(axis: int) -> Callable[[Ints], float]:
        def figure(sample: Ints) -> float:
            inside = sample[faces.located[sample]]
            return ccc(affect[inside, axis], faces.affect[inside, axis].astype(np.float64))

        return figure

    def soft_calibration(sample: Ints) -> float:
        """Confidence against the share of raters who agree, over all faces, clear or not."""
        bins = np.minimum((confidence[sample] * ECE_BINS).astype(int), ECE_BINS - 1)
        agreed = faces.targets[sample, top[sample]]
        gaps = np.bincount(bins, agreed - confidence[sample], ECE_BINS)
        return float(np.abs(gaps).sum() / len(sample))

    wanted: dict[str, Callable[[Ints], float]] = {
        "accuracy_8": over(EXPRESSIONS, balanced=False),
        "balanced_8": over(EXPRESSIONS, balanced=True),
        "accuracy_4": over(FOUR, balanced=False),
        "balanced_4": over(FOUR, balanced=True),
        "accuracy_3": over(THREE, balanced=False),
        "balanced_3": over(THREE, balanced=True),
        "ccc_valence": agreement(0),
        "ccc_arousal": agreement(1),
        "ece_clear": calibration,
        "ece_raters": soft_calibration,
        **{f"recall_{name}": recall(i) for i, name in enumerate(EXPRESSIONS)},
    }
    everyone = np.arange(len(faces))
    samples = resampled(faces, resamples, seed)
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a label that no face has: no figure
        figures = {name: interval(figure, everyone, samples) for name, figure in wanted.items()}
    figures = {name: f for name, f in figures.items() if not np.isnan(f["value"])}
    clear, truth8, guess8 = among(EXPRESSIONS, scores, faces.majority)
    _, truth4, guess4 = among(FOUR, scores, faces.majority)
    return {
        "clear_faces": len(clear),
        "figures": figures,
        "confusion_8": confusion(truth8, guess8, len(EXPRESSIONS)).tolist(),
        "confusion_4": confusion(truth4, guess4, len(FOUR)).tolist(),
    }


def resampled(faces: Faces, count: int, seed: int = 0) -> list[Ints]:
    """Rows of ``count`` bootstrap samples, which draw whole persons: two pictures of one person
    say much the same. None where there are fewer than two persons, who allow no interval.
    """
    of_person: dict[int, list[int]] = {}
    for row, person in enumerate(faces.person.tolist()):
        of_person.setdefault(person, []).append(row)
    groups = [np.array(rows, np.int64) for rows in of_person.values()]
    if len(groups) < 2:
        return []
    rng = np.random.default_rng(seed)
    picks = (rng.integers(0, len(groups), len(groups)) for _ in range(count))
    if len(groups) == len(faces):
        return list(picks)
    return [np.concatenate([groups[i] for i in pick]) for pick in picks]


def interval(
    figure: Callable[[Ints], float], everyone: Ints, samples: list[Ints]
) -> dict[str, float]:
    """A figure of rows: its ``value`` over everyone, and ``low`` and ``high``, the 2.5 and 97.5
    percentiles over resampled rows; the value alone where there are no samples.
    """
    value = figure(everyone)
    if not samples:
        return {"value": value}
    low, high = np.nanpercentile([figure(sample) for sample in samples], [2.5, 97.5])
    return {"value": value, "low": float(low), "high": float(high)}
