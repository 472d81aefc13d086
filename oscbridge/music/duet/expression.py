"""From affect to cues and back, as VGMIDI's listeners taught it.

A *listener* hears valence and arousal in the mean cues of a phrase: a ridge regression on the
labels of VGMIDI's training pieces. An *expression* turns that round: among human phrases, those
that the listener would place at a given affect have cues that scatter around a line; the mean on
that line, and the scatter, are what is composed with. An affect of ±1 means ``REACH`` standard
deviations of what the listener hears in human music, so that the corners of the square are as far
out as music goes, and not as near to the middle as the means of thirty listeners are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.music.duet.cues import CENTRES, COUNT, SCALES

Vector = NDArray[np.float64]

REACH = (2.4, 1.3)
"""Standard deviations of heard valence and arousal that an affect of 1 stands for."""
DARKER = 1.6
"""Below valence 0 the same step of affect goes so much further: sad music that is calm is easily
heard as merely calm."""
CENTRE = (-1.7, -0.7)
"""Where an affect of 0 is, in the same units from the mean of human music: VGMIDI's is pleasant and
lively (median labels 0.20 and 0.11, where 0.5 is about the most that the means of listeners reach),
and neutral is what they called 0."""
TWIST_REACH = 2.0
"""Product of standardised labels that the corners of the affect square stand for."""


@dataclass(frozen=True, slots=True)
class Expression:
    """The fitted tables; cues are scaled as for the network (see ``cues.scaled``).

    Args:
        middle: ``[11]`` mean of phrases' cues.
        ears: ``[11, 2]`` the listener's slopes: heard = (cues − middle) @ ears.
        spread: ``[2]`` standard deviation of what is heard in human phrases.
        line: ``[2, 11]`` cues' slopes on what is heard.
        twist: ``[11]`` cues' slopes on the product of valence and arousal: calm and sad music is
            not what calm and glad music lacks.
        scatter: ``[11, 11]`` lower triangle: how human phrases scatter around the line.
        within: ``[11]`` standard deviation of a bar's cues around its phrase's.
        low, high: ``[11]`` outermost cues, the 2nd and 98th hundredth of human phrases.
    """

    middle: Vector
    ears: Vector
    spread: Vector
    line: Vector
    twist: Vector
    scatter: Vector
    within: Vector
    low: Vector
    high: Vector

    def heard(self, cues: Vector) -> Vector:
        """Valence and arousal ``[…, 2]`` that the listener hears in mean scaled cues
        ``[…, 11]``, on the scale of ``Affect``.
        """
        heard: Vector = ((cues - self.middle) @ self.ears) / self.spread
        told: Vector = (heard - np.array(CENTRE)) / np.array(REACH)
        told[..., 0] /= np.where(told[..., 0] < 0, DARKER, 1.0)
        return told

    def cues(self, affect: Affect) -> Vector:
        """Mean scaled cues ``[11]`` of human phrases that are heard at this affect."""
        valence = affect.valence * (DARKER if affect.valence < 0 else 1.0)
        asked = np.array([valence, affect.arousal]) * np.array(REACH) + np.array(CENTRE)
        mean: Vector = self.middle + (asked * self.spread) @ self.line
        return mean + TWIST_REACH * affect.valence * affect.arousal * self.twist

    def within_reach(self, cues: Vector) -> Vector:
        """Cues ``[…, 11]`` no further out than human phrases go."""
        return np.clip(cues, self.low, self.high)


def fitted(cues: Vector, labels: Vector, bars: Vector, *, ridge: float = 0.02) -> Expression:
    """Fit all tables.

    Args:
        cues: ``[phrases, 11]`` mean scaled cues of human phrases.
        labels: ``[phrases, 2]`` listeners' valence and arousal.
        bars: ``[phrases, 4, 11]`` the scaled cues of their bars.
    """
    middle = cues.mean(axis=0)
    away, felt = cues - middle, labels - labels.mean(axis=0)
    gram = away.T @ away + ridge * len(away) * np.eye(COUNT)
    ears = np.linalg.solve(gram, away.T @ felt)
    heard = away @ ears
    line = np.linalg.lstsq(heard, away, rcond=None)[0]
    rest = away - heard @ line
    felt = felt / felt.std(axis=0)
    product = felt[:, 0] * felt[:, 1]
    product = product - product.mean()
    twist = rest.T @ product / (product @ product)
    rest = rest - product[:, None] * twist
    covariance = rest.T @ rest / len(rest) + 1e-6 * np.eye(COUNT)
    within = np.nanstd(bars - np.nanmean(bars, axis=1, keepdims=True), axis=(0, 1))
    return Expression(
        middle=middle,
        ears=ears,
        spread=heard.std(axis=0),
        line=line,
        twist=twist,
        scatter=np.linalg.cholesky(covariance),
        within=within,
        low=np.percentile(cues, 2, axis=0),
        high=np.percentile(cues, 98, axis=0),
    )


def phrase_mean(cues: Vector) -> Vector:
    """Mean scaled cues ``[11]`` over the bars ``[bars, 11]`` of a phrase, unknown ones left out."""
    known = np.isfinite(cues)
    total = np.where(known, cues, 0.0).sum(axis=0)
    mean = np.where(known.any(axis=0), total / np.maximum(1, known.sum(axis=0)), CENTRES)
    scaled: Vector = np.clip((mean - CENTRES) / SCALES, -4, 4)
    return scaled
