"""Held-out figures of a recurrent engine: likelihood, ranking, measures beside people's, time.

All on test pieces that no training has seen: VGMIDI's for notelstm and experts, Chopin's for
chopin. Intervals are 95 % percentile bootstraps, of people's music over songs: two editions of one
study are the same music.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from oscbridge.affect import Affect
from oscbridge.music.engine import Engine, Scorer, load_engine
from oscbridge.music.experts.published import EMOTIONS
from oscbridge.music.notelstm.published import BETA, TEMPERATURE
from oscbridge.music.shaping import LABEL_PER_AFFECT
from oscbridge.music.triples.model import load_network
from oscbridge.phrase import Phrase
from oscbridge.training.chopin.training import heard, melody_rows, right_hand
from oscbridge.training.experts.training import music_of
from oscbridge.training.music.corpus import Piece, read
from oscbridge.training.music.measures import MEASURES
from oscbridge.training.music.yardstick.intervals import interval
from oscbridge.training.triples.data import Row, rows_of
from oscbridge.training.triples.loop import measured
from oscbridge.weights.models import weights_path

CORNERS = (Affect(0.6, 0.6), Affect(-0.6, 0.6), Affect(-0.6, -0.6), Affect(0.6, -0.6))
SEEDS = 25
FALSE_ONES = 3


def evaluate(model: str, data: Path) -> dict[str, Any]:
    """All figures of the shipped weights of ``notelstm``, ``experts`` or ``chopin``.

    Raises:
        OscbridgeError: ``data-missing``, ``weights-missing``.
    """
    collection = "chopin" if model == "chopin" else "vgmidi"
    pieces = [piece for piece in read(data, collection) if piece.split == "test"]
    if model == "chopin":
        pieces = [right_hand(piece) for piece in pieces]
    human, songs = _human(pieces, melody=model == "chopin")
    report: dict[str, Any] = {
        "held_out": _held_out(model, data),
        "human": {"phrases": len(human), "measures": _measures(human, songs)},
    }
    for option in getattr(load_engine(model), "options", ()):
        report[option] = _engine(load_engine(f"{model}:{option}"))
    engine = load_engine(model)
    assert isinstance(engine, Scorer)
    report["true_continuation_first_of_four"] = _ranking(engine, pieces)
    return report


def _held_out(model: str, data: Path) -> dict[str, Any]:
    """Losses on test windows of each network; each expert's on every emotion's music."""
    path = weights_path(model)
    if model == "chopin":
        return {"network": _losses(load_network(path), _test(melody_rows(data, None)))}
    rows = rows_of(data, "vgmidi")
    if model == "notelstm":
        return {"network": _losses(load_network(path), _test(rows), TEMPERATURE / BETA)}
    return {
        expert: {
            emotion: _losses(load_network(path, expert), music_of(rows, quadrant, "test"))
            for quadrant, emotion in enumerate(EMOTIONS, start=1)
        }
        for expert in EMOTIONS
    }


def _test(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.split == "test"]


def _losses(network: Any, rows: Sequence[Row], sharpness: float = 1.0) -> dict[str, float]:
    found = measured(network, rows, sharpness=sharpness)
    return {
        "pitch_nats": round(found.pitch, 3),
        "step_rms_beats": round(found.step**0.5, 3),
        "length_rms_beats": round(found.length**0.5, 3),
    }


def _human(pieces: Sequence[Piece], *, melody: bool) -> tuple[list[Phrase], list[str]]:
    """Whole 4/4 phrases of the pieces, and the song of each."""
    phrases, songs = [], []
    for piece in pieces:
        for _, phrase in piece.phrases():
            if phrase.beats_per_bar == 4.0:
                phrases.append(heard(phrase) if melody else phrase)
                songs.append(piece.song)
    return phrases, songs


def _measures(phrases: Sequence[Phrase], groups: Sequence[str] | None = None) -> dict[str, Any]:
    return {
        name: interval([measure(phrase) for phrase in phrases], groups)
        for name, measure in MEASURES.items()
    }


def _engine(engine: Engine) -> dict[str, Any]:
    engine.compose(None, CORNERS[0], 4, np.random.default_rng(0))
    took, phrases = [], []
    for affect in CORNERS:
        for seed in range(SEEDS):
            begun = time.perf_counter()
            phrases.append(engine.compose(None, affect, 4, np.random.default_rng(seed)))
            took.append(1000 * (time.perf_counter() - begun))
    return {
        "measures": _measures(phrases),
        "by_corner": [
            {
                name: round(float(np.mean([MEASURES[name](phrase) for phrase in group])), 3)
                for name in ("notes_per_second", "mean_length_beats", "mean_pitch")
            }
            for group in (phrases[at : at + SEEDS] for at in range(0, len(phrases), SEEDS))
        ],
        "phrase_ms": {
            "p50": round(float(np.percentile(took, 50)), 1),
            "p99": round(float(np.percentile(took, 99)), 1),
        },
    }


def _ranking(engine: Scorer, pieces: Sequence[Piece], seed: int = 0) -> dict[str, Any]:
    """How often the true next four bars score above three from other pieces, in the same metre.

    The false ones are moved to the key of the true one, so that the key alone does not tell.
    """
    from oscbridge.music.keys import key_of

    rng = np.random.default_rng(seed)
    pairs = []
    for piece in pieces:
        for bar, primer in piece.phrases(hop=16):
            following = piece.phrase(bar + 4)
            if following is not None and following.beats_per_bar == primer.beats_per_bar:
                pairs.append((piece, bar, primer, following))
    firsts, groups = [], []
    for piece, bar, primer, true in pairs:
        others = [
            other
            for its, _, _, other in pairs
            if its.song != piece.song and other.beats_per_bar == true.beats_per_bar
        ]
        if len(others) < FALSE_ONES:
            continue
        label = piece.label(bar + 4) or (0.0, 0.0)
        affect = Affect.clipped(*(each / LABEL_PER_AFFECT for each in label))
        home = key_of(true.notes).home
        false = []
        for at in rng.choice(len(others), size=FALSE_ONES, replace=False):
            up = (home - key_of(others[at].notes).home + 6) % 12 - 6
            notes = tuple(
                replace(note, pitch=min(127, max(0, note.pitch + up))) for note in others[at].notes
            )
            false.append(replace(others[at], notes=notes))
        score = engine.score(primer, true, affect)
        firsts.append(float(all(score > engine.score(primer, each, affect) for each in false)))
        groups.append(piece.song)
    return interval(firsts, groups) or {}
