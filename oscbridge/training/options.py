"""Options that every training run has, spelled once."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def run_options(command: argparse.ArgumentParser, model: str) -> None:
    """``--out``, ``--epochs``, ``--seed``, ``--device`` and ``--resume``.

    What is not given is the model's own recipe: see its card.
    """
    command.add_argument(
        "--out",
        type=Path,
        default=Path("runs") / model,
        metavar="DIR",
        help=f"checkpoints and weights (runs/{model})",
    )
    recipe = "(the recipe's: see the model's card)"
    command.add_argument(
        "--epochs", type=int, metavar="N", help=f"passes through the data {recipe}"
    )
    command.add_argument("--seed", type=int, metavar="N", help=f"of all that is drawn {recipe}")
    command.add_argument("--device", default="cpu", help="cpu (default), cuda or mps")
    command.add_argument("--resume", action="store_true", help="go on from the last checkpoint")


def given(asked: argparse.Namespace, names: Iterable[str]) -> dict[str, Any]:
    """The named options that were given."""
    return {name: value for name in names if (value := getattr(asked, name)) is not None}
