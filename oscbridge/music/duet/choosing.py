"""Which of several drafts is kept: the one in which the engine's own listener hears what was asked.

That listener is no judge of any evaluation: it is the regression of ``expression``, how far the
best fits of a major and of a minor key lie apart, and the network's own likelihood.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.music.duet.cues import Cue, bar_cues, degree_weights
from oscbridge.music.duet.expression import Expression, phrase_mean
from oscbridge.music.duet.grid import Passage
from oscbridge.music.duet.plan import Tonality
from oscbridge.music.keys import key_correlations

LIKELIHOOD_WEIGHT = 0.15
MODE_WEIGHT = 3.0
MODE_SHOWN, MODE_SHOWN_AT_LEAST, MODE_KEPT = 0.35, 0.12, 0.12
"""How far the best fits of a major and a minor key lie apart in a phrase at a valence of ±1, at the
least valence that turns the mode, and in one that keeps its primer's (human phrases scatter by
0.18)."""


def merit(
    expression: Expression,
    passage: Passage,
    likelihood: float,
    asked: NDArray[np.float64],
    tonality: Tonality,
    affect: Affect,
) -> float:
    """How well a draft does what was asked; the higher the better.

    Args:
        expression: whose listener hears.
        passage: the draft.
        likelihood: mean log-likelihood of its events, nats.
        asked: ``[11]`` scaled cues it was composed for; the tempo is taken from here.
        tonality: the key that is meant.
        affect: asked for.
    """
    tonic, turned = tonality.tonic, tonality.turned
    told = phrase_mean(bar_cues(passage, tonic, np.full(passage.bars, 100.0)))
    told[Cue.TEMPO] = asked[Cue.TEMPO]
    valence, arousal = expression.heard(told)
    miss = abs(valence - affect.valence) + abs(arousal - affect.arousal)
    fits = key_correlations(degree_weights(passage, tonic).sum(axis=0))
    strength = abs(affect.valence)
    shown = (MODE_SHOWN_AT_LEAST + (MODE_SHOWN - MODE_SHOWN_AT_LEAST) * strength) * turned
    shown = np.sign(affect.valence) * shown + (1 - turned) * MODE_KEPT * np.sign(tonality.mode)
    astray = abs(float(fits[:12].max() - fits[12:].max()) - shown)
    return float(LIKELIHOOD_WEIGHT * likelihood - miss - MODE_WEIGHT * astray)
