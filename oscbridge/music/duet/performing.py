"""From drafted notes to a phrase that is played: tempo, loudness, articulation, and real beats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from oscbridge.affect import Affect
from oscbridge.music.duet.composing import DraftedNote
from oscbridge.music.duet.events import LOUDNESS_STEPS
from oscbridge.music.duet.grid import LOWEST_PITCH, TICKS_PER_BEAT
from oscbridge.phrase import Note

TEMPO_MOVED = 0.25
"""A primer's tempo is moved by at most this share, by arousal alone."""
SLOWEST_BPM, FASTEST_BPM = 40.0, 200.0
USUAL_VELOCITY = 66.0
VELOCITY_BY_AROUSAL = 19.0
PRIMERS_VELOCITY = 0.2
"""How much of a primer's own loudness is kept: notated music has one velocity throughout, and a
high one."""
DETACHED = 0.22
"""Share of a short note's length that is left silent at the highest arousal."""
_SHORT_TICKS = 12


def tempo_with_primer(primer_bpm: float, affect: Affect) -> float:
    """The primer's tempo, up to 25 % slower or faster as arousal goes."""
    return round(primer_bpm * (1.0 + TEMPO_MOVED * affect.arousal), 2)


def base_velocity(affect: Affect, primers: Sequence[Note]) -> float:
    """The loudness of an ordinary note: arousal's, and a fifth the primer's where there is one."""
    base = USUAL_VELOCITY
    if primers:
        heard = float(np.mean([note.velocity for note in primers]))
        base += PRIMERS_VELOCITY * (heard - base)
    return base + VELOCITY_BY_AROUSAL * affect.arousal


def performed(
    drafted: Sequence[DraftedNote],
    *,
    shift: int,
    bar_starts_beats: Sequence[float],
    beat_scale: float,
    length_beats: float,
    velocity: float,
    affect: Affect,
) -> tuple[Note, ...]:
    """Notes in beats.

    A pitch struck again ends the note before. Short notes are detached as arousal rises. Each
    note's loudness within the bar is the network's, and bar lines and beats are stressed a little.

    Args:
        drafted: by bar and tick.
        shift: semitones to take off to be at the music's own pitch.
        bar_starts_beats: where each bar begins.
        beat_scale: beats a drafted beat lasts (1 unless a bar is no whole number of ticks).
        length_beats: of the whole phrase.
        velocity: of an ordinary note.
        affect: for the articulation.
    """
    starts = [bar_starts_beats[n.bar] + n.tick / TICKS_PER_BEAT * beat_scale for n in drafted]
    again: dict[int, float] = {}
    ends = [0.0] * len(drafted)
    for index in range(len(drafted) - 1, -1, -1):
        note = drafted[index]
        sounding = note.ticks / TICKS_PER_BEAT * beat_scale
        if note.ticks <= _SHORT_TICKS:
            sounding *= 1.0 - DETACHED * max(0.0, affect.arousal)
        end = min(starts[index] + sounding, length_beats)
        if note.row in again:
            end = min(end, again[note.row])
        ends[index] = end
        again[note.row] = starts[index]
    notes = []
    for index, note in enumerate(drafted):
        if ends[index] - starts[index] < 1e-6:
            continue
        stress = 4.0 if note.tick == 0 else 1.5 if note.tick % TICKS_PER_BEAT == 0 else 0.0
        loudness = velocity + 0.7 * float(LOUDNESS_STEPS[note.loudness]) + stress
        notes.append(
            Note(
                start_beats=round(starts[index], 6),
                pitch=note.row + LOWEST_PITCH - shift,
                length_beats=round(ends[index] - starts[index], 6),
                velocity=round(min(122.0, max(22.0, loudness))),
            )
        )
    return tuple(notes)
