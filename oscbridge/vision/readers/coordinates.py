"""Where an expression's name lies on the circumplex: valence and arousal of the terms themselves.

J. A. Russell and A. Mehrabian, "Evidence for a three-factor theory of emotions", Journal of
Research in Personality 11 (1977), 273-294, the table of 151 terms: 31 Happy, 52 Surprised, 75
Disgusted, 82 Angry, 101 Fearful, 151 Sad. Checked against several public transcriptions of the
table, not against the printed page; they agree but for one, which has 0.61 for Happy's arousal.
Neutral is the scales' zero. No value for contempt could be confirmed in that table.
"""

from __future__ import annotations

from collections.abc import Sequence

from oscbridge.affect import EXPRESSIONS, Affect

COORDINATES: dict[str, tuple[float, float]] = {
    "neutral": (0.0, 0.0),
    "happy": (0.81, 0.51),
    "surprise": (0.40, 0.67),
    "sad": (-0.63, -0.27),
    "angry": (-0.51, 0.59),
    "disgust": (-0.60, 0.35),
    "fear": (-0.64, 0.60),
}
"""Mean pleasure and arousal that people gave to an emotion term, on scales from −1 to 1."""


def derived_affect(scores: Sequence[float]) -> Affect:
    """The scores' mean of ``COORDINATES``, for a reader that learnt no valence and arousal.

    Args:
        scores: of the eight ``EXPRESSIONS``; contempt has no coordinates and is left out of the
            mean, as it is out of the raters' (see ``oscbridge.training.face.data``).
    """
    placed = [
        (s, COORDINATES[name])
        for name, s in zip(EXPRESSIONS, scores, strict=True)
        if name in COORDINATES
    ]
    total = sum(score for score, _ in placed)
    if total <= 0:
        return Affect(0.0, 0.0)
    return Affect.clipped(
        sum(score * place[0] for score, place in placed) / total,
        sum(score * place[1] for score, place in placed) / total,
    )
