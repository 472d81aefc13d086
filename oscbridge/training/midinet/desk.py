"""`oscbridge train midinet` and `oscbridge evaluate midinet`: what they are asked, and by whom."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from oscbridge.training.options import given, run_options


def train_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of training."""
    run_options(command, "midinet")


def train(asked: argparse.Namespace) -> Path:
    """Train; the weights' file."""
    from oscbridge.training.midinet import training

    names = ("epochs", "seed", "device", "resume")
    return training.train(asked.data, asked.out, **given(asked, names))


def evaluate(asked: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    from oscbridge.training.midinet import report

    return report.evaluate(asked.data)
