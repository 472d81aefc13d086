"""The face detector: MTCNN's three networks on onnxruntime, the cascade between them in numpy.

Weights are those inside the installed facenet-pytorch, exported once into the user's cache; the
boxes are the ones that its ``MTCNN.detect`` gives. A start with a warm cache never imports torch.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.vision.detector import cascade
from oscbridge.vision.detector.area_sampler import AreaSampler
from oscbridge.vision.detector.cascade import Floats
from oscbridge.vision.faces import Box, Face
from oscbridge.vision.network import Network
from oscbridge.weights import models
from oscbridge.weights.checksums import check_file

if TYPE_CHECKING:
    import torch

SMALLEST_FACE = 20
"""Faces below this many pixels are not worth looking for: P-Net's square is 12 pixels wide."""

_EXPORT = b"mtcnn 2"  # raise the number when _build changes, so that cached exports are made anew
_INSTALL_AGAIN = "pip install --force-reinstall --no-deps facenet-pytorch==2.5.3"
_SHA256 = {
    "pnet": "a2a71925e0b9996a42f63e47efc1ca19043e69558b5c523b978d611dfae49c8f",
    "rnet": "bbb937de72efc9ef83b186c49f5f558467a1d7e3453a8ece0d71a886633f6a86",
    "onet": "165bfbe42940416ccfb977545cf0e976d5bf321f67083ae2aaaa5c764280118d",
}
"""Of facenet-pytorch 2.5.3's files, which are pickles: nothing else is unpickled by the eyes."""
_R_SIDE, _O_SIDE = 24, 48
NETWORKS = {"pnet": 64, "rnet": _R_SIDE, "onet": _O_SIDE}
"""The three networks, and the side in pixels of a square that each can judge (P-Net: any)."""
_MOST_PROPOSALS = 1000
_CLASSES = {"pnet": "PNet", "rnet": "RNet", "onet": "ONet"}
_OUTPUTS = {
    "pnet": ["offsets", "scores"],
    "rnet": ["offsets", "scores"],
    "onet": ["offsets", "points", "scores"],
}

_SURE = 0.9
"""A face that R-Net finds where it was with this probability is not looked for beside it. Measured
on five sequences of 60 frames: the boxes overlap those of a full search as much as when all five
places are tried, and no face is lost more often."""

_NEIGHBOURS = np.array(
    [
        (0.0, 0.0, 1.0),
        (-0.15, 0.0, 1.0),
        (0.15, 0.0, 1.0),
        (0.0, -0.15, 1.0),
        (0.0, 0.15, 1.0),
    ]
)
"""Where a face is looked for next: shift right, shift down, size, each in sides of its square."""


