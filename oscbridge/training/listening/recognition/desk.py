"""`oscbridge train listen` and `oscbridge evaluate listen`: what they are asked, and by whom."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

_RENDERS = "renders"


def train_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of training."""
    command.add_argument(
        "--out",
        type=Path,
        default=Path("runs") / "listen",
        metavar="DIR",
        help="renders, checkpoints and weights (runs/listen)",
    )
    command.add_argument("--seed", type=int, default=1, metavar="N", help="of all that is drawn")
    command.add_argument("--instrument-steps", type=int, default=3000, metavar="N", help="batches")
    command.add_argument("--composer-steps", type=int, default=3000, metavar="N", help="batches")
    command.add_argument("--resume", action="store_true", help="go on from the last checkpoints")


def train(asked: argparse.Namespace) -> Path:
    """Render what is missing, train both networks and both readers of notes, write the weights."""
    from oscbridge.training.listening.recognition import run

    return run.train(
        asked.data,
        asked.out,
        asked.seed,
        {"instrument": asked.instrument_steps, "composer": asked.composer_steps},
        resume=asked.resume,
    )


def evaluate_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of scoring."""
    command.add_argument(
        "--weights", type=Path, metavar="FILE", help="other weights than the shipped ones"
    )
    command.add_argument(
        "--renders",
        type=Path,
        default=Path("runs") / "listen" / _RENDERS,
        metavar="DIR",
        help="what training rendered; what is missing is rendered (runs/listen/renders)",
    )
    command.add_argument("--seed", type=int, default=1, metavar="N", help="that of the renders")
    command.add_argument(
        "--whole",
        action="store_true",
        help="also listen to whole test pieces for their composer (some ten minutes more)",
    )


def evaluate(asked: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    from oscbridge.training.listening.recognition import report

    return report.evaluate(asked.data, asked.renders, asked.weights, asked.seed, whole=asked.whole)
