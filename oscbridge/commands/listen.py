"""`oscbridge listen`: who composed a recording, out of five, and what plays it, out of eleven.

To a terminal it prints a readable line for each file; into a file or a pipe, and with --json
always, one JSON object a line.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from oscbridge.bulk import command_line
from oscbridge.bulk.work import ListenJob
from oscbridge.errors import OscbridgeError
from oscbridge.listening.lines import line_of


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument(
        "files",
        nargs="+",
        metavar="AUDIO",
        help=".wav, .aiff, .flac, .ogg, .mp3; .mid as well; folders of them",
    )
    command_line.arguments(command)
    command.add_argument("--json", action="store_true", help="JSON lines, to a terminal too")


def main(asked: argparse.Namespace) -> int:
    """Print a line for each file. Exit status 1 when one of them could not be listened to."""
    if command_line.is_bulk(asked, asked.files):
        return command_line.run(ListenJob(), asked, asked.files, readable)
    from oscbridge.daemon.ears.recognition import FileRecogniser

    recogniser = FileRecogniser()
    as_json = asked.json or not sys.stdout.isatty()
    status = 0
    for path in asked.files:
        line: dict[str, Any]
        try:
            # Over OSC a path must be absolute; here it is relative to where the user stands.
            found = recogniser.read(str(Path(path).expanduser().absolute()))
            line = {"path": path, **line_of(found)}
        except OscbridgeError as error:
            line = {"path": path, "error": error.code, "message": error.message}
            status = 1
        print(json.dumps(line, ensure_ascii=False) if as_json else readable(line), flush=True)
    return status


def readable(line: dict[str, Any]) -> str:
    """One line for a person; of an unsure answer it names the likeliest."""
    if "error" in line:
        return f"{line['path']}: {line['error']}: {line['message']}"
    said = []
    for kind in ("composer", "instrument"):
        guess = line[kind]
        best = max(guess["scores"], key=guess["scores"].get)
        unsure = "" if guess["label"] == best else f", {best} likeliest"
        said.append(f"{kind} {guess['label']} ({guess['confidence']:.0%}{unsure})")
    return f"{line['path']}: {', '.join(said)}"
