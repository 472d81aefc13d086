"""A frozen MobileNet's convolutions arrive in ours; anything else is refused with a code."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.training.face.mobilenet_start import warm_start
from oscbridge.vision.readers.networks.mobilenet import KEPT, MelancholyNet

_NET = MelancholyNet()


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def field(number: int, content: bytes | int) -> bytes:
    """One field of a protocol buffer's message."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def constant(name: str, value: NDArray[np.float32]) -> bytes:
    """A GraphDef's node that holds a constant, as TensorFlow writes it."""
    shape = b"".join(field(2, field(1, size)) for size in value.shape)
    tensor = field(1, 1) + field(2, shape) + field(4, value.astype("<f4").tobytes())
    kind = field(5, field(1, b"dtype") + field(2, field(6, 1)))
    content = field(5, field(1, b"value") + field(2, field(8, tensor)))
    return field(1, field(1, name.encode()) + field(2, b"Const") + kind + content)


def published(seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Tensors with the published checkpoint's names and shapes, and numbers of our own."""
    rng = np.random.default_rng(seed)
    tensors: dict[str, NDArray[np.float32]] = {}
    for name, layer in MelancholyNet().layers.named_children():
        out, inputs, k, _ = layer.state_dict()["0.weight"].shape
        block = int(name[2:]) if name != "conv1" else 0
        if name == "conv1":
            scope, kernel, shape = "Conv2d_0", "weights", (k, k, 3, out)
        elif name.startswith("dw"):
            scope, kernel = f"Conv2d_{block}_depthwise", "depthwise_weights"
            shape = (k, k, out, 1)
        else:
            scope, kernel, shape = f"Conv2d_{block}_pointwise", "weights", (k, k, inputs, out)
        tensors[f"MobilenetV1/{scope}/{kernel}"] = rng.normal(size=shape).astype(np.float32)
        for part in ("gamma", "beta", "moving_mean", "moving_variance"):
            tensors[f"MobilenetV1/{scope}/BatchNorm/{part}"] = rng.random(out).astype(np.float32)
    return tensors


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.pb"
    other = field(1, field(1, b"input") + field(2, b"Placeholder"))
    path.write_bytes(other + b"".join(constant(*item) for item in published().items()))
    return path


def test_every_kept_layer_is_filled(graph: Path) -> None:
    net, tensors = MelancholyNet(), published()
    warm_start(net, graph)
    state = net.layers.state_dict()
    depthwise = tensors["MobilenetV1/Conv2d_9_depthwise/depthwise_weights"]
    pointwise = tensors["MobilenetV1/Conv2d_3_pointwise/weights"]
    np.testing.assert_array_equal(state["dw9.0.weight"][:, 0], depthwise[..., 0].transpose(2, 0, 1))
    np.testing.assert_array_equal(state["pw3.0.weight"][:, :, 0, 0], pointwise[0, 0].T)
    for name in KEPT:
        scope = "Conv2d_0" if name == "conv1" else f"Conv2d_{name[2:]}_"
        scope += {"dw": "depthwise", "pw": "pointwise"}.get(name[:2], "")
        variance = tensors[f"MobilenetV1/{scope}/BatchNorm/moving_variance"]
        np.testing.assert_array_equal(state[f"{name}.1.running_var"], variance)


def test_on_grey_the_three_colour_kernels_act_as_their_sum(graph: Path) -> None:
    net = MelancholyNet()
    warm_start(net, graph)
    kernel = torch.from_numpy(
        published()["MobilenetV1/Conv2d_0/weights"].transpose(3, 2, 0, 1).copy()
    )
    grey = torch.randn(1, 1, 8, 8)
    colour = torch.nn.functional.conv2d(grey.expand(1, 3, 8, 8), kernel)
    ours = torch.nn.functional.conv2d(grey, net.layers.state_dict()["conv1.0.weight"])
    assert torch.allclose(ours, colour, atol=1e-5)


def test_a_source_distribution_is_opened(graph: Path, tmp_path: Path) -> None:
    archive = tmp_path / "package-1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(graph, "package/files/graph.pb")
        note = tarfile.TarInfo("package/README")
        tar.addfile(note, io.BytesIO())
    packed, plain = MelancholyNet(), MelancholyNet()
    warm_start(packed, archive)
    warm_start(plain, graph)
    for one, other in zip(packed.layers.parameters(), plain.layers.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError) as refusal:
        warm_start(MelancholyNet(), tmp_path / "none.pb")
    assert refusal.value.code == "data-missing"


def test_a_graph_without_a_layer_is_refused(tmp_path: Path) -> None:
    tensors = published()
    del tensors["MobilenetV1/Conv2d_5_pointwise/weights"]
    path = tmp_path / "graph.pb"
    path.write_bytes(b"".join(constant(*item) for item in tensors.items()))
    with pytest.raises(OscbridgeError, match="Conv2d_5_pointwise") as refusal:
        warm_start(MelancholyNet(), path)
    assert refusal.value.code == "weights-mismatch"


@given(content=st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_code(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.pb"
    path.write_bytes(content)
    with pytest.raises(OscbridgeError) as refusal:
        warm_start(_NET, path)
    assert refusal.value.code == "weights-mismatch"
