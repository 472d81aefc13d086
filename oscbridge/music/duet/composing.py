"""Composes the bars of a phrase, all candidates side by side, one event at a time.

The loop around ``graphs.StepGraph``: it keeps for every candidate where it is in the form, what
sounds, and what earlier bars struck, and says by biases what may come next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.duet.events import (
    BAR_PITCH,
    BAR_TIME,
    EVENT_COLUMNS,
    LAGS,
    LOUDNESS_STEPS,
    MOST_COUNTED,
    NO_LENGTH,
    NOTHING_AHEAD,
    TIMES,
    Events,
)
from oscbridge.music.duet.grid import (
    LENGTHS,
    MOST_AT_ONCE,
    MOST_BAR_TICKS,
    PITCHES,
    TICKS_PER_BEAT,
)
from oscbridge.music.duet.rules import BELOW, FORBIDDEN, MOST_NOTES_PER_BEAT
from oscbridge.music.duet.runtime import Runtime

TIRED = 0.4
"""Logit taken from the highest pitch of the onset before: unsure networks repeat themselves."""
_CHUNK = 48
"""Events for which noise is drawn at once."""
_CHOICES = TIMES + PITCHES + len(LENGTHS) + len(LOUDNESS_STEPS)


@dataclass(slots=True)
class Draft:
    """A candidate: notes as (bar, tick, row, length in ticks, loudness step); their likelihood."""

    notes: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    likelihood: float = 0.0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to be composed.

    Args:
        bar_ticks: ``[bars]``.
        conditions: ``[bars, rows, 26]`` for the network.
        pitch_bias: ``[88]`` of key and range.
        time_tables: ticks of a bar → ``rules.time_table``.
        length_bias: ``[24]``.
        style: the network's style.
        temperature: of time, pitch and length: how adventurous.
        least: nothing less likely than this share of the likeliest is chosen.
    """

    bar_ticks: Sequence[int]
    conditions: NDArray[np.float32]
    pitch_bias: NDArray[np.float32]
    time_tables: dict[int, NDArray[np.float32]]
    length_bias: NDArray[np.float32]
    style: int
    temperature: tuple[float, float, float]
    least: float


class Past:
    """What the last four bars struck, for every candidate, and the tables made from it."""

    def __init__(self, rows: int) -> None:
        depth = max(LAGS)
        self.struck = np.zeros((rows, depth, MOST_BAR_TICKS, PITCHES), dtype=np.uint8)
        self.ahead = np.full((rows, depth, MOST_BAR_TICKS), NOTHING_AHEAD, dtype=np.int64)
        self.counts = np.zeros((rows, depth, MOST_BAR_TICKS), dtype=np.int64)

    def push(self, row: int, ticks: Sequence[int], pitches: Sequence[int]) -> None:
        """A bar of ``row`` is over: its onsets' ticks and pitch rows."""
        for table in (self.struck, self.ahead, self.counts):
            table[row, 1:] = table[row, :-1].copy()
        self.struck[row, 0] = 0
        self.struck[row, 0, ticks, pitches] = 1
        counts = np.bincount(np.asarray(ticks, dtype=np.int64), minlength=MOST_BAR_TICKS)
        self.counts[row, 0] = np.minimum(counts, MOST_COUNTED)
        onsets = np.flatnonzero(counts)
        table = self.ahead[row, 0]
        table[:] = NOTHING_AHEAD
        if len(onsets):
            following = np.searchsorted(onsets, np.arange(MOST_BAR_TICKS), side="right")
            some = following < len(onsets)
            places = np.flatnonzero(some)
            table[places] = onsets[following[some]] - places

    def push_everywhere(self, ticks: Sequence[int], pitches: Sequence[int]) -> None:
        """The same bar for every candidate, whose past is the same so far."""
        self.push(0, ticks, pitches)
        for table in (self.struck, self.ahead, self.counts):
            table[1:] = table[0]


def columns(events: Events, style: int, shift: int) -> NDArray[np.int64]:
    """Events as the network's input ``[events, 13]``, pitches shifted."""
    table = np.zeros((len(events.time), EVENT_COLUMNS), dtype=np.int64)
    table[:, 0] = events.time
    moved = np.clip(events.pitch.astype(np.int64) + shift, 0, PITCHES - 1)
    table[:, 1] = np.where(events.pitch == BAR_PITCH, BAR_PITCH, moved)
    table[:, 2] = events.length
    table[:, 3] = events.place
    table[:, 4] = events.bar_ticks - events.place
    table[:, 5] = events.bar_ticks
    table[:, 6] = style
    table[:, 7 : 7 + len(LAGS)] = events.ahead
    table[:, 7 + len(LAGS) :] = events.struck
    return table


