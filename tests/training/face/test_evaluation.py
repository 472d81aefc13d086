"""Evaluation: boxes that are off, mirrored cameras, spoilt pictures, and parts of the data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from oscbridge.errors import OscbridgeError
from oscbridge.training.face.data import Faces, from_votes, splits
from oscbridge.training.face.evaluation import evaluate, jittered, mirrored, outputs
from oscbridge.training.face.robustness import CORRUPTIONS
from oscbridge.vision.readers.networks.efficientnet import EfficientNetB0


@pytest.fixture
def val(small_data: Path) -> Faces:
    return splits(small_data).val


@pytest.fixture
def untrained(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    net = EfficientNetB0()
    path = tmp_path / "untrained.safetensors"
    state = {k: v.half() for k, v in net.state_dict().items() if v.is_floating_point()}
    save_file(state, path, {"size": "32", "temperature": "1.0"})
    return path


def test_jitter_moves_every_face_a_little(val: Faces) -> None:
    moved = jittered(val)
    assert moved.images.shape == val.images.shape
    assert (moved.images != val.images).reshape(len(val), -1).any(1).all()
    assert np.corrcoef(moved.images.ravel(), val.images.ravel())[0, 1] > 0.7


def test_a_mirrored_camera_is_measured_and_twice_mirrored_is_as_before(val: Faces) -> None:
    torch.manual_seed(0)
    net = EfficientNetB0()
    here, there = (outputs(net, faces, 32)[1] for faces in (val, mirrored(val)))
    assert np.abs(here - there).max() > 0
    np.testing.assert_array_equal(mirrored(mirrored(val)).images, val.images)


@pytest.mark.parametrize("name", [name for name in CORRUPTIONS if name != "as it is"])
def test_a_corruption_changes_every_face_the_same_way_each_time(val: Faces, name: str) -> None:
    spoilt = CORRUPTIONS[name](val)
    assert spoilt.images.shape == val.images.shape
    assert spoilt.images.dtype == np.uint8
    assert (spoilt.images != val.images).reshape(len(val), -1).any(1).all()
    np.testing.assert_array_equal(spoilt.images, CORRUPTIONS[name](val).images)
    np.testing.assert_array_equal(spoilt.targets, val.targets)


def test_a_tilt_turns_about_the_middle_and_a_larger_box_shows_more() -> None:
    picture = np.zeros((48, 48), np.uint8)
    picture[:, 19:29] = 200
    votes = np.eye(10, dtype=np.float32)[:1]
    face = from_votes(picture[None], votes, np.zeros(1, np.int64))
    turned = CORRUPTIONS["tilted by 25°"](face).images[0].astype(float)
    columns = (turned * np.arange(48)).sum(1) / turned.sum(1)
    slope = np.degrees(np.arctan((columns[40] - columns[8]) / 32))
    assert abs(slope) == pytest.approx(25, abs=2)
    assert columns.mean() == pytest.approx(23.5, abs=1)
    wide = (CORRUPTIONS["box a fifth too large"](face).images[0] > 100).sum(1).mean()
    narrow = (CORRUPTIONS["box a fifth too small"](face).images[0] > 100).sum(1).mean()
    assert wide == pytest.approx(10 / 1.2, abs=1)
    assert narrow == pytest.approx(10 / 0.8, abs=1)


def test_evaluation_tells_robustness_when_asked(small_data: Path, untrained: Path) -> None:
    plain = evaluate(small_data, untrained, resamples=0)
    assert "robustness" not in plain
    assert set(plain["moved_by_mirror"]) == {"valence", "arousal"}
    full = evaluate(small_data, untrained, resamples=0, robustness=True)
    assert set(full["robustness"]) == set(CORRUPTIONS)
    as_it_is = full["robustness"]["as it is"]["accuracy_8"]
    assert as_it_is == full["figures"]["accuracy_8"]["value"]


def test_all_parts_together_are_every_face(small_data: Path, untrained: Path) -> None:
    parts = splits(small_data)
    together = parts.part("all", small_data)
    assert len(together) == len(parts.train) + len(parts.val) + len(parts.test)
    assert together.majority[-1] == parts.test.majority[-1]
    assert evaluate(small_data, untrained, part="all", resamples=0)["faces"] == len(together)


def test_a_part_without_faces_says_so(tmp_path: Path, untrained: Path) -> None:
    for label in ("happy", "sad"):
        folder = tmp_path / "own" / label
        folder.mkdir(parents=True)
        for i in range(3):
            noise = np.random.default_rng(i).integers(0, 256, (60, 60)).astype(np.uint8)
            Image.fromarray(noise).save(folder / f"{i}.png")
    with pytest.raises(OscbridgeError, match="--part all") as refusal:
        evaluate(tmp_path / "own", untrained, part="test", cropped=True)
    assert refusal.value.code == "data-missing"
