"""Votes become targets as FER+ and the circumplex say, and no picture is in two parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from oscbridge.affect import EXPRESSIONS
from oscbridge.errors import OscbridgeError
from oscbridge.training.face.data import (
    VOTE_NAMES,
    Faces,
    faces_folder,
    from_votes,
    held_out,
    load,
    near_duplicates,
    splits,
)
from oscbridge.vision.readers.coordinates import COORDINATES


def voted(**votes: int) -> Faces:
    row = np.array([[votes.get(name, 0) for name in VOTE_NAMES]], np.float32)
    return from_votes(np.zeros((1, 48, 48), np.uint8), row, np.zeros(1, np.int64))


def test_the_circumplex_is_the_published_one() -> None:
    # Russell & Mehrabian 1977, pleasure and arousal of terms 31, 52, 151, 82, 75 and 101.
    assert COORDINATES == {
        "neutral": (0.0, 0.0),
        "happy": (0.81, 0.51),
        "surprise": (0.40, 0.67),
        "sad": (-0.63, -0.27),
        "angry": (-0.51, 0.59),
        "disgust": (-0.60, 0.35),
        "fear": (-0.64, 0.60),
    }


def test_the_vote_columns_are_the_expressions_in_order() -> None:
    assert [name[:3] for name in VOTE_NAMES[:8]] == [name[:3] for name in EXPRESSIONS]


def test_shares_leave_out_those_who_could_not_tell() -> None:
    face = voted(happiness=6, surprise=2, unknown=2)
    assert face.targets[0] == pytest.approx([0, 0.75, 0.25, 0, 0, 0, 0, 0])


def test_affect_is_the_vote_weighted_mean_of_coordinates() -> None:
    face = voted(happiness=5, sadness=5)
    assert face.affect[0] == pytest.approx([(0.81 - 0.63) / 2, (0.51 - 0.27) / 2])


def test_contempt_has_no_place_and_pulls_nowhere() -> None:
    assert voted(anger=5, contempt=5).affect[0] == pytest.approx(COORDINATES["angry"])
    assert not voted(contempt=10).located[0]


def test_half_of_the_votes_is_not_a_majority() -> None:
    assert voted(neutral=5, sadness=3, unknown=2).majority[0] == -1
    assert voted(neutral=6, sadness=4).majority[0] == EXPRESSIONS.index("neutral")


def test_a_face_that_most_could_not_read_is_dropped(tmp_path: Path) -> None:
    votes = np.zeros((3, 10), np.uint8)
    votes[0, 8], votes[1, 9], votes[2, 0] = 10, 10, 10
    path = tmp_path / "faces.npz"
    np.savez(path, images=np.zeros((3, 48, 48), np.uint8), votes=votes, index=np.array([4, 5, 6]))
    assert load(path).index.tolist() == [6]


def test_missing_data_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError, match="--data") as refusal:
        faces_folder(tmp_path)
    assert refusal.value.code == "data-missing"


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "faces.npz"
    np.savez(path, images=np.zeros((3, 32, 32), np.uint8), votes=np.zeros((3, 10)), index=[1, 2, 3])
    with pytest.raises(OscbridgeError) as refusal:
        load(path)
    assert refusal.value.code == "data-missing"


def test_the_data_folder_or_its_parent_will_do(small_data: Path) -> None:
    assert faces_folder(small_data) == faces_folder(small_data / "faces")


def test_a_row_is_held_out_whatever_else_is_in_the_file() -> None:
    rows = np.arange(20_000)
    away = held_out(rows)
    assert 0.09 < away.mean() < 0.11
    assert (held_out(rows[::-7]) == away[::-7]).all()


def test_nearly_the_same_picture_is_found_mirrored_dimmed_and_noisy() -> None:
    rng = np.random.default_rng(0)
    blocks = rng.integers(0, 255, (4, 12, 12))
    others = np.kron(blocks, np.ones((1, 4, 4))).astype(np.uint8)
    dimmed = np.clip(others[0] * 0.5 + rng.normal(0, 5, (48, 48)), 0, 255)
    images = np.stack([dimmed, others[1][:, ::-1], rng.integers(0, 255, (48, 48))]).astype(np.uint8)
    assert near_duplicates(images, others).tolist() == [True, True, False]


def test_a_training_face_that_validation_also_has_is_left_out(small_data: Path) -> None:
    before = splits(small_data)
    file = small_data / "faces" / "ferplus_train.npz"
    with np.load(file) as arrays:
        parts = dict(arrays)
    row = int(np.flatnonzero(~held_out(parts["index"].astype(np.int64)))[0])
    parts["images"][row] = before.val.images[2][:, ::-1]
    np.savez(file, **parts)
    after = splits(small_data)
    assert parts["index"][row] not in after.train.index
    assert not set(after.train.index) & set(after.test.index)
