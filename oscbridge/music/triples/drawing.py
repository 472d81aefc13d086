"""Notes drawn one by one from the recurrent network until the bars are full.

Every engine bends what the network expects in its own, published manner (``Manner``). What becomes
of the bent expectation is one of two things.

*Published*: the pitch is drawn from the softmax as it is; step and length are moved to the nearest
point of the grid. Nothing else.

*Tidy* (the default) adds what makes phrases of such draws:

1. pitch classes that are foreign to the opening's key, and that the opening hardly uses, lose up to
   ``FOREIGN_PENALTY`` nats; what has become improbable is left out (``NUCLEUS``);
2. a pitch that was just struck again and again tires (``FATIGUE``), one a semitone from a note that
   begins at the same time waits, and what still sounds a semitone away is lifted;
3. a squared error is a normal distribution's log-likelihood: the step is drawn from a normal
   distribution around the expected one, narrower than the trained spread, on the grid's points
   only, weighed by how often the opening starts notes at such a point of the beat and in chords
   (``Habits``). So the primer's feel is kept: eighths stay eighths, triplets triplets.

Both fit exactly: the first note starts at the first bar line or after it, the last one is cut at
the end, and a phrase is never empty: where the first step would lead past the end, the first note
starts at the first bar line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.keys import foreignness
from oscbridge.music.octaves import into_range
from oscbridge.music.triples.model import Outlook, TripleModel
from oscbridge.music.triples.opening import WINDOW, Opening
from oscbridge.music.triples.triple import (
    LONGEST_BEATS,
    MOST_TOGETHER,
    PITCH,
    PITCHES,
    SHORTEST_BEATS,
    TWELFTHS_IN_A_BEAT,
    Triples,
    on_grid,
)
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note

FOREIGN_PENALTY = 3.0
"""Nats that a pitch class loses which is foreign to the opening's key, and never used in it."""
LEADING_NOTE_SHARE = 0.5
"""In minor, the raised seventh (the leading note) bears this share of the penalty."""
NUCLEUS = 0.92
"""The most probable pitches that hold this share of the probability can be drawn."""
FATIGUE = 0.7
"""Nats that a pitch loses for each time it was the last one struck, beyond the first."""
NARROWER = 0.5
"""The spread of a drawn step beside the trained one."""
WIDEST_BEATS = 0.2
"""The most that the spread of a drawn step may be."""
USUAL_ONSETS = {0: 1.0, 6: 0.7, 3: 0.2, 9: 0.2, 4: 0.0, 8: 0.0}
"""Onsets at each twelfth of a beat, before the opening is heard."""
USUAL_WEIGHT = 4.0
"""How many notes that expectation counts as."""
MOST_NOTES_PER_BEAT = 16
"""No beat has more notes, whatever the network expects: steps of zero must end."""


class Manner(Protocol):
    """How an engine bends what the network expects."""

    def logits(self, outlook: Outlook) -> NDArray[np.float64]:
        """Logits ``[128]`` to draw the next pitch from."""
        ...

    def times(self, step: float, length: float, rng: np.random.Generator) -> tuple[float, float]:
        """Step and length in beats in place of the expected ones."""
        ...


@dataclass(frozen=True, slots=True)
class Habits:
    """What the tidy manner takes from an opening.

    Args:
        penalty: ``[128]`` nats that each pitch loses.
        onsets: ``[12]`` probability of each twelfth of a beat.
        together: probability that a note which could join the one before does.
    """

    penalty: NDArray[np.float64]
    onsets: NDArray[np.float64]
    together: float

    @classmethod
    def of(cls, opening: Opening) -> Habits:
        per_class = FOREIGN_PENALTY * foreignness(opening.key, opening.use)
        if opening.key.minor:
            per_class[(opening.key.tonic - 1) % 12] *= LEADING_NOTE_SHARE
        penalty = per_class[np.arange(PITCHES) % 12]
        usual = np.zeros(12)
        for twelfth, weight in USUAL_ONSETS.items():
            usual[twelfth] = weight
        onsets = opening.onsets + USUAL_WEIGHT * usual / usual.sum()
        # One feel at a time: triplets or sixteenths, whichever the opening has more of.
        other = (3, 9) if opening.onsets[[4, 8]].sum() > opening.onsets[[3, 9]].sum() else (4, 8)
        onsets[[at for at in range(12) if at not in USUAL_ONSETS or at in other]] = 0.0
        return cls(penalty, onsets / onsets.sum(), opening.together)

    def ended(self, start: float, length: float) -> float:
        """The length that ends a note where notes may start, as near as may be to ``length``."""
        points = np.floor(start + length) + np.arange(-1, 2)[:, None]
        places = (points + np.flatnonzero(self.onsets) / 12.0).ravel()
        return float(places[np.argmin(np.abs(places - start - length))]) - start


