"""Which models can be trained or evaluated, and by whom: one line for each.

A model's desk is a light module (it imports torch only inside its functions) with any of the
functions below; what it lacks cannot be asked for.

    train_arguments(parser)       declares the options of ``oscbridge train MODEL``
    DECLARES_DATA = True          where ``--data`` is among them; it is declared for all others
    train(asked) -> Path          trains, and gives the file of weights
    evaluate_arguments(parser)    declares the options of ``oscbridge evaluate MODEL``
    evaluate(asked) -> dict       scores, and gives all figures, ready for JSON
    evaluate_readings(asked, files, lines) -> dict
                                  likewise, of what `oscbridge face` told of labelled pictures
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

DESKS = {
    "duet": "oscbridge.training.duet.desk",
    "emotion": "oscbridge.training.face.desk",
    "cnn5": "oscbridge.training.face.cnn5_desk",
    "melancholy": "oscbridge.training.face.melancholy_desk",
    "music": "oscbridge.training.music.desk",
    "midinet": "oscbridge.training.midinet.desk",
    "primers": "oscbridge.training.listening.desk",
    "listen": "oscbridge.training.listening.recognition.desk",
    "notelstm": "oscbridge.training.notelstm.desk",
    "experts": "oscbridge.training.experts.desk",
    "chopin": "oscbridge.training.chopin.desk",
}
"""Model → the module that trains and evaluates it."""


def desks(function: str) -> dict[str, ModuleType]:
    """The desks that have ``function`` (``train`` or ``evaluate``), by model."""
    found = {name: import_module(module) for name, module in DESKS.items()}
    return {name: module for name, module in found.items() if hasattr(module, function)}
