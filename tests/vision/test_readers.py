"""Each reader by its name: what it answers, as torch does, alone or with melancholy beside."""

from __future__ import annotations

import dataclasses
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

from oscbridge.affect import EXPRESSIONS
from oscbridge.config.settings import FaceSettings
from oscbridge.errors import OscbridgeError
from oscbridge.vision.faces import Box
from oscbridge.vision.readers import cnn5, melancholy
from oscbridge.vision.readers.cnn5 import Cnn5Reader
from oscbridge.vision.readers.coordinates import COORDINATES, derived_affect
from oscbridge.vision.readers.crops import crop_face, prepare
from oscbridge.vision.readers.inference import numbers
from oscbridge.vision.readers.melancholy import MelancholyReader
from oscbridge.vision.readers.registry import READERS, open_reader
from oscbridge.vision.reading import FOUR_CLASSES
from oscbridge.vision.torch_runtime import TorchRuntime
from oscbridge.weights.models import weights_path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(cache))


def crops(count: int, side: int = 48, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, side, side)).astype(np.uint8)


@pytest.fixture(scope="module")
def smile(astronaut: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = (astronaut @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)
    return crop_face(grey, Box(225, 76, 109, 141))


@pytest.mark.parametrize("name", READERS)
def test_every_reader_answers_with_eight_scores_and_an_affect(name: str) -> None:
    for reading in open_reader(name).read(crops(2)):
        assert len(reading.scores) == len(EXPRESSIONS)
        assert sum(reading.scores) == pytest.approx(1)
        assert reading.label in EXPRESSIONS
        assert -1 <= reading.affect.valence <= 1
        assert (reading.melancholy is None) == (name != "melancholy")


def test_the_settings_offer_every_reader() -> None:
    (reader,) = (f for f in dataclasses.fields(FaceSettings) if f.name == "reader")
    assert reader.metadata["choices"] == tuple(READERS)


@pytest.mark.parametrize("name", READERS)
def test_torch_reads_what_onnxruntime_reads(name: str, smile: NDArray[np.uint8]) -> None:
    runtime = TorchRuntime()
    (one,), (other,) = (
        open_reader(name, melancholy=True, networks=networks).read(smile)
        for networks in (None, runtime.reader_network)
    )
    np.testing.assert_allclose(one.scores, other.scores, atol=1e-3)
    assert one.melancholy == pytest.approx(other.melancholy, abs=1e-3)


def test_an_unknown_reader_is_refused_by_name() -> None:
    with pytest.raises(OscbridgeError, match="emotion, cnn5, melancholy") as refusal:
        open_reader("oracle")
    assert refusal.value.code == "unknown-reader"


def test_cnn5_says_what_torch_says_to_a_thousandth() -> None:
    path = weights_path("cnn5")
    size, temperature = numbers(path, ("size", "temperature"))
    faces = crops(5)
    with torch.no_grad():
        logits = cnn5.torch_module(path)(torch.from_numpy(prepare(faces, int(size))))
    expected = torch.softmax(logits / temperature, 1).numpy()
    columns = [EXPRESSIONS.index(name) for name in FOUR_CLASSES]
    scores = np.array([reading.scores for reading in Cnn5Reader().read(faces)])
    np.testing.assert_allclose(scores[:, columns], expected, atol=1e-3)
    assert np.delete(scores, columns, 1).max() == 0
    assert expected.std() > 0.01  # a network that says nothing would agree with anything


def test_melancholy_says_what_torch_says_to_a_thousandth() -> None:
    path = weights_path("melancholy")
    size, slope, offset = numbers(path, ("size", "slope", "offset"))
    faces = crops(5)
    with torch.no_grad():
        logits = melancholy.torch_module(path)(torch.from_numpy(prepare(faces, int(size))))
    expected = torch.sigmoid(slope * logits[:, 0] + offset).numpy()
    np.testing.assert_allclose(MelancholyReader().index(faces), expected, atol=1e-3)
    assert len(set(expected.tolist())) == 5


def test_a_smile_is_happy_and_not_melancholy(smile: NDArray[np.uint8]) -> None:
    (reading,) = open_reader("cnn5").read(smile)
    assert reading.label == "happy"
    assert reading.affect.valence > 0.3
    assert MelancholyReader().index(smile)[0] < 0.1


def test_melancholy_runs_beside_a_leader_and_changes_nothing_else() -> None:
    faces = crops(3)
    alone, beside = (open_reader("cnn5", melancholy=on).read(faces) for on in (False, True))
    index = MelancholyReader().index(faces)
    assert [reading.melancholy for reading in beside] == index
    assert [dataclasses.replace(reading, melancholy=None) for reading in beside] == alone


def test_melancholy_alone_leads_from_neutral_to_sad() -> None:
    for reading in open_reader("melancholy", melancholy=True).read(crops(3)):
        assert reading.melancholy is not None
        assert reading.scores[EXPRESSIONS.index("sad")] == reading.melancholy
        valence, arousal = COORDINATES["sad"]
        assert reading.affect.valence == pytest.approx(reading.melancholy * valence)
        assert reading.affect.arousal == pytest.approx(reading.melancholy * arousal)


def test_a_crop_of_the_wrong_shape_is_refused() -> None:
    for reader in (Cnn5Reader(), MelancholyReader()):
        with pytest.raises(OscbridgeError) as refusal:
            reader.read([np.zeros((48, 40), np.uint8)])
        assert refusal.value.code == "bad-crop"
        assert reader.read([]) == []


def test_another_readers_weights_are_refused() -> None:
    with pytest.raises(OscbridgeError) as refusal:
        Cnn5Reader(weights=weights_path("melancholy"))
    assert refusal.value.code == "weights-mismatch"
    with pytest.raises(OscbridgeError) as refusal:
        MelancholyReader(weights=Path("/nowhere/melancholy.safetensors"))
    assert refusal.value.code == "weights-missing"


def test_a_warm_start_needs_no_torch(cache: Path) -> None:
    open_reader("cnn5", melancholy=True)
    code = (
        "import sys; from oscbridge.vision.readers.registry import open_reader; "
        "open_reader('cnn5', melancholy=True); assert 'torch' not in sys.modules"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "OSCBRIDGE_CACHE": str(cache)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr


def test_a_score_of_one_lies_where_its_word_lies() -> None:
    for i, name in enumerate(EXPRESSIONS):
        scores = [float(i == j) for j in range(len(EXPRESSIONS))]
        affect = derived_affect(scores)
        assert (affect.valence, affect.arousal) == COORDINATES.get(name, (0.0, 0.0))


@given(st.lists(st.floats(0, 1), min_size=8, max_size=8).filter(lambda s: sum(s) > 1e-3))
def test_derived_affect_lies_between_the_words(scores: list[float]) -> None:
    affect = derived_affect(scores)
    assert -0.64 - 1e-9 <= affect.valence <= 0.81 + 1e-9
    assert -0.27 - 1e-9 <= affect.arousal <= 0.67 + 1e-9


def test_contempt_pulls_on_affect_no_more_than_it_does_in_training() -> None:
    half = [0.0] * 8
    half[EXPRESSIONS.index("happy")] = half[EXPRESSIONS.index("contempt")] = 0.5
    affect = derived_affect(half)
    assert (affect.valence, affect.arousal) == COORDINATES["happy"]
