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
from oscbridge.listening.notes import HeardNote
from oscbridge.listening.recognition import Transcriber
from oscbridge.listening.spectrum import (
    SEMITONE_HOP,
    Spectrogram,
    mel_spectrogram,
    semitone_spectrogram,
)
from oscbridge.training.listening.recognition.data import (
    INSTRUMENT_S,
    Example,
    composer_examples,
    disturbed,
    excerpts_of_every_piece,
    instrument_examples,
    nothing_to_hear,
)
from oscbridge.training.listening.recognition.heard import packed
from oscbridge.training.listening.recognition.takes import (
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
COMPOSER_OF_EACH = 2
"""Excerpts of every test piece, for composers as frequent as in the data."""
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
            _keep(kept, examples, font, rng if tested else None, mel_spectrogram)


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
        decibels = [
            semitone_spectrogram(sound)[2 : 2 + NOTE_FRAMES] for sound in perform(takes, font)
        ]
        power = 10.0 ** (np.stack(decibels) / 10.0) - 1.0
        kept[name_of(font)] = (power / power.max()).astype(np.float32)
    np.savez(folder / "notes.npz", **kept)
    print(f"notes.npz: {len(kept)} pianos", flush=True)


def render_composers(pieces: Sequence[Piece], folder: Path, seed: int) -> None:
    """``excerpts-test.npz`` (test pieces, test font, every composer alike),
    ``excerpts-every.npz`` (every test piece), ``excerpts-validation.npz`` and
    ``excerpts-train.npz``, which is only for the ungrouped score. All with the notes heard.
    """
    for index, (name, count) in enumerate((*COMPOSER_COUNTS.items(), ("every", COMPOSER_OF_EACH))):
        kept = folder / f"excerpts-{name}.npz"
        if not kept.is_file():
            rng = np.random.default_rng([seed, 2, index])
            if name == "every":
                examples = excerpts_of_every_piece(pieces, "test", count, rng)
            else:
                examples = composer_examples(pieces, {name: count}, rng)
            font = TEST_FONT if name in ("test", "every") else TRAINING_FONTS[0]
            _keep(kept, examples, font, rng, semitone_spectrogram, Transcriber())


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
    picture: Callable[[Samples], Spectrogram],
    transcriber: Transcriber | None = None,
) -> None:
    sounds = perform([example.take for example in examples], font)
    if rng is not None:
        sounds = [disturbed(sound, rng) for sound in sounds]
    notes, counts = packed([transcriber.notes(sound) if transcriber else [] for sound in sounds])
    np.savez(
        path,
        notes=notes,
        counts=counts,
        pictures=np.stack([picture(sound) for sound in sounds]).astype(np.float16),
        labels=np.array([example.label for example in examples]),
        splits=np.array([example.split for example in examples]),
        pieces=np.array([example.piece for example in examples]),
        collections=np.array([example.collection for example in examples]),
    )
    print(f"{path.name}: {len(examples)} takes", flush=True)


def _nothing(path: Path, rng: np.random.Generator) -> None:
    pictures, splits = [], []
    for split, count in NOTHINGS.items():
        pictures += [mel_spectrogram(nothing_to_hear(rng, INSTRUMENT_S)) for _ in range(count)]
        splits += [split] * count
    np.savez(
        path,
        pictures=np.stack(pictures).astype(np.float16),
        labels=np.full(len(splits), len(INSTRUMENTS)),
        splits=np.array(splits),
        pieces=np.array([f"nothing/{i}" for i in range(len(splits))]),
        collections=np.full(len(splits), "nothing"),
    )
