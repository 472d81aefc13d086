"""`oscbridge train midinet`: what it is asked. It is judged by `oscbridge evaluate music`."""

from __future__ import annotations

import argparse
from pathlib import Path

from oscbridge.training.options import given, run_options


def train_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of training."""
    run_options(command, "midinet")


def train(asked: argparse.Namespace) -> Path:
    """Train; the weights' file."""
    from oscbridge.training.midinet import training

    names = ("epochs", "seed", "device", "resume")
    return training.train(asked.data, asked.out, **given(asked, names))
