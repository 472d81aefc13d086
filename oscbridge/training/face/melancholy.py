"""Trains and scores ``melancholy``: the share of ten raters who would call a face sad.

Nobody rated these faces for melancholy. What FER+ has is votes, so the target is the plainest that
they allow: a face's votes for sadness over its votes for any of the eight expressions. The index is
for art and is no diagnosis.

The kept layers learn the eight expressions beside the index, from a second head that is thrown
away afterwards (R. Caruana, "Multitask Learning", Machine Learning 28, 1997): most faces have no
vote for sadness at all, and say nothing of what else a face can do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
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
from oscbridge.training.face.losses import disagreement
from oscbridge.training.face.mobilenet_start import warm_start
from oscbridge.training.face.pictures import load_parts
from oscbridge.training.face.readings import Readings
from oscbridge.training.face.robustness import CORRUPTIONS
from oscbridge.training.face.scores import ccc, interval, resampled
from oscbridge.vision.readers.melancholy import MelancholyReader
from oscbridge.vision.readers.networks.mirrored import Mirrored
from oscbridge.vision.readers.networks.mobilenet import SIDE, MelancholyNet

EPOCHS = 6
SMALL_SHARE = 0.67  # of the epochs, on smaller views: they cost half and teach nearly as much
SMALL_SIDE = 48
RATE = 1e-3
WEIGHT_DECAY = 0.02
AGREEMENT_WEIGHT = 0.5  # of 1 − CCC: without it the index shrinks towards its mean
EXPRESSION_WEIGHT = 1.0
SAD = EXPRESSIONS.index("sad")


class TwoHeads(nn.Module):
    """The network in training: [B, 1, 64, 64] → the index's logits [B, 1], the eight's [B, 8]."""

    def __init__(self) -> None:
        super().__init__()
        self.net = MelancholyNet()
        self.expression = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(self.net.features, len(EXPRESSIONS))
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.net.pooled(x)
        return self.net.head(features), self.expression(features)


def train(
    data: Path,
    out: Path,
    *,
    epochs: int = EPOCHS,
    seed: int = 0,
    device: str = "cpu",
    init: Path | None = None,
    resume: bool = True,
    rate: float = RATE,
) -> Path:
    """Trains on ``data`` and gives the path of the weights, ``out/melancholy.safetensors``.

    The weights kept are those of the epoch with the highest CCC on the validation faces.

    Args:
        data: folder with the FER+ files (see ``oscbridge.training.face.data``).
        out: folder for checkpoint, log and weights.
        init: a frozen MobileNet to start from, see ``mobilenet_start``; from scratch where it is
            None.
        rate: the learning rate's peak.

    Raises:
        OscbridgeError: ``data-missing``; ``weights-mismatch``; ``checkpoint-mismatch``.
    """
    parts = splits(data).enough_to_train(data)
    goal = torch.from_numpy(parts.train.targets).to(device)
    plan = Plan(
        epochs,
        seed,
        SIDE,
        rate,
        WEIGHT_DECAY,
        small_size=SMALL_SIDE,
        small_epochs=int(epochs * SMALL_SHARE),
        init=init.name if init else "scratch",
    )
    torch.manual_seed(seed)

    def loss(net: nn.Module, views: Tensor, chosen: Tensor) -> Tensor:
        shares = goal[chosen.to(device)]
        index, expression = net(views)
        return loss_of(index[:, 0], expression, shares)

    def judge(net: nn.Module) -> tuple[float, dict[str, float]]:
        assert isinstance(net, TwoHeads)
        logits = answers(Mirrored(net.net), parts.val, SIDE, device)[:, 0]
        return judged(logits, parts.val)

    def keep(net: nn.Module, line: dict[str, Any]) -> None:
        assert isinstance(net, TwoHeads)
        header = {
            "size": str(SIDE),
            "slope": repr(line["slope"]),
            "offset": repr(line["offset"]),
            "settings": json.dumps(asdict(plan)),
            "validation": json.dumps(line),
        }
        write_weights(net.net, out / "melancholy.safetensors", header)

    heads = TwoHeads()
    if init is not None:
        warm_start(heads.net, init)
    train_network(
        heads,
        plan,
        parts.train,
        out,
        loss=loss,
        judge=judge,
        keep=keep,
        device=device,
        resume=resume,
    )
    return out / "melancholy.safetensors"


def loss_of(index: Tensor, expression: Tensor, shares: Tensor) -> Tensor:
    """Cross-entropy and 1 − CCC of the index's logits [B], and soft cross-entropy of the eight's
    [B, 8], against the raters' shares [B, 8].
    """
    truth = shares[:, SAD]
    eight = -(shares * F.log_softmax(expression, 1)).sum(1).mean()
    return (
        F.binary_cross_entropy_with_logits(index, truth)
        + AGREEMENT_WEIGHT * disagreement(torch.sigmoid(index), truth)
        + EXPRESSION_WEIGHT * eight
    )


def sadness(faces: Faces) -> NDArray[np.float64]:
    """The target [N]: the share of a face's expressed votes that are for sadness."""
    return faces.targets[:, SAD].astype(np.float64)


def calibrated(logits: NDArray[np.float64], slope: float, offset: float) -> NDArray[np.float64]:
    """The index [N] of raw logits [N]."""
    index: NDArray[np.float64] = 1 / (1 + np.exp(-(slope * logits + offset)))
    return index


