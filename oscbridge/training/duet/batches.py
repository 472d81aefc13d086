"""Scores cut into stretches, and stretches laid side by side as batches for training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.duet.cues import COUNT, scaled
from oscbridge.music.duet.events import BAR_PITCH, BAR_TIME, LAGS, NO_LENGTH, NOTHING_AHEAD, PLANES
from oscbridge.music.duet.grid import PITCHES
from oscbridge.music.duet.network import CONDITIONS
from oscbridge.music.keys import shift_to_c
from oscbridge.training.duet.data import STYLE, Score, tonic_at

AFFECT_SPREAD = 0.35
"""Labels are divided by this, about their spread, for the network."""

# How often something is left out, so that the network also composes without it.
WITHOUT_ANY_CONDITION = 0.12
WITHOUT_A_CUE = 0.2
WITHOUT_AFFECT = 0.3
WITHOUT_STYLE = 0.3
WRONG_KEY = 0.04
"""Of stretches that are read in some other key, since an estimate may be wrong."""

Batch = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events ``first`` to ``last`` (a BAR begins it; the one after ``last`` is its last target)."""

    score: int
    first: int
    last: int


def stretches(
    scores: Sequence[Score], length: int, rng: np.random.Generator, *, repeats: int | None
) -> list[Stretch]:
    """Every score cut into stretches of at most ``length`` events, each from a bar line on.

    Args:
        scores: what to cut.
        length: in events.
        rng: draws how many bars are left out at the start.
        repeats: VGMIDI is cut so often, since it is small and nearest to the use. None cuts every
            score once, from its first bar on.
    """
    cut = []
    for index, score in enumerate(scores):
        for _ in range(repeats if repeats and score.style == STYLE["vgmidi"] else 1):
            lines = score.lines
            bar = int(rng.integers(0, min(8, len(lines)))) if repeats else 0
            total = len(score.events.time)
            while bar < len(lines):
                first = int(lines[bar])
                last = min(first + length, total - 1)
                if last - first >= 16:
                    cut.append(Stretch(index, first, last))
                follow = int(np.searchsorted(lines, last - length // 16, side="right")) - 1
                bar = follow if follow > bar else bar + 1
                if last == total - 1:
                    break
    return cut


def collated(
    scores: Sequence[Score],
    cut: Sequence[Stretch],
    length: int,
    rng: np.random.Generator,
    *,
    drop: bool,
) -> Batch:
    """A batch, time first: inputs and targets ``[length, rows, …]``; see ``Network.embedded``.

    Args:
        scores: what was cut.
        cut: a stretch for each row, of at most ``length`` events.
        length: in events; what a stretch lacks is padded, with weights of 0.
        rng: all chance.
        drop: leave out conditions at random, as for learning.
    """
    batch = _padding(length, len(cut))
    for row, stretch in enumerate(cut):
        score = scores[stretch.score]
        bar = score.events.bar[stretch.first : stretch.last]
        tonic = tonic_at(score, int(bar[0]))
        if drop and rng.random() < WRONG_KEY:
            tonic = int(rng.integers(12))
        columns = _events(score, stretch, shift_to_c(tonic))
        columns["conditions"], style = _conditions(score, bar, tonic, rng, drop=drop)
        for name, values in columns.items():
            batch[name][: len(values), row] = values
        batch["style"][:, row] = style
    batch["planes"] = batch["planes"].reshape(length, len(cut), -1)
    return batch


def _padding(length: int, rows: int) -> Batch:
    """A batch without a single event."""
    shape = (length, rows)
    zero = ("time", "place", "bar_ticks", "struck", "style")
    targets = ("time", "pitch", "length", "place", "bar_ticks", "loudness")
    batch: Batch = {
        **{name: np.zeros(shape, dtype=np.int64) for name in zero},
        **{f"next_{name}": np.zeros(shape, dtype=np.int64) for name in targets},
        **{f"weight_{n}": np.zeros(shape, dtype=np.float32) for n in ("event", "note", "loud")},
        "pitch": np.full(shape, BAR_PITCH, dtype=np.int64),
        "length": np.full(shape, NO_LENGTH, dtype=np.int64),
        "ahead": np.full((*shape, len(LAGS)), NOTHING_AHEAD, dtype=np.int64),
        "struck": np.zeros((*shape, len(LAGS)), dtype=np.int64),
        "planes": np.zeros((*shape, PLANES, PITCHES), dtype=np.uint8),
        "conditions": np.zeros((*shape, CONDITIONS), dtype=np.float32),
    }
    return batch


def _events(score: Score, stretch: Stretch, shift: int) -> Batch:
    """What a stretch's events are, what follows each, and what counts: ``[events, …]``, with
    pitches ``shift`` semitones up.
    """
    events = score.events
    now = slice(stretch.first, stretch.last)
    then = slice(stretch.first + 1, stretch.last + 1)
    first_bar = events.bar[stretch.first]
    within, next_within = events.bar[now] - first_bar, events.bar[then] - first_bar

    def moved(pitch: NDArray[np.uint8]) -> NDArray[np.int64]:
        row = np.clip(pitch.astype(np.int64) + shift, 0, PITCHES - 1)
        return np.where(pitch == BAR_PITCH, BAR_PITCH, row)

    # What lies before the stretch is not known to the network, so it is not seen either.
    seen = within[:, None] >= np.array(LAGS)
    bits = np.unpackbits(events.planes[then], axis=2)
    for plane, lag in enumerate(LAGS, start=1):
        bits[next_within < lag, plane] = 0
    planes = np.zeros_like(bits)
    low, high = max(0, shift), min(PITCHES, PITCHES + shift)
    planes[:, :, low:high] = bits[:, :, low - shift : high - shift]
    is_note = events.time[then] != BAR_TIME
    names = ("time", "length", "place", "bar_ticks")
    return {
        **{name: getattr(events, name)[now] for name in names},
        **{f"next_{name}": getattr(events, name)[then] for name in (*names, "loudness")},
        "pitch": moved(events.pitch[now]),
        "next_pitch": moved(events.pitch[then]),
        "ahead": np.where(seen, events.ahead[now], NOTHING_AHEAD),
        "struck": np.where(seen, events.struck[now], 0),
        "planes": planes,
        "weight_event": np.ones(len(within)),
        "weight_note": is_note,
        "weight_loud": is_note * score.loud,
    }


def _conditions(
    score: Score,
    bar: NDArray[np.integer[Any]],
    tonic: int,
    rng: np.random.Generator,
    *,
    drop: bool,
) -> tuple[NDArray[np.float64], int]:
    """What the network is told of each event's bar, ``[events, CONDITIONS]``, and the style."""
    bar = np.minimum(bar, len(score.classes) - 1)
    values, known = scaled(score.cues[tonic].astype(np.float64))
    values, known = values[bar], known[bar]
    feeling = score.affect[bar] / AFFECT_SPREAD
    felt = np.ones_like(feeling)
    style = score.style
    if drop:
        known = known * (rng.random(COUNT) > WITHOUT_A_CUE)
        felt = felt * (rng.random() > WITHOUT_AFFECT)
        if rng.random() < WITHOUT_ANY_CONDITION:
            known, felt = known * 0, felt * 0
        style = style if rng.random() > WITHOUT_STYLE else 0
    return np.concatenate([values * known, known, feeling * felt, felt], axis=1), style
