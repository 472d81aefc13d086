"""Two spectrograms of sound: where a tone appears in them, and that loudness does not."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.listening import spectrum
from oscbridge.listening.audio import RATE


def tone(hertz: float, seconds: float = 2.0) -> np.ndarray:
    time_s = np.arange(round(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * hertz * time_s)).astype(np.float32)


@pytest.mark.parametrize("pitch", [45, 57, 69, 81, 93])
def test_a_tone_is_loudest_in_its_keys_band(pitch: int) -> None:
    spectrogram = spectrum.semitone_spectrogram(tone(440.0 * 2 ** ((pitch - 69) / 12)))
    assert spectrogram.shape == (1 + 2 * RATE // spectrum.SEMITONE_HOP, spectrum.SEMITONES)
    assert spectrogram[5].argmax() == pitch - 21


def test_a_higher_tone_is_in_a_higher_mel_band() -> None:
    bands = [int(spectrum.mel_spectrogram(tone(f))[20].argmax()) for f in (100, 400, 1600, 6400)]
    assert bands == sorted(set(bands))


def test_a_standardised_picture_does_not_know_how_loud_it_was() -> None:
    hiss = np.random.default_rng(0).standard_normal(2 * RATE).astype(np.float32)
    sound = tone(300.0) + 0.02 * hiss
    loud, soft = (
        spectrum.standardised(spectrum.mel_spectrogram(sound * gain)) for gain in (1.0, 0.1)
    )
    assert np.abs(loud - soft)[2:-2].max() < 0.1
    assert loud.mean() == pytest.approx(0.0, abs=1e-4)


def test_silence_is_a_picture_of_zeros() -> None:
    spectrogram = spectrum.standardised(spectrum.mel_spectrogram(np.zeros(RATE, np.float32)))
    assert not spectrogram.any()


def test_frames_do_not_depend_on_how_long_the_sound_is() -> None:
    sound = tone(500.0, 20.0)
    whole, part = spectrum.mel_spectrogram(sound), spectrum.mel_spectrogram(sound[: 5 * RATE])
    assert whole[:200] == pytest.approx(part[:200], abs=1e-3)
