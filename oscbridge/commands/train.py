"""`oscbridge train`: train one of the shipped models again, or go on from its weights."""

from __future__ import annotations

import argparse
from pathlib import Path

MODELS = ("emotion", "midinet")
EVERYWHERE = ("epochs", "seed", "device", "resume")
EMOTION_ONLY = ("init", "size", "rate", "balance")


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options. What is not given is the model's own recipe: see its card."""
    command.add_argument("model", choices=MODELS)
    command.add_argument("--data", type=Path, required=True, metavar="DIR")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="checkpoints and weights (runs/MODEL)"
    )
    command.add_argument("--epochs", type=int, metavar="N")
    command.add_argument("--seed", type=int, metavar="N")
    command.add_argument("--device", default="cpu", help="cpu (default), cuda or mps")
    command.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    emotion = command.add_argument_group("emotion only")
    emotion.add_argument(
        "--init",
        type=Path,
        metavar="FILE",
        help="start from these weights: EfficientNet-Lite0's, or a reader's own to fine-tune it",
    )
    emotion.add_argument("--size", type=int, metavar="PX", help="side of the network's input")
    emotion.add_argument("--rate", type=float, metavar="R", help="learning rate at its highest")
    emotion.add_argument("--balance", type=float, metavar="B", help="weight of rare expressions")


def main(asked: argparse.Namespace) -> int:
    """Train, and say where the weights are."""
    from oscbridge.errors import OscbridgeError
    from oscbridge.training import emotion, midinet

    out = asked.out or Path("runs") / asked.model
    given = {
        name: getattr(asked, name)
        for name in (*EVERYWHERE, *EMOTION_ONLY)
        if getattr(asked, name) is not None
    }
    if asked.model == "emotion":
        weights = emotion.train(asked.data, out, **given)
    else:
        if foreign := [name for name in EMOTION_ONLY if name in given]:
            raise OscbridgeError(
                "unknown-choice", f"--{foreign[0]} is for the emotion model, not for midinet"
            )
        weights = midinet.train(asked.data, out, **given)
    print(f"weights: {weights}")
    print(f"to ship them: copy them to models/{asked.model}.safetensors")
    return 0
