"""A small network with one input and one output, as onnxruntime runs it from its weights' file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError, safe_open

from oscbridge.errors import OscbridgeError
from oscbridge.vision.network import Network
from oscbridge.weights.models import digest, onnx_session

if TYPE_CHECKING:
    import torch

NetworkMaker = Callable[[Path, int], Network]
"""(weights' file, side of the input in pixels) → a network that runs."""

_HERE = Path(__file__).parent


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
) -> Network:
    """An onnxruntime session of ``faces`` [n, 1, size, size] → ``logits`` [n, K].

    Args:
        build: makes the torch module from the weights; called only where the export is not cached.
        code: the files of this folder that define that module; a change in one exports anew.
    """

    def example() -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
        import torch

        return build(path), (torch.zeros(1, 1, size, size),)

    network: Network = onnx_session(
        name,
        digest(path.read_bytes(), *((_HERE / file).read_bytes() for file in code)),
        example,
        inputs=["faces"],
        outputs=["logits"],
        dynamic_axes={"faces": {0: "n"}, "logits": {0: "n"}},
        threads=threads,
    )
    return network
