"""Phrases in a row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscbridge.phrase import Note, Phrase, one_after_another

FIRST = Phrase((Note(0.0, 60, 8.0, 90),), bars=2, engine="duet", seed=1)


def test_phrases_in_a_row_keep_their_places() -> None:
    second = Phrase((Note(1.0, 62, 1.0, 80),), bars=1, engine="other", seed=2)
    music = one_after_another([FIRST, second, FIRST])
    assert music.bars == 5
    assert [note.start_beats for note in music.notes] == [0.0, 9.0, 12.0]
    assert (music.engine, music.seed) == ("duet", 1)


def test_no_phrase_and_bars_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="no phrases"):
        one_after_another([])
    with pytest.raises(ValueError, match="different lengths"):
        one_after_another([FIRST, replace(FIRST, beats_per_bar=4.5)])
