"""The key estimate."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.music.keys import AT_HOME_SHARE, MAJOR_SCALE, Key, foreignness, key_of, shift_to_c
from oscbridge.phrase import Note


@pytest.mark.parametrize("tonic", range(12))
def test_a_major_scale_with_a_long_tonic_chord_is_in_its_key(tonic: int) -> None:
    notes = [Note(i / 2, 60 + tonic + step, 0.5) for i, step in enumerate(MAJOR_SCALE)]
    notes += [Note(4.0, 60 + tonic + step, 2.0) for step in (0, 4, 7)]
    key = key_of(tuple(notes))
    assert (key.tonic, key.minor) == (tonic, False)
    assert key.clarity > 0.8
    assert {note.pitch % 12 for note in notes} == set(key.scale)


def test_a_minor_chord_gives_the_minor_key_and_its_relative_home() -> None:
    key = key_of(tuple(Note(0.0, pitch, 1.0) for pitch in (57, 60, 64, 69)))
    assert (key.tonic, key.minor, key.home) == (9, True, 0)


def test_all_twelve_pitches_alike_have_no_clear_key() -> None:
    assert key_of(tuple(Note(0.0, pitch, 1.0) for pitch in range(60, 72))).clarity == 0.0


def test_what_is_foreign_to_a_key_is_so_by_how_seldom_the_music_uses_it() -> None:
    use = np.zeros(12)
    use[[1, 3]] = AT_HOME_SHARE, AT_HOME_SHARE / 4
    foreign = foreignness(Key(0, False, 0.9), use)
    assert foreign.tolist() == [0, 0, 0, 0.75, 0, 0, 1, 0, 1, 0, 1, 0]
    assert not foreignness(Key(0, False, 0.0), use).any()


@pytest.mark.parametrize("pitch_class", range(12))
def test_the_way_to_c_is_the_shorter_one(pitch_class: int) -> None:
    shift = shift_to_c(pitch_class)
    assert (pitch_class + shift) % 12 == 0
    assert -6 <= shift <= 5


def test_no_notes_have_no_clear_key() -> None:
    assert key_of(()).clarity == 0.0
