"""Does the answer belong to its primer? Key, rhythm, register, density, and likelihood.

Engines answer at neutral affect; the human figure is of the true continuations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from oscbridge.affect import NEUTRAL
from oscbridge.errors import OscbridgeError
from oscbridge.music.engine import Scorer
from oscbridge.music.keys import key_of, key_of_weights
from oscbridge.phrase import Note, Phrase
from oscbridge.training.music.yardstick.intervals import interval
from oscbridge.training.music.yardstick.prompts import Prompt
from oscbridge.training.music.yardstick.sheet import Numbers, Sheet

FALSE_ONES = 3
LEVEL_VELOCITY = 80
COMMON_TEMPO = 120.0


def profile(sheet: Sheet) -> Numbers:
    """In how many of the bars something starts at each sixteenth, as a share, ``[16]`` (bars of
    another length are stretched to sixteen).
    """
    steps = sheet.pattern.mean(axis=0)
    at = (np.arange(16) + 0.5) * len(steps) / 16
    taken: Numbers = steps[np.minimum(at.astype(int), len(steps) - 1)]
    return taken


def distances(primer: Sheet, answer: Sheet) -> dict[str, float]:
    """Share of notes in the primer's key, and how far rhythm (mean difference of the onset
    profiles, 0 to 1), register (semitones) and density (octaves of notes a beat) have moved.
    """
    scale = key_of_weights(primer.weights).scale
    counts = (
        len(primer.pitch) / (primer.bars * primer.beats_per_bar),
        len(answer.pitch) / (answer.bars * answer.beats_per_bar),
    )
    silent = not len(answer.pitch)
    return {
        "notes_in_primers_key": np.nan
        if silent
        else float(np.isin(answer.pitch % 12, scale).mean()),
        "rhythm_distance": float(np.abs(profile(primer) - profile(answer)).mean()),
        "register_distance": np.nan
        if silent
        else float(abs(answer.pitch.mean() - primer.pitch.mean())),
        "density_distance": float(abs(np.log2((counts[1] + 0.05) / (counts[0] + 0.05)))),
        "runs_from_primer": _from_primer(primer, answer),
        "same_metre": float(abs(primer.beats_per_bar - answer.beats_per_bar) < 1e-6),
    }


def _from_primer(primer: Sheet, answer: Sheet, run: int = 8) -> float:
    """Share of the answer's runs of eight notes that the primer has too, note for note."""

    def runs(sheet: Sheet) -> list[bytes]:
        steps = np.floor(np.diff(sheet.start, prepend=0.0) * 4 + 0.5)
        rows = np.stack([sheet.pitch, steps.astype(np.int64)], axis=1)
        return [
            rows[at : at + run, 0].tobytes() + rows[at + 1 : at + run, 1].tobytes()
            for at in range(len(rows) - run + 1)
        ]

    there = set(runs(primer))
    own = runs(answer)
    return float(np.mean([one in there for one in own])) if own else np.nan


def continuation(chosen: Sequence[Prompt], answers: Sequence[Sheet | None]) -> dict[str, Any]:
    """Means over the prompts with intervals over songs."""
    rows = [
        (distances(prompt.primer_sheet, answer), prompt.song)
        for prompt, answer in zip(chosen, answers, strict=True)
        if answer is not None
    ]
    songs = [song for _, song in rows]
    return (
        {name: interval([row[name] for row, _ in rows], songs) for name in rows[0][0]}
        if rows
        else {}
    )


def moved(phrase: Phrase, semitones: int) -> Phrase:
    """Transposed, whole octaves aside where it would leave the piano."""
    pitches = [note.pitch for note in phrase.notes]
    while max(pitches) + semitones > 127:
        semitones -= 12
    while min(pitches) + semitones < 0:
        semitones += 12
    return replace(
        phrase,
        notes=tuple(replace(note, pitch=note.pitch + semitones) for note in phrase.notes),
    )


def _levelled(phrase: Phrase) -> Phrase:
    """One velocity and one tempo, which would give a piece away by themselves."""
    notes = tuple(
        Note(n.start_beats, n.pitch, n.length_beats, LEVEL_VELOCITY) for n in phrase.notes
    )
    return replace(phrase, notes=notes, tempo_bpm=COMMON_TEMPO)


def line_ups(chosen: Sequence[Prompt], *, same_key: bool) -> list[tuple[Phrase, list[Phrase], str]]:
    """(primer, [true continuation, three false ones], song) for each prompt that has enough kin.

    False ones are true continuations of other songs of the same collection and metre. With
    ``same_key`` they are moved, by at most six semitones, into the true one's scale.
    """
    rng = np.random.default_rng(0)
    found = []
    for prompt in chosen:
        kin = [
            other
            for other in chosen
            if other.song != prompt.song
            and other.collection == prompt.collection
            and other.truth.beats_per_bar == prompt.truth.beats_per_bar
        ]
        if len({other.song for other in kin}) < FALSE_ONES:
            continue
        picked: list[Prompt] = []
        for at in rng.permutation(len(kin)):
            if kin[at].song not in {one.song for one in picked}:
                picked.append(kin[at])
            if len(picked) == FALSE_ONES:
                break
        home = key_of(prompt.truth.notes).home
        others = []
        for one in picked:
            shift = (home - key_of(one.truth.notes).home + 6) % 12 - 6 if same_key else 0
            others.append(_levelled(moved(one.truth, shift)))
        found.append((_levelled(prompt.primer), [_levelled(prompt.truth), *others], prompt.song))
    return found


def ranking(scorer: Scorer, chosen: Sequence[Prompt], *, same_key: bool) -> dict[str, Any] | None:
    """How often the true continuation is the likeliest of four; a tie is shared.

    Continuations that the engine refuses to score are counted as refused, and left out.
    """
    first, places, songs, refused = [], [], [], 0
    for primer, candidates, song in line_ups(chosen, same_key=same_key):
        try:
            scores = np.array([scorer.score(primer, each, NEUTRAL) for each in candidates])
        except OscbridgeError:
            refused += 1
            continue
        above = int((scores[1:] > scores[0]).sum())
        level = int((scores[1:] == scores[0]).sum())
        first.append(0.0 if above else 1.0 / (1 + level))
        places.append(1.0 + above + level / 2)
        songs.append(song)
    if not first:
        return None
    return {
        "true_first": interval(first, songs),
        "mean_place": interval(places, songs),
        "refused": refused,
        "chance": 1.0 / (1 + FALSE_ONES),
    }
