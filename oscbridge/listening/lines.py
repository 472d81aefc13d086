"""What is told of one recording, as a JSON line has it."""

from __future__ import annotations

from typing import Any

from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS, Guess, Recognised


def line_of(found: Recognised) -> dict[str, Any]:
    """What is told of one recording."""
    return {
        "composer": _guess(found.composer, COMPOSERS),
        "instrument": _guess(found.instrument, INSTRUMENTS),
    }


def _guess(guess: Guess, labels: tuple[str, ...]) -> dict[str, Any]:
    scores = {name: round(score, 4) for name, score in zip(labels, guess.scores, strict=True)}
    return {"label": guess.label, "confidence": round(guess.confidence, 4), "scores": scores}
