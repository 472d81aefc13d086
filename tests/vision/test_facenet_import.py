"""facenet-pytorch imports with torchvision absent or broken, and nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.vision.detector import facenet_import

IMPORT = """
import sys
from oscbridge.vision.detector.facenet_import import import_facenet, torchvision_works
print(torchvision_works())
facenet = import_facenet()
print(facenet.MTCNN.__name__, facenet.models.utils.detect_face.batched_nms.__module__)
print([name for name in sys.modules if name.startswith("torchvision")])
"""


def run_with(folder: Path) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(Path.cwd())])}
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "failure",
    [
        "raise RuntimeError('operator torchvision::nms does not exist')",
        "raise ImportError('no such library')",
    ],
)
def test_a_torchvision_that_fails_to_import_is_stood_in_for(tmp_path: Path, failure: str) -> None:
    package = tmp_path / "torchvision"
    package.mkdir()
    # As the real one does on a CPU-only torch: it fails after some of its modules are in.
    (package / "__init__.py").write_text(f"from torchvision import extension\n{failure}\n")
    (package / "extension.py").write_text("")
    works, names, left = run_with(tmp_path)
    assert works == "False"
    assert names == "MTCNN oscbridge.vision.detector.facenet_import"
    assert left == "[]"


def test_a_torchvision_that_works_is_used(tmp_path: Path) -> None:
    for folder in ("torchvision/ops", "torchvision/transforms"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "__init__.py").write_text("")
    (tmp_path / "torchvision/__init__.py").write_text("")
    (tmp_path / "torchvision/ops/boxes.py").write_text("def batched_nms(): pass\n")
    (tmp_path / "torchvision/transforms/functional.py").write_text("")
    works, names, _ = run_with(tmp_path)
    assert works == "True"
    assert names == "MTCNN torchvision.ops.boxes"


def overlap(a: list[float], b: list[float]) -> float:
    across = max(min(a[2], b[2]) - max(a[0], b[0]), 0)
    down = max(min(a[3], b[3]) - max(a[1], b[1]), 0)
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return across * down / (both - across * down)


@st.composite
def grouped_boxes(draw: st.DrawFn) -> tuple[list[list[float]], list[float], list[int]]:
    count = draw(st.integers(0, 12))
    small = st.integers(0, 20)
    boxes = []
    for _ in range(count):
        x, y, w, h = draw(small), draw(small), draw(st.integers(1, 15)), draw(st.integers(1, 15))
        boxes.append([float(x), float(y), float(x + w), float(y + h)])
    scores = draw(st.lists(st.integers(0, 999), min_size=count, max_size=count, unique=True))
    groups = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    return boxes, [score / 1000 for score in scores], groups


@given(grouped_boxes(), st.sampled_from([0.31, 0.52, 0.73]))
def test_batched_nms_keeps_what_a_slow_version_keeps(
    drawn: tuple[list[list[float]], list[float], list[int]], threshold: float
) -> None:
    boxes, scores, groups = drawn
    kept: list[int] = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        rivals = [k for k in kept if groups[k] == groups[i]]
        if all(overlap(boxes[i], boxes[k]) <= threshold for k in rivals):
            kept.append(i)
    ours = facenet_import.batched_nms(
        torch.tensor(boxes).reshape(-1, 4), torch.tensor(scores), torch.tensor(groups), threshold
    )
    assert ours.tolist() == kept
    assert ours.dtype == torch.int64


def test_to_tensor_scales_bytes_and_leaves_floats() -> None:
    picture = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    tensor = facenet_import.to_tensor(picture)
    assert tensor.shape == (3, 2, 4)
    assert float(tensor[2, 1, 3]) == pytest.approx(23 / 255)
    assert float(facenet_import.to_tensor(np.float32(picture))[2, 1, 3]) == 23
