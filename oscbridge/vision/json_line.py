"""What is told of one picture, as a JSON line has it."""

from __future__ import annotations

from typing import Any

from oscbridge.affect import EXPRESSIONS
from oscbridge.vision.sight import Sight


def line_of(sight: Sight, digits: int = 4) -> dict[str, Any]:
    """What is told of one picture; what was read has so many decimals."""
    if sight.reading is None:
        return {"face": None}
    face, reading = sight.faces[0], sight.reading
    box = {
        name: round(value, 1)
        for name, value in zip(("x", "y", "width", "height"), face.box, strict=True)
    }
    return {
        "face": {**box, "score": round(face.score, 4)},
        "faces": len(sight.faces),
        "label": reading.label,
        "confidence": round(reading.confidence, digits),
        "scores": {
            name: round(score, digits)
            for name, score in zip(EXPRESSIONS, reading.scores, strict=True)
        },
        "valence": round(reading.affect.valence, digits),
        "arousal": round(reading.affect.arousal, digits),
        "melancholy": None if reading.melancholy is None else round(reading.melancholy, digits),
    }
