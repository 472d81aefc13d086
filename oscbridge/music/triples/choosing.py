"""How the next note is chosen from what is expected: as published, or tidily.

*Published*: the pitch is drawn from the softmax as it is; step and length are moved to the nearest
point of the grid.

*Tidy* (the default) adds what makes phrases of such draws:

1. pitch classes that are foreign to the opening's key, and that the opening hardly uses, lose up to
   ``FOREIGN_PENALTY`` nats; what has become improbable is left out (``NUCLEUS``; nucleus sampling:
   Holtzman et al., "The curious case of neural text degeneration", ICLR 2020);
2. a pitch that was just struck again and again is penalised (``REPETITION_PENALTY``), one a
   semitone from a note that begins at the same time waits, and what still sounds a semitone away is
   lifted;
3. a squared error is a normal distribution's log-likelihood: the step is drawn from a normal
   distribution around the expected one, narrower than the trained spread, on the grid's points
   only, weighed by how often the opening starts notes at such a point of the beat and in chords
   (``Habits``). So the primer's feel is kept: eighths stay eighths, triplets triplets.

Both keep the wishes for range and temperature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.keys import foreignness
from oscbridge.music.triples.line import Line
from oscbridge.music.triples.opening import Opening
from oscbridge.music.triples.triple import (
    LONGEST_BEATS,
    PITCHES,
    SHORTEST_BEATS,
    TWELFTHS_IN_A_BEAT,
    on_grid,
)
from oscbridge.music.wishes import Wishes

FOREIGN_PENALTY = 3.0
"""Nats that a pitch class loses which is foreign to the opening's key, and never used in it."""
LEADING_NOTE_SHARE = 0.5
"""In minor, the raised seventh (the leading note) bears this share of the penalty."""
NUCLEUS = 0.92
"""The most probable pitches that hold this share of the probability can be drawn."""
REPETITION_PENALTY = 0.7
"""Nats that a pitch loses for each time it was the last one struck, beyond the first."""
NARROWER = 0.5
"""The spread of a drawn step beside the trained one."""
WIDEST_BEATS = 0.2
"""The most that the spread of a drawn step may be."""
USUAL_ONSETS = {0: 1.0, 6: 0.7, 3: 0.2, 9: 0.2, 4: 0.0, 8: 0.0}
"""Onsets at each twelfth of a beat, before the opening is heard."""
USUAL_WEIGHT = 4.0
"""How many notes that expectation counts as."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What the tidy choice takes from an opening.

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


class Published:
    """The draws as they are, moved to the grid.

    Args:
        opening: what came before.
        spread_beats: root mean square of how far steps are from what was expected (``Tidy``'s).
        wishes: range and temperature.
        rng: all chance.
    """

    lifts_clashes = False
    """Whether a note ends where one a semitone away begins."""

    def __init__(
        self, opening: Opening, spread_beats: float, wishes: Wishes, rng: np.random.Generator
    ) -> None:
        self._temperature = wishes.temperature
        self._rng = rng
        moved = np.arange(PITCHES) + opening.back
        self._in_range = (moved >= wishes.lowest) & (moved <= wishes.highest)

    def pitch(self, logits: NDArray[np.float64], line: Line) -> int:
        """The next pitch at home, from logits ``[128]``."""
        logits = self._penalised(logits / self._temperature, line)
        logits = np.where(self._in_range, logits, -np.inf)
        weights = self._likely(np.exp(logits - logits.max()))
        return int(self._rng.choice(PITCHES, p=weights / weights.sum()))

    def start(self, line: Line, pitch: int, step: float) -> float:
        """When it starts: at or after the note before, and not before the phrase does."""
        start = max(0.0, float(on_grid(np.array(line.time + step))))
        is_full = len(line.chord) >= line.voices and start <= line.time
        return line.time + SHORTEST_BEATS if is_full else start

    def length(self, start: float, expected: float) -> float:
        """How long it lasts."""
        return float(on_grid(np.array(expected)))

    def _penalised(self, logits: NDArray[np.float64], line: Line) -> NDArray[np.float64]:
        return logits

    def _likely(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return weights


class Tidy(Published):
    """With the tidy rules; see the module's head."""

    lifts_clashes = True

    def __init__(
        self, opening: Opening, spread_beats: float, wishes: Wishes, rng: np.random.Generator
    ) -> None:
        super().__init__(opening, spread_beats, wishes, rng)
        self._habits = Habits.of(opening)
        self._spread_beats = min(NARROWER * spread_beats, WIDEST_BEATS)

    def start(self, line: Line, pitch: int, step: float) -> float:
        habits = self._habits
        can_join = line.can_be_joined_by(pitch)
        first = max(line.time, 0.0)
        beats = np.floor(first) + np.arange(int(LONGEST_BEATS) + 2)
        points = (beats[:, None] + np.array(TWELFTHS_IN_A_BEAT[:-1]) / 12.0).ravel()
        later = points > line.time + 1e-6 if line.chord else points >= first - 1e-6
        points = points[later]
        twelfths = np.rint((points % 1.0) * 12).astype(np.int64) % 12
        weights = habits.onsets[twelfths] * (1 - habits.together if can_join else 1.0)
        if can_join:
            points = np.concatenate([[line.time], points])
            weights = np.concatenate([[habits.together * habits.onsets.max()], weights])
        # Far from every point that may be drawn, the nearest is still the best: counted from there,
        # not all weights vanish.
        distance = np.square(points - (line.time + step)) / (2 * self._spread_beats**2)
        nearest = distance[weights > 0].min()
        weights = weights * np.exp(np.minimum(0.0, nearest - distance))
        return float(points[int(self._rng.choice(len(points), p=weights / weights.sum()))])

    def length(self, start: float, expected: float) -> float:
        """The length that ends it where notes may start, as near as may be to the expected one."""
        points = np.floor(start + expected) + np.arange(-1, 2)[:, None]
        places = (points + np.flatnonzero(self._habits.onsets) / 12.0).ravel()
        return float(places[np.argmin(np.abs(places - start - expected))]) - start

    def _penalised(self, logits: NDArray[np.float64], line: Line) -> NDArray[np.float64]:
        logits = logits - self._habits.penalty
        logits[line.last_pitch] -= REPETITION_PENALTY * (line.run - 1)
        return logits

    def _likely(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        order = np.argsort(-weights, kind="stable")
        share = np.cumsum(weights[order]) / weights.sum()
        weights[order[1:][share[:-1] >= NUCLEUS]] = 0.0
        return weights
