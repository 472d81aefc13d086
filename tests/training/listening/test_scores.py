"""The measures, on cases whose answer is known, and what renders are made with."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.listening.notes import HeardNote
from oscbridge.phrase import Note
from oscbridge.training.listening.renders import TEST_FONT, noisy, piano_excerpt
from oscbridge.training.listening.scores import beat_score, note_scores, with_interval
from oscbridge.training.music.corpus import Bar, Piece

TRUE = [HeardNote(0.5 * i, 60 + i, 0.5 * i + 0.4) for i in range(8)]


def moved(by_s: float, semitones: int = 0) -> list[HeardNote]:
    return [HeardNote(n.start_s + by_s, n.pitch + semitones, n.end_s + by_s + 1) for n in TRUE]


def test_a_note_counts_if_it_begins_within_50_ms_on_its_pitch_wherever_it_ends() -> None:
    assert note_scores(TRUE, moved(0.04))["f1"] == 1.0
    assert note_scores(TRUE, moved(0.06))["f1"] == 0.0
    assert note_scores(TRUE, moved(0.0, 1))["f1"] == 0.0
    assert note_scores(TRUE, [])["f1"] == 0.0


def test_precision_and_recall_tell_false_notes_from_missed_ones() -> None:
    half = note_scores(TRUE, TRUE[:4])
    assert (half["precision"], half["recall"]) == (1.0, 0.5)
    double = note_scores(TRUE[:4], TRUE)
    assert (double["precision"], double["recall"]) == (0.5, 1.0)


def test_beats_count_within_70_ms() -> None:
    beats = list(np.arange(0, 30, 0.5))
    assert beat_score(beats, [beat + 0.05 for beat in beats]) == 1.0
    assert beat_score(beats, [beat + 0.2 for beat in beats]) == 0.0
    assert beat_score(beats, []) == 0.0


def test_the_interval_holds_the_median() -> None:
    told = with_interval([0.1, 0.5, 0.6, 0.7, 0.9])
    assert told["low"] <= told["median"] == 0.6 <= told["high"]


def test_noise_is_as_strong_as_it_is_said_to_be() -> None:
    tone = np.sin(np.arange(44_100) * 0.1).astype(np.float32)
    noise = noisy(tone, 10.0, np.random.default_rng(1)) - tone
    assert 10 * np.log10(np.mean(tone**2) / np.mean(noise**2)) == pytest.approx(10.0, abs=0.3)


def test_seconds_follow_the_tempo_of_each_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    # 60 bpm, then 120: the second bar's beats are half as long.
    notes = (Note(0, 60, 1), Note(4, 62, 1), Note(6, 64, 1))
    bars = (Bar(0, 4, 60.0), Bar(4, 4, 120.0))
    piece = Piece("a/b", "a", "b", notes, (0, 0, 0), bars)
    monkeypatch.setattr(
        "oscbridge.training.listening.renders.play", lambda *_: np.zeros(1, np.float32)
    )
    render = piano_excerpt(piece, TEST_FONT)
    assert [round(note.start_s, 3) for note in render.notes] == [0.2, 4.2, 5.2]
