"""How well renders of held-out pieces are heard, and how fast."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from oscbridge.errors import OscbridgeError
from oscbridge.listening.audio import RATE, Samples
from oscbridge.listening.basic_pitch import BasicPitch
from oscbridge.listening.beats import find_beats
from oscbridge.listening.melody import MelodyTracker, melody_notes
from oscbridge.listening.polyphony import played_notes
from oscbridge.listening.recording import Ears
from oscbridge.training.listening import rivals
from oscbridge.training.listening.renders import (
    RENDER_RATE,
    SINGERS,
    Render,
    melody_excerpt,
    noisy,
    piano_excerpt,
)
from oscbridge.training.listening.scores import beat_score, note_scores, with_interval
from oscbridge.training.music.corpus import Piece, read

NOISE_DB = 10.0
PIANO_COLLECTIONS = ("pop909", "piano_midi_de", "chopin", "vgmidi")


def evaluate(
    data: Path, font: str, split: str, pieces: int, seed: int, *, beside: bool
) -> dict[str, Any]:
    """All figures: medians over pieces, with intervals.

    Args:
        data: the folder with the MIDI collections.
        font: the sound font that plays; the held-out one for figures that count.
        split: which pieces.
        pieces: of each kind.
        seed: draws the pieces, the noise and how the melodies are played.
        beside: also what the rivals make of them.

    Raises:
        OscbridgeError: ``data-missing``; ``program-missing`` (no FluidSynth).
    """
    rng = np.random.default_rng(seed)
    melodies = _melodies(data, font, split, pieces, rng)
    pianos = _pianos(data, font, split, pieces, rng)
    return {
        "font": Path(font).name,
        "split": split,
        "melody": _melody_figures(melodies, rng, beside=beside),
        "piano": _piano_figures(pianos, beside=beside),
        "voices_told_rightly": _told_rightly(melodies, pianos),
    }


def _drawn(
    data: Path, collection: str, split: str, count: int, rng: np.random.Generator
) -> list[Piece]:
    there = [piece for piece in read(data, collection) if piece.split == split]
    if not there:
        raise OscbridgeError("data-missing", f"{data} has no {split} pieces of {collection}")
    return [there[index] for index in rng.permutation(len(there))[:count]]


def _melodies(
    data: Path, font: str, split: str, count: int, rng: np.random.Generator
) -> list[Render]:
    singers = list(SINGERS)
    return [
        melody_excerpt(piece, singers[number % len(singers)], font, rng)
        for number, piece in enumerate(_drawn(data, "pop909", split, count, rng))
    ]


def _pianos(
    data: Path, font: str, split: str, count: int, rng: np.random.Generator
) -> list[Render]:
    each = -(-count // len(PIANO_COLLECTIONS))
    renders = [
        piano_excerpt(piece, font)
        for collection in PIANO_COLLECTIONS
        for piece in _drawn(data, collection, split, each, rng)
    ]
    return renders[:count]


def _melody_figures(
    renders: Sequence[Render], rng: np.random.Generator, *, beside: bool
) -> dict[str, Any]:
    tracker = MelodyTracker()
    figures: dict[str, Any] = {"pieces": len(renders)}
    for condition in ("clean", "noise_10_db"):
        ours: list[dict[str, float]] = []
        pyin: list[dict[str, float]] = []
        speeds: list[float] = []
        for render in renders:
            samples = _at_rate(render)
            if condition != "clean":
                samples = noisy(samples, NOISE_DB, rng)
            begun = time.process_time()
            track = tracker.track(samples)
            notes = melody_notes(track)
            speeds.append(len(samples) / RATE / (time.process_time() - begun))
            ours.append(note_scores(render.notes, notes))
            if beside:
                other = melody_notes(rivals.pyin_track(samples, track))
                pyin.append(note_scores(render.notes, other))
        figures[condition] = _summed(ours)
        if beside:
            figures[f"{condition}_pyin"] = _summed(pyin)
        figures[f"{condition}_speed"] = float(np.median(speeds))
    return figures


def _piano_figures(renders: Sequence[Render], *, beside: bool) -> dict[str, Any]:
    network = BasicPitch()
    ours: list[dict[str, float]] = []
    rival: list[dict[str, float]] = []
    beats: list[float] = []
    speeds: list[float] = []
    with_rival = beside and rivals.has_basic_pitch()
    for render in renders:
        samples = _at_rate(render)
        begun = time.process_time()
        notes = played_notes(network.hear(samples))
        speeds.append(len(samples) / RATE / (time.process_time() - begun))
        ours.append(note_scores(render.notes, notes))
        if render.beats_s:  # where nothing was heard, no beat was either
            found = find_beats(notes).times_s if notes else ()
            beats.append(beat_score(render.beats_s, found))
        if with_rival:
            rival.append(note_scores(render.notes, rivals.basic_pitch_notes(samples)))
    figures: dict[str, Any] = {"pieces": len(renders), "onset": _summed(ours)}
    if with_rival:
        figures["onset_basic_pitch_package"] = _summed(rival)
    figures["beat_f"] = with_interval(beats) if beats else None
    figures["speed"] = float(np.median(speeds))
    return figures


def _told_rightly(melodies: Sequence[Render], pianos: Sequence[Render]) -> dict[str, float]:
    ears = Ears()

    def share(renders: Sequence[Render], right: str) -> float:
        told = [ears.voices_in(_at_rate(render)) == right for render in renders]
        return float(np.mean(told))

    return {"melody": share(melodies, "one"), "piano": share(pianos, "many")}


def _summed(scores: Sequence[dict[str, float]]) -> dict[str, Any]:
    def pick(name: str) -> list[float]:
        return [score[name] for score in scores]

    return {
        "f1": with_interval(pick("f1")),
        "precision": float(np.median(pick("precision"))),
        "recall": float(np.median(pick("recall"))),
    }


def _at_rate(render: Render) -> Samples:
    return np.asarray(soxr.resample(render.samples, RENDER_RATE, RATE), dtype=np.float32)
