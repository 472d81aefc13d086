"""Networks and a bank of openings, packed into the file that is shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from oscbridge.music.triples.opening import Opening, opening_of
from oscbridge.music.triples.triple import LENGTH, PITCH, STEP
from oscbridge.phrase import Phrase
from oscbridge.training.music.corpus import Piece
from oscbridge.training.run_files import in_half, save_weights
from oscbridge.training.triples.loop import Losses

CLEAR_ENOUGH = 0.6
FEWEST_NOTES = 8


@dataclass(frozen=True, slots=True)
class Passage:
    """An opening for the bank, and its class."""

    opening: Opening
    kind: int


def bank(
    pieces: Iterable[Piece],
    kind_of: Callable[[Piece, int, Phrase], int | None],
    rng: np.random.Generator,
    *,
    per_kind: int = 64,
    heard: Callable[[Phrase], Phrase] = lambda phrase: phrase,
    learnt: Callable[[Piece], bool] = lambda piece: piece.split == "train",
) -> list[Passage]:
    """Up to ``per_kind`` 4-bar passages a class, from training pieces only, in turn from each.

    Args:
        pieces: where from.
        kind_of: the class of the passage of a piece at a bar, or None where it is of no use.
        rng: all chance.
        heard: what of a passage is kept.
        learnt: which pieces are training pieces.
    """
    found: dict[int, list[list[Passage]]] = {}
    for piece in pieces:
        if not learnt(piece):
            continue
        of_piece: dict[int, list[Passage]] = {}
        for bar, phrase in piece.phrases(hop=4):
            kind = kind_of(piece, bar, phrase)
            if kind is None:
                continue
            opening = opening_of(heard(phrase))
            if opening is not None and _is_a_good_start(opening, phrase):
                of_piece.setdefault(kind, []).append(Passage(opening, kind))
        for kind, passages in of_piece.items():
            order = rng.permutation(len(passages))
            found.setdefault(kind, []).append([passages[at] for at in order])
    kept: list[Passage] = []
    for kind in sorted(found):
        queues = [found[kind][at] for at in rng.permutation(len(found[kind]))]
        taken: list[Passage] = []
        for turn in range(max(map(len, queues))):
            taken += [queue[turn] for queue in queues if turn < len(queue)]
        kept += taken[:per_kind]
    return kept


def _is_a_good_start(opening: Opening, phrase: Phrase) -> bool:
    """Notes in every bar, and a key to be heard."""
    bars = {int(note.start_beats // phrase.beats_per_bar) for note in phrase.notes}
    return (
        len(bars) == phrase.bars
        and len(opening.triples) >= FEWEST_NOTES
        and opening.key.clarity >= CLEAR_ENOUGH
    )


def bank_tensors(passages: Sequence[Passage]) -> dict[str, Tensor]:
    """The bank as ``opening.Bank`` reads it."""
    triples = np.concatenate([each.opening.triples for each in passages])
    return {
        "bank.pitches": torch.from_numpy(triples[:, PITCH].astype(np.uint8)),
        "bank.times": torch.from_numpy(
            np.ascontiguousarray(triples[:, [STEP, LENGTH]], np.float16)
        ),
        "bank.sizes": torch.tensor([len(each.opening.triples) for each in passages]),
        "bank.classes": torch.tensor([each.kind for each in passages], dtype=torch.uint8),
        "bank.rests": torch.tensor([each.opening.rest_beats for each in passages]),
    }


def network_tensors(network: nn.Module, part: str, held_out: Losses) -> dict[str, Tensor]:
    """A network in half precision under ``part``, and the spread of its times on validation."""
    tensors = in_half(network.state_dict(), f"{part}.")
    tensors[f"{part}.spread"] = torch.tensor([held_out.step**0.5, held_out.length**0.5])
    return tensors


def ship(tensors: Mapping[str, Tensor], path: Path, form: str, seed: int) -> Path:
    """Write everything to ``path`` (safetensors)."""
    return save_weights(path, tensors, {"format": form, "seed": str(seed)})
