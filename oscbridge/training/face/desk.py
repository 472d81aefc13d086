"""`oscbridge train emotion` and `oscbridge evaluate emotion`: what they are asked, and by whom."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oscbridge.training.options import given, run_options

if TYPE_CHECKING:
    from oscbridge.training.face.pictures import Labelled
    from oscbridge.training.face.readings import Line


def train_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of training."""
    run_options(command, "emotion")
    command.add_argument(
        "--init",
        type=Path,
        metavar="FILE",
        help="start from these weights: EfficientNet-Lite0's, or a reader's own to fine-tune it",
    )
    command.add_argument("--size", type=int, metavar="PX", help="side of the network's input")
    command.add_argument("--rate", type=float, metavar="R", help="learning rate at its highest")
    _cropped(command)
    command.add_argument("--balance", type=float, metavar="B", help="weight of rare expressions")


def train(asked: argparse.Namespace) -> Path:
    """Train; the weights' file."""
    from oscbridge.training.face import emotion

    names = ("epochs", "seed", "device", "resume", "init", "size", "rate", "balance", "cropped")
    return emotion.train(asked.data, asked.out, **given(asked, names))


def evaluate_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of evaluation."""
    command.add_argument("--weights", type=Path, metavar="FILE", help="other weights")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="a report with plots, written here"
    )
    command.add_argument(
        "--part",
        default="val",
        choices=("val", "test", "all"),
        help="val (default), test (held out from everything, to be looked at once), or all, for "
        "pictures of which none was learnt from",
    )
    command.add_argument(
        "--robustness", action="store_true", help="also under dim light, blur, tilt and the like"
    )
    _cropped(command)


def evaluator(module: str) -> Callable[[argparse.Namespace], dict[str, Any]]:
    """What gives all figures of a reader by the ``evaluate`` of ``module``, beside this one."""

    def evaluate(asked: argparse.Namespace) -> dict[str, Any]:
        """All figures."""
        scoring = import_module(f"oscbridge.training.face.{module}")
        figures: dict[str, Any] = scoring.evaluate(
            asked.data,
            asked.weights,
            part=asked.part,
            report=asked.out,
            robustness=asked.robustness,
            cropped=asked.cropped,
        )
        return figures

    return evaluate


evaluate = evaluator("evaluation")


def evaluate_readings(
    asked: argparse.Namespace, files: Sequence[Labelled], lines: Mapping[str, Line]
) -> dict[str, Any]:
    """The figures that readings made beforehand can tell."""
    from oscbridge.training.face import evaluation
    from oscbridge.training.face.readings import gather

    readings = gather(files, lines, asked.part)
    return evaluation.evaluate_readings(readings, asked.part, asked.weights, report=asked.out)


def _cropped(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--cropped", action="store_true", help="your own pictures are faces already; look for none"
    )
