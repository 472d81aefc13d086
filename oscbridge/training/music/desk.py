"""`oscbridge evaluate music`: every engine on one yardstick, and how it is asked for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def evaluate_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from oscbridge.music.engine import DEFAULT_ENGINE

    command.add_argument(
        "--engine",
        default=DEFAULT_ENGINE,
        metavar="E[,E…]",
        help=f"engines, also with an option, as midinet:published ({DEFAULT_ENGINE})",
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="also write index.html, report.json, .mid and audio"
    )
    command.add_argument(
        "--part",
        choices=("validation", "test"),
        default="test",
        help="prompts from these songs: validation to choose by, test to report (test)",
    )
    command.add_argument(
        "--quick", action="store_true", help="fewer phrases: a look, wider intervals"
    )


def evaluate(asked: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    from oscbridge.training.music.yardstick.evaluation import evaluate as measure

    names = list(dict.fromkeys(name.strip() for name in asked.engine.split(",") if name.strip()))
    return measure(names, asked.data, asked.part, asked.out, quick=asked.quick)