def fit_calibration(logits: NDArray[np.float64], truth: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset of the logit under which the raters' votes are likeliest (J. Platt,
    "Probabilistic outputs for support vector machines", 1999), by Newton's method.

    Then an index of 0.3 is given to faces that three raters in ten call sad, on average.
    """
    slope, offset = 1.0, 0.0
    design = np.stack([logits, np.ones_like(logits)], 1)
    for _ in range(50):
        guess = calibrated(logits, slope, offset)
        gradient = design.T @ (guess - truth)
        curvature = design.T @ (design * (guess * (1 - guess))[:, None]) + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        slope, offset = slope - float(step[0]), offset - float(step[1])
        if float(np.abs(step).max()) < 1e-9:
            break
    return slope, offset


def judged(logits: NDArray[np.float64], faces: Faces) -> tuple[float, dict[str, float]]:
    """Merit and figures of raw logits [N] on faces."""
    truth = sadness(faces)
    slope, offset = fit_calibration(logits, truth)
    index = calibrated(logits, slope, offset)
    agreement = ccc(index, truth)
    return agreement, {
        "slope": slope,
        "offset": offset,
        "ccc": agreement,
        "pearson": pearson(index, truth),
        "mae": float(np.abs(index - truth).mean()),
        "highest": float(index.max()),
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
    """Figures of a weights file over all faces, with 95 % bootstrap intervals; ready for JSON.

    ``figures`` holds Pearson's correlation, CCC and mean absolute error against the raters' share,
    the error of always answering the mean (``mae_of_the_mean``), and ``auc_clear_sad``: how often
    a face that most raters call sad gets a higher index than one that they call something else.
    ``percentiles`` tells how much of [0, 1] is used, ``by_tenth`` the mean index and the raters'
    mean share of the faces in each tenth of it.

    Args:
        data: folder with the FER+ files, or one's own pictures (see ``pictures``).
        weights: a file that ``train`` wrote; the shipped one where it is None.
        part: ``val``, ``test`` or ``all``, see ``evaluation.evaluate``.
        report: folder for ``melancholy.json`` and ``melancholy.png``; none where it is None.
        robustness: also the CCC under each of ``robustness.CORRUPTIONS``.
        cropped: one's own pictures are faces already.

    Raises:
        OscbridgeError: ``data-missing``; ``weights-missing``; ``weights-mismatch``.
    """
    reader = MelancholyReader(weights=weights)
    faces = load_parts(data, cropped=cropped).part(part, data)
    index = _indices(reader, faces)
    result = {
        "part": part,
        "faces": len(faces),
        **agreement(index, faces, resamples),
        "moved_by_jitter": float(np.median(np.abs(_indices(reader, jittered(faces)) - index))),
    }
    if robustness:
        result["robustness"] = {
            name: ccc(_indices(reader, corrupt(faces)), sadness(faces))
            for name, corrupt in CORRUPTIONS.items()
        }
    if report is not None:
        from oscbridge.training.face.index_report import write_index

        write_index(report, "melancholy", result, index, sadness(faces))
    return result


def evaluate_readings(
    readings: Readings, part: str, *, report: Path | None = None
) -> dict[str, Any]:
    """The figures of ``evaluate`` that readings made beforehand can tell."""
    index, faces = readings.melancholy, readings.faces
    result = {
        "part": part,
        **readings.counts,
        "faces": len(faces),
        **agreement(index, faces, 1000),
    }
    if report is not None:
        from oscbridge.training.face.index_report import write_index

        write_index(report, "melancholy", result, index, sadness(faces))
    return result


def _indices(reader: MelancholyReader, faces: Faces) -> NDArray[np.float64]:
    return np.array([value for batch in batches(faces) for value in reader.index(batch)])


def agreement(
    index: NDArray[np.float64], faces: Faces, resamples: int, seed: int = 0
) -> dict[str, Any]:
    """What ``evaluate`` tells of an index [N] of faces."""
    truth = sadness(faces)
    sad, other = faces.majority == SAD, (faces.majority >= 0) & (faces.majority != SAD)

    def ranked(rows: NDArray[np.int64]) -> float:
        return auc(index[rows][sad[rows]], index[rows][other[rows]])

    wanted: dict[str, Callable[[NDArray[np.int64]], float]] = {
        "pearson": lambda rows: pearson(index[rows], truth[rows]),
        "ccc": lambda rows: ccc(index[rows], truth[rows]),
        "mae": lambda rows: float(np.abs(index[rows] - truth[rows]).mean()),
        "mae_of_the_mean": lambda rows: float(np.abs(truth[rows].mean() - truth[rows]).mean()),
        "auc_clear_sad": ranked,
    }
    samples = resampled(faces, resamples, seed)
    everyone = np.arange(len(faces))
    tenth = np.minimum((index * 10).astype(int), 9)
    figures = {name: interval(figure, everyone, samples) for name, figure in wanted.items()}
    return {
        "figures": {name: f for name, f in figures.items() if not np.isnan(f["value"])},
        "percentiles": {
            str(p): float(np.percentile(index, p)) for p in (1, 5, 25, 50, 75, 95, 99, 100)
        },
        "by_tenth": [
            {
                "faces": int((tenth == t).sum()),
                "index": float(index[tenth == t].mean()),
                "raters": float(truth[tenth == t].mean()),
            }
            for t in range(10)
            if (tenth == t).any()
        ],
    }


def pearson(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Pearson's correlation of two series [N]; 0 where one of them does not vary."""
    if one.std() == 0 or other.std() == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def auc(higher: NDArray[np.float64], lower: NDArray[np.float64]) -> float:
    """How often a value of the first kind is above one of the second: the area under the ROC curve
    (NaN where a kind is empty). Ties count half.
    """
    if not (len(higher) and len(lower)):
        return float("nan")
    order = np.sort(lower)
    below = np.searchsorted(order, higher, "left")
    up_to = np.searchsorted(order, higher, "right")
    return float(((below + up_to) / 2).mean() / len(lower))
