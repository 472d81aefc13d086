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
    emotion = command.add_argument_group("emotion only")
    emotion.add_argument("--weights", type=Path, metavar="FILE", help="other weights")
    emotion.add_argument(
        "--out", type=Path, metavar="DIR", help="a report with plots, written here"
    )
    emotion.add_argument(
        "--part",
        default="val",
        choices=("val", "test"),
        help="val (default), or test: held out from everything, to be looked at once",
    )


def main(asked: argparse.Namespace) -> int:
    """Evaluate, and print the figures."""
    from oscbridge.training import emotion, midinet_report

    if asked.model == "emotion":
        figures = emotion.evaluate(asked.data, asked.weights, part=asked.part, report=asked.out)
    else:
        figures = midinet_report.evaluate(asked.data)
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
