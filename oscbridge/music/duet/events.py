"""What the network reads: a passage as events, each with what is known when it is composed.

A passage is a row of events: for every bar a BAR, then its notes. From event *i* the network
predicts event *i + 1*: first the time (ticks from where it is, or BAR for the next bar line), then
the pitch, then the length, then the loudness within the bar. Beside the event itself it is told

* where in the bar it is, and how far the bar line is;
* what the bars 1, 2 and 4 before this one did at this place (``LAGS``): textures and motifs are
  taken up again because they can be seen, not because they were remembered;
* for the pitch: which pitches sound at the new place, and which were struck there 1, 2 and 4 bars
  before.

All pitches here are rows 0 to 87, MIDI number minus 21.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.duet.grid import LENGTHS, LOWEST_PITCH, MOST_BAR_TICKS, PITCHES, Passage

BAR_TIME = MOST_BAR_TICKS
"""The time class that means: on to the next bar line."""
TIMES = MOST_BAR_TICKS + 1
BAR_PITCH = PITCHES
"""The pitch row that a BAR event has in the network's input."""
NO_LENGTH = len(LENGTHS)
LAGS = (1, 2, 4)
NOTHING_AHEAD = MOST_BAR_TICKS
"""No onset follows in the bar that is looked back at."""
MOST_COUNTED = 5
PLANES = 1 + len(LAGS)
"""Sounding now; struck here 1, 2, 4 bars ago."""
LOUDNESS_STEPS = np.array([-24, -16, -10, -5, 0, 5, 10, 16, 24])
"""A note's velocity less its bar's mean."""

Bytes = NDArray[np.uint8]


class Column:
    """The columns of a table of events ``[events, 13]``, as the graphs are told of them."""

    TIME, PITCH, LENGTH, PLACE, TO_LINE, BAR_TICKS, STYLE = range(7)
    """``TO_LINE``: ticks from the place to the next bar line; else see ``Events``."""
    AHEAD = slice(7, 7 + len(LAGS))
    STRUCK = slice(7 + len(LAGS), 7 + 2 * len(LAGS))
    COUNT = 7 + 2 * len(LAGS)


@dataclass(frozen=True, slots=True)
class Events:
    """All ``[events]`` of a passage, or a stretch of them.

    Args:
        time: ticks from the event before (a BAR: 96).
        pitch: row, or 88 for a BAR.
        length: index into ``LENGTHS``, or 24 for a BAR.
        loudness: index into ``LOUDNESS_STEPS``.
        place: ticks from the bar line.
        bar_ticks: the bar's length.
        bar: which bar.
        ahead: ``[events, 3]`` ticks to the next onset after this place 1, 2, 4 bars ago.
        struck: ``[events, 3]`` how many notes were struck at this place then (at most 5).
        planes: ``[events, 4, 11]`` packed rows, as known before this event's pitch.
    """

    time: Bytes
    pitch: Bytes
    length: Bytes
    loudness: Bytes
    place: Bytes
    bar_ticks: Bytes
    bar: NDArray[np.int32]
    ahead: Bytes
    struck: Bytes
    planes: Bytes


