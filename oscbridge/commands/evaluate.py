"""`oscbridge evaluate`: score one of the shipped models on data that it never learnt from."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from oscbridge.bulk import command_line
from oscbridge.bulk.work import FaceJob
from oscbridge.training.registry import desks


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare a command for each model, with that model's own options."""
    models = command.add_subparsers(dest="model", required=True, metavar="MODEL")
    for name, desk in desks("evaluate").items():
        about = f"evaluate {name} on data that it never learnt from"
        model = models.add_parser(name, help=about, description=about)
        model.add_argument(
            "--data",
            type=Path,
            required=True,
            metavar="DIR",
            help="the folder that holds the collections; each model's card names its own",
        )
        model.add_argument("--json", action="store_true", help="all figures as one JSON document")
        if hasattr(desk, "evaluate_arguments"):
            desk.evaluate_arguments(model)
        if hasattr(desk, "evaluate_readings"):
            _many_arguments(model)


def main(asked: argparse.Namespace) -> int:
    """Evaluate, and print the figures."""
    desk = desks("evaluate")[asked.model]
    figures = _from_readings(asked, desk) if _is_many(asked) else desk.evaluate(asked)
    if asked.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in _flat(figures):
            print(f"{name:48} {value}")
    return 0


def _many_arguments(model: argparse.ArgumentParser) -> None:
    many = model.add_argument_group(
        "for thousands of pictures of your own",
        "Each is read as by `oscbridge face`, and scored by the folder that it lies in.",
    )
    many.add_argument(
        "--readings",
        type=Path,
        metavar="FILE",
        help="append each picture's reading to this .jsonl, and skip what is done there already",
    )
    command_line.workers(many)


def _is_many(asked: argparse.Namespace) -> bool:
    wanted = (getattr(asked, name, None) for name in ("readings", "jobs", "cluster"))
    return any(value is not None for value in wanted)


def _from_readings(asked: argparse.Namespace, desk: ModuleType) -> dict[str, Any]:
    from oscbridge.training.face.pictures import SMALLEST_FACE_PX, labelled
    from oscbridge.training.face.readings import DIGITS, check_options

    check_options(robustness=asked.robustness)
    weights = "" if asked.weights is None else str(asked.weights.absolute())
    job = FaceJob(asked.model, False, weights, asked.cropped, SMALLEST_FACE_PX, DIGITS)
    files = labelled(asked.data)
    lines = command_line.lines(job, asked, [str(one.path) for one in files], asked.readings)
    figures: dict[str, Any] = desk.evaluate_readings(asked, files, lines)
    return figures


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
