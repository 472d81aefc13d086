"""The mean of two readers' weights lies between them and can be read with."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from oscbridge.errors import OscbridgeError
from oscbridge.training.face.averaging import average
from oscbridge.training.face.emotion import train
from oscbridge.vision.readers.networks.efficientnet import load


def test_a_mean_lies_between_its_readers_and_sizes_must_agree(
    small_data: Path, tmp_path: Path
) -> None:
    first = train(small_data, tmp_path / "first", epochs=1, size=32)
    second = train(small_data, tmp_path / "second", epochs=1, size=32, init=first, seed=1)
    out = tmp_path / "mean" / "emotion.safetensors"
    line = average(small_data, [first, second], out)
    assert line["size"] == 32
    one, other, mean = (load(path).state_dict() for path in (first, second, out))
    name = "blocks.3.filter.0.weight"
    assert not torch.equal(one[name], other[name])
    assert torch.allclose(mean[name], (one[name] + other[name]) / 2, atol=1e-3)
    larger = train(small_data, tmp_path / "larger", epochs=1, size=48)
    with pytest.raises(OscbridgeError, match="one input size") as refusal:
        average(small_data, [first, larger], out)
    assert refusal.value.code == "weights-mismatch"
