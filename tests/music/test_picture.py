"""Pictures of phrases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from oscbridge.affect import Affect
from oscbridge.music.picture import draw_phrase
from oscbridge.phrase import Note, Phrase


def pixels(phrase: Phrase, path: Path) -> np.ndarray:
    with Image.open(draw_phrase(phrase, path)) as picture:
        return np.asarray(picture.convert("RGB"), dtype=int)


def test_notes_and_affect_are_seen(tmp_path: Path) -> None:
    silent = pixels(Phrase(()), tmp_path / "new" / "silent.png")
    sounding = pixels(Phrase((Note(0.0, 60, 4.0),)), tmp_path / "sounding.png")
    moved = pixels(Phrase((), affect=Affect(-0.8, 0.8)), tmp_path / "moved.png")
    width = silent.shape[1]
    roll, inset = slice(0, int(width * 0.76)), slice(int(width * 0.79), width)
    assert silent.shape == sounding.shape == moved.shape
    assert (silent[150:, roll] != sounding[150:, roll]).any()
    assert (silent[:, inset] == sounding[:, inset]).all()
    assert (silent[:, inset] != moved[:, inset]).any()


def test_a_louder_note_is_darker(tmp_path: Path) -> None:
    darkest = [
        pixels(Phrase((Note(0.0, 60, 16.0, velocity),)), tmp_path / f"{velocity}.png")[
            200:500, 300:800
        ]
        .sum(axis=2)
        .min()
        for velocity in (20, 70, 120)
    ]
    assert darkest[0] > darkest[1] > darkest[2]


@pytest.mark.parametrize(
    "phrase",
    [
        Phrase((Note(0.0, 0, 0.01), Note(63.9, 127, 9.0)), bars=16),
        Phrase((Note(0.0, 60, 1.0),), bars=1, beats_per_bar=3.5),
        Phrase((), bars=64),
    ],
)
def test_odd_phrases_are_drawn_too(phrase: Phrase, tmp_path: Path) -> None:
    assert draw_phrase(phrase, tmp_path / "odd.png").stat().st_size > 5000


def test_matplotlib_is_imported_only_to_draw() -> None:
    program = "import sys, oscbridge.music.picture; print('matplotlib' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "False"
