"""`oscbridge train`: train one of the shipped models again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

MODELS = ("emotion", "midinet")


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("model", choices=MODELS)
    command.add_argument("--data", type=Path, required=True, metavar="DIR")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="checkpoints and weights (runs/MODEL)"
    )
    command.add_argument("--epochs", type=int, metavar="N", help="the recipe's own where not given")
    command.add_argument("--seed", type=int, metavar="N", help="the recipe's own where not given")
    command.add_argument("--device", default="cpu", help="cpu (default), cuda or mps")
    command.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    command.add_argument(
        "--init", type=Path, metavar="FILE", help="emotion only: EfficientNet-Lite0 weights"
    )


def main(asked: argparse.Namespace) -> int:
    """Train, and say where the weights are."""
    from oscbridge.training import emotion, midinet

    out = asked.out or Path("runs") / asked.model
    options: dict[str, Any] = {"device": asked.device, "resume": asked.resume}
    for name in ("epochs", "seed"):
        if getattr(asked, name) is not None:
            options[name] = getattr(asked, name)
    if asked.model == "emotion":
        weights = emotion.train(asked.data, out, init=asked.init, **options)
    else:
        weights = midinet.train(asked.data, out, **options)
    print(f"weights: {weights}")
    print(f"to ship them: copy them to models/{asked.model}.safetensors")
    return 0
