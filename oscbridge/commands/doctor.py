"""`oscbridge doctor`: what works on this machine, what does not, and how to mend it."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

_MARKS = {"ok": "ok    ", "note": "note  ", "broken": "BROKEN"}


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("--config", type=Path, metavar="F", help="look at what this file asks for")
    command.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="one setting, as in run"
    )
    command.add_argument("--json", action="store_true", help="a JSON line for each finding")


def main(asked: argparse.Namespace) -> int:
    """Print each finding as it is made. Exit status 1 where something is broken."""
    from oscbridge.config.reading import load_settings
    from oscbridge.doctor import BROKEN, examine

    broken = 0
    for finding in examine(load_settings(asked.config, asked.set)):
        broken += finding.state == BROKEN
        if asked.json:
            print(json.dumps(dataclasses.asdict(finding)), flush=True)
            continue
        print(f"{_MARKS[finding.state]}  {finding.topic}: {finding.told}", flush=True)
        if finding.fix:
            print(f"        → {finding.fix}", flush=True)
    if not asked.json:
        print("\nAll that is needed works." if not broken else f"\nTo mend: {broken}.")
    return 1 if broken else 0
