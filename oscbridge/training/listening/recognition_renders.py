"""What the recognisers learn from and are scored on, rendered once and kept.

Instruments learn from rendered takes. Composers learn from rendered *notes*: each key of each
font's piano is played once, and the picture of a piece is the sum of its notes' powers. That costs
a thousandth of rendering whole pieces, so every crop that is learnt from is composed anew, in
another key, tempo and font. All scores are of whole pieces, rendered as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.audio import Samples
from oscbridge.listening.labels import INSTRUMENTS
from oscbridge.listening.sounding import HeardNote
from oscbridge.listening.spectrum import (
    SEMITONE_HOP,
    Picture,
    mel_picture,
    semitone_picture,
)
from oscbridge.training.listening.recognition_data import (
    INSTRUMENT_S,
    Example,
    composer_examples,
    disturbed,
    instrument_examples,
    nothing_to_hear,
)
from oscbridge.training.listening.takes import (
    RATE,
    TEST_FONT,
    TRAINING_FONTS,
    Take,
    perform,
)
from oscbridge.training.music.corpus import Piece

INSTRUMENT_COUNTS = {"train": 24, "validation": 4, "test": 4}
"""Takes of each instrument on each font for learning."""
INSTRUMENT_TESTS = 16
"""Takes of each instrument on the test font, of test songs."""
COMPOSER_COUNTS = {"test": 16, "validation": 6, "train": 6}
"""Excerpts of each composer: on the test font, and twice on a font for learning."""
NOTHINGS = {"train": 150, "validation": 30, "test": 60}
"""Sounds that are none of the eleven."""

NOTE_FRAMES = 28
"""2.6 s: what is kept of a piano's note."""
LOWEST, HIGHEST = 21, 108
_NOTE_STARTS_S = 4 * SEMITONE_HOP / RATE
_NOTE_S = (NOTE_FRAMES + 4) * SEMITONE_HOP / RATE
_STRUCK = 90


def name_of(font: str) -> str:
    """A font in file names and tables."""
    return Path(font).stem


def render_instruments(songs: Sequence[Piece], folder: Path, seed: int) -> None:
    """``instrument-FONT.npz`` for each font, dry for learning and disturbed for the test;
    ``nothing.npz``. What is there already is kept.

    Each holds ``pictures`` [examples, frames, bands] float16, ``labels``, ``splits`` and
    ``pieces``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "nothing.npz").is_file():
        _nothing(folder / "nothing.npz", np.random.default_rng([seed, 0]))
    for index, font in enumerate((TEST_FONT, *TRAINING_FONTS)):
        kept = folder / f"instrument-{name_of(font)}.npz"
        if not kept.is_file():
            rng = np.random.default_rng([seed, 1, index])
            tested = font == TEST_FONT
            counts = {"test": INSTRUMENT_TESTS} if tested else INSTRUMENT_COUNTS
            examples = instrument_examples(songs, counts, rng)
            _keep(kept, examples, font, rng if tested else None, mel_picture)


def render_notes(folder: Path) -> None:
    """``notes.npz``: FONT → [88, NOTE_FRAMES, 88] power of each key of its first piano."""
    if (folder / "notes.npz").is_file():
        return
    kept = {}
    for font in TRAINING_FONTS:
        takes = [
            Take(0, (HeardNote(_NOTE_STARTS_S, pitch, _NOTE_S, _STRUCK),), _NOTE_S)
            for pitch in range(LOWEST, HIGHEST + 1)
        ]
        decibels = [semitone_picture(sound)[2 : 2 + NOTE_FRAMES] for sound in perform(takes, font)]
        power = 10.0 ** (np.stack(decibels) / 10.0) - 1.0
        kept[name_of(font)] = (power / power.max()).astype(np.float32)
    np.savez(folder / "notes.npz", **kept)
    print(f"notes.npz: {len(kept)} pianos", flush=True)


def render_composers(pieces: Sequence[Piece], folder: Path, seed: int) -> None:
    """``composer-test.npz`` (test pieces, test font), ``composer-validation.npz`` and
    ``composer-train.npz``, which is only for the ungrouped score.
    """
    for index, (split, count) in enumerate(COMPOSER_COUNTS.items()):
        kept = folder / f"composer-{split}.npz"
        if not kept.is_file():
            rng = np.random.default_rng([seed, 2, index])
            font = TEST_FONT if split == "test" else TRAINING_FONTS[0]
            examples = composer_examples(pieces, {split: count}, rng)
            _keep(kept, examples, font, rng, semitone_picture)


def load(paths: Sequence[Path]) -> dict[str, NDArray[Any]]:
    """The arrays of those files, one after another, with each one's ``fonts`` beside them."""
    parts = []
    for path in paths:
        with np.load(path) as file:
            part = dict(file)
        part["fonts"] = np.full(len(part["labels"]), path.stem.partition("-")[2])
        parts.append(part)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _keep(
    path: Path,
    examples: Sequence[Example],
    font: str,
    rng: np.random.Generator | None,
    picture: Callable[[Samples], Picture],
) -> None:
    sounds = perform([example.take for example in examples], font)
    pictures = [picture(sound if rng is None else disturbed(sound, rng)) for sound in sounds]
    np.savez(
        path,
        pictures=np.stack(pictures).astype(np.float16),
        labels=np.array([example.label for example in examples]),
        splits=np.array([example.split for example in examples]),
        pieces=np.array([example.piece for example in examples]),
        collections=np.array([example.collection for example in examples]),
    )
    print(f"{path.name}: {len(examples)} takes", flush=True)


def _nothing(path: Path, rng: np.random.Generator) -> None:
    pictures, splits = [], []
    for split, count in NOTHINGS.items():
        pictures += [mel_picture(nothing_to_hear(rng, INSTRUMENT_S)) for _ in range(count)]
        splits += [split] * count
    np.savez(
        path,
        pictures=np.stack(pictures).astype(np.float16),
        labels=np.full(len(splits), len(INSTRUMENTS)),
        splits=np.array(splits),
        pieces=np.array([f"nothing/{i}" for i in range(len(splits))]),
        collections=np.full(len(splits), "nothing"),
    )
