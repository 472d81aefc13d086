"""`oscbridge run`: start the daemon.

It runs until Ctrl+C or SIGTERM, then ends every note and leaves.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from pathlib import Path


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("--config", type=Path, metavar="F", help="a YAML file; see configs/")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="one setting, such as midi.channel=2; may be given often",
    )
    command.add_argument(
        "--record",
        nargs="?",
        const="sessions",
        metavar="DIR",
        help="record the performance in this folder (sessions, when none is named); see replay",
    )
    command.add_argument(
        "--dry-run", action="store_true", help="open no MIDI port; play into a recorder"
    )


def main(asked: argparse.Namespace) -> int:
    """Run the daemon until it is told to stop."""
    from oscbridge.config import load_settings
    from oscbridge.daemon.app import run_until_stopped
    from oscbridge.settings import Settings

    def read() -> Settings:
        return load_settings(asked.config, overrides)

    overrides = [*asked.set, *(["midi.backend=dry-run"] if asked.dry_run else [])]
    if asked.record is not None:
        overrides.append(f"session.folder={json.dumps(asked.record)}")
    settings = read()
    logging.basicConfig(
        stream=sys.stderr,
        level=settings.log.level.upper(),
        format="%(asctime)s %(levelname)-7s %(message)s",
        datefmt="%H:%M:%S",
    )
    asyncio.run(run_until_stopped(settings, read))
    return 0
