"""Musical measures of a phrase: what tells music from noise, in numbers a listener would recognise.

All are per phrase of a few bars, in its own key and tempo. None is used to pick or tidy a phrase
while it is composed.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.keys import key_of, pitch_class_weights
from oscbridge.music.roll import STEPS_PER_BAR, STEPS_PER_BEAT
from oscbridge.phrase import Phrase

DISSONANT = frozenset({1, 2, 6, 10, 11})
"""Semitones, octaves removed: seconds, sevenths and the tritone."""


def notes_per_second(phrase: Phrase) -> float:
    """Onsets a second at the phrase's own tempo."""
    return len(phrase.notes) / (phrase.length_beats * 60.0 / phrase.tempo_bpm)


def key_clarity(phrase: Phrase) -> float:
    """The winning Krumhansl–Schmuckler correlation."""
    return key_of(phrase.notes).clarity


def _sounding(phrase: Phrase) -> list[list[int]]:
    """Pitches that sound at each sixteenth."""
    steps: list[list[int]] = [[] for _ in range(int(phrase.length_beats * STEPS_PER_BEAT))]
    for note in phrase.notes:
        first = int(note.start_beats * STEPS_PER_BEAT + 0.5)
        last = max(first + 1, int(note.end_beats * STEPS_PER_BEAT + 0.5))
        for step in range(first, min(last, len(steps))):
            steps[step].append(note.pitch)
    return steps


def dissonant_share(phrase: Phrase) -> float:
    """Share of dissonant intervals among pairs of pitches that sound together; 0 without any."""
    bad = total = 0
    for pitches in _sounding(phrase):
        for low, high in combinations(sorted(set(pitches)), 2):
            total += 1
            bad += (high - low) % 12 in DISSONANT
    return bad / total if total else 0.0


def empty_bar_share(phrase: Phrase) -> float:
    """Share of bars in which no note starts."""
    full = {int(note.start_beats // phrase.beats_per_bar) for note in phrase.notes}
    return 1.0 - len(full) / phrase.bars


def pitch_class_entropy(phrase: Phrase) -> float:
    """Entropy in bits of the sounding time over the twelve pitch classes."""
    weights = pitch_class_weights(phrase.notes)
    if weights.sum() == 0:
        return 0.0
    share = weights[weights > 0] / weights.sum()
    return float(-(share * np.log2(share)).sum())


def scale_share(phrase: Phrase) -> float:
    """Share of the sounding time that is in the scale of the phrase's own key."""
    weights = pitch_class_weights(phrase.notes)
    total = float(weights.sum())
    return float(weights[list(key_of(phrase.notes).scale)].sum()) / total if total else 0.0


def polyphony(phrase: Phrase) -> float:
    """Mean number of pitches over the sixteenths that are not silent."""
    counts = [len(set(pitches)) for pitches in _sounding(phrase) if pitches]
    return float(np.mean(counts)) if counts else 0.0


def on_beat_share(phrase: Phrase) -> float:
    """Share of onsets that fall on a beat."""
    if not phrase.notes:
        return 0.0
    return sum(note.start_beats % 1 == 0 for note in phrase.notes) / len(phrase.notes)


def onset_pattern(phrase: Phrase) -> NDArray[np.float64]:
    """Whether anything starts at each sixteenth, bar by bar: ``[bars, 16]`` (4/4 phrases)."""
    pattern = np.zeros((phrase.bars, STEPS_PER_BAR))
    for note in phrase.notes:
        step = int(note.start_beats * STEPS_PER_BEAT + 0.5)
        pattern[min(step // STEPS_PER_BAR, phrase.bars - 1), step % STEPS_PER_BAR] = 1
    return pattern


def grooving_similarity(phrase: Phrase) -> float:
    """Mean likeness of the onset patterns of two bars, 0 to 1 (Wu & Yang, ISMIR 2020)."""
    pattern = onset_pattern(phrase)
    pairs = list(combinations(range(phrase.bars), 2))
    return float(np.mean([1 - np.mean(np.abs(pattern[a] - pattern[b])) for a, b in pairs]))


def step_share(phrase: Phrase) -> float:
    """Share of moves of at most two semitones in the highest voice."""
    tops: dict[float, int] = {}
    for note in phrase.notes:
        tops[note.start_beats] = max(tops.get(note.start_beats, 0), note.pitch)
    line = [tops[start] for start in sorted(tops)]
    moves = np.abs(np.diff(line))
    return float(np.mean(moves <= 2)) if len(moves) else 0.0


def repeated_share(phrase: Phrase) -> float:
    """Share of notes whose own pitch was last struck no more than half a beat before."""
    last: dict[int, float] = {}
    again = 0
    for note in phrase.notes:
        again += note.start_beats - last.get(note.pitch, -9.0) <= 0.5
        last[note.pitch] = note.start_beats
    return again / len(phrase.notes) if phrase.notes else 0.0


def mean_pitch(phrase: Phrase) -> float:
    """Mean MIDI number."""
    return float(np.mean([note.pitch for note in phrase.notes])) if phrase.notes else 60.0


def mean_length_beats(phrase: Phrase) -> float:
    """Mean length of a note in beats."""
    return float(np.mean([n.length_beats for n in phrase.notes])) if phrase.notes else 0.0


MEASURES = {
    "notes_per_second": notes_per_second,
    "key_clarity": key_clarity,
    "dissonant_share": dissonant_share,
    "empty_bar_share": empty_bar_share,
    "pitch_class_entropy_bits": pitch_class_entropy,
    "scale_share": scale_share,
    "polyphony": polyphony,
    "on_beat_share": on_beat_share,
    "grooving_similarity": grooving_similarity,
    "step_share": step_share,
    "repeated_share": repeated_share,
    "mean_length_beats": mean_length_beats,
    "mean_pitch": mean_pitch,
}
