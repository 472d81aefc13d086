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
from oscbridge.music.triples.engine import Intent, TripleEngine
from oscbridge.music.triples.model import Outlook, TripleModel
from oscbridge.weights.models import weights_path


@dataclass(frozen=True, slots=True)
class ExpertManner:
    """An expert's manner (see ``triples.drawing``): its own pitches, its times expanded."""

    emotion: str

    def logits(self, outlook: Outlook) -> NDArray[np.float64]:
        return outlook.logits

    def times(self, step: float, length: float, _rng: np.random.Generator) -> tuple[float, float]:
        return step * STEP_EXPANSION[self.emotion], length * LENGTH_EXPANSION[self.emotion]


class ExpertsEngine(TripleEngine):
    """Four separate recurrent networks: happy, angry, sad, relaxed.

    Without a primer an expert begins after a passage of its own emotion.

    Args:
        option: ``tidy`` (default) or ``published`` (see ``triples.choosing``).
        weights: a file that ``oscbridge train experts`` wrote; None: the shipped one.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "experts"

    def __init__(self, option: str = "tidy", weights: Path | None = None) -> None:
        path = weights or weights_path("experts")
        super().__init__(path, tidy=option != "published")
        self._experts = {emotion: TripleModel(path, emotion) for emotion in EMOTIONS}

    def intent(self, affect: Affect) -> Intent:
        emotion = emotion_of(affect)
        quadrant = EMOTIONS.index(emotion) + 1
        return Intent(self._experts[emotion], ExpertManner(emotion), quadrant)
