"""The ``experts`` engine: the affect chooses one of four networks, and that one composes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.music.experts.published import (
    EMOTIONS,
    LENGTH_EXPANSION,
    STEP_EXPANSION,
    emotion_of,
)
from oscbridge.music.triples.model import Outlook, TripleModel
from oscbridge.music.triples.opening import Bank
from oscbridge.music.triples.phrasing import phrase_after, score_after
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase
from oscbridge.weights.models import weights_path


@dataclass(frozen=True, slots=True)
class ExpertManner:
    """An expert's manner (see ``triples.drawing``): its own pitches, its times expanded."""

    emotion: str

    def logits(self, outlook: Outlook) -> NDArray[np.float64]:
        return outlook.logits

    def times(self, step: float, length: float, _rng: np.random.Generator) -> tuple[float, float]:
        return step * STEP_EXPANSION[self.emotion], length * LENGTH_EXPANSION[self.emotion]


class ExpertsEngine:
    """Four separate recurrent networks: happy, angry, sad, relaxed.

    Without a primer an expert begins after a passage of its own emotion, in a random key.

    Args:
        option: ``tidy`` (default) or ``published`` (see ``triples.drawing``).
        weights: a file that ``oscbridge train experts`` wrote; None: the shipped one.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "experts"
    options: tuple[str, ...] = ("tidy", "published")

    def __init__(self, option: str = "tidy", weights: Path | None = None) -> None:
        self._tidy = option != "published"
        self.wishes = Wishes()
        path = weights or weights_path("experts")
        self._experts = {emotion: TripleModel(path, emotion) for emotion in EMOTIONS}
        self._bank = Bank(path)

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        """See ``Engine.compose``. A primer's metre and tempo are kept; one without notes counts as
        none, but for its metre.

        Raises:
            OscbridgeError: ``bad-bars`` unless ``bars`` is 1 to 256.
        """
        emotion = emotion_of(affect)
        return phrase_after(
            primer,
            self._experts[emotion],
            ExpertManner(emotion),
            affect,
            bars,
            rng,
            name=self.name,
            opening=lambda: self._bank.draw(EMOTIONS.index(emotion) + 1, rng, self.wishes),
            tidy=self._tidy,
            wishes=self.wishes,
        )

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        """Mean log-likelihood in nats of a note of ``continuation`` to the affect's expert.

        Pitch by the softmax; step and length by normal densities (a squared error's likelihood), in
        beats, before the expansion.

        Raises:
            OscbridgeError: ``nothing-to-score`` where one of them has no notes.
        """
        emotion = emotion_of(affect)
        return score_after(primer, continuation, self._experts[emotion], ExpertManner(emotion))
