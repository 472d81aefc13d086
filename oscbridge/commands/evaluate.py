"""`oscbridge evaluate`: score one of the shipped models on data that it never learnt from."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MODELS = ("emotion", "midinet")


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("model", choices=MODELS)
    command.add_argument("--data", type=Path, required=True, metavar="DIR")
    command.add_argument("--json", action="store_true", help="all figures as one JSON document")


def main(asked: argparse.Namespace) -> int:
    """Evaluate, and print the figures."""
    if asked.model == "emotion":
        from oscbridge.training.emotion import evaluate
    else:
        from oscbridge.training.midinet_report import evaluate
    figures = evaluate(asked.data)
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
