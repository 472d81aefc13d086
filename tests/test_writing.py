"""Names of files that are written."""

from __future__ import annotations

from pathlib import Path

from oscbridge.files.writing import highest_number


def test_numbers_go_on_from_the_highest_that_is_there(tmp_path: Path) -> None:
    for name in ("00002-duet-5.mid", "00010-midinet-published-7.mid", "99-.mid", "notes.txt", "7"):
        (tmp_path / name).touch()
    assert highest_number(tmp_path) == 99


def test_a_folder_without_numbers_or_that_is_not_there_begins_at_the_beginning(
    tmp_path: Path,
) -> None:
    assert highest_number(tmp_path) == 0
    assert highest_number(tmp_path / "none") == 0
