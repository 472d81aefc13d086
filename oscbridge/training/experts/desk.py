"""`oscbridge train experts` and `oscbridge evaluate experts`."""

from __future__ import annotations

import argparse
from pathlib import Path

from oscbridge.training.options import given, run_options
from oscbridge.training.triples.desk import NAMES, evaluator, trainer

DECLARES_DATA = True
"""``--data`` is declared here, since ``--audio`` may stand in its place."""

evaluate = evaluator("experts")


def train_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options of training."""
    source = command.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--data", type=Path, metavar="DIR", help="the collections that the shipped ones learnt from"
    )
    source.add_argument(
        "--audio",
        type=Path,
        metavar="DIR",
        help="your own music: folders happy, angry, sad and relaxed (or neutral) of .mp3, .wav, "
        ".flac, .ogg or .mid",
    )
    run_options(command, "experts")


def train(asked: argparse.Namespace) -> Path:
    """Train; the weights' file."""
    if getattr(asked, "audio", None) is None:
        return trainer("experts")(asked)
    from oscbridge.training.experts import own_music

    return own_music.train(asked.audio, asked.out, **given(asked, NAMES))
