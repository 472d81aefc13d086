"""The training loop learns, stops and goes on, and ends in a file that the reader can run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open

from oscbridge.affect import EXPRESSIONS
from oscbridge.errors import OscbridgeError
from oscbridge.training.face.data import splits
from oscbridge.training.face.emotion import loss_of, loss_weights, train
from oscbridge.training.face.evaluation import evaluate, outputs
from oscbridge.training.face.warmstart import warm_start
from oscbridge.vision.readers.coordinates import COORDINATES
from oscbridge.vision.readers.emotion import EmotionReader
from oscbridge.vision.readers.networks.efficientnet import ConvNorm, EfficientNetB0, MBConv, load


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(tmp_path / "cache"))


def lite0(path: Path) -> dict[str, torch.Tensor]:
    """A file with the names and shapes of the real Lite0's tensors, and numbers of our own."""
    torch.manual_seed(5)
    state: dict[str, torch.Tensor] = {"_conv_stem.weight": torch.randn(32, 3, 3, 3)}

    def norm(name: str, channels: int) -> None:
        for part in ("weight", "bias", "running_mean", "running_var"):
            state[f"{name}.{part}"] = torch.rand(channels) + 0.5

    norm("_bn0", 32)
    for i, block in enumerate(EfficientNetB0().blocks):
        assert isinstance(block, MBConv)
        if isinstance(block.expand, ConvNorm):
            kernel = torch.randn_like(block.expand.state_dict()["0.weight"])
            state[f"_blocks.{i}._expand_conv.weight"] = kernel
            norm(f"_blocks.{i}._bn0", len(kernel))
        for layer, conv, bn in (
            (block.filter, "_depthwise_conv", "_bn1"),
            (block.narrow, "_project_conv", "_bn2"),
        ):
            kernel = torch.randn_like(layer.state_dict()["0.weight"])
            state[f"_blocks.{i}.{conv}.weight"] = kernel
            norm(f"_blocks.{i}.{bn}", len(kernel))
    state["_conv_head.weight"] = torch.randn(1280, 320, 1, 1)
    norm("_bn1", 1280)
    torch.save(state, path)
    return state


def test_the_loss_falls_on_faces_learnt_by_heart(small_data: Path) -> None:
    torch.manual_seed(0)
    faces = splits(small_data).train
    net = EfficientNetB0(dropout=0.0, drop_path=0.0)
    x = torch.from_numpy(faces.images[:16, None]).float().div(128).sub(1)
    target, affect = torch.from_numpy(faces.targets[:16]), torch.from_numpy(faces.affect[:16])
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3)
    losses = []
    for _ in range(12):
        logits, felt = net(x)
        located = torch.ones(16, dtype=torch.bool)
        loss = loss_of(logits, felt, target, affect, located, torch.ones(16))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.5 * losses[0]


def test_training_ends_in_weights_that_the_reader_runs(
    small_data: Path, tmp_path: Path, cache: None
) -> None:
    path = train(small_data, tmp_path / "run", epochs=1, size=32)
    with safe_open(path, "pt") as file:
        assert json.loads(file.metadata()["settings"])["seed"] == 0
    val = splits(small_data).val
    readings = EmotionReader(weights=path).read(val.images)
    assert len(readings) == len(val)
    assert sum(readings[0].scores) == pytest.approx(1)
    result = evaluate(small_data, path, resamples=10, report=tmp_path / "report")
    json.dumps(result, allow_nan=False)
    names = sorted(p.name for p in (tmp_path / "report").iterdir())
    assert names == ["affect.png", "confusion.png", "emotion.json", "reliability.png"]
    # The report's own count of right faces is what the reader's labels give.
    read = np.array([EXPRESSIONS.index(r.label) for r in readings])
    clear = val.majority >= 0
    right = (read == val.majority)[clear].mean()
    assert result["figures"]["accuracy_8"]["value"] == pytest.approx(right, abs=1.01 / clear.sum())


