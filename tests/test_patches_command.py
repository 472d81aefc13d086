"""What a user of the package gets for other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

import hatch_build
from oscbridge.cli import main
from oscbridge.commands.patches import FOLDERS, extras

TOP = Path(__file__).parent.parent


def test_patches_clients_services_and_defaults_are_copied(tmp_path: Path) -> None:
    assert main(["patches", str(tmp_path / "new" / "show")]) == 0
    copied = tmp_path / "new" / "show"
    for name in (
        "max_patches/oscbridge.maxpat",
        "clients/puredata/oscbridge.pd",
        "services/oscbridge.service",
        "services/grafana-dashboard.json",
        "configs/default.yaml",
    ):
        assert (copied / name).read_bytes() == (TOP / name).read_bytes()
    assert main(["patches", str(copied)]) == 0  # the same again is in nobody's way


def test_what_somebody_changed_is_not_replaced_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "configs" / "default.yaml"
    mine.parent.mkdir()
    mine.write_text("mine")
    assert main(["patches", str(tmp_path)]) == 1
    assert "file-exists" in capsys.readouterr().err
    assert mine.read_text() == "mine"
    assert not (tmp_path / "clients").exists()
    assert main(["patches", str(tmp_path), "--force"]) == 0
    assert mine.read_text() != "mine"


def test_the_wheel_carries_every_folder_that_is_copied() -> None:
    carried = hatch_build.CARRIED
    assert {carried[folder] for folder in FOLDERS} == {
        f"oscbridge/extras/{folder}" for folder in FOLDERS
    }
    assert all((TOP / folder).is_dir() for folder in carried)
    assert {Path(name).parts[0] for name in extras()} == set(FOLDERS)
