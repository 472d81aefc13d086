"""facenet-pytorch imported without torchvision: a stand-in for the two names that it takes from it.

facenet-pytorch 2.5.3 imports ``torchvision.transforms.functional`` (for ``to_tensor``) and
``torchvision.ops.boxes.batched_nms``, nothing else. On Linux torchvision's wheel is built for CUDA
and fails to import beside a CPU-only torch (``operator torchvision::nms does not exist``), which
is no ImportError. The stand-in is registered only where the real import fails, and only while
facenet-pytorch is being imported, so that no other library mistakes it for torchvision.
"""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch


def import_facenet() -> Any:
    """The module ``facenet_pytorch``, whether or not torchvision works here."""
    if "facenet_pytorch" in sys.modules:
        return sys.modules["facenet_pytorch"]
    if torchvision_works():
        return importlib.import_module("facenet_pytorch")
    with _registered():
        return importlib.import_module("facenet_pytorch")


def torchvision_works() -> bool:
    """Whether the real torchvision can be imported; what a failed import left behind is removed."""
    try:
        importlib.import_module("torchvision.ops.boxes")
        importlib.import_module("torchvision.transforms.functional")
    except (ImportError, RuntimeError, OSError, AttributeError):
        _forget()
        return False
    return True


def to_tensor(picture: Any) -> torch.Tensor:
    """A picture [H, W] or [H, W, C] as a tensor [C, H, W]; bytes become 0 to 1, floats stay."""
    array = np.asarray(picture)
    if array.ndim == 2:
        array = array[:, :, None]
    if array.ndim != 3:
        raise ValueError(f"a picture has 2 or 3 dimensions, not {array.ndim}")
    tensor = torch.from_numpy(np.array(array.transpose(2, 0, 1), order="C"))
    if tensor.dtype == torch.uint8:
        return tensor.to(torch.get_default_dtype()) / 255
    return tensor


def batched_nms(
    boxes: torch.Tensor, scores: torch.Tensor, idxs: torch.Tensor, iou_threshold: float
) -> torch.Tensor:
    """Non-maximum suppression within each group.

    Args:
        boxes: [N, 4] corners x1, y1, x2, y2.
        scores: [N].
        idxs: [N] group of each box; boxes of different groups never suppress each other.
        iou_threshold: a box that overlaps a better one of its group by more than this goes.

    Returns:
        Indices of the boxes that stay, best first.
    """
    order = torch.argsort(scores, descending=True, stable=True)
    boxes, idxs = boxes[order], idxs[order]
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    gone = torch.zeros(len(boxes), dtype=torch.bool, device=boxes.device)
    kept: list[int] = []
    for best in range(len(boxes)):
        if gone[best]:
            continue
        kept.append(best)
        low = torch.maximum(boxes[best, :2], boxes[:, :2])
        high = torch.minimum(boxes[best, 2:], boxes[:, 2:])
        shared = (high - low).clamp(min=0).prod(dim=1)
        overlap = shared / (areas[best] + areas - shared)
        gone |= (overlap > iou_threshold) & (idxs == idxs[best])
    return order[torch.tensor(kept, dtype=torch.int64, device=boxes.device)]


@contextmanager
def _registered() -> Iterator[None]:
    names = (
        "torchvision",
        "torchvision.transforms",
        "torchvision.transforms.functional",
        "torchvision.ops",
        "torchvision.ops.boxes",
    )
    modules = {name: types.ModuleType(name) for name in names}
    for name, module in modules.items():
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(modules[parent], child, module)
    vars(modules["torchvision.transforms.functional"])["to_tensor"] = to_tensor
    vars(modules["torchvision.ops.boxes"])["batched_nms"] = batched_nms
    sys.modules.update(modules)
    try:
        yield
    finally:
        _forget()


def _forget() -> None:
    for name in [n for n in sys.modules if n == "torchvision" or n.startswith("torchvision.")]:
        del sys.modules[name]
