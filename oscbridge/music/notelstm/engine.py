"""The ``notelstm`` engine: an LSTM over notes, bent by emotion clusters of songs."""

from __future__ import annotations

from pathlib import Path

from oscbridge.affect import Affect
from oscbridge.music.notelstm.emotion import CORRECTED_MEAN, Clusters, EmotionManner
from oscbridge.music.notelstm.published import LABELS, STRETCH_MEAN
from oscbridge.music.triples.engine import Intent, TripleEngine
from oscbridge.music.triples.model import TripleModel
from oscbridge.weights.models import weights_path


class NotelstmEngine(TripleEngine):
    """One network; the affect's cluster bends its pitch, step and length.

    Without a primer it begins after a passage from a song of the cluster.

    Args:
        option: ``tidy`` (default) or ``published`` (see ``triples.choosing``), or ``corrected``:
            tidy, with γ and δ that do what they are for (see ``emotion``).
        weights: a file that ``oscbridge train notelstm`` wrote; None: the shipped one.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "notelstm"
    options = ("tidy", "published", "corrected")

    def __init__(self, option: str = "tidy", weights: Path | None = None) -> None:
        path = weights or weights_path("notelstm")
        super().__init__(path, tidy=option != "published")
        self._model = TripleModel(path)
        self._clusters = Clusters.read(path)
        self._stretch_mean = CORRECTED_MEAN if option == "corrected" else STRETCH_MEAN

    def intent(self, affect: Affect) -> Intent:
        label = self._clusters.label_of(affect)
        manner = EmotionManner(self._clusters, label, self._stretch_mean)
        return Intent(self._model, manner, LABELS.index(label))