class Detector:
    """Finds faces, and follows those that it has found.

    Args:
        min_face: smallest face looked for, in pixels of the pictures given; at least 20.
        thresholds: probability asked for after P-, R- and O-Net.
        factor: ratio of neighbouring scales.
        threads: onnxruntime's threads for each network.
        network: makes each of ``NETWORKS`` by name; onnxruntime's when not given.

    Raises:
        OscbridgeError: ``detector-missing`` when facenet-pytorch is not installed.
    """

    def __init__(
        self,
        min_face: float = 60.0,
        thresholds: tuple[float, float, float] = (0.6, 0.7, 0.7),
        factor: float = 0.709,
        threads: int = 1,
        network: Callable[[str], Network] | None = None,
    ) -> None:
        self.min_face = max(float(min_face), SMALLEST_FACE)
        self.thresholds = thresholds
        self.factor = factor
        make = network or partial(_session, threads=threads)
        self._pnet, self._rnet, self._onet = make("pnet"), make("rnet"), make("onet")

    def detect(self, rgb: NDArray[np.uint8], min_face: float | None = None) -> list[Face]:
        """All faces of a picture, largest first.

        Args:
            rgb: uint8 [H, W, 3].
            min_face: smallest face for this picture alone.
        """
        *_, faces = self.detect_in_steps(rgb, min_face)
        assert faces is not None
        return faces

    def detect_in_steps(
        self, rgb: NDArray[np.uint8], min_face: float | None = None
    ) -> Iterator[list[Face] | None]:
        """``detect`` in two steps of about equal length: gives None after the first, the faces
        after the second."""
        height, width = rgb.shape[:2]
        smallest = self.min_face if min_face is None else max(min_face, SMALLEST_FACE)
        scales = cascade.pyramid(height, width, smallest, self.factor)
        if not scales:
            yield []
            return
        sampler = AreaSampler(rgb)
        boxes = self._propose(sampler, scales)
        yield None
        yield self._decide(sampler, self._refine(sampler, boxes))

    def track(self, rgb: NDArray[np.uint8], boxes: Sequence[Box]) -> list[Face | None]:
        """Where each face went that was in ``boxes`` a moment ago; None for one that is lost.

        R-Net judges the last box and, unless it is sure of that, neighbours of it; the best goes on
        to O-Net: about a millisecond a face. A face may move by a quarter of its size between two
        pictures. Two boxes that end on one face count once: the second is lost.

        Args:
            rgb: uint8 [H, W, 3].
            boxes: in pixels of this picture.
        """
        found: list[Face | None] = []
        for box in boxes:
            face = self._follow(rgb, box)
            if face and any(f and f.box.overlap(face.box) > 0.5 for f in found):
                face = None
            found.append(face)
        return found

    def warm_up(self) -> None:
        """Run R- and O-Net once; P-Net runs with the first picture of any kind."""
        for network, side in ((self._rnet, _R_SIDE), (self._onet, _O_SIDE)):
            network.run(None, {"input": np.zeros((8, 3, side, side), np.float32)})

    def _propose(self, sampler: AreaSampler, scales: list[float]) -> Floats:
        """P-Net over the pyramid: squares [N, 4], suppressed, regressed, made square again."""
        levels = []
        for scale in scales:
            level = sampler.resize(int(sampler.height * scale + 1), int(sampler.width * scale + 1))
            offsets, scores = self._pnet.run(None, {"input": _normalised(level[None])})
            found = cascade.proposals(scores[0, 1], offsets[0], scale, self.thresholds[0])
            if len(found) > _MOST_PROPOSALS:  # a picture made to exhaust us
                found = found[np.argsort(-found[:, 4], kind="stable")[:_MOST_PROPOSALS]]
            levels.append(found[cascade.suppressed(found[:, :4], found[:, 4], 0.5)])
        found = np.concatenate(levels)
        found = found[cascade.suppressed(found[:, :4], found[:, 4], 0.7)]
        return cascade.squared(cascade.regressed(found, found[:, 5:9], extra=0))

    def _refine(self, sampler: AreaSampler, boxes: Floats) -> Floats:
        """R-Net: the squares [N, 4] that it believes in, suppressed, regressed and squared."""
        boxes, crops = _cut(sampler, boxes, _R_SIDE)
        if not len(boxes):
            return boxes
        offsets, scores = self._rnet.run(None, {"input": crops})
        passed = scores[:, 1] > self.thresholds[1]
        boxes, offsets, scores = boxes[passed], offsets[passed], scores[passed, 1]
        kept = cascade.suppressed(boxes, scores, 0.7)
        return cascade.squared(cascade.regressed(boxes[kept], offsets[kept], extra=1))

    def _decide(self, sampler: AreaSampler, boxes: Floats) -> list[Face]:
        """O-Net: the faces, suppressed, largest first."""
        boxes, crops = _cut(sampler, boxes, _O_SIDE)
        if not len(boxes):
            return []
        offsets, points, scores = self._onet.run(None, {"input": crops})
        passed = scores[:, 1] > self.thresholds[2]
        boxes, offsets, points, scores = (
            boxes[passed],
            offsets[passed],
            points[passed],
            scores[passed, 1],
        )
        size = boxes[:, 2:4] - boxes[:, 0:2] + 1
        across = points[:, 0:5] * size[:, 0:1] + boxes[:, 0:1] - 1
        down = points[:, 5:10] * size[:, 1:2] + boxes[:, 1:2] - 1
        boxes = cascade.regressed(boxes, offsets, extra=1)
        kept = cascade.suppressed(boxes, scores, 0.7, smaller=True)
        faces = [_face(boxes[i], float(scores[i]), across[i], down[i]) for i in kept]
        return sorted(faces, key=lambda face: face.box.area, reverse=True)

    def _follow(self, rgb: NDArray[np.uint8], box: Box) -> Face | None:
        height, width = rgb.shape[:2]
        side = max(box.width, box.height)
        middle = np.array([box.x + box.width / 2, box.y + box.height / 2])
        around = np.concatenate([middle - side, middle + side])[None].astype(np.float32)
        left, top, right, bottom = (int(v) for v in cascade.pixels(around, height, width)[0])
        if side < SMALLEST_FACE / 2 or right - left < 2 or bottom - top < 2:
            return None
        # Only the neighbourhood is resampled: the whole picture would cost more than the networks.
        sampler = AreaSampler(np.ascontiguousarray(rgb[top:bottom, left:right]))
        centres = middle - (left, top) + _NEIGHBOURS[:, :2] * side
        half = _NEIGHBOURS[:, 2:] * side / 2
        guesses = np.concatenate([centres - half, centres + half], axis=1).astype(np.float32)
        square = self._best(sampler, guesses[:1], max(_SURE, self.thresholds[1]))
        if square is None:
            square = self._best(sampler, guesses, self.thresholds[1])
        faces = [] if square is None else self._decide(sampler, square)
        return _moved(faces[0], left, top) if faces else None

    def _best(self, sampler: AreaSampler, guesses: Floats, threshold: float) -> Floats | None:
        """R-Net: the best of some squares [N, 4] as [1, 4], regressed and squared; None when it
        believes in none as much as the threshold asks."""
        guesses, crops = _cut(sampler, guesses, _R_SIDE)
        if not len(guesses):
            return None
        offsets, scores = self._rnet.run(None, {"input": crops})
        best = [int(np.argmax(scores[:, 1]))]
        if scores[best[0], 1] <= threshold:
            return None
        return cascade.squared(cascade.regressed(guesses[best], offsets[best], extra=1))


