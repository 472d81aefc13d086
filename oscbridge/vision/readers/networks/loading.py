"""A weights file into a network."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from oscbridge.errors import OscbridgeError

Net = TypeVar("Net", bound=nn.Module)


def load_weights(net: Net, path: Path) -> Net:
    """``net`` in eval mode with a file's weights (half precision there, single here).

    Raises:
        OscbridgeError: ``weights-missing``; ``weights-mismatch`` where a tensor lacks or differs.
    """
    if not path.is_file():
        raise OscbridgeError("weights-missing", f"no weights at {path}")
    try:
        state = {name: tensor.float() for name, tensor in load_file(path).items()}
        # Batch norms count their batches; inference does not read the count, so files leave it out.
        counts = {k: v for k, v in net.state_dict().items() if k.endswith("num_batches_tracked")}
        net.load_state_dict(state | counts)
    except (RuntimeError, SafetensorError) as error:
        raise OscbridgeError(
            "weights-mismatch", f"{path} holds no {type(net).__name__}: {error}"
        ) from error
    return net.eval()
