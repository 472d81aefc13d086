"""Who hears arousal and valence in a phrase: classifiers that know no engine and no training piece.

They learn from EMOPIA's training songs (no engine learns from EMOPIA) and VGMIDI's validation
pieces, each collection with the same weight, each answer with the same weight. Which classifier it
is (logistic regression, gradient boosting, or
the mean of both) is chosen by cross-validation over songs. One judge
hears everything; three more hear every phrase at one tempo, or no loudness, or neither.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.training.music.yardstick.examples import CODE, Examples
from oscbridge.training.music.yardstick.intervals import interval
from oscbridge.training.music.yardstick.sheet import Numbers
from oscbridge.weights.cache import cache_folder
from oscbridge.weights.models import digest

CLEAR = 0.1
"""Listeners' means nearer to an axis than this are left out of the clear cases."""
FOLDS = 5


def _regression() -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        SimpleImputer(), StandardScaler(), LogisticRegression(C=0.01, max_iter=3000)
    )


def _boosting() -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.05,
        max_leaf_nodes=5,
        min_samples_leaf=60,
        l2_regularization=5.0,
        max_features=0.3,
        random_state=0,
    )


_MEMBERS: dict[str, Callable[[], Any]] = {
    "regression": _regression,
    "boosting": _boosting,
}
CANDIDATES: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in _MEMBERS},
    "regression and boosting": ("regression", "boosting"),
}
"""Classifier → whose mean probability it is."""


def _fitted(
    member: str, inputs: Numbers, answer: NDArray[np.bool_], collections: NDArray[np.str_]
) -> Any:
    weights = np.zeros(len(answer))
    for collection in np.unique(collections):
        for side in (False, True):
            these = (collections == collection) & (answer == side)
            if these.any():
                weights[these] = 1.0 / these.sum()
    weights *= len(answer) / weights.sum()
    model = _MEMBERS[member]()
    name = f"{model.steps[-1][0]}__sample_weight" if hasattr(model, "steps") else "sample_weight"
    model.fit(inputs, answer, **{name: weights})
    return model


@dataclass(frozen=True)
class Judge:
    """Classifiers of arousal and of valence. ``about`` says how they were chosen."""

    variant: str
    arousal: list[Any]
    valence: list[Any]
    about: dict[str, Any]

    def hears(self, phrases: Examples) -> tuple[Numbers, Numbers]:
        """Probability of high arousal and of pleasant valence, ``[phrases]`` each."""
        inputs = phrases.inputs(self.variant)
        excited, pleasant = (
            np.mean([model.predict_proba(inputs)[:, 1] for model in models], axis=0)
            for models in (self.arousal, self.valence)
        )
        return excited, pleasant


def train_judge(training: Examples, variant: str) -> Judge:
    """Choose a classifier for each dimension by cross-validation over songs, and fit it to all.

    What cross-validation found is kept in the user's cache, under the examples' digest.
    """
    inputs = training.inputs(variant)
    rules = (_regression, _boosting, _fitted, _cross_validated)
    stamp = digest(
        CODE,
        *(inspect.getsource(rule).encode() for rule in rules),
        *(column.tobytes() for column in training.arrays()),
    )
    place = cache_folder() / f"judge-choice-{variant}-{stamp}.json"
    if place.is_file():
        scores: dict[str, dict[str, float]] = json.loads(place.read_text(encoding="utf-8"))
    else:
        scores = {
            dimension: _cross_validated(training, inputs, getattr(training, dimension) >= 0)
            for dimension in ("arousal", "valence")
        }
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(scores), encoding="utf-8")
    parts: dict[str, list[Any]] = {}
    about: dict[str, Any] = {}
    for dimension, found in scores.items():
        best = max(found, key=lambda name: found[name])
        answer = getattr(training, dimension) >= 0
        parts[dimension] = [
            _fitted(member, inputs, answer, training.collections) for member in CANDIDATES[best]
        ]
        about[dimension] = {"classifier": best, "cross_validated": found}
    return Judge(variant, parts["arousal"], parts["valence"], about)


