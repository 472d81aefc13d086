"""What the three engines' calls have in common: primer to opening, notes to phrase."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.engine import check_bars
from oscbridge.music.shaping import tempo_bpm, voiced
from oscbridge.music.triples.drawing import Manner, drawn, log_likelihood
from oscbridge.music.triples.model import TripleModel
from oscbridge.music.triples.opening import Opening, opening_of
from oscbridge.music.triples.triple import (
    LONGEST_BEATS,
    MOST_TOGETHER,
    PITCH,
    STEP,
    triples_of,
    within_midi,
)
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note, Phrase

BEATS_PER_BAR = 4.0
"""The metre where no primer gives one."""


def phrase_after(
    primer: Phrase | None,
    model: TripleModel,
    manner: Manner,
    affect: Affect,
    bars: int,
    rng: np.random.Generator,
    *,
    name: str,
    opening: Callable[[], Opening],
    tidy: bool,
    wishes: Wishes,
    pace: float = 1.0,
    voices: int = MOST_TOGETHER,
    heard: Callable[[Phrase], Phrase] = lambda primer: primer,
) -> Phrase:
    """Exactly ``bars`` bars after ``primer``, in its metre and at its tempo.

    Args:
        primer: what to continue; without notes in it, ``opening`` is what is continued, in 4/4, at
            the affect's tempo times ``pace``.
        voices: notes that may start together.
        heard: what the network hears of the primer.

    Raises:
        OscbridgeError: ``bad-bars`` unless ``bars`` is 1 to 256.
    """
    check_bars(bars)
    before = None if primer is None else opening_of(heard(primer), wishes)
    beats_per_bar = BEATS_PER_BAR if primer is None else primer.beats_per_bar
    if primer is not None and before is not None:
        tempo = primer.tempo_bpm
    else:
        tempo = round(pace * tempo_bpm(affect), 1)
    notes = drawn(
        model,
        opening() if before is None else before,
        manner,
        bars * beats_per_bar,
        rng,
        tidy=tidy,
        wishes=wishes,
        voices=voices,
    )
    return Phrase(
        voiced(notes, affect, beats_per_bar),
        bars=bars,
        beats_per_bar=beats_per_bar,
        tempo_bpm=tempo,
        engine=name,
        affect=affect,
    )


def score_after(
    primer: Phrase,
    continuation: Phrase,
    model: TripleModel,
    manner: Manner,
    *,
    heard: Callable[[Phrase], Phrase] = lambda primer: primer,
) -> float:
    """Mean log-likelihood in nats of a note of ``continuation``; see ``log_likelihood``.

    Raises:
        OscbridgeError: ``nothing-to-score`` where one of them has no notes.
    """
    opening = opening_of(heard(primer))
    notes: tuple[Note, ...] = heard(continuation).notes
    if opening is None or not notes:
        raise OscbridgeError(
            "nothing-to-score", "the primer or its continuation has no notes; give music"
        )
    triples, starts = triples_of(notes)
    triples[0, STEP] = min(LONGEST_BEATS, opening.rest_beats + float(starts[0]))
    triples[:, PITCH] = within_midi(triples[:, PITCH] - opening.back)
    return float(np.mean(log_likelihood(model, opening, triples, manner)))