def composed(
    runtime: Runtime,
    orders: Orders,
    state: NDArray[np.float32],
    recent: NDArray[np.float32],
    past: Past,
    ends: NDArray[np.float32],
    rng: np.random.Generator,
) -> list[Draft]:
    """A draft for every row.

    Args:
        runtime: the network.
        orders: what is asked for.
        state, recent: ``[rows, layers, …]`` after what came before.
        past: of the bars before; taken over and written to.
        ends: ``[rows, 88]`` ticks from the first bar line at which what sounds there stops.
        rng: where all chance comes from.
    """
    bars, rows = orders.conditions.shape[:2]
    lag_rows = np.array(LAGS) - 1
    drafts = [Draft() for _ in range(rows)]
    event = np.zeros((rows, EVENT_COLUMNS), dtype=np.int64)
    event[:, 0], event[:, 1], event[:, 2] = BAR_TIME, BAR_PITCH, NO_LENGTH
    event[:, 4:7] = orders.bar_ticks[0], orders.bar_ticks[0], orders.style
    bar_of = [0] * rows
    conditions = orders.conditions[0].copy()
    struck_back = np.ascontiguousarray(past.struck[:, lag_rows].swapaxes(1, 2))
    ahead_back, counts_back = past.ahead[:, lag_rows], past.counts[:, lag_rows]
    everyone = np.arange(rows)
    chord = [0] * rows
    tops = np.zeros(rows, dtype=np.int64)
    in_bar: list[list[tuple[int, int]]] = [[] for _ in range(rows)]
    open_rows = set(range(rows))
    feeds: dict[str, NDArray[Any]] = {
        "state": state,
        "recent": recent,
        "first": np.arange(rows) * MOST_BAR_TICKS,
        "length_bias": np.repeat(orders.length_bias[None], rows, axis=0),
        "sharpness": (1.0 / np.array(orders.temperature)).astype(np.float32),
        "least": np.array([np.log(orders.least)], dtype=np.float32),
    }
    tables = np.zeros((MOST_BAR_TICKS + 1, MOST_BAR_TICKS, TIMES), dtype=np.float32)
    for ticks, table in orders.time_tables.items():
        tables[ticks, :ticks] = table
    most = [max(4, MOST_NOTES_PER_BEAT * ticks // TICKS_PER_BEAT) for ticks in orders.bar_ticks]
    noise = np.zeros((0, rows, _CHOICES), dtype=np.float32)
    at = 0
    pitch_bias = np.repeat(orders.pitch_bias[None, None], rows, axis=0).repeat(2, axis=1)
    while open_rows:
        if at == len(noise):
            uniform = rng.random((_CHUNK, rows, _CHOICES), dtype=np.float32)
            noise = -np.log(-np.log(np.clip(uniform, 1e-9, 1 - 1e-7)))
            at = 0
        place = event[:, 3]
        event[:, 7 : 7 + len(LAGS)] = ahead_back[everyone, :, place]
        event[:, 7 + len(LAGS) :] = counts_back[everyone, :, place]
        time_bias = tables[event[:, 5], place]
        for row in range(rows):
            if not in_bar[row]:
                time_bias[row, BAR_TIME] = FORBIDDEN
            elif len(in_bar[row]) >= most[min(bar_of[row], bars - 1)]:
                time_bias[row] = FORBIDDEN
                time_bias[row, BAR_TIME] = 0.0
            elif chord[row] >= MOST_AT_ONCE or event[row, 1] < 3:
                time_bias[row, 0] = FORBIDDEN
        pitch_bias[:, 0] = orders.pitch_bias + BELOW[event[:, 1]]
        pitch_bias[:, 1] = orders.pitch_bias
        pitch_bias[everyone, 1, tops] -= TIRED
        # Where range and key leave nothing below, no note joins the chord.
        full = (pitch_bias[:, 0].max(axis=1) < -1e8) & (event[:, 1] != BAR_PITCH)
        time_bias[full, 0] = FORBIDDEN
        drawn = noise[at]
        at += 1
        feeds.update(
            event=event,
            conditions=conditions,
            past=struck_back,
            ends=ends,
            time_bias=time_bias,
            pitch_bias=pitch_bias,
            time_noise=drawn[:, :TIMES],
            pitch_noise=drawn[:, TIMES : TIMES + PITCHES],
            length_noise=drawn[:, TIMES + PITCHES : -len(LOUDNESS_STEPS)],
            loudness_noise=drawn[:, -len(LOUDNESS_STEPS) :],
        )
        choice, likelihood, feeds["state"], feeds["recent"] = runtime.step(feeds)
        for row, (time, pitch, length, loud) in enumerate(choice.tolist()):
            if row not in open_rows:
                continue
            draft = drafts[row]
            draft.likelihood += float(likelihood[row, 0])
            draft.events += 1
            if time == BAR_TIME:
                past.push(row, [t for t, _ in in_bar[row]], [p for _, p in in_bar[row]])
                ends[row] -= orders.bar_ticks[bar_of[row]]
                bar_of[row] += 1
                in_bar[row] = []
                chord[row] = 0
                if bar_of[row] == bars:
                    open_rows.discard(row)
                    # Its row goes on being computed with the others', and is not looked at.
                    in_bar[row] = [(0, 0)]
                    continue
                ahead = orders.bar_ticks[bar_of[row]]
                event[row, :6] = BAR_TIME, BAR_PITCH, NO_LENGTH, 0, ahead, ahead
                conditions[row] = orders.conditions[bar_of[row], row]
                struck_back[row] = past.struck[row, lag_rows].swapaxes(0, 1)
                ahead_back[row] = past.ahead[row, lag_rows]
                counts_back[row] = past.counts[row, lag_rows]
                continue
            tick = int(place[row]) + time
            ticks = int(LENGTHS[length])
            draft.notes.append((bar_of[row], tick, pitch, ticks, loud))
            in_bar[row].append((tick, pitch))
            chord[row] = chord[row] + 1 if time == 0 and chord[row] else 1
            if chord[row] == 1:
                tops[row] = pitch
            ends[row, pitch] = tick + ticks
            event[row, :5] = time, pitch, length, tick, event[row, 5] - tick
    return drafts
