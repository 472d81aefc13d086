"""Trains and scores ``cnn5``: five convolution and five dense layers on FER+'s votes for four
expressions.

A vote for happy, sad, angry or neutral counts, any other does not: soft cross-entropy against the
shares of the four, weighted by how many of a face's votes they are together. So a surprised face
with two votes for happy teaches little, and nothing false.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from oscbridge.affect import EXPRESSIONS
from oscbridge.training.face.data import Faces, splits
from oscbridge.training.face.evaluation import jittered
from oscbridge.training.face.learner import write_weights
from oscbridge.training.face.loop import Plan, answers, batches, train_network
from oscbridge.training.face.pictures import load_parts
from oscbridge.training.face.readings import Readings
from oscbridge.training.face.robustness import CORRUPTIONS
from oscbridge.training.face.scores import FOUR, fit_temperature, score
from oscbridge.vision.readers.cnn5 import Cnn5Reader
from oscbridge.vision.readers.networks.cnn5 import SIDE, Cnn5
from oscbridge.vision.readers.networks.mirrored import Mirrored

EPOCHS = 18
RATE = 2e-3
WEIGHT_DECAY = 0.02
BALANCE = 0.5  # power of inverse frequency: sad and angry are a third as common as happy
COLUMNS = [EXPRESSIONS.index(name) for name in FOUR]


def train(
    data: Path,
    out: Path,
    *,
    epochs: int = EPOCHS,
    seed: int = 0,
    device: str = "cpu",
    resume: bool = True,
    rate: float = RATE,
) -> Path:
    """Trains on ``data`` and gives the path of the weights, ``out/cnn5.safetensors``.

    The weights kept are those of the best epoch by accuracy and balanced accuracy over the clear
    validation faces of the four expressions.

    Args:
        data: folder with the FER+ files (see ``oscbridge.training.face.data``).
        out: folder for checkpoint, log and weights.
        rate: the learning rate's peak.

    Raises:
        OscbridgeError: ``data-missing``; ``checkpoint-mismatch``.
    """
    parts = splits(data).enough_to_train(data)
    faces = of_the_four(parts.train)
    shares, weights = targets(faces)
    goal, weight = torch.from_numpy(shares).to(device), torch.from_numpy(weights).to(device)
    plan = Plan(epochs, seed, SIDE, rate, WEIGHT_DECAY, bfloat16=True)
    torch.manual_seed(seed)

    def loss(net: nn.Module, views: Tensor, chosen: Tensor) -> Tensor:
        rows = chosen.to(device)
        surprise = -(goal[rows] * F.log_softmax(net(views).float(), 1)).sum(1)
        return (surprise * weight[rows]).sum() / weight[rows].sum()

    def judge(net: nn.Module) -> tuple[float, dict[str, float]]:
        return judged(answers(Mirrored(net), parts.val, SIDE, device), parts.val)

    def keep(net: nn.Module, line: dict[str, Any]) -> None:
        header = {
            "size": str(SIDE),
            "temperature": repr(line["temperature"]),
            "settings": json.dumps(asdict(plan)),
            "validation": json.dumps(line),
        }
        write_weights(net, out / "cnn5.safetensors", header)

    train_network(
        Cnn5(), plan, faces, out, loss=loss, judge=judge, keep=keep, device=device, resume=resume
    )
    return out / "cnn5.safetensors"


def of_the_four(faces: Faces) -> Faces:
    """Faces with any vote for one of the four."""
    return faces.where(faces.targets[:, COLUMNS].sum(1) > 0)


def targets(faces: Faces) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Shares of the four [N, 4], adding to 1, and each face's weight in the loss [N], of mean 1."""
    votes = faces.targets[:, COLUMNS].astype(np.float64)
    together = votes.sum(1)
    shares = votes / together[:, None]
    rarity = (1 / np.maximum(votes.mean(0), 1e-4)) ** BALANCE
    weights = together * (shares @ rarity)
    return shares.astype(np.float32), (weights / weights.mean()).astype(np.float32)


def in_four(faces: Faces) -> NDArray[np.int64]:
    """The clear label as a column of ``FOUR`` [N], −1 where it is another or there is none."""
    place = np.full(len(EXPRESSIONS) + 1, -1, np.int64)
    place[COLUMNS] = np.arange(len(FOUR))
    return place[faces.majority]


