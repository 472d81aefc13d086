"""Scores an emotion reader on faces that it never learnt from, as the program reads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from oscbridge.training.face.data import Faces
from oscbridge.training.face.pictures import load_parts
from oscbridge.training.face.readings import Readings
from oscbridge.training.face.robustness import CORRUPTIONS
from oscbridge.training.face.scores import Floats, score, softmax
from oscbridge.vision.readers.crops import prepare
from oscbridge.vision.readers.emotion import header
from oscbridge.vision.readers.networks.efficientnet import EfficientNetB0
from oscbridge.vision.readers.networks.efficientnet import load as load_network
from oscbridge.weights.models import weights_path

VIEW_BATCH = 128
PARTS = ("val", "test", "all")


def views(faces: Faces, size: int) -> Iterator[Tensor]:
    """The faces as the running program would feed them, in batches [B, 1, size, size]."""
    for start in range(0, len(faces), VIEW_BATCH):
        yield torch.from_numpy(prepare(faces.images[start : start + VIEW_BATCH], size))


@torch.no_grad()
def outputs(
    net: EfficientNetB0, faces: Faces, size: int, device: str = "cpu"
) -> tuple[Floats, Floats]:
    """Logits [N, 8] and affect [N, 2] of a network over faces. Leaves it in eval mode."""
    net.eval().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    pairs = [
        net(x.to(device).contiguous(memory_format=torch.channels_last)) for x in views(faces, size)
    ]
    logits = torch.cat([a for a, _ in pairs]).double().cpu().numpy()
    return logits, torch.cat([b for _, b in pairs]).double().cpu().numpy()


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
    """Figures of a weights file, with 95 % bootstrap intervals; JSON-able.

    Args:
        data: folder with the FER+ files, or one's own pictures (see ``pictures``).
        weights: a file that ``train`` wrote; the shipped one where it is None.
        part: ``val``; ``test``, the faces that nothing was chosen by, to be looked at once; or
            ``all``, for pictures of which none was learnt from.
        resamples: how many bootstrap samples; without any there are no intervals.
        report: folder for the written report (JSON and PNGs); none where it is None.
        robustness: also accuracy under each of ``robustness.CORRUPTIONS``.
        cropped: one's own pictures are faces already.

    Raises:
        OscbridgeError: ``data-missing``; ``weights-missing``; ``weights-mismatch``.
    """
    path = weights or weights_path("emotion")
    size, temperature = header(path)
    net = load_network(path)
    faces = load_parts(data, cropped=cropped).part(part, data)
    logits, affect = outputs(net, faces, size)
    scores = softmax(logits / temperature)
    result = {
        "part": part,
        "faces": len(faces),
        "size": size,
        "temperature": temperature,
        **score(scores, affect, faces, resamples=resamples),
        "moved_by_jitter": _moved(affect, outputs(net, jittered(faces), size)[1]),
        "moved_by_mirror": _moved(affect, outputs(net, mirrored(faces), size)[1]),
    }
    if robustness:
        result["robustness"] = {
            name: _accuracies(net, corrupt(faces), size) for name, corrupt in CORRUPTIONS.items()
        }
    if report is not None:
        # matplotlib takes half a second to import, which who wants figures alone need not wait for.
        from oscbridge.training.face.report import write

        write(report, result, scores, affect, faces)
    return result


def evaluate_readings(
    readings: Readings, part: str, weights: Path | None = None, *, report: Path | None = None
) -> dict[str, Any]:
    """The figures of ``evaluate`` that readings made beforehand can tell.

    Raises:
        OscbridgeError: ``weights-missing``; ``weights-mismatch``.
    """
    size, temperature = header(weights or weights_path("emotion"))
    result = {
        "part": part,
        **readings.counts,
        "faces": len(readings.faces),
        "size": size,
        "temperature": temperature,
        **score(readings.scores, readings.affect, readings.faces),
    }
    if report is not None:
        from oscbridge.training.face.report import write

        write(report, result, readings.scores, readings.affect, readings.faces)
    return result


def _moved(before: Floats, after: Floats) -> dict[str, float]:
    """Medians of how far each axis moved."""
    valence, arousal = np.median(np.abs(after - before), axis=0).tolist()
    return {"valence": valence, "arousal": arousal}


def _accuracies(net: EfficientNetB0, faces: Faces, size: int) -> dict[str, float]:
    logits, affect = outputs(net, faces, size)
    figures = score(softmax(logits), affect, faces, resamples=0)["figures"]
    names = ("accuracy_8", "balanced_4", "accuracy_3", "ccc_valence", "ccc_arousal")
    return {name: figures[name]["value"] for name in names if name in figures}


def mirrored(faces: Faces) -> Faces:
    """The same faces as from a camera whose picture is mirrored."""
    return replace(faces, images=np.ascontiguousarray(faces.images[:, :, ::-1]))


def jittered(faces: Faces, share: float = 0.05, seed: int = 0) -> Faces:
    """The same faces from boxes that are off: each edge moved by up to ``share`` of the side."""
    side = faces.images.shape[1]
    margin = math.ceil(share * side) + 1
    edges = np.random.default_rng(seed).uniform(-share * side, share * side, (len(faces), 4))
    edges += [margin, margin, margin + side, margin + side]
    padded: NDArray[np.uint8] = np.pad(
        faces.images, ((0, 0), (margin, margin), (margin, margin)), mode="edge"
    )
    moved = [
        np.asarray(
            Image.fromarray(image).resize((side, side), Image.Resampling.BILINEAR, box=tuple(box))
        )
        for image, box in zip(padded, edges.tolist(), strict=True)
    ]
    return replace(faces, images=np.stack(moved))
