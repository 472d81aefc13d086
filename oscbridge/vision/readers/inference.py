"""What the readers share: their weights' files, run through onnxruntime, and logits made scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from oscbridge.errors import OscbridgeError
from oscbridge.vision.network import Network
from oscbridge.weights.models import digest, onnx_session

if TYPE_CHECKING:
    import torch

NetworkMaker = Callable[[Path, int], Network]
"""(weights' file, side of the input in pixels) → a network that runs."""

_NETWORKS = Path(__file__).parent / "networks"


def numbers(path: Path, names: Sequence[str]) -> tuple[float, ...]:
    """The named numbers of a weights file's own header.

    Raises:
        OscbridgeError: ``weights-missing``; ``weights-mismatch`` where one is absent or no number.
    """
    if not path.is_file():
        raise OscbridgeError("weights-missing", f"no weights at {path}")
    try:
        with safe_open(path, "np") as file:
            values = file.metadata() or {}
        return tuple(float(values[name]) for name in names)
    except (KeyError, ValueError, OSError, SafetensorError) as error:
        raise OscbridgeError(
            "weights-mismatch",
            f"{path} does not say {', '.join(names)} and is no weights file of this reader: "
            f"{error!r}",
        ) from error


def session(
    name: str,
    path: Path,
    size: int,
    build: Callable[[Path], torch.nn.Module],
    *,
    code: Sequence[str],
    threads: int,
    outputs: Sequence[str] = ("logits",),
) -> Network:
    """An onnxruntime session of ``faces`` [n, 1, size, size] → each of ``outputs`` [n, K].

    Args:
        build: makes the torch module from the weights; called only where the export is not cached.
        code: the files in ``networks`` that define that module; a change in one exports anew.
    """

    def example() -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
        import torch

        return build(path), (torch.zeros(1, 1, size, size),)

    network: Network = onnx_session(
        name,
        digest(path.read_bytes(), *((_NETWORKS / file).read_bytes() for file in code)),
        example,
        inputs=["faces"],
        outputs=[*outputs],
        dynamic_axes={tensor: {0: "n"} for tensor in ("faces", *outputs)},
        threads=threads,
    )
    return network


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores [B, K] that add to 1."""
    raised = np.exp(logits - logits.max(1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(1, keepdims=True)
    return shares