def judged(logits: NDArray[np.float64], faces: Faces) -> tuple[float, dict[str, float]]:
    """Merit and figures of logits [N, 4] on faces."""
    truth = in_four(faces)
    temperature = fit_temperature(logits, truth)
    inside = truth >= 0
    right = logits[inside].argmax(1) == truth[inside]
    recall = {
        f"recall_{name}": float(right[truth[inside] == i].mean())
        for i, name in enumerate(FOUR)
        if (truth == i).any()
    }
    accuracy, balanced = float(right.mean()), float(np.mean(list(recall.values())))
    return accuracy + balanced, {
        "temperature": temperature,
        "accuracy_4": accuracy,
        "balanced_4": balanced,
        **recall,
    }


def evaluate(
    data: Path,
    weights: Path | None = None,
    *,
    part: str = "val",
    resamples: int = 1000,
    report: Path | None = None,
    robustness: bool = False,
    cropped: bool = False,
) -> dict[str, Any]:
    """Figures of a weights file, with 95 % bootstrap intervals; ready for JSON.

    Accuracies, recalls and calibration are over clear faces of the four expressions; valence and
    arousal over all faces whose votes have coordinates.

    Args:
        data: folder with the FER+ files, or one's own pictures (see ``pictures``).
        weights: a file that ``train`` wrote; the shipped one where it is None.
        part: ``val``, ``test`` or ``all``, see ``evaluation.evaluate``.
        report: folder for ``cnn5.json`` and ``confusion.png``; none where it is None.
        robustness: also accuracies under each of ``robustness.CORRUPTIONS``.
        cropped: one's own pictures are faces already.

    Raises:
        OscbridgeError: ``data-missing``; ``weights-missing``; ``weights-mismatch``.
    """
    reader = Cnn5Reader(weights=weights)
    faces = load_parts(data, cropped=cropped).part(part, data)
    scores, affect = _read(reader, faces)
    _, jittered_affect = _read(reader, jittered(faces))
    moved = np.median(np.abs(jittered_affect - affect), axis=0)
    four = in_four(faces) >= 0
    result = {
        "part": part,
        "faces": len(faces),
        **_figures(scores, affect, faces, resamples),
        "moved_by_jitter": {"valence": float(moved[0]), "arousal": float(moved[1])},
    }
    if robustness:
        result["robustness"] = {
            name: _accuracies(reader, corrupt(faces.where(four)))
            for name, corrupt in CORRUPTIONS.items()
        }
    if report is not None:
        from oscbridge.training.face.index_report import write_confusion

        write_confusion(report, "cnn5", result, FOUR)
    return result


def evaluate_readings(
    readings: Readings, part: str, *, report: Path | None = None
) -> dict[str, Any]:
    """The figures of ``evaluate`` that readings made beforehand can tell."""
    faces = readings.faces
    result = {
        "part": part,
        **readings.counts,
        "faces": len(faces),
        **_figures(readings.scores, readings.affect, faces, 1000),
    }
    if report is not None:
        from oscbridge.training.face.index_report import write_confusion

        write_confusion(report, "cnn5", result, FOUR)
    return result


def _figures(
    scores: NDArray[np.float64], affect: NDArray[np.float64], faces: Faces, resamples: int
) -> dict[str, Any]:
    four = in_four(faces) >= 0
    clear = score(scores[four], affect[four], faces.where(four), resamples=resamples)
    every = score(scores, affect, faces, resamples=resamples)
    about_eight = ("_8", "ece_raters", "ccc")
    kept = [name for name in clear["figures"] if not any(part in name for part in about_eight)]
    return {
        "clear_faces_of_the_four": int(four.sum()),
        "figures": {
            **{name: clear["figures"][name] for name in kept},
            **{name: every["figures"][name] for name in ("ccc_valence", "ccc_arousal")},
        },
        "confusion_4": clear["confusion_4"],
    }


def _read(reader: Cnn5Reader, faces: Faces) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores [N, 8] and affect [N, 2] of faces."""
    readings = [reading for batch in batches(faces) for reading in reader.read(batch)]
    return (
        np.array([reading.scores for reading in readings]),
        np.array([(reading.affect.valence, reading.affect.arousal) for reading in readings]),
    )


def _accuracies(reader: Cnn5Reader, faces: Faces) -> dict[str, float]:
    figures = score(*_read(reader, faces), faces, resamples=0)["figures"]
    names = ("accuracy_4", "balanced_4", "accuracy_3")
    return {name: figures[name]["value"] for name in names if name in figures}
