"""Cues say of a bar what a listener would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oscbridge.music.duet.cues import COUNT, Cue, Cues, bar_cues, dissonance, scaled
from oscbridge.music.duet.grid import gridded
from oscbridge.music.keys import shift_to_c
from oscbridge.phrase import Note, Phrase
from tests.music.duet.builders import march, waltz


def cues_of(phrase: Phrase, tonic: int) -> Cues:
    bars, beats = phrase.bars, phrase.beats_per_bar
    passage = gridded(phrase.notes, [i * beats for i in range(bars)], [beats] * bars)
    return bar_cues(passage, tonic, np.full(bars, phrase.tempo_bpm))


def moved(phrase: Phrase, semitones: int) -> Phrase:
    return replace(phrase, notes=tuple(replace(n, pitch=n.pitch + semitones) for n in phrase.notes))


def test_minor_thirds_turn_the_mode() -> None:
    assert np.nanmean(cues_of(waltz(), 0)[:, Cue.MODE]) > 0.3
    assert np.nanmean(cues_of(waltz(minor=True), 0)[:, Cue.MODE]) < -0.3


@pytest.mark.parametrize("tonic", [0, 4, 7, 11])
def test_cues_mean_the_same_in_every_key(tonic: int) -> None:
    there = moved(march(), -shift_to_c(tonic))
    assert np.allclose(cues_of(march(), 0), cues_of(there, tonic), equal_nan=True)


def test_a_cluster_is_more_dissonant_than_a_triad() -> None:
    def clash(*pitches: int) -> float:
        passage = gridded([Note(0.0, p, 1.0) for p in pitches], [0.0], [4.0])
        return float(dissonance(passage)[0])

    assert clash(60, 64, 67) == 0.0
    assert clash(60, 61, 62) == 1.0
    assert clash(60, 72) == 0.0


def test_a_pitch_struck_again_does_not_sound_twice() -> None:
    notes = [Note(0.0, 60, 4.0), Note(1.0, 60, 0.25), Note(2.0, 61, 1.0)]
    assert dissonance(gridded(notes, [0.0], [4.0]))[0] == 0.0


def test_a_long_last_tonic_closes_and_running_notes_do_not() -> None:
    rest = Phrase((Note(0.0, 48, 4.0), Note(0.0, 64, 4.0)), bars=1)
    assert cues_of(rest, 0)[0, Cue.CLOSE] == 1.0
    assert cues_of(march(bars=1), 0)[0, Cue.CLOSE] < 0.3


def test_an_empty_bar_tells_its_density_and_tempo_and_nothing_else() -> None:
    table = cues_of(Phrase((Note(0.0, 60, 1.0),), bars=3), 0)
    values, known = scaled(table)
    assert known[2].tolist() == [float(cue in (Cue.DENSITY, Cue.TEMPO)) for cue in Cue]
    assert np.isfinite(values).all()
    assert values.shape == (3, COUNT)
