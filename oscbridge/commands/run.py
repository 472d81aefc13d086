"""`oscbridge run`: start the daemon.

It runs until Ctrl+C or SIGTERM, then ends every note and leaves.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
from pathlib import Path

from oscbridge.errors import OscbridgeError
from oscbridge.system import logs
from oscbridge.system.loops import loop_factory

log = logging.getLogger(__name__)


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
    from oscbridge.config.reading import load_settings
    from oscbridge.config.settings import Settings
    from oscbridge.daemon.app import run_until_stopped
    from oscbridge.weights.cache import one_cache

    def read() -> Settings:
        return load_settings(asked.config, overrides)

    overrides = [*asked.set, *(["midi.backend=dry-run"] if asked.dry_run else [])]
    if asked.record is not None:
        overrides.append(f"session.folder={json.dumps(asked.record)}")
    settings = read()
    logs.set_up(settings.log.level, settings.log.format)
    try:
        with one_cache(), asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(run_until_stopped(settings, read))
    except OscbridgeError as error:
        if settings.log.format != logs.JSON:
            raise
        log.critical("%s", error)  # the last line is JSON, too
        return 1
    return 0
