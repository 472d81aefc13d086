"""Due times and moments of sending, put side by side."""

from __future__ import annotations

import pytest

from oscbridge.bench.notes import NOTES_IN_BAR, lateness_ms, piece
from oscbridge.errors import OscbridgeError

ON, OFF, OTHER = b"\x90\x3c\x50", b"\x80\x3c\x00", b"\x90\x3e\x50"


def test_each_message_is_measured_against_its_own_due_time() -> None:
    due = [(0.0, ON), (1.0, OFF), (1.0, OTHER), (2.0, ON)]
    sent = [(0.001, ON), (1.002, OTHER), (1.003, OFF), (1.999, ON)]
    assert sorted(lateness_ms(due, sent)) == pytest.approx([-1, 1, 2, 3])


def test_controllers_in_between_are_no_notes() -> None:
    assert lateness_ms([(0.0, ON)], [(0.0, b"\xb0\x14\x40"), (0.0, ON)]) == [0.0]


def test_a_note_that_was_left_out_is_missing_and_shifts_no_other() -> None:
    due = [(0.0, ON), (1.0, ON), (2.0, ON), (0.5, OTHER)]
    sent = [(0.001, ON), (2.003, ON)]
    assert sorted(lateness_ms(due, sent)) == pytest.approx([1, 3])


@pytest.mark.parametrize("sent", [[(0.0, ON), (0.1, ON)], [(0.0, ON), (0.0, OTHER)]])
def test_a_note_that_was_never_due_spoils_the_run(sent: list[tuple[float, bytes]]) -> None:
    with pytest.raises(OscbridgeError, match="benchmark-broken"):
        lateness_ms([(0.0, ON)], sent)


def test_no_two_notes_of_the_piece_overlap_on_one_pitch() -> None:
    notes = piece(0).notes
    assert len(notes) == NOTES_IN_BAR
    ends: dict[int, float] = {}
    for note in notes:
        assert note.start_beats > ends.get(note.pitch, -1.0)
        ends[note.pitch] = note.end_beats