def _normalised(pixels: Floats) -> Floats:
    return (pixels - np.float32(127.5)) * np.float32(0.0078125)


def _cut(sampler: AreaSampler, boxes: Floats, side: int) -> tuple[Floats, Floats]:
    """The boxes that touch the picture, and their pixels as [N, 3, side, side] for a network."""
    ranges = cascade.pixels(boxes, sampler.height, sampler.width)
    inside = (ranges[:, 2] > ranges[:, 0]) & (ranges[:, 3] > ranges[:, 1])
    boxes, ranges = boxes[inside], ranges[inside]
    crops = np.empty((len(boxes), 3, side, side), np.float32)
    for crop, (left, top, right, bottom) in zip(crops, ranges.tolist(), strict=True):
        crop[:] = sampler.resize(side, side, top=top, bottom=bottom, left=left, right=right)
    return boxes, _normalised(crops)


def _face(corners: Floats, score: float, across: Floats, down: Floats) -> Face:
    x1, y1, x2, y2 = (float(v) for v in corners)
    points = tuple((float(x), float(y)) for x, y in zip(across, down, strict=True))
    return Face(Box(x1, y1, x2 - x1, y2 - y1), score, points)


def _moved(face: Face, right: float, down: float) -> Face:
    box = Box(face.box.x + right, face.box.y + down, face.box.width, face.box.height)
    return Face(box, face.score, tuple((x + right, y + down) for x, y in face.landmarks))


def _session(name: str, threads: int) -> Network:
    weights = _weights(name)
    axes = {0: "batch", 2: "height", 3: "width"} if name == "pnet" else {0: "batch"}
    session: Network = models.onnx_session(
        f"mtcnn-{name}",
        models.digest(_EXPORT, weights.read_bytes()),
        partial(_build, name),
        inputs=["input"],
        outputs=_OUTPUTS[name],
        dynamic_axes=dict.fromkeys(["input", *_OUTPUTS[name]], axes),
        threads=threads,
    )
    return session


def _weights(name: str) -> Path:
    spec = importlib.util.find_spec("facenet_pytorch")  # finds it without importing it (or torch)
    if spec is None or not spec.submodule_search_locations:
        raise OscbridgeError(
            "detector-missing",
            "facenet-pytorch is not installed; pip install facenet-pytorch==2.5.3",
        )
    path = Path(spec.submodule_search_locations[0]) / "data" / f"{name}.pt"
    check_file(path, _SHA256[name], _INSTALL_AGAIN)
    return path


def _build(name: str) -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
    import torch

    from oscbridge.vision.detector.split_prelu import split_prelus

    side = NETWORKS[name]
    return split_prelus(torch_module(name)), (torch.zeros(2, 3, side, side),)


def torch_module(name: str) -> torch.nn.Module:
    """One of ``NETWORKS`` as facenet-pytorch's own trained module, on the CPU.

    Raises:
        OscbridgeError: ``detector-missing``.
    """
    _weights(name)
    from oscbridge.vision.detector.facenet_import import import_facenet

    network: torch.nn.Module = getattr(import_facenet(), _CLASSES[name])().eval()
    return network
