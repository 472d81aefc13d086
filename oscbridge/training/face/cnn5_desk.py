"""`oscbridge train cnn5` and `… evaluate cnn5`: what they are asked, and by whom."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oscbridge.training.face.desk import evaluate_arguments, evaluator
from oscbridge.training.options import given, run_options

if TYPE_CHECKING:
    from oscbridge.training.face.pictures import Labelled
    from oscbridge.training.face.readings import Line

__all__ = ["evaluate", "evaluate_arguments", "evaluate_readings", "train", "train_arguments"]


def train_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of training."""
    run_options(command, "cnn5")
    command.add_argument("--rate", type=float, metavar="R", help="learning rate at its highest")


def train(asked: argparse.Namespace) -> Path:
    """Train; the weights' file."""
    from oscbridge.training.face import cnn5

    names = ("epochs", "seed", "device", "resume", "rate")
    return cnn5.train(asked.data, asked.out, **given(asked, names))


evaluate = evaluator("cnn5")


def evaluate_readings(
    asked: argparse.Namespace, files: Sequence[Labelled], lines: Mapping[str, Line]
) -> dict[str, Any]:
    """The figures that readings made beforehand can tell."""
    from oscbridge.training.face import cnn5
    from oscbridge.training.face.readings import gather

    readings = gather(files, lines, asked.part)
    return cnn5.evaluate_readings(readings, asked.part, report=asked.out)