@dataclass(slots=True)
class _Line:
    """The notes drawn so far, at home; times from the phrase's start."""

    time: float
    """Start of the last note, the opening's last one at first: below 0 then."""
    last_pitch: int
    voices: int
    run: int = 1
    """How often in a row the last pitch was struck."""
    chord: list[int] = field(default_factory=list)
    """Pitches that start at ``time``."""
    notes: list[list[float]] = field(default_factory=list)
    """Start, pitch, length."""


def drawn(
    model: TripleModel,
    opening: Opening,
    manner: Manner,
    length_beats: float,
    rng: np.random.Generator,
    *,
    tidy: bool,
    wishes: Wishes,
    voices: int = MOST_TOGETHER,
) -> tuple[Note, ...]:
    """The notes of ``length_beats`` beats after an opening; all of one velocity.

    Args:
        model: the network.
        opening: what came before.
        manner: how the engine bends the expectation.
        length_beats: length of the phrase.
        rng: all chance.
        tidy: whether the tidy rules are added.
        wishes: range, density (steps are divided by it) and temperature.
        voices: notes that may start together; with one, each note ends where the next begins.
    """
    habits = Habits.of(opening)
    context = opening.triples
    line = _Line(-opening.rest_beats, int(context[-1, PITCH]), voices)
    reading = model.read(context[-WINDOW:], model.blank())
    allowed = _allowed(opening.back, wishes)
    # The window slides on from time to time, so that what is heard stays as long as in training.
    heard = list(context[-WINDOW:])
    fresh = 0
    most = int(MOST_NOTES_PER_BEAT * length_beats) + 1
    while len(line.notes) < most:
        outlook = reading.last
        pitch = _pitch(manner.logits(outlook), line, habits, allowed, rng, tidy, wishes)
        step, length = manner.times(outlook.step, outlook.length, rng)
        step, length = step / wishes.density, length / wishes.density
        spread = min(NARROWER * model.spread[0], WIDEST_BEATS)
        start = _start(line, pitch, step, spread, habits, rng, tidy)
        if start >= length_beats - 1e-6:
            if line.notes:
                break
            start = 0.0
        sounding = habits.ended(start, length) if tidy else float(on_grid(np.array(length)))
        sounding = min(max(sounding, SHORTEST_BEATS), LONGEST_BEATS)
        heard.append(np.array([pitch, start - line.time, sounding], dtype=np.float32))
        _take(line, pitch, start, sounding, tidy)
        fresh += 1
        if fresh >= WINDOW:
            heard = heard[-WINDOW:]
            fresh = 0
            reading = model.read(np.array(heard, dtype=np.float32), model.blank())
        else:
            reading = model.read(heard[-1][None], reading.memory)
    return tuple(
        Note(
            start,
            into_range(int(pitch) + opening.back, wishes.lowest, wishes.highest),
            min(length, length_beats - start),
        )
        for start, pitch, length in line.notes
    )


def _allowed(back: int, wishes: Wishes) -> NDArray[np.bool_]:
    """Which pitches at home ``[128]`` lie in the wished-for range when they are moved back."""
    moved = np.arange(PITCHES) + back
    inside: NDArray[np.bool_] = (moved >= wishes.lowest) & (moved <= wishes.highest)
    return inside


def _pitch(
    logits: NDArray[np.float64],
    line: _Line,
    habits: Habits,
    allowed: NDArray[np.bool_],
    rng: np.random.Generator,
    tidy: bool,
    wishes: Wishes,
) -> int:
    logits = logits / wishes.temperature
    if tidy:
        logits = logits - habits.penalty
        logits[line.last_pitch] -= FATIGUE * (line.run - 1)
    logits = np.where(allowed, logits, -np.inf)
    raised = np.exp(logits - logits.max())
    if tidy:
        order = np.argsort(-raised, kind="stable")
        share = np.cumsum(raised[order]) / raised.sum()
        raised[order[1:][share[:-1] >= NUCLEUS]] = 0.0
    return int(rng.choice(PITCHES, p=raised / raised.sum()))


