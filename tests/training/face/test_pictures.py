"""One's own pictures: found by label, cut, split by person, learnt from, read with the result."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from oscbridge.affect import EXPRESSIONS
from oscbridge.errors import OscbridgeError
from oscbridge.training.face.data import Faces
from oscbridge.training.face.emotion import train
from oscbridge.training.face.evaluation import evaluate
from oscbridge.training.face.pictures import (
    ALL_STRANGERS,
    FEWEST_PERSONS,
    FLATTERS,
    Labelled,
    doubts,
    faces_of,
    for_validation,
    is_pictures,
    labelled,
    load_parts,
    splits,
)
from oscbridge.training.face.scores import resampled, score
from oscbridge.vision.eyes import Eyes, EyesSettings

PICTURES = Path(__file__).parents[2] / "vision" / "pictures"


def save(path: Path, label: str, seed: int) -> None:
    """A drawn face whose mouth is a bright or a dark bar."""
    path.parent.mkdir(parents=True, exist_ok=True)
    blocks = np.random.default_rng(seed).integers(90, 160, (12, 12))
    face = np.kron(blocks, np.ones((8, 8))).astype(np.uint8)
    face[64:80, 20:76] = 250 if label == "happy" else 5
    Image.fromarray(face).save(path)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Eight people, each happy once and sad once, and a note that is no picture."""
    for person in range(8):
        for label in ("happy", "sad"):
            save(tmp_path / "own" / label / f"p{person}_1.png", label, person)
    (tmp_path / "own" / "sad" / "note.txt").write_text("not a picture", encoding="utf-8")
    return tmp_path / "own"


def test_labels_are_folders_and_people_are_names(own: Path) -> None:
    assert is_pictures(own)
    assert not is_pictures(own / "happy")
    save(own / "angry" / "ann" / "3.jpeg", "sad", 3)
    found = labelled(own)
    assert len(found) == 17
    assert {EXPRESSIONS[picture.label] for picture in found} == {"happy", "sad", "angry"}
    assert {picture.person for picture in found} == {"ann", *(f"p{i}" for i in range(8))}


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9)), min_size=2, max_size=60))
def test_a_person_is_never_on_both_sides(drawn: list[tuple[int, int]]) -> None:
    pictures = [Labelled(Path(f"{n}.png"), n, f"p{who}") for n, who in drawn]
    val = for_validation(pictures)
    persons = {picture.person for picture in pictures}
    if len(persons) >= FEWEST_PERSONS:
        here = {p.person for p, kept in zip(pictures, val, strict=True) if kept}
        there = {p.person for p, kept in zip(pictures, val, strict=True) if not kept}
        assert here
        assert there
        assert not here & there


def test_intervals_draw_persons_with_all_their_pictures() -> None:
    people = [Labelled(Path(f"{n}.png"), n % 2, f"p{n // 4}") for n in range(24)]
    faces = faces_of(people, np.zeros((24, 1, 1), np.uint8))
    for rows in resampled(faces, 20):
        of_person = np.bincount(rows // 4, minlength=6)
        assert of_person.sum() == 24
        assert (of_person % 4 == 0).all()  # whole persons, each as often as it was drawn
    wide, narrow = (
        score(scores, np.zeros((24, 2)), faces, resamples=200)["figures"]["accuracy_8"]
        for faces, scores in (
            (faces, _right_for(faces, np.arange(24) < 12)),
            (replace(faces, person=np.arange(24)), _right_for(faces, np.arange(24) < 12)),
        )
    )
    assert wide["value"] == narrow["value"] == 0.5
    assert wide["high"] - wide["low"] > narrow["high"] - narrow["low"]


def _right_for(faces: Faces, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    guess = np.where(right, faces.majority, 7)
    return np.eye(8)[guess]


def test_one_person_allows_no_interval() -> None:
    people = [Labelled(Path(f"{n}.png"), n % 2, f"p{n % 5}") for n in range(20)]
    faces = faces_of(people, np.zeros((20, 1, 1), np.uint8))
    alone = faces.where(faces.person == faces.person[0])
    assert len(alone) == 4
    figures = score(np.eye(8)[alone.majority], np.zeros((4, 2)), alone)["figures"]
    assert figures["accuracy_8"] == {"value": 1.0}


def test_names_that_tell_nobody_apart_are_said_to_flatter() -> None:
    def named(*persons: str) -> list[Labelled]:
        return [Labelled(Path(f"{n}.png"), 0, person) for n, person in enumerate(persons)]

    assert doubts(named(*"abcde", *"abcde")) is None
    assert doubts(named("img", "img", "img")) == FLATTERS
    assert doubts(named(*(f"dsc{n}" for n in range(12)))) == ALL_STRANGERS


def test_without_names_each_label_gives_a_share() -> None:
    pictures = [Labelled(Path(f"IMG_{i}.png"), label, "IMG") for label in (1, 3) for i in range(10)]
    val = for_validation(pictures)
    assert val[:10].sum() == val[10:].sum() == 2


def test_faces_are_cut_from_photographs_and_what_has_none_is_left_out(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photographs = sorted(p for p in PICTURES.iterdir() if p.suffix in (".jpg", ".jpeg", ".png"))
    folder = tmp_path / "photographs" / "happy"
    folder.mkdir(parents=True)
    blank = Image.new("RGB", (200, 200), (90, 90, 90))
    blank.save(folder / "blank.png")
    (folder / "broken.jpg").write_bytes(b"no picture")
    assert photographs
    for path in photographs:
        (folder / path.name).write_bytes(path.read_bytes())
    parts = splits(tmp_path / "photographs")
    assert parts.train.images.shape[1:] == (48, 48)
    assert len(parts.train) + len(parts.val) >= 1
    said = capsys.readouterr()
    assert "blank.png: no face found" in said.out + said.err
    assert "broken.jpg" in said.out + said.err


def test_no_face_anywhere_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sad").mkdir()
    with pytest.raises(OscbridgeError, match="folder for each label") as refusal:
        load_parts(tmp_path)
    assert refusal.value.code == "data-missing"
    Image.new("L", (80, 80), 90).save(tmp_path / "sad" / "blank.png")
    with pytest.raises(OscbridgeError, match="no face was found") as refusal:
        load_parts(tmp_path)
    assert refusal.value.code == "data-missing"


def test_ones_own_pictures_tune_the_shipped_reader(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(tmp_path / "cache"))
    path = train(own, tmp_path / "run", epochs=6, rate=1e-3, cropped=True)
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in log] == list(range(7))  # 0: the reader that it started from
    merits = [line["accuracy_8"] + line["balanced_8"] for line in log]
    result = evaluate(own, path, resamples=0, cropped=True)
    figures = result["figures"]
    kept = figures["accuracy_8"]["value"] + figures["balanced_8"]["value"]
    assert kept == pytest.approx(max(merits), abs=0.01)
    assert max(merits) > merits[0]  # drawn mouths are nothing that the shipped reader knew
    # Whoever looks through the eyes can choose the result.
    picture = str(own / "sad" / "p0_1.png")
    tuned, shipped = (
        Eyes(EyesSettings(weights=weights)).look_at_cropped_file(picture).reading
        for weights in (str(path), "")
    )
    assert tuned is not None
    assert shipped is not None
    assert sum(tuned.scores) == pytest.approx(1)
    assert tuned != shipped