def _cross_validated(
    training: Examples, inputs: Numbers, answer: NDArray[np.bool_]
) -> dict[str, float]:
    """Classifier → area under the curve on songs left out, mean over the collections."""
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    surety = {member: np.zeros(len(training)) for member in _MEMBERS}
    for learn, held in GroupKFold(FOLDS).split(inputs, groups=training.songs):
        for member, values in surety.items():
            model = _fitted(member, inputs[learn], answer[learn], training.collections[learn])
            values[held] = model.predict_proba(inputs[held])[:, 1]
    scores = {}
    for name, members in CANDIDATES.items():
        mean = np.mean([surety[member] for member in members], axis=0)
        areas = [
            roc_auc_score(answer[mask], mean[mask])
            for collection in np.unique(training.collections)
            if len(np.unique(answer[mask := training.collections == collection])) == 2
        ]
        scores[name] = round(float(np.mean(areas)), 4)
    return scores


def verdicts(
    judge: Judge, phrases: Examples, groups: Sequence[Any] | None = None
) -> dict[str, Any]:
    """Share heard as meant, with intervals: arousal (phrases meant to have any), valence,
    quadrant (both), and the areas under the curve, which need no threshold.

    Phrases meant to lie on an axis (exactly 0) do not count for it.
    """
    from sklearn.metrics import roc_auc_score

    excited, pleasant = judge.hears(phrases)
    aroused = (excited > 0.5) == (phrases.arousal > 0)
    pleased = (pleasant > 0.5) == (phrases.valence > 0)
    off_arousal, off_valence = phrases.arousal != 0, phrases.valence != 0
    names = np.asarray(groups if groups is not None else np.arange(len(phrases)))
    found: dict[str, Any] = {}
    for name, right, mask in (
        ("arousal", aroused, off_arousal),
        ("valence", pleased, off_valence),
        ("quadrant", aroused & pleased, off_arousal & off_valence),
    ):
        found[name] = interval(right[mask].astype(np.float64), names[mask].tolist())
    for name, surety, meant, mask in (
        ("arousal_auc", excited, phrases.arousal, off_arousal),
        ("valence_auc", pleasant, phrases.valence, off_valence),
    ):
        sides = meant[mask] > 0
        both = 0 < sides.sum() < len(sides)
        found[name] = round(float(roc_auc_score(sides, surety[mask])), 3) if both else None
    return found


def shuffled(judge: Judge, phrases: Examples, draws: int = 100) -> dict[str, float]:
    """The same shares when what was meant is dealt out anew among the phrases: chance."""
    excited, pleasant = judge.hears(phrases)
    rng = np.random.default_rng(0)
    shares: dict[str, list[float]] = {"arousal": [], "valence": [], "quadrant": []}
    for _ in range(draws):
        order = rng.permutation(len(phrases))
        arousal, valence = phrases.arousal[order], phrases.valence[order]
        aroused = (excited > 0.5) == (arousal > 0)
        pleased = (pleasant > 0.5) == (valence > 0)
        shares["arousal"].append(float(aroused[arousal != 0].mean()))
        shares["valence"].append(float(pleased[valence != 0].mean()))
        both = (arousal != 0) & (valence != 0)
        shares["quadrant"].append(float((aroused & pleased)[both].mean()))
    return {name: round(float(np.mean(values)), 4) for name, values in shares.items()}


def on_real_music(judge: Judge, name: str, held_out: Examples) -> dict[str, Any]:
    """The judge on human music that it never heard: every phrase, and the clear cases."""
    clear = (np.abs(held_out.valence) > CLEAR) & (np.abs(held_out.arousal) > CLEAR)
    found = {
        "phrases": len(held_out),
        "every_phrase": verdicts(judge, held_out, held_out.songs.tolist()),
        "shuffled": shuffled(judge, held_out),
    }
    if name == "vgmidi":
        some = held_out.only(clear)
        found["clear_phrases"] = verdicts(judge, some, some.songs.tolist())
    return found
