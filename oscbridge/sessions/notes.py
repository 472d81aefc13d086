"""Phrases as they stand in a log, and the digest that one is known by."""

from __future__ import annotations

import json
from typing import Any

from oscbridge.affect import Affect
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note, Phrase
from oscbridge.sessions import checks
from oscbridge.weights.models import digest

MOST_NOTES = 100_000
"""Of one phrase in a log: hours of music; a damaged log may claim more."""


def phrase_as_json(phrase: Phrase) -> dict[str, Any]:
    """All of a phrase but its tempo, which is the moment's and not the phrase's."""
    return {
        "bars": phrase.bars,
        "beats_per_bar": phrase.beats_per_bar,
        "engine": phrase.engine,
        "seed": phrase.seed,
        "affect": [phrase.affect.valence, phrase.affect.arousal],
        "notes": [[n.start_beats, n.pitch, n.length_beats, n.velocity] for n in phrase.notes],
    }


def phrase_from_json(value: Any, tempo_bpm: float = 120.0) -> Phrase:
    """What ``phrase_as_json`` gave.

    Raises:
        ValueError, TypeError, KeyError, IndexError: it is no such value.
    """
    notes = value["notes"]
    if len(notes) > MOST_NOTES:
        raise ValueError(f"a phrase of {len(notes):,} notes; at most {MOST_NOTES:,} are read")
    return Phrase(
        tuple(
            Note(
                checks.number(start),
                checks.whole(pitch),
                checks.number(length),
                checks.whole(velocity),
            )
            for start, pitch, length, velocity in notes
        ),
        bars=checks.whole(value["bars"]),
        beats_per_bar=checks.number(value["beats_per_bar"]),
        tempo_bpm=tempo_bpm,
        engine=str(value["engine"]),
        seed=checks.whole(value["seed"]),
        affect=affect_from_json(value["affect"]),
    )


def digest_of(phrase: Phrase) -> str:
    """Sixteen hex digits that stand for a phrase; its tempo does not count."""
    text = json.dumps(phrase_as_json(phrase), separators=(",", ":"), sort_keys=True)
    return digest(text.encode("utf-8"))


def affect_from_json(value: Any) -> Affect:
    """[valence, arousal] → an affect.

    Raises:
        ValueError, TypeError: it is no such value.
    """
    valence, arousal = value
    return Affect(checks.number(valence), checks.number(arousal))


def wishes_as_json(wishes: Wishes) -> dict[str, Any]:
    """What was asked for beside the affect."""
    names = ("key", "lowest", "highest", "density", "temperature", "melancholy")
    return {name: getattr(wishes, name) for name in names}


def wishes_from_json(value: Any) -> Wishes:
    """What ``wishes_as_json`` gave.

    Raises:
        OscbridgeError, ValueError, TypeError, KeyError: it is no such value.
    """
    melancholy = value["melancholy"]
    return Wishes(
        key=str(value["key"]),
        lowest=checks.whole(value["lowest"]),
        highest=checks.whole(value["highest"]),
        density=checks.number(value["density"]),
        temperature=checks.number(value["temperature"]),
        melancholy=None if melancholy is None else checks.number(melancholy),
    )
