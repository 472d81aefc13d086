"""What the shipped networks say of small sounds made here, and of what is no music."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.listening.audio import RATE
from oscbridge.listening.labels import (
    COMPOSERS,
    INSTRUMENTS,
    PROGRAMS,
    UNCERTAIN,
    instrument_of_programs,
)
from oscbridge.listening.recognition import Recogniser
from oscbridge.listening.spectrum import semitone_spectrogram
from tests.listening.sounds import file_of, line, struck, sung


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


def test_every_sound_gets_scores_for_all_labels(recogniser: Recogniser) -> None:
    found = recogniser.listen(file_of(struck(line())), "a.wav")
    assert len(found.composer.scores) == len(COMPOSERS)
    assert sum(found.composer.scores) == pytest.approx(1.0, abs=1e-4)
    assert len(found.instrument.scores) == len(INSTRUMENTS)
    assert 0.0 < sum(found.instrument.scores) <= 1.0 + 1e-4


def test_struck_and_held_tones_are_told_apart(recogniser: Recogniser) -> None:
    struck_ones = [INSTRUMENTS.index(name) for name in ("piano", "acoustic guitar")]
    hit = recogniser.recognise(struck(line())).instrument.scores
    held = recogniser.recognise(sung(line())).instrument.scores
    assert sum(hit[i] for i in struck_ones) > sum(held[i] for i in struck_ones)


def test_the_answer_does_not_depend_on_loudness(recogniser: Recogniser) -> None:
    sound = struck(line())
    loud, soft = recogniser.recognise(sound), recogniser.recognise(sound * 0.1)
    assert loud.instrument.scores == pytest.approx(soft.instrument.scores, abs=0.1)


def test_the_same_sound_gets_the_same_answer(recogniser: Recogniser) -> None:
    assert recogniser.recognise(sung(line())) == recogniser.recognise(sung(line()))


@pytest.mark.parametrize("colour", ["white", "brown"])
def test_noise_is_no_instrument_and_nobody_composed_it(recogniser: Recogniser, colour: str) -> None:
    noise = np.random.default_rng(1).standard_normal(5 * RATE)
    if colour == "brown":
        noise = np.cumsum(noise)
        noise -= np.convolve(noise, np.ones(2001) / 2001, "same")
    samples = (0.3 * noise / np.abs(noise).max()).astype(np.float32)
    found = recogniser.recognise(samples)
    assert found.instrument.label == UNCERTAIN
    assert found.composer.label == UNCERTAIN


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no-audio"),
        (b"RIFF\x00\x00\x00\x00WAVEjunk", "bad-audio"),
        (bytes(range(256)) * 50, "bad-audio"),
        (file_of(np.zeros(2 * RATE, np.float32)), "no-sound"),
        (file_of(sung(line())[: RATE // 2]), "no-sound"),
    ],
    ids=["empty", "cut off", "no sound file", "silent", "half a second"],
)
def test_what_cannot_be_listened_to_has_a_code(
    recogniser: Recogniser, data: bytes, code: str
) -> None:
    with pytest.raises(OscbridgeError) as caught:
        recogniser.listen(data, "a.wav")
    assert caught.value.code == code
    assert "a.wav" in caught.value.message


def test_listening_can_be_given_up(recogniser: Recogniser) -> None:
    def stop(share: float, stage: str) -> None:
        if stage == "composer":
            raise OscbridgeError("given-up", "enough")

    with pytest.raises(OscbridgeError, match="enough"):
        recogniser.recognise(sung(line()), progress=stop)


def test_the_notes_that_are_heard_count_for_the_composer(recogniser: Recogniser) -> None:
    spectrogram = semitone_spectrogram(struck(line()))
    alone = recogniser.composer_scores(spectrogram, [], [])
    starts = [0.125 * i for i in range(128)]
    pitches = [(48, 55, 52, 55)[i % 4] + 12 * (i % 8 == 0) for i in range(128)]
    both = recogniser.composer_scores(spectrogram, starts, pitches)
    assert alone.sum() == pytest.approx(1.0)
    assert both.sum() == pytest.approx(1.0)
    assert np.abs(alone - both).max() > 0.01


def test_written_notes_have_a_composer_too(recogniser: Recogniser) -> None:
    alberti = [(0.5 * i, (48, 55, 52, 55)[i % 4]) for i in range(128)]
    melody = [(float(i), 72 + (0, 4, 7, 5, 4, 2, 0, 7)[i % 8]) for i in range(64)]
    starts, pitches = zip(*(alberti + melody), strict=True)
    guess = recogniser.composer_of_notes(starts, pitches)
    assert sum(guess.scores) == pytest.approx(1.0, abs=1e-4)
    assert guess.confidence == max(guess.scores)


def test_a_performance_without_beats_has_a_composer(recogniser: Recogniser) -> None:
    rng = np.random.default_rng(0)
    starts = np.cumsum(rng.uniform(0.1, 0.6, 300)).tolist()
    guess = recogniser.composer_of_notes(starts, rng.integers(40, 80, 300).tolist())
    assert sum(guess.scores) == pytest.approx(1.0, abs=1e-4)


def test_too_few_notes_have_no_composer(recogniser: Recogniser) -> None:
    with pytest.raises(OscbridgeError) as caught:
        recogniser.composer_of_notes([0.0, 1.0], [60, 62], "two.mid")
    assert caught.value.code == "no-notes"


def test_a_midi_file_says_what_plays() -> None:
    assert instrument_of_programs({40: 90, 0: 10}).label == "violin"
    assert instrument_of_programs({100: 90, 0: 10}).label == UNCERTAIN
    assert instrument_of_programs({}).label == UNCERTAIN
    for name, programs in PROGRAMS.items():
        assert all(instrument_of_programs({p: 3}).label == name for p in programs)
