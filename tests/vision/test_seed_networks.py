"""The seeds' networks are built as the docs say, layer by layer, and read both sides of a face."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from oscbridge.errors import OscbridgeError
from oscbridge.vision.readers.networks.cnn5 import Cnn5
from oscbridge.vision.readers.networks.loading import load_weights
from oscbridge.vision.readers.networks.mirrored import Mirrored
from oscbridge.vision.readers.networks.mobilenet import CUT, KEPT, LAYERS, PAIRS, MelancholyNet


def convolutions(net: nn.Module) -> list[nn.Conv2d]:
    return [layer for layer in net.modules() if isinstance(layer, nn.Conv2d)]


def dense(net: nn.Module) -> list[nn.Linear]:
    return [layer for layer in net.modules() if isinstance(layer, nn.Linear)]


def test_cnn5_has_five_convolutions_and_five_dense_layers() -> None:
    net = Cnn5()
    assert [c.out_channels for c in convolutions(net)] == [32, 64, 128, 192, 256]
    assert [d.out_features for d in dense(net)] == [256, 128, 64, 32, 4]
    order = [type(m) for m in net.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert order == [nn.Conv2d] * 5 + [nn.Linear] * 5


def test_mobilenets_layers_are_those_of_the_papers_table() -> None:
    # Howard et al. 2017, Table 1: 28 layers when depthwise and pointwise are counted apart.
    assert len(LAYERS) == 28
    assert (LAYERS[0], LAYERS[1], LAYERS[2], LAYERS[-1]) == ("conv1", "dw1", "pw1", "fc")
    assert [stride for stride, _ in PAIRS] == [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1]
    assert [wide for _, wide in PAIRS] == [64, 128, 128, 256, 256, *[512] * 6, 1024, 1024]


def test_the_last_ten_layers_are_cut_and_a_head_is_new() -> None:
    pairs = ("dw10", "pw10", "dw11", "pw11", "dw12", "pw12", "dw13", "pw13")
    assert LAYERS[-CUT:] == ("pw9", *pairs, "fc")
    net = MelancholyNet()
    assert [name for name, _ in net.layers.named_children()] == list(KEPT)
    kept = convolutions(net.layers)
    assert len(kept) == len(LAYERS) - 10 == 18
    assert [c.groups == c.in_channels and c.groups > 1 for c in kept] == [
        name.startswith("dw") for name in KEPT
    ]
    assert (kept[-1].kernel_size, kept[-1].groups) == ((3, 3), 512)
    assert [d.out_features for d in dense(net)] == [128, 1]


def test_the_kept_layers_have_the_published_ones_weights() -> None:
    # A 224-pixel MobileNet of width 1 has 4,231,976 weights (biases of norms and classifier
    # included). What is cut: pw9, four pairs after it with their norms, and the classifier.
    def pair(inputs: int, outputs: int) -> int:
        return 9 * inputs + 2 * inputs + inputs * outputs + 2 * outputs

    pw9 = 512 * 512 + 2 * 512
    cut = pw9 + 2 * pair(512, 512) + pair(512, 1024) + pair(1024, 1024) + 1024 * 1000 + 1000
    colour = 2 * 9 * 32  # ours takes one channel for three
    ours = sum(p.numel() for p in MelancholyNet().layers.parameters())
    assert ours == 4_231_976 - cut - colour


@pytest.mark.parametrize(("net", "side"), [(Cnn5(), 48), (MelancholyNet(), 64)])
def test_a_mirrored_face_is_read_alike(net: nn.Module, side: int) -> None:
    torch.manual_seed(0)
    both = Mirrored(net).train()
    x = torch.randn(16, 1, side, side)
    with torch.no_grad():
        both(x)  # norms that have seen nothing yet let next to nothing through
        both.eval()
        assert torch.allclose(both(x), both(x.flip(3)), atol=1e-5)
        assert not torch.allclose(net(x), net(x.flip(3)), atol=1e-5)


def test_another_networks_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cnn5.safetensors"
    state = {k: v for k, v in Cnn5().state_dict().items() if v.is_floating_point()}
    save_file(state, path)
    load_weights(Cnn5(), path)
    with pytest.raises(OscbridgeError, match="MelancholyNet") as refusal:
        load_weights(MelancholyNet(), path)
    assert refusal.value.code == "weights-mismatch"
    with pytest.raises(OscbridgeError) as refusal:
        load_weights(Cnn5(), tmp_path / "none.safetensors")
    assert refusal.value.code == "weights-missing"
