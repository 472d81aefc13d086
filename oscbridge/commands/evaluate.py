"""`oscbridge evaluate`: score one of the shipped models on data that it never learnt from."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oscbridge.training.registry import desks


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare a command for each model, with that model's own options."""
    models = command.add_subparsers(dest="model", required=True, metavar="MODEL")
    for name, desk in desks("evaluate").items():
        about = f"evaluate {name} on data that it never learnt from"
        model = models.add_parser(name, help=about, description=about)
        model.add_argument("--data", type=Path, required=True, metavar="DIR")
        model.add_argument("--json", action="store_true", help="all figures as one JSON document")
        if hasattr(desk, "evaluate_arguments"):
            desk.evaluate_arguments(model)


def main(asked: argparse.Namespace) -> int:
    """Evaluate, and print the figures."""
    figures = desks("evaluate")[asked.model].evaluate(asked)
    if asked.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in _flat(figures):
            print(f"{name:48} {value}")
    return 0


def _flat(figures: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Nested figures as lines of ``a.b.c`` and a value."""
    for key, value in figures.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, float):
            yield name, f"{value:.4f}"
        elif isinstance(value, list) and value and isinstance(value[0], float):
            yield name, " ".join(f"{number:.4f}" for number in value)
        else:
            yield name, str(value)
