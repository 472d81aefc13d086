"""Results of many files: a run that was broken off goes on where it was."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.bulk.ledger import Ledger, files, results, stamp
from oscbridge.errors import OscbridgeError


def done(path: Path, signature: str, *names: str) -> list[bool]:
    with Ledger(path, signature) as ledger:
        return [ledger.is_done(name) for name in names]


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    return [str(tmp_path / name) for name in ("a.jpg", "b.jpg", "c.jpg")]


def test_what_is_done_is_skipped_until_the_file_or_the_work_is_another(
    tmp_path: Path, pictures: list[str]
) -> None:
    out = tmp_path / "new" / "lines.jsonl"
    with Ledger(out, "one") as ledger:
        ledger.write(pictures[0], stamp(pictures[0]), {"label": "happy"})
        ledger.write(pictures[1], stamp(pictures[1]), {"label": "sad"})
    assert done(out, "one", *pictures) == [True, True, False]
    assert done(out, "two", *pictures) == [False, False, False]
    os.utime(pictures[0], ns=(1, 1))
    assert done(out, "one", *pictures) == [False, True, False]


def test_what_failed_is_tried_again_and_the_last_line_counts(
    tmp_path: Path, pictures: list[str]
) -> None:
    out = tmp_path / "lines.jsonl"
    with Ledger(out, "one") as ledger:
        ledger.write(pictures[0], stamp(pictures[0]), {"error": "worker-died", "message": ""})
    assert done(out, "one", pictures[0]) == [False]
    with Ledger(out, "one") as ledger:
        ledger.write(pictures[0], stamp(pictures[0]), {"label": "happy"})
    assert done(out, "one", pictures[0]) == [True]
    (entry,) = results(out)
    assert entry["label"] == "happy"


@given(st.integers(1, 200))
@settings(deadline=None)
def test_a_line_that_was_cut_off_is_as_if_it_were_not_there(cut: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "lines.jsonl"
        names = []
        with Ledger(out, "one") as ledger:
            for name in ("ä.jpg", "b.jpg"):
                path = Path(folder) / name
                path.write_bytes(b"x")
                names.append(str(path))
                ledger.write(str(path), stamp(str(path)), {"label": "happy"})
        whole = out.read_bytes()
        out.write_bytes(whole[: max(len(whole) - cut, 0)])
        lines = out.read_bytes().count(b"\n")
        assert done(out, "one", *names) == [lines >= 1, lines >= 2]
        with Ledger(out, "one") as ledger:
            ledger.write(names[1], stamp(names[1]), {"label": "sad"})
        assert [json.loads(line) for line in out.read_text("utf-8").splitlines()][-1][
            "label"
        ] == "sad"


def test_lines_of_others_in_the_file_are_left_and_not_understood(tmp_path: Path) -> None:
    out = tmp_path / "lines.jsonl"
    out.write_text('[1, 2]\nnot json\n{"path": "x"}\n')
    assert done(out, "one", "x") == [False]
    assert out.read_text().startswith("[1, 2]\nnot json\n")


def test_a_folder_gives_its_files_of_the_right_kind_and_names_stay_as_they_are(
    tmp_path: Path, pictures: list[str]
) -> None:
    (tmp_path / "below").mkdir()
    deep = tmp_path / "below" / "D.JPG"
    deep.write_bytes(b"")
    (tmp_path / "notes.txt").write_text("")
    found = files([str(tmp_path), "gone.jpg", pictures[0]], (".jpg",))
    assert found == [*pictures[:0], *sorted([*pictures, str(deep)]), "gone.jpg"]


def test_a_ledger_in_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OscbridgeError, match="ledger-unusable"):
        Ledger(tmp_path / "file" / "lines.jsonl", "one")


def test_a_file_that_is_no_ledger_is_left_as_it_is(tmp_path: Path) -> None:
    photograph = tmp_path / "a.jpg"
    photograph.write_bytes(b"\xff\xd8 no lines\n of ours")
    with pytest.raises(OscbridgeError, match=r"ledger-unusable.*a\.jpg"):
        Ledger(photograph, "one")
    assert photograph.read_bytes() == b"\xff\xd8 no lines\n of ours"


def test_a_name_that_is_no_text_is_kept_and_known_again(tmp_path: Path) -> None:
    name = str(tmp_path / "caf\udce9.mid")  # a Latin-1 name on Linux
    out = tmp_path / "lines.jsonl"
    with Ledger(out, "one") as ledger:
        ledger.write(name, (0, 0), {"label": "happy"})
    assert [line["path"] for line in results(out)] == [name]
    assert done(out, "one", name) == [True]


@pytest.mark.parametrize(
    "line",
    [b"\xff\xfe", b'{"path": [1]}', b'{"path": "x", "by": "one", "size": Infinity}', b"[" * 9**5],
)
def test_a_damaged_line_is_passed_over(tmp_path: Path, line: bytes) -> None:
    out = tmp_path / "lines.jsonl"
    with Ledger(out, "one") as ledger:
        ledger.write("gone", (0, 0), {"label": "happy"})
    out.write_bytes(line + b"\n" + out.read_bytes())
    assert done(out, "one", "gone", "x") == [True, False]
    assert [one["path"] for one in results(out) if one["path"] != "x"] == ["gone"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk here")
def test_a_full_disk_is_a_coded_error() -> None:
    with (
        pytest.raises(OscbridgeError, match="ledger-unusable"),
        Ledger(Path("/dev/full"), "one") as ledger,
    ):
        ledger.write("a.jpg", (0, 0), {"label": "happy"})
