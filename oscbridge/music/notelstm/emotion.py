"""The emotion clusters and the published formulas that bend pitch, step and length by them.

**Clusters.** A song is the mean of its notes' (pitch, step, length), each standardised over the
songs. K-means with k = 2 gives centres μ₋₁ and μ₁; l = 1 is the livelier one: the one whose songs
thirty listeners rated higher along the difference between the clusters.

**Emotion score.** score(x, l) = 1 − exp‖x − μ_l‖ / Σ_{j=1,2} exp‖x − μ_j‖. The source prints
‖x_j − μ_l‖ in the sum, in which x has no j; it is read as ‖x − μ_j‖, which makes the score a share:
near 1 where x is much nearer to μ_l than to the other centre, near 0 in the opposite case.

**x.** The source does not say what x is while a note is chosen. Here the candidate note stands for
a song of one note: x(p) is (p, expected step, expected length), standardised like the songs.

**Pitch.** logits' = (α · score + β · logits) / temperature, α = β = 0.5, temperature = 2. The score
lies between 0 and 1, so that it moves a logit by at most α / temperature = 0.25 nats. The network's
own logits are divided by 4 in effect; it is trained with its logits divided by the same 4, so that
what is drawn is what was learned (see the model card).

**Which l.** The side of neutral on which the affect lies, along the difference between the mean
labels of the two clusters' songs; neutral itself counts as 1.

**Step and length.** γ, δ ~ N(1, 0.1); γ' = 1 − |γ|, δ' = 1 − |δ|; step · (1 − l γ'), length ·
(1 − l δ'). By construction γ' and δ' are near 0 (0.08 away on average), and on both sides of it, so
that l changes next to nothing. The option ``corrected`` draws γ and δ from N(0.9, 0.1) instead: γ'
is then about 0.1, and l = 1 shortens steps and lengths by about 10 %, l = −1 lengthens them by as
much. What is played is what the network hears next, so that the effect grows over a phrase.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.music.notelstm.published import (
    ALPHA,
    BETA,
    LABELS,
    STRETCH_MEAN,
    STRETCH_SPREAD,
    TEMPERATURE,
)
from oscbridge.music.triples.model import Outlook
from oscbridge.music.triples.triple import PITCHES

CORRECTED_MEAN = 0.9
"""Mean of γ and δ in the corrected form."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """What K-means found.

    Args:
        centres: ``[2, 3]`` in standard units, of l = −1 and of l = 1.
        mean, spread: ``[3]`` over the songs of (pitch, step, length): what makes units standard.
        direction: ``[2]`` mean valence and arousal of the songs of l = 1, less those of l = −1.
    """

    centres: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    direction: NDArray[np.float64]

    @classmethod
    def read(cls, path: Path) -> Clusters:
        """The clusters in a weights file."""
        from safetensors import safe_open

        with safe_open(str(path), framework="numpy") as stored:
            return cls(
                *(
                    stored.get_tensor(f"clusters.{name}").astype(np.float64)
                    for name in ("centres", "mean", "spread", "direction")
                )
            )

    def standard(self, notes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Notes or songs ``[n, 3]`` in standard units."""
        moved: NDArray[np.float64] = (notes - self.mean) / self.spread
        return moved

    def label_of(self, affect: Affect) -> int:
        """l for an affect: −1 or 1."""
        along = self.direction[0] * affect.valence + self.direction[1] * affect.arousal
        return LABELS[1] if along >= 0 else LABELS[0]


def emotion_score(
    x: NDArray[np.float64], centres: NDArray[np.float64], label: int
) -> NDArray[np.float64]:
    """score(x, l), in [0, 1], for each row of x ``[n, d]`` and centres ``[2, d]``."""
    distance = np.linalg.norm(x[:, None, :] - centres[None], axis=2)
    raised = np.exp(distance - distance.max(axis=1, keepdims=True))
    score: NDArray[np.float64] = 1.0 - raised[:, LABELS.index(label)] / raised.sum(axis=1)
    return score


def bent_logits(logits: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """logits' = (α · score + β · logits) / temperature; both ``[128]``."""
    bent: NDArray[np.float64] = (ALPHA * score + BETA * logits) / TEMPERATURE
    return bent


def stretched(value: float, label: int, mean: float, rng: np.random.Generator) -> float:
    """value · (1 − l (1 − |γ|)) with γ ~ N(mean, 0.1)."""
    return value * (1.0 - label * (1.0 - abs(float(rng.normal(mean, STRETCH_SPREAD)))))


@dataclass(frozen=True, slots=True)
class EmotionManner:
    """The engine's manner (see ``triples.drawing``) for one label; ``mean`` is γ's and δ's."""

    clusters: Clusters
    label: int
    mean: float = STRETCH_MEAN

    def logits(self, outlook: Outlook) -> NDArray[np.float64]:
        candidates = np.empty((PITCHES, 3))
        candidates[:, 0] = np.arange(PITCHES)
        candidates[:, 1:] = outlook.step, outlook.length
        x = self.clusters.standard(candidates)
        return bent_logits(outlook.logits, emotion_score(x, self.clusters.centres, self.label))

    def times(self, step: float, length: float, rng: np.random.Generator) -> tuple[float, float]:
        return (
            stretched(step, self.label, self.mean, rng),
            stretched(length, self.label, self.mean, rng),
        )
