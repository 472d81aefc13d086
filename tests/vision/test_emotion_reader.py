"""The reader: crops in, calibrated scores and affect out, the same as torch's and without torch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.torch import save_file

from oscbridge.affect import EXPRESSIONS, Affect
from oscbridge.errors import OscbridgeError
from oscbridge.vision.faces import Box
from oscbridge.vision.readers.crops import CROP_DOWN, CROP_SCALE, crop_face, prepare
from oscbridge.vision.readers.emotion import EmotionReader, header
from oscbridge.vision.readers.networks.efficientnet import EfficientNetB0, load
from oscbridge.vision.reading import FOUR_CLASSES, Reading

TEMPERATURE = 0.5


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained network's file, as training writes it: half precision, with a header."""
    torch.manual_seed(2)
    net = EfficientNetB0()
    torch.nn.init.normal_(net.expression.weight, 0, 3)
    torch.nn.init.normal_(net.affect.weight, 0, 3)
    path = tmp_path_factory.mktemp("weights") / "emotion.safetensors"
    state = {k: v.half() for k, v in net.state_dict().items() if v.is_floating_point()}
    save_file(state, path, {"size": "64", "temperature": str(TEMPERATURE)})
    return path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def reader(weights: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> EmotionReader:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(cache))
    return EmotionReader(weights=weights)


def crops(count: int, side: int = 48, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, side, side)).astype(np.uint8)


def test_readings_are_torchs_to_a_thousandth(reader: EmotionReader, weights: Path) -> None:
    faces = crops(5)
    with torch.no_grad():
        logits, affect = load(weights)(torch.from_numpy(prepare(faces, 64)))
    expected = torch.softmax(logits / TEMPERATURE, 1).numpy()
    readings = reader.read(faces)
    scores = np.array([r.scores for r in readings])
    points = np.array([(r.affect.valence, r.affect.arousal) for r in readings])
    assert expected.std() > 0.01  # a network that says nothing would agree with anything
    np.testing.assert_allclose(scores, expected, atol=1e-3)
    np.testing.assert_allclose(points, affect.numpy(), atol=1e-3)


def test_one_crop_a_list_and_a_stack_are_read_alike(reader: EmotionReader) -> None:
    faces = crops(3)
    stack = reader.read(faces)
    assert reader.read(list(faces)) == stack
    [alone] = reader.read(faces[1])
    assert np.allclose(alone.scores, stack[1].scores, atol=1e-5)
    assert reader.read([]) == []


def test_the_same_crop_always_reads_the_same(reader: EmotionReader) -> None:
    assert reader.read(crops(2)) == reader.read(crops(2))


def test_dim_and_flat_light_change_little(reader: EmotionReader) -> None:
    face = crops(1)[0] // 2 + 64
    dim = (face * 0.3).round().astype(np.uint8)
    bright, dark = reader.read([face, dim])
    assert np.allclose(bright.scores, dark.scores, atol=0.05)


@pytest.mark.parametrize(
    "crop",
    [
        np.zeros((48, 40), np.uint8),
        np.zeros((48, 48), np.float32),
        np.zeros((1, 1), np.uint8),
        np.zeros((48, 48, 3), np.uint8),
    ],
)
def test_what_is_no_grey_square_is_refused(reader: EmotionReader, crop: NDArray[np.uint8]) -> None:
    with pytest.raises(OscbridgeError, match="crop_face") as refusal:
        reader.read([crop])
    assert refusal.value.code == "bad-crop"


