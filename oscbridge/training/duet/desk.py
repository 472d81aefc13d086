"""`oscbridge train duet` and `oscbridge evaluate duet`: what they are asked, and by whom.

How its phrases sound is measured by `oscbridge evaluate music --engine duet`; here it is the
network's likelihood and the listener's ear.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from oscbridge.training.options import given, run_options


def train_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of training."""
    run_options(command, "duet")


def train(asked: argparse.Namespace) -> Path:
    """Train, fit the tables of affect, and write the weights' file."""
    from oscbridge.training.duet import training
    from oscbridge.training.duet.affect import fit
    from oscbridge.training.duet.data import read_scores
    from oscbridge.training.duet.shipping import ship

    names = ("epochs", "seed", "device", "resume")
    scores = read_scores(asked.data, ("train", "validation"))
    last = training.train(asked.out, scores, **given(asked, names))
    return ship(last, fit(scores), asked.out / "duet.safetensors")


def evaluate(asked: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    from oscbridge.training.duet import report

    return report.evaluate(asked.data)
