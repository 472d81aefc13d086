"""Tunes the four experts to one's own music: recordings, transcribed to notes first, and MIDI.

Each expert goes on from the shipped one of its emotion, which knows music in general, over the
files of that emotion's folder only. A fifth of the songs is kept apart to choose the best epoch;
where none is better than the shipped expert, that one stays.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from oscbridge.errors import OscbridgeError
from oscbridge.music.experts.published import EMOTIONS
from oscbridge.music.triples.model import load_network
from oscbridge.music.triples.network import TripleNetwork
from oscbridge.training.experts.folder import OwnFile, held_out, own_files
from oscbridge.training.experts.training import FEWEST_NOTES, SEED, quadrant_of, runs_of
from oscbridge.training.experts.transcription import Transcriber
from oscbridge.training.music.corpus import Piece
from oscbridge.training.triples.data import Row, row_of
from oscbridge.training.triples.loop import Losses, Recipe, measured, train_network
from oscbridge.training.triples.shipping import bank, bank_tensors, network_tensors, ship
from oscbridge.weights.models import weights_path

RECIPE = Recipe(epochs=12, batches=200, batch=16, notes=64, rate=5e-4, held_batches=2)
"""``batches`` is the most; little music gets fewer, see ``recipe_for``."""
PASSES = 2
"""How often an epoch goes over the music. A thousand notes are known by heart after ten."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Music:
    """One emotion's music.

    Args:
        learnt: pieces that the expert learns from, and that phrases may begin from.
        rows: the same as rows.
        held: rows that choose the epoch; they may be none.
    """

    learnt: tuple[Piece, ...]
    rows: tuple[Row, ...]
    held: tuple[Row, ...]


def say(line: str) -> None:
    """A line on the terminal, at once."""
    print(line, flush=True)


def train(
    folder: Path,
    out: Path,
    *,
    epochs: int = RECIPE.epochs,
    seed: int = SEED,
    device: str = "cpu",
    resume: bool = False,
    tell: Tell = say,
) -> Path:
    """Transcribe, tune, and write ``out/experts.safetensors``; its path.

    Transcriptions are kept in ``out/heard``, and are used again whether or not ``resume`` is set;
    that one is for the networks' own checkpoints.

    Raises:
        OscbridgeError: ``data-missing``; ``no-music`` where an emotion has no usable file.
    """
    files = own_files(folder, tell)
    music = gathered(files, Transcriber(out / "heard"), tell)
    shipped = weights_path("experts")
    tensors: dict[str, torch.Tensor] = {}
    for quadrant, emotion in enumerate(EMOTIONS, start=1):
        start = load_network(shipped, emotion)
        assert isinstance(start, TripleNetwork)
        mine = music[emotion]
        judged = mine.held or mine.rows
        before = measured(start, judged, batches=RECIPE.held_batches)
        network = train_network(
            start.train(),
            recipe_for(mine.rows, epochs),
            mine.rows,
            mine.held,
            out,
            emotion,
            seed=seed + quadrant,
            device=device,
            resume=resume,
        ).cpu()
        after = measured(network, judged, batches=RECIPE.held_batches)
        tell(_told(emotion, mine, before, after))
        tensors |= network_tensors(network, emotion, after)
    learnt = [piece for mine in music.values() for piece in mine.learnt]
    passages = bank(learnt, quadrant_of, np.random.default_rng(seed), learnt=lambda _: True)
    tensors |= _with_shipped(bank_tensors(passages) if passages else {}, shipped, tell)
    return ship(tensors, out / "experts.safetensors", "oscbridge-experts-1", seed)


def recipe_for(rows: Sequence[Row], epochs: int) -> Recipe:
    """The recipe for so much music."""
    notes = sum(len(row.triples) for row in rows)
    batches = math.ceil(PASSES * notes / (RECIPE.batch * RECIPE.notes))
    return replace(RECIPE, epochs=epochs, batches=min(RECIPE.batches, batches))


def _told(emotion: str, music: Music, before: Losses, after: Losses) -> str:
    notes = sum(len(row.triples) for row in music.rows)
    where = "on held-out music" if music.held else "on the very music it learnt from"
    return (
        f"{emotion}: learnt from {notes} notes; {where}, shipped → yours: pitch {before.pitch:.3f} "
        f"→ {after.pitch:.3f} nats, steps {before.step**0.5:.2f} → {after.step**0.5:.2f} beats, "
        f"lengths {before.length**0.5:.2f} → {after.length**0.5:.2f} beats off"
    )