def test_a_warm_start_imports_no_torch(reader: EmotionReader, weights: Path, cache: Path) -> None:
    expected = reader.read(crops(1))[0]
    program = (
        "import sys, numpy as np; from pathlib import Path\n"
        "from oscbridge.vision.readers.emotion import EmotionReader\n"
        f"reader = EmotionReader(weights=Path({str(weights)!r}))\n"
        "crop = np.random.default_rng(0).integers(0, 256, (1, 48, 48)).astype(np.uint8)\n"
        "print(reader.read(crop)[0].label, 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "OSCBRIDGE_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [expected.label, "False"]


def test_other_weights_are_refused(tmp_path: Path) -> None:
    save_file({"x": torch.zeros(1)}, tmp_path / "other.safetensors", {"model": "midinet"})
    (tmp_path / "noise.safetensors").write_bytes(b"not weights at all")
    for name in ("other", "noise"):
        with pytest.raises(OscbridgeError, match=name) as refusal:
            header(tmp_path / f"{name}.safetensors")
        assert refusal.value.code == "weights-mismatch"
    with pytest.raises(OscbridgeError) as refusal:
        EmotionReader(weights=tmp_path / "none.safetensors")
    assert refusal.value.code == "weights-missing"


def test_the_small_views_keep_the_ratios_of_the_eight() -> None:
    reading = Reading((0.2, 0.3, 0.1, 0.1, 0.1, 0.05, 0.05, 0.1), Affect(0.1, 0.2))
    assert reading.label == "happy"
    assert reading.confidence == 0.3
    assert reading.three == pytest.approx({"happy": 0.6, "sad": 0.2, "angry": 0.2})
    assert list(reading.four) == list(FOUR_CLASSES)
    assert sum(reading.four.values()) == pytest.approx(1)
    nothing = Reading((0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0), Affect(0, 0))
    assert nothing.three == pytest.approx({"happy": 1 / 3, "sad": 1 / 3, "angry": 1 / 3})


def test_the_crop_is_framed_as_measured() -> None:
    # Medians over 2,550 training faces; see CROP_SCALE's docstring.
    assert (CROP_SCALE, CROP_DOWN) == (1.085, -0.012)


def test_a_crop_lies_where_the_constants_say() -> None:
    # Brightness tells the place: columns 0…199 hold their own number, rows likewise.
    across = np.broadcast_to(np.arange(200, dtype=np.uint8), (200, 200))
    box = Box(60.0, 70.0, 80.0, 50.0)
    unit = (80.0 * 50.0) ** 0.5
    length = CROP_SCALE * unit
    columns = crop_face(across, box).mean(0)
    rows = crop_face(np.ascontiguousarray(across.T), box).mean(1)
    pixel = length / 48
    # A pixel's centre is half a pixel from its edge, in the crop and in the picture.
    assert columns[0] == pytest.approx(100 - length / 2 + pixel / 2 - 0.5, abs=0.75)
    assert columns[-1] == pytest.approx(100 + length / 2 - pixel / 2 - 0.5, abs=0.75)
    centre = 95 + CROP_DOWN * unit
    assert rows[[0, -1]].mean() == pytest.approx(centre - 0.5, abs=0.75)


def test_what_lies_beyond_the_picture_repeats_its_edge() -> None:
    picture = np.full((40, 40), 50, np.uint8)
    picture[:, -1] = 200
    crop = crop_face(picture, Box(30.0, 10.0, 20.0, 20.0))
    assert (crop[:, -10:] == 200).all()
    assert (crop[:, :10] == 50).all()


@given(
    x=st.floats(-500, 500),
    y=st.floats(-500, 500),
    width=st.floats(0.01, 1e6),
    height=st.floats(0.01, 1e6),
)
def test_every_box_with_an_area_gives_a_crop(
    x: float, y: float, width: float, height: float
) -> None:
    picture = np.random.default_rng(0).integers(20, 90, (24, 32)).astype(np.uint8)
    crop = crop_face(picture, Box(x, y, width, height))
    assert crop.shape == (48, 48)
    assert crop.dtype == np.uint8
    assert picture.min() <= crop.min() <= crop.max() <= picture.max()


@pytest.mark.parametrize("box", [Box(0, 0, 0, 10), Box(0, 0, 10, -1), Box(float("nan"), 0, 1, 1)])
def test_a_box_without_an_area_is_refused(box: Box) -> None:
    with pytest.raises(OscbridgeError) as refusal:
        crop_face(np.zeros((10, 10), np.uint8), box)
    assert refusal.value.code == "bad-box"


@given(side=st.integers(2, 300), size=st.sampled_from([32, 64, 80]))
def test_any_square_becomes_the_networks_input(side: int, size: int) -> None:
    batch = prepare(crops(2, side), size)
    assert batch.shape == (2, 1, size, size)
    assert batch.dtype == np.float32
    assert np.abs(batch.mean((2, 3))).max() < 1e-4
    assert batch.std((2, 3)) == pytest.approx(1, abs=1e-3)


def test_a_flat_crop_is_no_division_by_zero() -> None:
    assert (prepare([np.full((48, 48), 77, np.uint8)], 64) == 0).all()


def test_a_large_crop_carries_no_more_detail_than_training_had() -> None:
    coarse = np.kron(crops(1, 12)[0] // 2 + 64, np.ones((16, 16))).astype(np.uint8)
    fine = coarse + (np.indices(coarse.shape).sum(0) % 2 * 40).astype(np.uint8)
    np.testing.assert_allclose(prepare([fine], 80), prepare([coarse], 80), atol=0.02)


def test_the_shipped_weights_fit_and_read(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(cache))
    reader = EmotionReader()
    [reading] = reader.read(crops(1))
    assert len(reading.scores) == len(EXPRESSIONS)
    assert sum(reading.scores) == pytest.approx(1)
    assert 0.3 < reader.temperature < 3
