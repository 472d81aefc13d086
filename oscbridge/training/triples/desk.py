"""The desk of a recurrent engine: its options, training and figures; one maker for all three."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from oscbridge.training.options import given, run_options

NAMES = ("epochs", "seed", "device", "resume")


def trainer(model: str) -> Callable[[argparse.Namespace], Path]:
    """What trains ``model``; torch is imported when it runs."""

    def train(asked: argparse.Namespace) -> Path:
        """Train; the weights' file."""
        training = import_module(f"oscbridge.training.{model}.training")
        path: Path = training.train(asked.data, asked.out, **given(asked, NAMES))
        return path

    return train


def evaluator(model: str) -> Callable[[argparse.Namespace], dict[str, Any]]:
    """What gives all figures of ``model``."""

    def evaluate(asked: argparse.Namespace) -> dict[str, Any]:
        """All figures."""
        from oscbridge.training.triples import report

        return report.evaluate(model, asked.data)

    return evaluate


def declarer(model: str) -> Callable[[argparse.ArgumentParser], None]:
    """What declares the options of training ``model``."""

    def train_arguments(command: argparse.ArgumentParser) -> None:
        """Declare the options of training."""
        run_options(command, model)

    return train_arguments