def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(
    small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(small_data, tmp_path / "whole", epochs=2, size=32)

    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    real = torch.save

    def save_then_stop(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        monkeypatch.setattr("oscbridge.training.face.emotion.augment", stop)

    monkeypatch.setattr(torch, "save", save_then_stop)
    with pytest.raises(KeyboardInterrupt):
        train(small_data, tmp_path / "halved", epochs=2, size=32)
    monkeypatch.undo()
    train(small_data, tmp_path / "halved", epochs=2, size=32)
    first, second = (
        [json.loads(line) for line in (tmp_path / run / "log.jsonl").read_text().splitlines()]
        for run in ("whole", "halved")
    )
    assert [line["epoch"] for line in second] == [1, 2]
    for one, other in zip(first, second, strict=True):
        assert one["loss"] == other["loss"]
    kept = torch.load(tmp_path / "whole" / "checkpoint.pt", weights_only=True)["mean"]
    again = torch.load(tmp_path / "halved" / "checkpoint.pt", weights_only=True)["mean"]
    assert all(torch.equal(kept[name], again[name]) for name in kept)
    assert whole.is_file()


def test_a_checkpoint_of_other_settings_is_refused(small_data: Path, tmp_path: Path) -> None:
    train(small_data, tmp_path / "run", epochs=1, size=32)
    with pytest.raises(OscbridgeError) as refusal:
        train(small_data, tmp_path / "run", epochs=1, size=32, seed=7)
    assert refusal.value.code == "checkpoint-mismatch"


def test_training_without_data_says_so(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError) as refusal:
        train(tmp_path, tmp_path / "run")
    assert refusal.value.code == "data-missing"
    assert not (tmp_path / "run").exists()


def test_a_warm_start_brings_every_convolution(tmp_path: Path) -> None:
    state = lite0(tmp_path / "lite0.pth")
    net = EfficientNetB0()
    warm_start(net, tmp_path / "lite0.pth")
    # On grey the three colour kernels act as their sum.
    ours = net.state_dict()
    grey = torch.randn(1, 1, 8, 8)
    colour = torch.nn.functional.conv2d(grey.expand(1, 3, 8, 8), state["_conv_stem.weight"])
    assert torch.allclose(
        torch.nn.functional.conv2d(grey, ours["stem.0.weight"]), colour, atol=1e-5
    )
    for here, there in (
        ("blocks.15.filter.0.weight", "_blocks.15._depthwise_conv.weight"),
        ("blocks.15.narrow.1.running_var", "_blocks.15._bn2.running_var"),
        ("blocks.0.narrow.1.bias", "_blocks.0._bn2.bias"),
        ("top.0.weight", "_conv_head.weight"),
    ):
        assert torch.equal(ours[here], state[there])


def test_a_warm_start_from_another_network_is_refused(tmp_path: Path) -> None:
    torch.save({"fc.weight": torch.zeros(3)}, tmp_path / "other.pth")
    with pytest.raises(OscbridgeError) as refusal:
        warm_start(EfficientNetB0(), tmp_path / "other.pth")
    assert refusal.value.code == "weights-mismatch"
    with pytest.raises(OscbridgeError) as refusal:
        warm_start(EfficientNetB0(), tmp_path / "none.pth")
    assert refusal.value.code == "data-missing"


def test_rare_expressions_count_more_but_not_without_end() -> None:
    targets = np.zeros((1000, 8), np.float32)
    targets[:990, 0], targets[990:999, 3], targets[999, 7] = 1, 1, 1
    weights = loss_weights(targets)
    assert weights.mean() == pytest.approx(1)
    assert weights[0] < weights[990] < weights[999]
    assert weights[999] < 6 * weights[0]


def test_a_face_without_coordinates_does_not_move_affect() -> None:
    logits, targets = torch.zeros(4, 8), torch.full((4, 8), 1 / 8)
    felt = torch.tensor([[0.1, 0.2], [0.5, 0.1], [-0.3, 0.4], [0.9, -0.9]], requires_grad=True)
    truth = torch.tensor([COORDINATES[n] for n in ("happy", "sad", "fear", "neutral")])
    located = torch.tensor([True, True, True, False])
    loss = loss_of(logits, felt, targets, truth, located, torch.ones(4))
    loss.backward()  # type: ignore[no-untyped-call]
    assert felt.grad is not None
    assert (felt.grad[:3] != 0).all()
    assert (felt.grad[3] == 0).all()


def test_a_run_can_go_on_from_a_readers_weights(small_data: Path, tmp_path: Path) -> None:
    first = train(small_data, tmp_path / "first", epochs=1, size=32)
    net = EfficientNetB0()
    warm_start(net, first)
    faces = splits(small_data).val
    fresh = outputs(EfficientNetB0(), faces, 32)[0]
    carried = outputs(net, faces, 32)[0]
    assert np.allclose(carried, outputs(load(first), faces, 32)[0])
    assert not np.allclose(carried, fresh, atol=1e-3)
