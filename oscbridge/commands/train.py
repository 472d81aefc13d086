"""`oscbridge train`: train one of the shipped models again, or go on from its weights."""

from __future__ import annotations

import argparse
from pathlib import Path

from oscbridge.training.registry import desks


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare a command for each model, with that model's own options."""
    models = command.add_subparsers(dest="model", required=True, metavar="MODEL")
    for name, desk in desks("train").items():
        about = f"train the {name} model"
        model = models.add_parser(name, help=about, description=about)
        if not getattr(desk, "DECLARES_DATA", False):
            model.add_argument(
                "--data",
                type=Path,
                required=True,
                metavar="DIR",
                help="the folder that holds the collections; each model's card names its own",
            )
        desk.train_arguments(model)


def main(asked: argparse.Namespace) -> int:
    """Train, and say where the weights are."""
    weights = desks("train")[asked.model].train(asked)
    print(f"weights: {weights}")
    if getattr(asked, "audio", None) is not None:
        print(f"to use them: set music.weights to {weights.absolute()}")
    else:
        print(f"to ship them: copy them to models/{weights.name}")
    return 0
