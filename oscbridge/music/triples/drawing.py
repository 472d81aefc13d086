"""Notes drawn one by one from the recurrent network until the bars are full.

Every engine bends what the network expects in its own, published manner (``Manner``); ``choosing``
makes a note of it, tidily or as published. Either way a phrase fits exactly: the first note starts
at the first bar line or after it, the last one is cut at the end, and a phrase is never empty:
where the first step would lead past the end, the first note starts at the first bar line.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.octaves import into_range
from oscbridge.music.triples.choosing import Published, Tidy
from oscbridge.music.triples.line import DrawnNote, Line
from oscbridge.music.triples.model import Outlook, TripleModel
from oscbridge.music.triples.opening import WINDOW, Opening
from oscbridge.music.triples.triple import (
    LONGEST_BEATS,
    MOST_TOGETHER,
    PITCH,
    SHORTEST_BEATS,
    Triples,
)
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note

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
        tidy: whether the tidy rules are added (see ``choosing``).
        wishes: range, density (steps and lengths are divided by it) and temperature.
        voices: notes that may start together; with one, each note ends where the next begins.
    """
    choice = (Tidy if tidy else Published)(opening, model.spread[0], wishes, rng)
    line = Line(-opening.rest_beats, int(opening.triples[-1, PITCH]), voices)
    # The window slides on from time to time, so that what is heard stays as long as in training.
    heard = list(opening.triples[-WINDOW:])
    reading = model.read(opening.triples[-WINDOW:], model.blank())
    fresh = 0
    most = int(MOST_NOTES_PER_BEAT * length_beats) + 1
    while len(line.notes) < most:
        outlook = reading.last
        pitch = choice.pitch(manner.logits(outlook), line)
        step, length = manner.times(outlook.step, outlook.length, rng)
        start = choice.start(line, pitch, step / wishes.density)
        if start >= length_beats - 1e-6:
            if line.notes:
                break
            start = 0.0
        length = choice.length(start, length / wishes.density)
        length = min(max(length, SHORTEST_BEATS), LONGEST_BEATS)
        heard.append(np.array([pitch, start - line.time, length], dtype=np.float32))
        line.take(DrawnNote(start, pitch, length), lifts_clashes=choice.lifts_clashes)
        fresh += 1
        if fresh >= WINDOW:
            heard = heard[-WINDOW:]
            fresh = 0
            reading = model.read(np.array(heard, dtype=np.float32), model.blank())
        else:
            reading = model.read(heard[-1][None], reading.memory)
    return tuple(
        Note(
            note.start,
            into_range(note.pitch + opening.back, wishes.lowest, wishes.highest),
            min(note.length, length_beats - note.start),
        )
        for note in line.notes
    )


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
