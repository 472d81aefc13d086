"""On the grid and off it: nothing is lost between the two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.groove import NO_FEEL, Feel, feel_of, quantised
from oscbridge.phrase import Note, Phrase

notes = st.builds(
    Note,
    st.floats(0, 15.9),
    st.integers(30, 90),
    st.floats(0.05, 4),
    st.integers(1, 127),
)


def phrase(*starts: float, length: float = 0.4) -> Phrase:
    return Phrase(tuple(Note(start, 60 + i % 12, length) for i, start in enumerate(starts)))


def starts(of: Phrase) -> list[float]:
    return [round(note.start_beats, 4) for note in of.notes]


@given(st.lists(notes, min_size=1, max_size=40))
def test_a_quantised_phrase_is_on_the_grid_whole_and_stays_as_it_is(some: list[Note]) -> None:
    once = quantised(Phrase(tuple(some)))
    for note in once.notes:
        assert any(
            abs(note.start_beats * steps - round(note.start_beats * steps)) < 1e-6
            for steps in (3, 4)
        )
        assert note.length_beats > 0.2
    assert {note.pitch for note in once.notes} == {note.pitch for note in some}
    assert quantised(once).notes == once.notes


@given(st.lists(notes, min_size=1, max_size=40))
def test_a_feel_moves_no_note_out_of_its_phrase(some: list[Note]) -> None:
    played = Phrase(tuple(some))
    answer = feel_of(played).onto(quantised(played))
    assert len(answer.notes) == len(quantised(played).notes)
    assert all(0 <= n.start_beats < answer.length_beats for n in answer.notes)


def test_a_lazy_backbeat_is_found_and_given_to_the_answer() -> None:
    lazy = phrase(0, 1.06, 2, 3.06, 4, 5.06, 6, 7.06)
    assert starts(quantised(lazy)) == [0, 1, 2, 3, 4, 5, 6, 7]
    answer = feel_of(lazy).onto(phrase(0, 1, 2, 3, 8, 9))
    assert starts(answer) == [0, 1.06, 2, 3.06, 8, 9.06]


def test_a_place_where_nothing_was_played_takes_the_feel_of_the_same_place_of_other_beats() -> None:
    late_eighths = phrase(0, 0.58, 1, 2, 3)
    assert starts(feel_of(late_eighths).onto(phrase(2.5, 3.25))) == [2.58, 3.25]


def test_triplets_are_triplets() -> None:
    assert starts(quantised(phrase(0, 0.34, 0.66, 1, 1.5))) == [0, 0.3333, 0.6667, 1, 1.5]


def test_what_lies_far_from_the_grid_is_no_feel() -> None:
    assert feel_of(phrase(0.0, 1.1249, 2.0)).places[1][1] == pytest.approx(0.1249)
    assert NO_FEEL.onto(phrase(1)) == phrase(1)
    assert Feel(((0.0, -0.05),), 4.0).onto(phrase(0, 4)).notes[0].start_beats == 0.0
