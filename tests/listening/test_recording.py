"""From a sound to a phrase."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.excerpt import BarRange
from oscbridge.listening.audio import RATE
from oscbridge.listening.notes import HeardNote
from oscbridge.listening.recording import Ears, primer_from
from tests.listening.sounds import SCALE, Samples, file_of, line, spoken, struck, sung

NOISE = np.random.default_rng(3)


@pytest.fixture(scope="module")
def ears() -> Ears:
    return Ears()


def hit(true: Sequence[HeardNote], heard: Sequence[HeardNote]) -> float:
    """F1 of notes with the right pitch and a start within 50 ms."""
    left = list(heard)
    found = 0
    for note in true:
        for other in left:
            if other.pitch == note.pitch and abs(other.start_s - note.start_s) <= 0.05:
                left.remove(other)
                found += 1
                break
    return 2 * found / (len(true) + len(heard)) if heard else 0.0


def chords() -> list[HeardNote]:
    roots = (48, 53, 55, 48, 45, 50, 55, 48)
    return [
        HeardNote(0.2 + 0.6 * i, root + step, 0.75 + 0.6 * i, 90)
        for i, root in enumerate(roots)
        for step in (0, 7, 16)
    ]


def test_a_sung_line_is_heard_as_one_voice_with_its_notes(ears: Ears) -> None:
    notes = line()
    heard = ears.hear(file_of(sung(notes, 44_100), 44_100, "FLAC"))
    assert heard.voices == "one"
    assert hit(notes, heard.notes) > 0.9


def test_a_singer_a_third_of_a_semitone_flat_sings_the_same_notes(ears: Ears) -> None:
    notes = line()
    flat = sung(notes, off_cents=-33.0)
    assert hit(notes, ears.hear(file_of(flat)).notes) > 0.9


def test_a_wide_vibrato_makes_no_notes_of_its_own(ears: Ears) -> None:
    notes = line((60, 64, 67, 72, 67, 64), each_s=1.2)
    heard = ears.hear(file_of(sung(notes, vibrato_cents=70.0)), voices="one")
    # Before the first cycle is over nobody can tell a vibrato from a glide.
    assert len(notes) <= len(heard.notes) <= len(notes) + 2
    assert hit(notes, heard.notes) > 0.9


def test_a_pitch_that_is_sung_twice_is_two_notes(ears: Ears) -> None:
    notes = line((60, 60, 60, 62, 62, 62, 60, 60), gap_s=0.07)
    heard = ears.hear(file_of(sung(notes)), voices="one")
    assert hit(notes, heard.notes) > 0.85


def test_chords_are_heard_as_many_voices_with_their_notes(ears: Ears) -> None:
    notes = chords()
    heard = ears.hear(file_of(struck(notes)))
    assert heard.voices == "many"
    assert hit(notes, heard.notes) > 0.7


def test_a_quiet_recording_is_heard_as_a_loud_one(ears: Ears) -> None:
    notes = line()
    quiet = (sung(notes) * 0.01).astype(np.float32)
    assert hit(notes, ears.hear(file_of(quiet)).notes) > 0.9


def test_the_tempo_of_even_quarters_is_found_and_four_bars_come_out(ears: Ears) -> None:
    heard = ears.hear(file_of(sung(line(SCALE * 4))))
    assert heard.beats.tempo_bpm == pytest.approx(120, rel=0.02)
    primer = primer_from(heard)
    assert primer.bars == 4
    assert all(note.start_beats * 4 == round(note.start_beats * 4) for note in primer.notes)


def test_the_bars_that_are_asked_for_come_out(ears: Ears) -> None:
    heard = ears.hear(file_of(sung(line(SCALE * 4))))
    two = primer_from(heard, BarRange(1, 2))
    assert two.bars == 2
    assert two.notes[0].pitch == 60
    with pytest.raises(OscbridgeError) as caught:
        primer_from(heard, BarRange(40, 41))
    assert caught.value.code == "bars-missing"


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(5 * RATE, np.float32),
        (NOISE.standard_normal(5 * RATE) * 0.1).astype(np.float32),
        np.cumsum(NOISE.standard_normal(5 * RATE)).astype(np.float32) * 1e-3,
        np.full(5 * RATE, 0.5, np.float32),
        np.zeros(10, np.float32),
    ],
    ids=["silence", "white noise", "brown noise", "direct current", "ten samples"],
)
@pytest.mark.parametrize("voices", ["auto", "one", "many"])
def test_where_there_are_no_notes_none_are_made_up(
    ears: Ears, samples: Samples, voices: str
) -> None:
    with pytest.raises(OscbridgeError) as caught:
        ears.hear(file_of(samples), voices=voices)
    assert caught.value.code == "no-notes"


@pytest.mark.parametrize("voices", ["auto", "one"])
def test_speech_is_not_taken_for_a_melody(ears: Ears, voices: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        ears.hear(file_of(spoken()), voices=voices)
    assert caught.value.code == "no-notes"


def test_the_work_tells_how_far_it_is_and_ends_when_told_to(ears: Ears) -> None:
    shares: list[float] = []
    data = file_of(sung(line()))
    ears.hear(data, progress=lambda share, stage: shares.append(share))
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] < 0.2
    assert shares[-1] > 0.9

    def enough(share: float, stage: str) -> None:
        raise OscbridgeError("cancelled", "enough")

    with pytest.raises(OscbridgeError, match="enough"):
        ears.hear(data, progress=enough)
