"""A reader scored on a folder of labelled pictures that several workers read, and resumed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageEnhance, ImageOps

from oscbridge import cli
from oscbridge.bulk.work import FaceJob, signature
from oscbridge.launcher import SAMPLE

Caught = pytest.CaptureFixture[str]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Six people, who are one: three pictures in ``happy`` and three in ``sad``."""
    folder = tmp_path / "own"
    with Image.open(SAMPLE) as opened:
        face = opened.convert("RGB")
    variants = [
        face,
        ImageOps.mirror(face),
        ImageEnhance.Brightness(face).enhance(0.6),
        face.resize((face.width * 3 // 4, face.height * 3 // 4)),
        ImageEnhance.Contrast(face).enhance(1.4),
        face.rotate(8),
    ]
    for number, variant in enumerate(variants):
        path = folder / ("happy", "sad")[number % 2] / f"p{number}_1.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        variant.save(path)
    return folder


def evaluate(
    caught: Caught, model: str, data: Path, *options: object
) -> tuple[dict[str, Any], str]:
    """The figures, and what stood on stderr."""
    asked = ["evaluate", model, "--data", str(data), "--json", *map(str, options)]
    assert cli.main(asked) == 0
    said = caught.readouterr()
    return json.loads(said.out), said.err


def flat(figures: dict[str, Any]) -> dict[str, float]:
    return {f"{a}.{b}": value for a, of in figures["figures"].items() for b, value in of.items()}


@pytest.mark.parametrize(
    ("model", "part"),
    [("emotion", "all"), ("emotion", "val"), ("cnn5", "all"), ("melancholy", "all")],
)
def test_readings_give_the_figures_that_evaluate_gives_without_them(
    own: Path, tmp_path: Path, capsys: Caught, model: str, part: str
) -> None:
    there, _ = evaluate(capsys, model, own, "--part", part)
    here, _ = evaluate(capsys, model, own, "--part", part, "--readings", tmp_path / "read.jsonl")
    assert here["faces"] == there["faces"] == (6 if part == "all" else 2)
    for name in ("confusion_8", "confusion_4", "clear_faces", "clear_faces_of_the_four"):
        assert here.get(name) == there.get(name)
    # The one is read by onnxruntime, the other by torch.
    assert flat(here) == pytest.approx(flat(there), abs=1e-4)


def test_two_workers_read_what_one_does_and_a_report_is_drawn(
    own: Path, tmp_path: Path, capsys: Caught
) -> None:
    one, _ = evaluate(capsys, "emotion", own, "--part", "all", "--jobs", 1)
    report = tmp_path / "report"
    two, _ = evaluate(capsys, "emotion", own, "--part", "all", "--jobs", 2, "--out", report)
    assert two == one
    assert json.loads((report / "emotion.json").read_text("utf-8")) == two
    assert (report / "confusion.png").stat().st_size > 0


def test_what_was_broken_off_goes_on_and_what_is_done_is_not_read_again(
    own: Path, tmp_path: Path, capsys: Caught
) -> None:
    kept = tmp_path / "read.jsonl"
    asked = ("--part", "all", "--readings", kept)
    first, said = evaluate(capsys, "emotion", own, *asked)
    assert "6 done, 0 of them failed, 0 skipped" in said
    kept.write_bytes(kept.read_bytes()[:-30])
    again, said = evaluate(capsys, "emotion", own, *asked)
    assert "1 done, 0 of them failed, 5 skipped" in said
    assert again == first
    moved = own / "sad" / "p0_1.png"  # another label is no other reading, but another file
    (own / "happy" / "p0_1.png").rename(moved)
    other, said = evaluate(capsys, "emotion", own, *asked)
    assert "1 done, 0 of them failed, 5 skipped" in said
    assert [sum(row) for row in other["confusion_8"]][1:4:2] == [2, 4]


def test_pictures_without_a_reading_are_counted_and_named(own: Path, capsys: Caught) -> None:
    Image.new("RGB", (200, 200), "grey").save(own / "happy" / "wall_1.png")
    (own / "sad" / "broken_1.jpg").write_bytes(b"no picture")
    figures, said = evaluate(capsys, "emotion", own, "--part", "all", "--jobs", 1)
    counts = {name: figures[name] for name in ("pictures", "faces", "without_face", "failed")}
    assert counts == {"pictures": 8, "faces": 6, "without_face": 1, "failed": 1}
    assert "wall_1.png: no face found" in said
    assert "broken_1.jpg: not-an-image" in said


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--robustness",), "faces-needed"),
        (("--part", "test"), "data-missing"),
        (("--weights", "gone.safetensors"), "weights-missing"),
        (("--jobs", "0"), "out-of-range"),
    ],
)
def test_what_readings_cannot_tell_is_refused(
    own: Path, tmp_path: Path, capsys: Caught, options: tuple[str, ...], code: str
) -> None:
    kept = str(tmp_path / "read.jsonl")
    asked = ["evaluate", "emotion", "--data", str(own), "--readings", kept, *options]
    assert cli.main(asked) == 1
    assert code in capsys.readouterr().err


def test_weights_trained_again_under_the_same_name_are_other_work(tmp_path: Path) -> None:
    weights = tmp_path / "mine.safetensors"
    weights.write_bytes(b"one")
    before = signature(FaceJob(weights=str(weights)))
    assert signature(FaceJob(weights=str(weights))) == before
    weights.write_bytes(b"two")
    assert signature(FaceJob(weights=str(weights))) != before
