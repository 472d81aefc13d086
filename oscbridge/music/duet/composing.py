"""Composes the bars of a phrase, all candidates side by side, one event at a time.

The loop around ``graphs.StepGraph``: it keeps for every candidate where it is in the form, what
sounds, and what earlier bars struck, and says by biases what may come next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.duet.events import (
    BAR_PITCH,
    BAR_TIME,
    LAGS,
    LOUDNESS_STEPS,
    MOST_COUNTED,
    NO_LENGTH,
    NOTHING_AHEAD,
    TIMES,
    Column,
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

REPETITION_PENALTY = 0.4
"""Logit taken from the highest pitch of the onset before: unsure networks repeat themselves."""
_CHUNK = 48
"""Events for which noise is drawn at once."""
_LAG_ROWS = np.array(LAGS) - 1
_LOWEST_OVER = 3
"""No note joins a chord below this pitch row: nothing would be left for it."""


class DraftedNote(NamedTuple):
    """A note of a draft."""

    bar: int
    tick: int
    """Ticks from the bar line."""
    row: int
    """Pitch row, with the tonic moved to C."""
    ticks: int
    """Its length."""
    loudness: int
    """Index into ``LOUDNESS_STEPS``."""


@dataclass(slots=True)
class Draft:
    """What a candidate has composed so far.

    Args:
        notes: in order.
        likelihood: log-likelihood of all its events, in nats.
        events: how many they are, BARs included.
    """

    notes: list[DraftedNote] = field(default_factory=list)
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
        temperature: of time, pitch and length.
        min_p: nothing less likely than this share of the likeliest is chosen (see ``graphs``).
    """

    bar_ticks: Sequence[int]
    conditions: NDArray[np.float32]
    pitch_bias: NDArray[np.float32]
    time_tables: dict[int, NDArray[np.float32]]
    length_bias: NDArray[np.float32]
    style: int
    temperature: tuple[float, float, float]
    min_p: float


class Past:
    """What the last four bars struck, for every candidate, and the tables made from it.

    ``struck`` ``[rows, 4, 96, 88]``: 1 where a pitch row was struck at a tick, the last bar first;
    ``ahead`` and ``counts`` ``[rows, 4, 96]``: for each tick the ticks to the next onset, and the
    notes struck there (as ``events.bar_tables``).
    """

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


@dataclass(frozen=True, slots=True)
class Primed:
    """Where composing goes on from, the same for every candidate; it is taken over and written to.

    Args:
        state, recent: ``[rows, layers, …]`` of the network after what came before (``runtime``).
        past: what the bars before struck.
        ends: ``[rows, 88]`` ticks from the first bar line at which what sounds there stops.
    """

    state: NDArray[np.float32]
    recent: NDArray[np.float32]
    past: Past
    ends: NDArray[np.float32]


