"""A passage as events: what is told with each, and nothing that is not known yet."""

from __future__ import annotations

import numpy as np

from oscbridge.music.duet.composing import Past
from oscbridge.music.duet.events import (
    BAR_PITCH,
    BAR_TIME,
    LAGS,
    NOTHING_AHEAD,
    Events,
    events_of,
    strikes,
)
from oscbridge.music.duet.grid import LOWEST_PITCH, Passage, gridded
from oscbridge.phrase import Note


def passage_of_two_bars() -> Passage:
    notes = [Note(0.0, 60, 2.0), Note(1.0, 64, 0.5), Note(4.0, 60, 1.0), Note(5.5, 67, 1.0)]
    return gridded(notes, [0.0, 4.0], [4.0, 4.0])


def test_every_bar_begins_with_a_bar_event_and_the_last_one_closes() -> None:
    events = events_of(passage_of_two_bars())
    assert events.time.tolist() == [BAR_TIME, 0, 12, BAR_TIME, 0, 18, BAR_TIME]
    assert events.pitch.tolist()[0] == BAR_PITCH
    assert events.place.tolist() == [0, 0, 12, 0, 0, 18, 0]


def test_what_sounds_is_told_before_the_pitch_and_not_the_pitch_itself() -> None:
    planes = np.unpackbits(events_of(passage_of_two_bars()).planes, axis=2)
    sounding = [np.flatnonzero(plane).tolist() for plane in planes[:, 0]]
    c = 60 - LOWEST_PITCH
    assert sounding[1] == []
    assert sounding[2] == [c]  # the C is held over the E
    assert sounding[5] == []  # the second C has ended by then


def test_the_bar_before_is_looked_back_at() -> None:
    events = events_of(passage_of_two_bars())
    second_line = 3
    assert events.struck[second_line, 0] == 1
    assert events.ahead[second_line, 0] == 12
    assert events.ahead[second_line, 1] == NOTHING_AHEAD
    planes = np.unpackbits(events.planes, axis=2)
    assert np.flatnonzero(planes[4, 1]).tolist() == [60 - LOWEST_PITCH]


def test_the_tables_kept_while_composing_are_those_of_training() -> None:
    notes = [
        Note(b * 4 + t / 4, 48 + (5 * t + b) % 24, 1.0) for b in range(5) for t in (0, 3, 3, 8)
    ]
    passage = gridded(notes, [4.0 * b for b in range(5)], [4.0] * 5)
    events: Events = events_of(passage)
    past = Past(1)
    for bar, struck in enumerate(strikes(passage)):
        rows = np.flatnonzero(events.bar == bar)
        place = events.place[rows].astype(int)
        for column, lag in enumerate(LAGS):
            assert (past.ahead[0, lag - 1, place] == events.ahead[rows, column]).all()
            assert (past.counts[0, lag - 1, place] == events.struck[rows, column]).all()
        ticks = [tick for tick, pitches in struck.items() for _ in pitches]
        past.push(0, ticks, [pitch for pitches in struck.values() for pitch in pitches])


def test_a_silent_passage_is_bars_alone() -> None:
    events = events_of(gridded([], [0.0, 4.0], [4.0, 4.0]))
    assert events.time.tolist() == [BAR_TIME] * 3
