"""The ``chopin`` engine: a face's melancholy drives a melody of a network trained on Chopin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from oscbridge.affect import Affect
from oscbridge.music.chopin.melancholy import MINOR_FROM, MelancholyManner, melancholy_of
from oscbridge.music.chopin.melody import melody_of
from oscbridge.music.triples.model import TripleModel
from oscbridge.music.triples.opening import Bank
from oscbridge.music.triples.phrasing import phrase_after, score_after
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase
from oscbridge.weights.models import weights_path


class ChopinEngine:
    """One melodic line, after the melody of the primer.

    The score is ``wishes.melancholy``, or the affect's where that is None (see ``melancholy``).

    Args:
        option: ``tidy`` (default) or ``published`` (see ``triples.drawing``).
        weights: a file that ``oscbridge train chopin`` wrote; None: the shipped one.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "chopin"
    options: tuple[str, ...] = ("tidy", "published")

    def __init__(self, option: str = "tidy", weights: Path | None = None) -> None:
        self._tidy = option != "published"
        self.wishes = Wishes()
        path = weights or weights_path("chopin")
        self._model = TripleModel(path)
        self._bank = Bank(path)

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        """See ``Engine.compose``. A primer's metre and tempo are kept; one without notes counts as
        none, but for its metre.

        Raises:
            OscbridgeError: ``bad-bars`` unless ``bars`` is 1 to 256.
        """
        manner = self._manner(affect)
        return phrase_after(
            primer,
            self._model,
            manner,
            affect,
            bars,
            rng,
            name=self.name,
            opening=lambda: self._bank.draw(int(manner.melancholy >= MINOR_FROM), rng, self.wishes),
            tidy=self._tidy,
            wishes=self.wishes,
            pace=manner.pace,
            voices=1,
            heard=_melody,
        )

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        """Mean log-likelihood in nats of a note of the continuation's melody after the primer's.

        Pitch by the softmax of the bent logits; step and length by normal densities (a squared
        error's likelihood), in beats, before they are stretched.

        Raises:
            OscbridgeError: ``nothing-to-score`` where one of them has no notes.
        """
        return score_after(primer, continuation, self._model, self._manner(affect), heard=_melody)

    def _manner(self, affect: Affect) -> MelancholyManner:
        asked = self.wishes.melancholy
        return MelancholyManner(melancholy_of(affect) if asked is None else asked)


def _melody(primer: Phrase) -> Phrase:
    return replace(primer, notes=melody_of(primer.notes))
