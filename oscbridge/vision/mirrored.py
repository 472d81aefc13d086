"""A network with a single output, read from a face and its mirror image; and its weights' file."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from oscbridge.errors import OscbridgeError


class Mirrored(nn.Module):
    """Answers the mean of what a network says of a face and of its mirror image: [B, 1, S, S] →
    [B, K].

    What is left or right of a face says nothing about its expression, so a reading must not change
    when the camera's picture is mirrored. This makes that exact, and steadies readings besides.
    """

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        one, other = self.net(torch.cat([x, x.flip(3)])).chunk(2)
        mean: Tensor = (one + other) / 2
        return mean


def fill(net: nn.Module, path: Path) -> nn.Module:
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