def gathered(files: Sequence[OwnFile], transcriber: Transcriber, tell: Tell) -> dict[str, Music]:
    """Every emotion's music; a file that gives none is told with its code, and passed over.

    Raises:
        OscbridgeError: ``no-music`` where an emotion has none left.
    """
    heard: dict[OwnFile, list[Piece]] = {}
    for number, file in enumerate(files, start=1):
        label = f"[{number}/{len(files)}] {file.name}"
        try:
            pieces = transcriber.pieces(file, _on_terminal(label))
            usable = [piece for piece in pieces if _runs(piece)]
            if not usable:
                raise OscbridgeError(
                    "too-few-notes",
                    f"{file.path} has no {FEWEST_NOTES} notes in one go: too little to learn from",
                )
        except OscbridgeError as error:
            tell(f"{label}: passed over: {error}")
            continue
        heard[file] = usable
        notes = sum(len(piece.notes) for piece in usable)
        bars = sum(len(piece.bars) for piece in usable)
        tell(f"{label}: {notes} notes, {bars} bars, {usable[0].bars[0].tempo_bpm:.0f} bpm")
    return {emotion: _music(emotion, heard, files, tell) for emotion in EMOTIONS}


def _music(
    emotion: str, heard: dict[OwnFile, list[Piece]], files: Sequence[OwnFile], tell: Tell
) -> Music:
    mine = [file for file in heard if file.emotion == emotion]
    if not mine:
        tried = sum(file.emotion == emotion for file in files)
        raise OscbridgeError(
            "no-music",
            f"none of the {tried} file(s) for '{emotion}' holds music that can be used: the lines "
            "above say why; add others",
        )
    apart = held_out(mine)
    pieces = [piece for file in mine if file not in apart for piece in heard[file]]
    rows = [run for piece in pieces for run in _runs(piece)]
    held = [run for file in mine if file in apart for piece in heard[file] for run in _runs(piece)]
    if not apart:
        tell(f"{emotion}: a single file; the last fifth of it is kept apart, and flatters")
        rows, held = _last_fifth(rows)
    elif len({file.song for file in mine}) == 1:
        tell(f"{emotion}: its names tell of a single song; files are kept apart, and flatter")
    return Music(tuple(pieces), tuple(rows), tuple(held))


def _runs(piece: Piece) -> list[Row]:
    row = row_of(piece)
    return [run for quadrant in (1, 2, 3, 4) for run in runs_of(row, quadrant)]


def _last_fifth(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """A single file's rows, and the end of the longest where that leaves enough of both."""
    longest = max(rows, key=lambda row: len(row.triples))
    cut = len(longest.triples) * 4 // 5
    if len(longest.triples) - cut < FEWEST_NOTES:
        return rows, []
    first, last = (
        replace(
            longest,
            triples=longest.triples[part],
            starts=longest.starts[part],
            labels=longest.labels[part],
        )
        for part in (slice(cut), slice(cut, None))
    )
    return [first, *(row for row in rows if row is not longest)], [last]


def _with_shipped(
    tensors: dict[str, torch.Tensor], shipped: Path, tell: Tell
) -> dict[str, torch.Tensor]:
    """The bank, with the shipped openings of emotions that have none of their own."""
    from safetensors.torch import load_file

    held = {name: value for name, value in load_file(shipped).items() if name.startswith("bank.")}
    own = set(tensors["bank.classes"].tolist()) if tensors else set()
    lacking = [quadrant for quadrant in (1, 2, 3, 4) if quadrant not in own]
    for quadrant in lacking:
        tell(
            f"{EMOTIONS[quadrant - 1]}: no four bars to begin from (notes in each, a clear key); "
            "without a primer its phrases begin from the shipped ones"
        )
    keep = torch.tensor([int(kind) in lacking for kind in held["bank.classes"]])
    of_note = torch.repeat_interleave(keep, held["bank.sizes"])
    for name, value in held.items():
        mask = of_note if name in ("bank.pitches", "bank.times") else keep
        chosen = value[mask]
        tensors[name] = torch.cat([tensors[name], chosen]) if own else chosen
    return tensors


def _on_terminal(label: str) -> Callable[[float, str], None]:
    """Shows how far a long file is, where somebody looks on."""
    shown = [-1]

    def progress(share: float, stage: str) -> None:
        if sys.stderr.isatty() and int(share * 100) != shown[0]:
            shown[0] = int(share * 100)
            print(f"\r{label}: {shown[0]} % {stage}\033[K", end="\r", file=sys.stderr, flush=True)

    return progress
