"""The notes of a phrase so far: what a new note ends, and what may start with the last one."""

from __future__ import annotations

from oscbridge.music.triples.line import DrawnNote, Line


def line_of(*notes: tuple[float, int, float], voices: int = 4, lifts_clashes: bool = True) -> Line:
    line = Line(-1.0, 60, voices)
    for note in notes:
        line.take(DrawnNote(*note), lifts_clashes=lifts_clashes)
    return line


def test_a_pitch_that_is_struck_again_ends_however_many_notes_came_between() -> None:
    between = [(1 + at / 16, 60 + at % 12, 0.1) for at in range(40)]
    line = line_of((0.0, 36, 4.0), *between, (3.75, 36, 1.0), lifts_clashes=False)
    assert line.notes[0].length == 3.75


def test_a_clash_is_lifted_where_that_is_asked_for() -> None:
    assert line_of((0.0, 60, 2.0), (1.0, 61, 1.0)).notes[0].length == 1.0
    assert line_of((0.0, 60, 2.0), (1.0, 73, 1.0)).notes[0].length == 1.0
    assert line_of((0.0, 60, 2.0), (1.0, 61, 1.0), lifts_clashes=False).notes[0].length == 2.0
    assert line_of((0.0, 60, 2.0), (1.0, 64, 1.0)).notes[0].length == 2.0


def test_with_one_voice_every_note_ends_the_one_before() -> None:
    assert line_of((0.0, 60, 2.0), (1.0, 67, 1.0), voices=1).notes[0].length == 1.0


def test_a_pitch_sounds_once_at_one_moment() -> None:
    line = line_of((0.0, 60, 1.0), (0.0, 60, 2.0))
    assert line.notes == [DrawnNote(0.0, 60, 1.0)]
    assert line.run == 3  # the opening's last note was this pitch, too


def test_a_chord_is_joined_from_below_by_no_neighbour_and_only_while_there_is_room() -> None:
    line = line_of((0.0, 60, 1.0), (0.0, 64, 1.0))
    assert line.can_be_joined_by(67)
    assert not line.can_be_joined_by(62)
    assert not line.can_be_joined_by(65)
    assert not line.can_be_joined_by(73)
    assert not line_of((0.0, 60, 1.0), voices=1).can_be_joined_by(67)
    assert not line_of().can_be_joined_by(67)