def _start(
    line: _Line,
    pitch: int,
    step: float,
    spread: float,
    habits: Habits,
    rng: np.random.Generator,
    tidy: bool,
) -> float:
    """When the note starts: at or after the note before, and not before the phrase does."""
    if not tidy:
        start = max(0.0, float(on_grid(np.array(line.time + step))))
        full = len(line.chord) >= line.voices and start <= line.time
        return line.time + SHORTEST_BEATS if full else start
    together = bool(line.chord) and _can_join(pitch, line)
    first = max(line.time, 0.0)
    beats = np.floor(first) + np.arange(int(LONGEST_BEATS) + 2)
    points = (beats[:, None] + np.array(TWELFTHS_IN_A_BEAT[:-1]) / 12.0).ravel()
    later = points > line.time + 1e-6 if line.chord else points >= first - 1e-6
    points = points[later]
    twelfths = np.rint((points % 1.0) * 12).astype(np.int64) % 12
    weights = habits.onsets[twelfths] * (1 - habits.together if together else 1.0)
    if together:
        points = np.concatenate([[line.time], points])
        weights = np.concatenate([[habits.together * habits.onsets.max()], weights])
    # Far from every point that may be drawn, the nearest is still the best: counted from there, not
    # all weights vanish.
    distance = np.square(points - (line.time + step)) / (2 * spread**2)
    nearest = distance[weights > 0].min()
    weights = weights * np.exp(np.minimum(0.0, nearest - distance))
    return float(points[int(rng.choice(len(points), p=weights / weights.sum()))])


def _can_join(pitch: int, line: _Line) -> bool:
    """Chords are written from below, have so many notes at most, and no two a semitone apart."""
    return (
        len(line.chord) < line.voices
        and pitch > line.chord[-1]
        and all((pitch - other) % 12 not in (1, 11) for other in line.chord)
    )


def _take(line: _Line, pitch: int, start: float, length: float, tidy: bool) -> None:
    line.chord = [*line.chord, pitch] if line.chord and start == line.time else [pitch]
    line.run = line.run + 1 if pitch == line.last_pitch else 1
    line.last_pitch, line.time = pitch, start
    same = [note for note in line.notes if note[1] == pitch]
    if any(note[0] == start for note in same):
        return  # struck already at this moment
    for note in line.notes[-4 * MOST_TOGETHER :]:
        sounds = note[0] < start < note[0] + note[2]
        clash = tidy and abs(note[1] - pitch) % 12 in (1, 11)
        if sounds and (line.voices == 1 or note[1] == pitch or clash):
            note[2] = start - note[0]
    line.notes.append([start, float(pitch), length])


def log_likelihood(
    model: TripleModel, opening: Opening, triples: Triples, manner: Manner
) -> NDArray[np.float64]:
    """Log-likelihood in nats of each note ``[n]`` of a continuation ``[n, 3]`` (at home).

    The pitch's is the softmax's of the bent logits; step and length count as draws from normal
    distributions around what is expected, with the trained spread (densities per beat).
    """
    heard = np.concatenate([opening.triples, triples])[: WINDOW + len(triples)]
    reading = model.read(heard[:-1].astype(np.float32), model.blank())
    first = len(opening.triples) - 1
    total = np.zeros(len(triples))
    for at, note in enumerate(triples):
        row = first + at
        outlook = Outlook(
            reading.logits[row], float(reading.steps[row]), float(reading.lengths[row])
        )
        logits = manner.logits(outlook)
        top = logits.max()
        total[at] = logits[int(note[PITCH])] - top - np.log(np.exp(logits - top).sum())
        for wanted, expected, spread in zip(
            note[1:], (outlook.step, outlook.length), model.spread, strict=True
        ):
            total[at] -= 0.5 * ((wanted - expected) / spread) ** 2 + np.log(
                spread * np.sqrt(2 * np.pi)
            )
    return total
