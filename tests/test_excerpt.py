"""Some bars of a piece."""

from __future__ import annotations

import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.excerpt import MOST_BARS, BarRange, chosen_bars, last_bars
from oscbridge.phrase import Note

NOTES = [Note(float(beat), 60 + beat % 12, 1.0) for beat in range(32)]
BARS = [(4.0 * bar, 4.0) for bar in range(8)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("last", None),
        ("", None),
        ("5-8", BarRange(5, 8)),
        (" 2 - 2 ", BarRange(2, 2)),
        ("3", BarRange(3, 6)),
    ],
)
def test_bars_are_written_as_musicians_do(text: str, wanted: BarRange | None) -> None:
    assert BarRange.parse(text) == wanted


@pytest.mark.parametrize("text", ["0-3", "4-3", "a", "1-2-3", "-3", f"1-{MOST_BARS + 1}", "1.5"])
def test_what_names_no_bars_has_a_code(text: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        BarRange.parse(text)
    assert caught.value.code == "bad-bars"


def test_the_last_bars_are_the_last_in_which_a_note_begins() -> None:
    phrase = last_bars(NOTES[:22], BARS, 90.0)
    assert (phrase.bars, phrase.tempo_bpm) == (4, 90.0)
    assert phrase.notes[0].pitch == NOTES[8].pitch
    assert len(phrase.notes) == 14


def test_chosen_bars_are_those_bars_with_what_sounds_into_them() -> None:
    held = [Note(3.0, 48, 3.0), *NOTES[4:8]]
    phrase = chosen_bars(held, BARS, BarRange(2, 2), 120.0)
    assert phrase.bars == 1
    assert (phrase.notes[0].pitch, phrase.notes[0].length_beats) == (48, 2.0)


def test_bars_that_are_not_there_and_bars_without_notes_have_codes() -> None:
    for wanted, code in ((BarRange(8, 9), "bars-missing"), (BarRange(7, 8), "no-notes")):
        with pytest.raises(OscbridgeError) as caught:
            chosen_bars(NOTES[:20], BARS, wanted, 120.0)
        assert caught.value.code == code
