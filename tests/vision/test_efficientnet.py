"""The network is the published EfficientNet-B0, and what is exported computes what it computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from oscbridge.errors import OscbridgeError
from oscbridge.vision.readers.networks.efficientnet import (
    STAGES,
    EfficientNetB0,
    SqueezeExcite,
    load,
)
from oscbridge.weights.models import onnx_session


@pytest.fixture(scope="module")
def net() -> EfficientNetB0:
    torch.manual_seed(0)
    return EfficientNetB0().eval()


def test_the_stages_are_those_of_the_papers_table() -> None:
    # Tan & Le 2019, Table 1, stages 2 to 8: operator, kernel, channels, layers; strides from the
    # resolutions 112, 112, 56, 28, 14, 14, 7.
    rows = [(s.expansion, s.kernel, s.stride, s.channels, s.repeats) for s in STAGES]
    assert rows == [
        (1, 3, 1, 16, 1),
        (6, 3, 2, 24, 2),
        (6, 5, 2, 40, 2),
        (6, 3, 2, 80, 3),
        (6, 5, 1, 112, 3),
        (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ]


def test_it_has_as_many_weights_as_the_published_network(net: EfficientNetB0) -> None:
    # B0 has 5,288,548 parameters with its 1000-class head (1280 × 1000 + 1000), so 4,007,548
    # without; ours lacks two of the stem's three input channels (2 × 32 × 9) and adds two heads.
    published = 5_288_548 - 1_281_000
    ours = sum(p.numel() for p in net.parameters())
    assert ours == published - 2 * 32 * 9 + 1281 * (8 + 2)


def test_it_shrinks_a_picture_by_thirty_two(net: EfficientNetB0) -> None:
    with torch.no_grad():
        assert net.blocks(net.stem(torch.zeros(1, 1, 96, 96))).shape == (1, 320, 3, 3)


def test_affect_stays_on_the_circumplex(net: EfficientNetB0) -> None:
    with torch.no_grad():
        logits, affect = net(torch.randn(4, 1, 48, 48) * 100)
    assert logits.shape == (4, 8)
    assert affect.shape == (4, 2)
    assert affect.abs().max() <= 1


def test_a_fresh_gate_lets_nearly_everything_through() -> None:
    # A warm start brings convolutions that were trained without gates: these must not shut them.
    torch.manual_seed(0)
    gates = [m for m in EfficientNetB0().modules() if isinstance(m, SqueezeExcite)]
    assert len(gates) == 16
    x = torch.rand(2, gates[5].reduce.in_channels, 4, 4)
    with torch.no_grad():
        assert torch.allclose(gates[5](x), x, rtol=0.05)


def test_in_training_a_sample_sometimes_skips_a_block_and_in_use_never() -> None:
    torch.manual_seed(0)
    net = EfficientNetB0(drop_path=0.9)
    block = net.blocks[14]  # the last residual one, so the one most often skipped
    x = torch.randn(64, 192, 2, 2)
    with torch.no_grad():
        skipped = (block.train()(x) == x).flatten(1).all(1)
        assert 0.5 < skipped.float().mean() < 1
        assert not (block.eval()(x) == x).flatten(1).all(1).any()


def test_the_exported_network_agrees_with_torch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(tmp_path))
    torch.manual_seed(1)
    net = EfficientNetB0()
    for module in net.modules():  # fresh norms are all alike: a mix-up among them must show
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)  # type: ignore[union-attr]
            module.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
            torch.nn.init.uniform_(module.weight, 0.7, 1.4)
    net.eval()
    session = onnx_session(
        "test",
        "parity",
        lambda: (net, (torch.zeros(1, 1, 64, 64),)),
        inputs=["faces"],
        outputs=["logits", "affect"],
        dynamic_axes={"faces": {0: "n"}, "logits": {0: "n"}, "affect": {0: "n"}},
    )
    for count in (1, 3):  # the export saw a batch of one
        x = torch.randn(count, 1, 64, 64)
        with torch.no_grad():
            expected = net(x)
        for got, want in zip(session.run(None, {"faces": x.numpy()}), expected, strict=True):
            assert want.std() > 1e-4
            np.testing.assert_allclose(got, want.numpy(), atol=1e-3 * float(want.abs().max()))


def test_weights_of_something_else_are_refused(tmp_path: Path) -> None:
    save_file({"layer.weight": torch.zeros(2)}, tmp_path / "other.safetensors")
    with pytest.raises(OscbridgeError) as refusal:
        load(tmp_path / "other.safetensors")
    assert refusal.value.code == "weights-mismatch"


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError, match="nowhere") as refusal:
        load(tmp_path / "nowhere.safetensors")
    assert refusal.value.code == "weights-missing"
