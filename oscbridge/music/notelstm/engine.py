"""The ``notelstm`` engine: an LSTM over notes, bent by emotion clusters of songs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from oscbridge.affect import Affect
from oscbridge.music.notelstm.emotion import CORRECTED_MEAN, Clusters, EmotionManner
from oscbridge.music.notelstm.published import LABELS, STRETCH_MEAN
from oscbridge.music.triples.model import TripleModel
from oscbridge.music.triples.opening import Bank
from oscbridge.music.triples.phrasing import phrase_after, score_after
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase
from oscbridge.weights.models import weights_path


class NotelstmEngine:
    """Continues a primer note by note: pitch, step and length, bent by the affect's cluster.

    Without a primer it begins after a passage from a song of the cluster, in a random key.

    Args:
        option: ``tidy`` (default) or ``published`` (see ``triples.drawing``), or ``corrected``:
            tidy, with γ and δ that do what they are for (see ``emotion``).
        weights: a file that ``oscbridge train notelstm`` wrote; None: the shipped one.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "notelstm"
    options: tuple[str, ...] = ("tidy", "published", "corrected")

    def __init__(self, option: str = "tidy", weights: Path | None = None) -> None:
        self._tidy = option != "published"
        self._stretch_mean = CORRECTED_MEAN if option == "corrected" else STRETCH_MEAN
        self.wishes = Wishes()
        path = weights or weights_path("notelstm")
        self._model = TripleModel(path)
        self._clusters = Clusters.read(path)
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
            opening=lambda: self._bank.draw(LABELS.index(manner.label), rng, self.wishes),
            tidy=self._tidy,
            wishes=self.wishes,
        )

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        """Mean log-likelihood in nats of a note of ``continuation`` after ``primer``.

        Pitch by the softmax of the bent logits; step and length by normal densities (a squared
        error's likelihood), in beats, before γ and δ.

        Raises:
            OscbridgeError: ``nothing-to-score`` where one of them has no notes.
        """
        return score_after(primer, continuation, self._model, self._manner(affect))

    def _manner(self, affect: Affect) -> EmotionManner:
        return EmotionManner(self._clusters, self._clusters.label_of(affect), self._stretch_mean)
