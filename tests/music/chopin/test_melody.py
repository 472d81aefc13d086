"""The highest line of piano music."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.music.chopin.melody import melody_of
from oscbridge.phrase import Note

notes_strategy = st.lists(
    st.builds(Note, st.floats(0, 16), st.integers(0, 127), st.floats(0.05, 4), st.just(80)),
    max_size=40,
)


def test_of_a_chord_the_top_note_is_kept() -> None:
    line = melody_of([Note(0.0, 60, 1.0), Note(0.0, 67, 1.0), Note(0.0, 64, 1.0)])
    assert [note.pitch for note in line] == [67]


def test_what_moves_below_a_held_note_is_left_out() -> None:
    held = Note(0.0, 79, 2.0)
    below = [Note(at / 2, 60 + at, 0.5) for at in range(4)]
    after = Note(2.0, 77, 1.0)
    assert melody_of([held, *below, after]) == (held, after)


def test_a_note_of_the_line_ends_where_the_next_begins() -> None:
    line = melody_of([Note(0.0, 60, 4.0), Note(1.0, 64, 1.0)])
    assert [note.length_beats for note in line] == [1.0, 1.0]


@given(notes_strategy)
def test_the_line_has_one_note_at_a_time_all_from_the_music(notes: list[Note]) -> None:
    line = melody_of(notes)
    assert bool(line) == bool(notes)
    for one, other in pairwise(line):
        assert one.end_beats <= other.start_beats + 1e-9
    assert {note.pitch for note in line} <= {note.pitch for note in notes}
