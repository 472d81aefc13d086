"""What the three recurrent engines have in common: primer to opening, drawn notes to phrase.

``notelstm``, ``experts`` and ``chopin`` say what an affect means to them (``Intent``); everything
else is the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.engine import check_bars
from oscbridge.music.shaping import tempo_bpm, voiced
from oscbridge.music.triples.drawing import Manner, drawn, log_likelihood
from oscbridge.music.triples.model import TripleModel
from oscbridge.music.triples.opening import Bank, opening_of
from oscbridge.music.triples.triple import (
    LONGEST_BEATS,
    MOST_TOGETHER,
    PITCH,
    STEP,
    triples_of,
    within_midi,
)
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase

BEATS_PER_BAR = 4.0
"""The metre where no primer gives one."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What an affect means to an engine.

    Args:
        model: the network that composes.
        manner: how the engine bends what that expects.
        passages: the class of the bank's passages that a start without a primer begins after.
        pace: factor on the tempo where no primer gives one.
    """

    model: TripleModel
    manner: Manner
    passages: int
    pace: float = 1.0


class TripleEngine(ABC):
    """Continues a primer note by note: pitch, step and length.

    Without a primer it begins after a passage of fitting music from its weights file, in a random
    key, in 4/4, at a tempo that suits the affect.

    Args:
        weights: the weights file.
        tidy: whether the tidy rules are added (see ``choosing``).
    """

    name: str
    options: tuple[str, ...] = ("tidy", "published")
    voices = MOST_TOGETHER
    """Notes that may start together."""

    def __init__(self, weights: Path, *, tidy: bool) -> None:
        self._tidy = tidy
        self._bank = Bank(weights)
        self.wishes = Wishes()

    @abstractmethod
    def intent(self, affect: Affect) -> Intent:
        """What the affect means to the engine."""

    def heard(self, phrase: Phrase) -> Phrase:
        """What the network hears of a phrase."""
        return phrase

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        """See ``Engine.compose``. A primer's metre and tempo are kept; one without notes counts as
        none, but for its metre.

        Raises:
            OscbridgeError: ``bad-bars`` unless ``bars`` is 1 to 256.
        """
        check_bars(bars)
        intent = self.intent(affect)
        opening = None if primer is None else opening_of(self.heard(primer), self.wishes)
        beats_per_bar = BEATS_PER_BAR if primer is None else primer.beats_per_bar
        if primer is not None and opening is not None:
            tempo = primer.tempo_bpm
        else:
            tempo = round(intent.pace * tempo_bpm(affect), 1)
        notes = drawn(
            intent.model,
            opening or self._bank.draw(intent.passages, rng, self.wishes),
            intent.manner,
            bars * beats_per_bar,
            rng,
            tidy=self._tidy,
            wishes=self.wishes,
            voices=self.voices,
        )
        return Phrase(
            voiced(notes, affect, beats_per_bar),
            bars=bars,
            beats_per_bar=beats_per_bar,
            tempo_bpm=tempo,
            engine=self.name,
            affect=affect,
        )

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        """Mean log-likelihood in nats of a note of ``continuation`` after ``primer``.

        Pitch by the softmax of the bent logits; step and length by normal densities (a squared
        error's likelihood), in beats, before the manner stretches them.

        Raises:
            OscbridgeError: ``nothing-to-score`` where one of them has no notes.
        """
        intent = self.intent(affect)
        opening = opening_of(self.heard(primer))
        notes = self.heard(continuation).notes
        if opening is None or not notes:
            raise OscbridgeError(
                "nothing-to-score", "the primer or its continuation has no notes; give music"
            )
        triples, starts = triples_of(notes)
        triples[0, STEP] = min(LONGEST_BEATS, opening.rest_beats + float(starts[0]))
        triples[:, PITCH] = within_midi(triples[:, PITCH] - opening.back)
        return float(np.mean(log_likelihood(intent.model, opening, triples, intent.manner)))
