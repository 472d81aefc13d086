"""The ``chopin`` engine: a face's melancholy drives a melody of a network trained on Chopin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from oscbridge.affect import Affect
from oscbridge.music.chopin.melancholy import MINOR_FROM, MelancholyManner, melancholy_of
from oscbridge.music.chopin.melody import melody_of
from oscbridge.music.triples.engine import Intent, TripleEngine
from oscbridge.music.triples.model import TripleModel
from oscbridge.phrase import Phrase
from oscbridge.weights.models import weights_path


class ChopinEngine(TripleEngine):
    """One melodic line, after the melody of the primer.

    The score is ``wishes.melancholy``, or the affect's where that is None (see ``melancholy``).

    Args:
        option: ``tidy`` (default) or ``published`` (see ``triples.choosing``).
        weights: a file that ``oscbridge train chopin`` wrote; None: the shipped one.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "chopin"
    voices = 1

    def __init__(self, option: str = "tidy", weights: Path | None = None) -> None:
        path = weights or weights_path("chopin")
        super().__init__(path, tidy=option != "published")
        self._model = TripleModel(path)

    def intent(self, affect: Affect) -> Intent:
        read = self.wishes.melancholy
        melancholy = melancholy_of(affect) if read is None else read
        in_minor = int(melancholy >= MINOR_FROM)
        manner = MelancholyManner(melancholy)
        return Intent(self._model, manner, passages=in_minor, pace=manner.pace)

    def heard(self, phrase: Phrase) -> Phrase:
        """Its melody."""
        return replace(phrase, notes=melody_of(phrase.notes))
