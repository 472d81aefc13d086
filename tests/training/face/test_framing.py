"""The framing measure: what a known face says, and that patterns are no faces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from oscbridge.errors import OscbridgeError
from oscbridge.training.face.data import VOTE_NAMES
from oscbridge.training.face.framing import measure
from oscbridge.vision.detector.mtcnn import Detector
from oscbridge.vision.readers.crops import CROP_DOWN, CROP_SCALE, crop_face

SAMPLE = Path(__file__).parents[3] / "oscbridge" / "samples" / "astronaut.jpg"


def test_a_face_that_we_crop_is_measured_as_framed_by_our_constants(tmp_path: Path) -> None:
    photograph = Image.open(SAMPLE).convert("RGB")
    [face] = Detector().detect(np.asarray(photograph))
    crop = crop_face(np.asarray(photograph.convert("L")), face.box)
    votes = np.zeros((1, len(VOTE_NAMES)), np.uint8)
    votes[0, 1] = 10
    for part in ("train", "val"):
        np.savez(tmp_path / f"ferplus_{part}.npz", images=crop[None], votes=votes, index=[0])
    found = measure(tmp_path, count=1)
    assert found["scale"][1] == pytest.approx(CROP_SCALE, abs=0.1)
    assert found["right"][1] == pytest.approx(0, abs=0.06)
    assert found["down"][1] == pytest.approx(CROP_DOWN, abs=0.06)


def test_patterns_are_no_faces(small_data: Path) -> None:
    with pytest.raises(OscbridgeError) as refusal:
        measure(small_data, count=5)
    assert refusal.value.code == "no-faces"
