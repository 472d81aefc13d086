"""`oscbridge face`: read the emotion of the largest face in each picture.

To a terminal it prints a readable line for each picture; into a file or a pipe, and with --json
always, one JSON object a line.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oscbridge.bulk import command_line
from oscbridge.bulk.work import FaceJob
from oscbridge.errors import OscbridgeError
from oscbridge.vision.json_line import line_of
from oscbridge.vision.readers.registry import READERS, check_reader
from oscbridge.vision.settings import ReadWith
from oscbridge.vision.sight import Sight

if TYPE_CHECKING:
    from oscbridge.vision.eyes import Eyes


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument(
        "images", nargs="+", metavar="IMAGE", help="JPEG, PNG or WebP files, or folders of them"
    )
    command_line.arguments(command)
    command.add_argument(
        "--cropped", action="store_true", help="each picture is a face already; look for none"
    )
    command.add_argument(
        "--reader",
        default="emotion",
        metavar="NAME",
        help="; ".join(f"{name}: {kind.gives}" for name, kind in READERS.items()),
    )
    command.add_argument(
        "--melancholy",
        action="store_true",
        help="read the melancholy index as well: an artistic index, no diagnosis",
    )
    command.add_argument(
        "--weights", default="", metavar="FILE", help="other weights, as oscbridge train wrote them"
    )
    command.add_argument("--json", action="store_true", help="JSON lines, to a terminal too")


def main(asked: argparse.Namespace) -> int:
    """Print a line for each picture. Exit status 1 when one of them could not be read."""
    check_reader(asked.reader)
    if command_line.is_bulk(asked, asked.images):
        job = FaceJob(asked.reader, asked.melancholy, asked.weights, asked.cropped)
        return command_line.run(job, asked, asked.images, readable)
    from oscbridge.vision.eyes import Eyes, EyesSettings

    # Pictures of a command line have nothing to do with each other: none is followed to the next.
    read_with = ReadWith(asked.reader, asked.melancholy)
    eyes = Eyes(EyesSettings(detect_every_s=0, weights=asked.weights, read_with=read_with))
    look = _look_cropped if asked.cropped else _look
    as_json = asked.json or not sys.stdout.isatty()
    status = 0
    for path in asked.images:
        line: dict[str, Any]
        try:
            # Over OSC a path must be absolute; here it is relative to where the user stands.
            line = {"path": path, **line_of(look(eyes, str(Path(path).expanduser().absolute())))}
        except OscbridgeError as error:
            line = {"path": path, "error": error.code, "message": error.message}
            status = 1
        print(json.dumps(line, ensure_ascii=False) if as_json else readable(line), flush=True)
    return status


def _look(eyes: Eyes, path: str) -> Sight:
    # Each picture is a stream of its own: it has nothing to do with the one before.
    return eyes.look_at_file(path, source=path)


def _look_cropped(eyes: Eyes, path: str) -> Sight:
    return eyes.look_at_cropped_file(path)


def readable(line: dict[str, Any]) -> str:
    """One line for a person."""
    if "error" in line:
        return f"{line['path']}: {line['error']}: {line['message']}"
    if line["face"] is None:
        return f"{line['path']}: no face"
    melancholy = line["melancholy"]
    return (
        f"{line['path']}: {line['label']} ({line['confidence']:.0%}), "
        f"valence {line['valence']:+.2f}, arousal {line['arousal']:+.2f}"
        + ("" if melancholy is None else f", melancholy {melancholy:.2f} (an artistic index)")
    )
