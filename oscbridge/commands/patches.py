"""`oscbridge patches`: copy what other programs need into a folder: patches, clients, services.

Patches for Max and Live, abstractions for Pd, classes for SuperCollider, scripts for TouchDesigner
and Node, the service files, Grafana's dashboard, and the config file with all defaults. They come
with the package; a checkout has them at its top.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
from pathlib import Path

import oscbridge
from oscbridge.errors import OscbridgeError
from oscbridge.files.writing import writing

FOLDERS = ("max_patches", "clients", "services", "configs")


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("folder", type=Path, metavar="DIR", help="made where it is not there")
    command.add_argument(
        "--force", action="store_true", help="replace files that are there and differ"
    )


def main(asked: argparse.Namespace) -> int:
    """Copy all files. Nothing is written where one that differs is in the way."""
    pairs = [(path, asked.folder / name) for name, path in extras().items()]
    other = [str(to) for path, to in pairs if to.exists() and not filecmp.cmp(path, to, False)]
    if other and not asked.force:
        raise OscbridgeError(
            "file-exists",
            f"{', '.join(other[:3])}{' …' if other[3:] else ''} would be replaced; choose another "
            "folder, or say --force",
        )
    for path, to in pairs:
        with writing(to):
            shutil.copyfile(path, to)
        print(to)
    return 0


def extras() -> dict[str, Path]:
    """Relative path → file of all that is copied.

    Raises:
        OscbridgeError: ``extras-missing``: the package came without.
    """
    package = Path(oscbridge.__file__).parent
    for place in (package / "extras", package.parent):
        if all((place / folder).is_dir() for folder in FOLDERS):
            return {
                path.relative_to(place).as_posix(): path
                for folder in FOLDERS
                for path in sorted((place / folder).rglob("*"))
                if path.is_file() and "__pycache__" not in path.parts
            }
    raise OscbridgeError("extras-missing", f"{package} came without them; install oscbridge again")
