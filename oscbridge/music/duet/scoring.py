"""How likely music is to the network: what a ranking of continuations needs."""

from __future__ import annotations

import numpy as np

from oscbridge.music.duet.conditions import STYLE, conditions_of
from oscbridge.music.duet.context import Metre, context_of, joined, key_of_primer
from oscbridge.music.duet.cues import COUNT, bar_cues, scaled
from oscbridge.music.duet.events import Column, columns, events_of
from oscbridge.music.duet.grid import PITCHES
from oscbridge.music.duet.runtime import Runtime
from oscbridge.music.keys import shift_to_c
from oscbridge.phrase import Phrase

_FOLLOWS = (Column.TIME, Column.PITCH, Column.LENGTH, Column.PLACE, Column.BAR_TICKS)
"""What ``graphs.ScoreGraph`` is told of the event that follows."""


def log_likelihood(
    runtime: Runtime, primer: Phrase, continuation: Phrase, *, hidden: bool = False
) -> float:
    """Mean log-likelihood in nats of a note of ``continuation`` (its place, pitch and length) after
    the primer's last four bars, or with ``hidden`` after nothing, in the primer's key.

    The network is told the primer's cues and none of the continuation's. −∞ for silence. Of a
    continuation of more than ``MOST_CONTEXT_NOTES`` notes the last ones count.

    Raises:
        OscbridgeError: ``bad-metre``.
        ValueError: they have more than 1,024 notes and bars together.
    """
    metre = Metre.of(primer.beats_per_bar)
    if not continuation.notes:
        return float("-inf")
    tonic = key_of_primer(primer).tonic if primer.notes else 0
    seen = bool(primer.notes) and not hidden
    before = context_of(primer, metre).passage if seen else None
    follows = context_of(continuation, metre, bars=continuation.bars).passage
    whole = joined(before, follows)
    events = events_of(whole)
    first = 0 if before is None else int(np.flatnonzero(events.bar == before.bars)[0])
    values, known = np.zeros((2, whole.bars + 1, COUNT))
    if before is not None:
        tempo = np.full(before.bars, primer.tempo_bpm)
        values[: before.bars], known[: before.bars] = scaled(bar_cues(before, tonic, tempo))
    conditions = conditions_of(values, np.zeros(2), known, felt=False)
    shift = shift_to_c(tonic)
    table = columns(events, STYLE, shift)
    bits = np.unpackbits(events.planes, axis=2)
    planes = np.zeros((len(bits), bits.shape[1], PITCHES), dtype=np.float32)
    low, high = max(0, shift), min(PITCHES, PITCHES + shift)
    planes[:, :, low:high] = bits[:, :, low - shift : high - shift]
    likelihood = runtime.score(
        table[:-1],
        conditions[events.bar[:-1]],
        planes[1:].reshape(len(bits) - 1, -1),
        table[1:][:, [*_FOLLOWS]],
    )
    return float(likelihood[first:].sum() / max(1, len(follows.bar)))
