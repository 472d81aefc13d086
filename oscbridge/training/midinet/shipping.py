"""The generator and a bank of first precursors, packed into the file that is shipped."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import nn

from oscbridge.music.keys import key_of_weights
from oscbridge.music.midinet.decoding import pitch_class_time, shift_home
from oscbridge.music.midinet.published import CLASSES
from oscbridge.music.roll import ONSET, STEPS_PER_BAR, Roll, transposed
from oscbridge.training.midinet.data import RollPairs
from oscbridge.training.music.rolls import class_of
from oscbridge.training.run_files import in_half, save_weights

BANK_PER_CLASS = 128
CLEAR_ENOUGH = 0.6


def ship(generator: nn.Module, pairs: RollPairs, path: Path, seed: int) -> Path:
    """Write the generator in half precision, and the bank, to ``path`` (safetensors)."""
    tensors = in_half(generator.state_dict(), "generator.")
    rolls, classes = bank(pairs, np.random.default_rng(seed))
    tensors["bank.rolls"] = torch.from_numpy(rolls)
    tensors["bank.classes"] = torch.from_numpy(classes)
    return save_weights(path, tensors, {"format": "oscbridge-midinet-1", "seed": str(seed)})


def bank(pairs: RollPairs, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Up to 128 passages a class, from training pieces only, spread evenly over the class's pieces.

    Returns:
        The rolls in C major or A minor as packed bits ``[n, bytes]``, and their quadrants ``[n]``.
    """
    rolls: list[np.ndarray] = []
    classes: list[int] = []
    for label in range(1, CLASSES + 1):
        by_piece: dict[int, list[Roll]] = defaultdict(list)
        for number, piece in enumerate(pairs.pieces):
            if piece.split != "train":
                continue
            for index in range(len(piece.bar_steps)):
                if class_of(piece.valence[index], piece.arousal[index]) == label:
                    window = piece.window(index)
                    if _is_a_good_start(window):
                        by_piece[number].append(window)
        queues = [list(rng.permutation(len(found))) for found in by_piece.values()]
        sources = list(by_piece.values())
        taken = 0
        while taken < BANK_PER_CLASS and any(queues):
            for queue, found in zip(queues, sources, strict=True):
                if queue and taken < BANK_PER_CLASS:
                    window = found[queue.pop()]
                    rolls.append(np.packbits(transposed(window, shift_home(window))))
                    classes.append(label)
                    taken += 1
    return np.array(rolls, dtype=np.uint8), np.array(classes, dtype=np.uint8)


def _is_a_good_start(window: Roll) -> bool:
    """Notes in every bar, and a key to be heard."""
    bars = window[ONSET].sum(axis=0).reshape(-1, STEPS_PER_BAR).sum(axis=1)
    return (
        bool((bars > 0).all()) and key_of_weights(pitch_class_time(window)).clarity >= CLEAR_ENOUGH
    )
