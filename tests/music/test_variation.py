"""The safe variation: always there, always whole."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.music.variation import vary
from oscbridge.phrase import Note, Phrase

notes = st.builds(
    Note,
    start_beats=st.floats(0, 16, exclude_max=True),
    pitch=st.integers(0, 127),
    length_beats=st.floats(0.05, 8),
    velocity=st.integers(1, 127),
)
phrases = st.builds(Phrase, st.lists(notes, max_size=40).map(tuple))


sixteenths = st.builds(
    Note,
    start_beats=st.integers(0, 63).map(lambda n: n / 4),
    pitch=st.integers(0, 127),
    length_beats=st.floats(0.05, 8),
)


@given(st.lists(sixteenths, max_size=40), st.integers(0, 2**31 - 1))
def test_it_has_the_same_notes_in_the_same_places_of_their_bars(
    notes: list[Note], seed: int
) -> None:
    phrase = Phrase(tuple(notes))
    varied = vary(phrase, seed)
    assert (varied.bars, varied.beats_per_bar) == (phrase.bars, phrase.beats_per_bar)

    def places(of: Phrase) -> list[tuple[int, float]]:
        return sorted((n.pitch, n.start_beats % of.beats_per_bar) for n in of.notes)

    assert places(varied) == places(phrase)


@given(phrases, st.integers(0, 2**31 - 1))
def test_the_last_bar_stays_last_and_a_seed_repeats_it(phrase: Phrase, seed: int) -> None:
    varied = vary(phrase, seed)
    assert varied == vary(phrase, seed)

    def cadence(of: Phrase) -> list[tuple[float, int]]:
        return [(n.start_beats, n.pitch) for n in of.notes if n.start_beats >= 12]

    assert cadence(varied) == cadence(phrase)


@given(st.integers(1, 16), st.floats(0.01, 16), st.integers(0, 99))
def test_a_start_just_before_a_bar_line_stays_in_its_bar(
    bars: int, beats_per_bar: float, seed: int
) -> None:
    starts = [math.nextafter((bar + 1) * beats_per_bar, 0) for bar in range(bars)]
    phrase = Phrase(tuple(Note(start, 60, 1) for start in starts), bars, beats_per_bar)
    assert len(vary(phrase, seed).notes) == bars


def test_the_other_bars_change_places() -> None:
    phrase = Phrase(tuple(Note(4.0 * bar, 60 + bar, 1) for bar in range(4)))
    for seed in range(20):
        order = [note.pitch for note in vary(phrase, seed).notes]
        assert order[:3] != [60, 61, 62]
        assert sorted(order) == [60, 61, 62, 63]