class _Candidates:
    """Where every candidate is in the form: the event before, what sounds, what may come next."""

    def __init__(self, orders: Orders, past: Past, ends: NDArray[np.float32]) -> None:
        self.bars, rows = orders.conditions.shape[:2]
        self.orders = orders
        self.drafts = [Draft() for _ in range(rows)]
        self.open_rows = set(range(rows))
        self._past = past
        self._ends = ends
        self._everyone = np.arange(rows)
        self._bar = [0] * rows
        self._in_bar: list[list[tuple[int, int]]] = [[] for _ in range(rows)]
        """(tick, row) of the notes of each candidate's bar."""
        self._chord = [0] * rows
        """How many notes the last onset has."""
        self._tops = np.zeros(rows, dtype=np.int64)
        """The highest row of the last onset."""
        event = np.zeros((rows, Column.COUNT), dtype=np.int64)
        event[:, Column.TIME], event[:, Column.PITCH] = BAR_TIME, BAR_PITCH
        event[:, Column.LENGTH] = NO_LENGTH
        event[:, Column.TO_LINE] = event[:, Column.BAR_TICKS] = orders.bar_ticks[0]
        event[:, Column.STYLE] = orders.style
        self._event = event
        self._conditions = orders.conditions[0].copy()
        # What the bars 1, 2 and 4 before struck; written anew where a candidate begins a bar.
        self._struck_back = np.ascontiguousarray(past.struck[:, _LAG_ROWS].swapaxes(1, 2))
        self._ahead_back = past.ahead[:, _LAG_ROWS]
        self._counts_back = past.counts[:, _LAG_ROWS]
        self._time_tables = np.zeros((MOST_BAR_TICKS + 1, MOST_BAR_TICKS, TIMES), dtype=np.float32)
        for ticks, table in orders.time_tables.items():
            self._time_tables[ticks, :ticks] = table
        self._most_notes = [
            max(4, MOST_NOTES_PER_BEAT * ticks // TICKS_PER_BEAT) for ticks in orders.bar_ticks
        ]
        self._pitch_bias = np.repeat(orders.pitch_bias[None, None], rows, axis=0).repeat(2, axis=1)

    def feeds(self) -> dict[str, NDArray[Any]]:
        """What ``graphs.StepGraph`` is told of where they are, for their next events."""
        event = self._event
        place = event[:, Column.PLACE]
        event[:, Column.AHEAD] = self._ahead_back[self._everyone, :, place]
        event[:, Column.STRUCK] = self._counts_back[self._everyone, :, place]
        time_bias, pitch_bias = self._biases()
        return {
            "event": event,
            "conditions": self._conditions,
            "past": self._struck_back,
            "ends": self._ends,
            "time_bias": time_bias,
            "pitch_bias": pitch_bias,
        }

    def _biases(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Biases for time ``[rows, 97]``, and for pitch ``[rows, 2, 88]``: in the chord; later."""
        event, orders, pitch_bias = self._event, self.orders, self._pitch_bias
        time_bias = self._time_tables[event[:, Column.BAR_TICKS], event[:, Column.PLACE]]
        for row, notes in enumerate(self._in_bar):
            if not notes:
                time_bias[row, BAR_TIME] = FORBIDDEN
            elif len(notes) >= self._most_notes[min(self._bar[row], self.bars - 1)]:
                time_bias[row] = FORBIDDEN
                time_bias[row, BAR_TIME] = 0.0
            elif self._chord[row] >= MOST_AT_ONCE or event[row, Column.PITCH] < _LOWEST_OVER:
                time_bias[row, 0] = FORBIDDEN
        pitch_bias[:, 0] = orders.pitch_bias + BELOW[event[:, Column.PITCH]]
        pitch_bias[:, 1] = orders.pitch_bias
        pitch_bias[self._everyone, 1, self._tops] -= REPETITION_PENALTY
        # Where range and key leave nothing below, no note joins the chord.
        nothing_below = pitch_bias[:, 0].max(axis=1) < FORBIDDEN / 10
        time_bias[nothing_below & (event[:, Column.PITCH] != BAR_PITCH), 0] = FORBIDDEN
        return time_bias, pitch_bias

    def take(self, row: int, choice: Sequence[int], likelihood: float) -> None:
        """The next event of an open row: (time, pitch, length, loudness)."""
        draft = self.drafts[row]
        draft.likelihood += likelihood
        draft.events += 1
        if choice[0] == BAR_TIME:
            self._next_bar(row)
        else:
            self._note(row, *choice)

    def _next_bar(self, row: int) -> None:
        orders, past = self.orders, self._past
        notes = self._in_bar[row]
        past.push(row, [tick for tick, _ in notes], [pitch for _, pitch in notes])
        self._ends[row] -= orders.bar_ticks[self._bar[row]]
        self._bar[row] += 1
        self._in_bar[row] = []
        self._chord[row] = 0
        bar = self._bar[row]
        if bar == self.bars:
            self.open_rows.discard(row)
            # Its row goes on being computed with the others', and is not looked at.
            self._in_bar[row] = [(0, 0)]
            return
        ticks = orders.bar_ticks[bar]
        self._event[row, : Column.STYLE] = BAR_TIME, BAR_PITCH, NO_LENGTH, 0, ticks, ticks
        self._conditions[row] = orders.conditions[bar, row]
        self._struck_back[row] = past.struck[row, _LAG_ROWS].swapaxes(0, 1)
        self._ahead_back[row] = past.ahead[row, _LAG_ROWS]
        self._counts_back[row] = past.counts[row, _LAG_ROWS]

    def _note(self, row: int, time: int, pitch: int, length: int, loudness: int) -> None:
        event = self._event[row]
        tick = int(event[Column.PLACE]) + time
        ticks = int(LENGTHS[length])
        self.drafts[row].notes.append(DraftedNote(self._bar[row], tick, pitch, ticks, loudness))
        self._in_bar[row].append((tick, pitch))
        self._chord[row] = self._chord[row] + 1 if time == 0 and self._chord[row] else 1
        if self._chord[row] == 1:
            self._tops[row] = pitch
        self._ends[row, pitch] = tick + ticks
        event[: Column.BAR_TICKS] = time, pitch, length, tick, event[Column.BAR_TICKS] - tick


def composed(
    runtime: Runtime,
    orders: Orders,
    primed: Primed,
    rng: np.random.Generator,
) -> list[Draft]:
    """A draft for every row.

    Args:
        runtime: the network.
        orders: what is asked for.
        primed: where it goes on from.
        rng: where all chance comes from.
    """
    candidates = _Candidates(orders, primed.past, primed.ends)
    rows = len(candidates.drafts)
    feeds: dict[str, NDArray[Any]] = {
        "state": primed.state,
        "recent": primed.recent,
        "first": np.arange(rows) * MOST_BAR_TICKS,
        "length_bias": np.repeat(orders.length_bias[None], rows, axis=0),
        "sharpness": (1.0 / np.array(orders.temperature)).astype(np.float32),
        "log_min_p": np.array([np.log(orders.min_p)], dtype=np.float32),
    }
    noise = _gumbel_noise(rows, rng)
    while candidates.open_rows:
        feeds |= candidates.feeds() | next(noise)
        choices, likelihoods, feeds["state"], feeds["recent"] = runtime.step(feeds)
        for row, choice in enumerate(choices.tolist()):
            if row in candidates.open_rows:
                candidates.take(row, choice, float(likelihoods[row, 0]))
    return candidates.drafts


def _gumbel_noise(rows: int, rng: np.random.Generator) -> Iterator[dict[str, NDArray[np.float32]]]:
    """For one event after another, the noise of every choice (see ``graphs.StepGraph``)."""
    pitches = TIMES + PITCHES
    lengths = pitches + len(LENGTHS)
    everything = lengths + len(LOUDNESS_STEPS)
    while True:
        uniform = rng.random((_CHUNK, rows, everything), dtype=np.float32)
        for noise in -np.log(-np.log(np.clip(uniform, 1e-9, 1 - 1e-7))):
            yield {
                "time_noise": noise[:, :TIMES],
                "pitch_noise": noise[:, TIMES:pitches],
                "length_noise": noise[:, pitches:lengths],
                "loudness_noise": noise[:, lengths:],
            }