def events_of(passage: Passage) -> Events:
    """A passage as events, the last of which is the BAR that closes it."""
    notes, bars = len(passage.bar), passage.bars
    count = notes + bars + 1
    per_bar = np.bincount(passage.bar, minlength=bars) if notes else np.zeros(bars, dtype=np.int64)
    first_note = np.concatenate([[0], np.cumsum(per_bar)]).astype(np.int64)
    line_at = first_note[:bars] + np.arange(bars)
    note_at = np.arange(notes) + passage.bar + 1
    time = np.full(count, BAR_TIME, dtype=np.uint8)
    pitch = np.full(count, BAR_PITCH, dtype=np.uint8)
    length = np.full(count, NO_LENGTH, dtype=np.uint8)
    loudness = np.full(count, len(LOUDNESS_STEPS) // 2, dtype=np.uint8)
    place = np.zeros(count, dtype=np.uint8)
    bar = np.full(count, bars, dtype=np.int32)
    bar[line_at] = np.arange(bars)
    bar[note_at] = passage.bar
    ticks_of = np.concatenate([passage.bar_ticks, passage.bar_ticks[-1:]])
    rows = passage.pitch - LOWEST_PITCH
    place[note_at] = passage.tick
    pitch[note_at] = rows
    length[note_at] = passage.length
    before = np.where(
        np.concatenate([[-1], passage.bar[:-1]]) == passage.bar,
        np.concatenate([[0], passage.tick[:-1]]),
        0,
    )
    time[note_at] = passage.tick - before
    if notes:
        mean = np.bincount(passage.bar, weights=passage.velocity, minlength=bars) / np.maximum(
            1, per_bar
        )
        away = passage.velocity - mean[passage.bar]
        loudness[note_at] = np.abs(away[:, None] - LOUDNESS_STEPS[None]).argmin(axis=1)
    struck_at = strikes(passage)
    ahead, struck = _looked_back(passage, struck_at, bar, place)
    planes = np.zeros((count, PLANES, 11), dtype=np.uint8)
    planes[note_at] = _planes(passage, struck_at)
    return Events(
        time=time,
        pitch=pitch,
        length=length,
        loudness=loudness,
        place=place,
        bar_ticks=ticks_of[bar].astype(np.uint8),
        bar=bar,
        ahead=ahead,
        struck=struck,
        planes=planes,
    )


def columns(events: Events, style: int, shift: int) -> NDArray[np.int64]:
    """Events as the graphs are told of them: ``[events, 13]`` (see ``Column``), pitches shifted."""
    table = np.zeros((len(events.time), Column.COUNT), dtype=np.int64)
    table[:, Column.TIME] = events.time
    moved = np.clip(events.pitch.astype(np.int64) + shift, 0, PITCHES - 1)
    table[:, Column.PITCH] = np.where(events.pitch == BAR_PITCH, BAR_PITCH, moved)
    table[:, Column.LENGTH] = events.length
    table[:, Column.PLACE] = events.place
    table[:, Column.TO_LINE] = events.bar_ticks - events.place
    table[:, Column.BAR_TICKS] = events.bar_ticks
    table[:, Column.STYLE] = style
    table[:, Column.AHEAD] = events.ahead
    table[:, Column.STRUCK] = events.struck
    return table


def strikes(passage: Passage) -> list[dict[int, list[int]]]:
    """For each bar: tick → rows struck there."""
    bars: list[dict[int, list[int]]] = [{} for _ in range(passage.bars)]
    rows = passage.pitch - LOWEST_PITCH
    for bar, tick, row in zip(
        passage.bar.tolist(), passage.tick.tolist(), rows.tolist(), strict=True
    ):
        bars[bar].setdefault(tick, []).append(row)
    return bars


def _looked_back(
    passage: Passage,
    struck_at: list[dict[int, list[int]]],
    bar: NDArray[np.int32],
    place: Bytes,
) -> tuple[Bytes, Bytes]:
    count = len(bar)
    ahead = np.full((count, len(LAGS)), NOTHING_AHEAD, dtype=np.uint8)
    struck = np.zeros((count, len(LAGS)), dtype=np.uint8)
    # The two tables of a bar: for every tick the way to the next onset, and how many are struck.
    tables = [bar_tables(each) for each in struck_at]
    for which in range(passage.bars + 1):
        here = np.flatnonzero(bar == which)
        for column, lag in enumerate(LAGS):
            if 0 <= which - lag < len(tables):
                to_next, counts = tables[which - lag]
                ahead[here, column] = to_next[place[here]]
                struck[here, column] = counts[place[here]]
    return ahead, struck


def bar_tables(struck_at: dict[int, list[int]]) -> tuple[Bytes, Bytes]:
    """Of one bar, for every tick ``[96]``: ticks to the next later onset; notes struck there."""
    to_next = np.full(MOST_BAR_TICKS, NOTHING_AHEAD, dtype=np.uint8)
    counts = np.zeros(MOST_BAR_TICKS, dtype=np.uint8)
    before = 0
    for tick in sorted(struck_at):
        counts[tick] = min(MOST_COUNTED, len(struck_at[tick]))
        if tick > before or tick == 0:
            to_next[before:tick] = tick - np.arange(before, tick)
            before = tick
    return to_next, counts


def _planes(passage: Passage, struck_at: list[dict[int, list[int]]]) -> Bytes:
    notes = len(passage.bar)
    bits = np.zeros((notes, PLANES, PITCHES), dtype=np.uint8)
    starts = passage.start.tolist()
    ends = (passage.start + LENGTHS[passage.length]).tolist() if notes else []
    rows = (passage.pitch - LOWEST_PITCH).tolist()
    bars, ticks = passage.bar.tolist(), passage.tick.tolist()
    sounding: dict[int, int] = {}
    for index in range(notes):
        now = starts[index]
        if index == 0 or starts[index - 1] != now:
            sounding = {row: end for row, end in sounding.items() if end > now}
        bits[index, 0, list(sounding)] = 1
        sounding[rows[index]] = ends[index]
        for plane, lag in enumerate(LAGS, start=1):
            past = bars[index] - lag
            if past >= 0:
                bits[index, plane, struck_at[past].get(ticks[index], [])] = 1
    packed: Bytes = np.packbits(bits, axis=2)
    return packed
