"""`oscbridge evaluate primers`: what it is asked, and by whom."""

from __future__ import annotations

import argparse
from typing import Any


def evaluate_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of scoring."""
    command.add_argument(
        "--font", metavar="FILE", help="the sound font that plays the pieces (one kept for this)"
    )
    command.add_argument(
        "--split",
        default="test",
        choices=("validation", "test"),
        help="pieces to choose by, or to report (%(default)s)",
    )
    command.add_argument("--pieces", type=int, default=24, metavar="N", help="of each kind")
    command.add_argument("--seed", type=int, default=1, metavar="N", help="that chooses the pieces")
    command.add_argument(
        "--beside",
        action="store_true",
        help="also librosa's pYIN and, where its package is there, basic-pitch's own notes",
    )


def evaluate(asked: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    from oscbridge.training.listening import report
    from oscbridge.training.listening.renders import TEST_FONT

    return report.evaluate(
        asked.data,
        asked.font or TEST_FONT,
        asked.split,
        asked.pieces,
        asked.seed,
        beside=asked.beside,
    )
