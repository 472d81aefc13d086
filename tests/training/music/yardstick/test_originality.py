"""Copies are found in any key and at no other time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.phrase import Note, Phrase
from oscbridge.training.music.yardstick.originality import Memory, originality
from oscbridge.training.music.yardstick.sheet import sheet
from tests.training.music.yardstick.making import melody


def line(phrase: Phrase) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array([n.start_beats for n in phrase.notes]),
        np.array([float(n.pitch) for n in phrase.notes]),
    )


KNOWN = Memory([line(melody(seed)) for seed in range(20)])


@settings(deadline=None, max_examples=30)
@given(piece=st.integers(0, 19), semitones=st.integers(-30, 30), bars=st.sampled_from([0, 4, 8]))
def test_a_copied_piece_is_found_in_any_key_and_any_bar(
    piece: int, semitones: int, bars: int
) -> None:
    source = melody(piece)
    moved = Phrase(
        tuple(
            replace(n, pitch=n.pitch + semitones, start_beats=n.start_beats + 4 * bars)
            for n in source.notes
        ),
        bars=16,
    )
    longest, share = KNOWN.copied([line(moved)])
    assert longest[0] == len(source.notes)
    assert share[0] == 1


def test_a_copied_run_inside_new_music_is_as_long_as_it_is() -> None:
    source = melody(3).notes
    fresh = [Note(20.0 + at * 0.25, 30 + 7 * at % 50, 0.25) for at in range(10)]
    run = tuple(replace(n, pitch=n.pitch + 2) for n in source[5:17])
    longest, share = KNOWN.copied([line(Phrase((*run, *fresh), bars=16))])
    assert longest[0] == 12
    assert 0 < share[0] < 1
    assert share[0] == pytest.approx(5 / (22 - 7))


def test_other_music_and_another_rhythm_are_no_copies() -> None:
    _, share = KNOWN.copied([line(melody(900))])
    assert share[0] == 0
    slow = [replace(n, start_beats=n.start_beats * 2) for n in melody(3).notes]
    _, share = KNOWN.copied([line(Phrase(tuple(slow), bars=8))])
    assert share[0] < 0.2


def test_no_run_reaches_from_one_piece_into_the_next() -> None:
    one, other = melody(1).notes, melody(2).notes
    apart = Memory([line(Phrase(one)), line(Phrase(other))])
    over = (*one[-5:], *(replace(n, start_beats=n.start_beats + 16) for n in other[:5]))
    longest, share = apart.copied([line(Phrase(over, bars=8))])
    assert longest[0] <= 6
    assert share[0] == 0


def test_a_phrase_too_short_for_a_run_has_no_rate() -> None:
    longest, share = KNOWN.copied([line(Phrase(melody(1).notes[:6]))])
    assert longest[0] == 6
    assert np.isnan(share[0])
    report = originality(KNOWN, [sheet(Phrase(())), sheet(melody(1))])
    assert report["copied_runs_of_8"]["n"] == 1
    assert report["copied_runs_of_8"]["mean"] == 1


def test_nothing_known_is_nothing_copied() -> None:
    longest, share = Memory([]).copied([line(melody(1))])
    assert longest[0] == 3
    assert share[0] == 0
