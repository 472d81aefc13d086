"""A .mid file made audible by a real FluidSynth, where there is one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscbridge.errors import OscbridgeError
from oscbridge.midi import sound
from oscbridge.midi.files import write_midi
from oscbridge.midi.sound import render, synthesiser
from oscbridge.phrase import Note, Phrase


def _synthesiser() -> tuple[str, Path]:
    try:
        return synthesiser()
    except OscbridgeError as error:
        pytest.skip(error.message)


def test_a_note_is_heard_at_its_pitch_and_when_it_is_played(tmp_path: Path) -> None:
    phrase = Phrase((Note(4.0, 69, 3.0, 100),), bars=2, tempo_bpm=120)
    write_midi(phrase, tmp_path / "a.mid")
    render(tmp_path / "a.mid", tmp_path / "a.wav", _synthesiser())
    samples, rate = soundfile.read(tmp_path / "a.wav", always_2d=True)
    mono = samples.mean(axis=1)
    before, during = mono[: int(1.9 * rate)], mono[int(2.1 * rate) : int(3.1 * rate)]
    assert np.abs(during).max() > 20 * np.abs(before).max()
    power = np.abs(np.fft.rfft(during * np.hanning(len(during))))
    peak_hz = np.argmax(power) * rate / len(during)
    assert abs(peak_hz - 440 * max(1, round(peak_hz / 440))) < 5


def test_what_is_no_midi_file_is_an_error_with_what_was_said(tmp_path: Path) -> None:
    (tmp_path / "a.mid").write_bytes(b"no music")
    with pytest.raises(OscbridgeError) as caught:
        render(tmp_path / "a.mid", tmp_path / "a.wav", _synthesiser())
    assert caught.value.code == "render-failed"


@pytest.mark.parametrize(
    ("program", "said"), [("#!/bin/sh\nsleep 60", "0.1 s"), ("no program", "made no sound")]
)
def test_a_synthesiser_that_hangs_or_does_not_start_is_told(
    program: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "fluidsynth"
    fake.write_text(program)
    fake.chmod(0o755)
    monkeypatch.setattr(sound, "LONGEST_S", 0.1)
    with pytest.raises(OscbridgeError, match=said) as caught:
        render(tmp_path / "a.mid", tmp_path / "a.wav", (str(fake), tmp_path / "font.sf2"))
    assert caught.value.code == "render-failed"


def test_a_machine_without_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(OscbridgeError) as caught:
        synthesiser()
    assert caught.value.code == "no-synthesiser"


def test_a_machine_without_a_font_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _synthesiser()
    monkeypatch.setattr(sound, "FONT_FOLDERS", (tmp_path,))
    with pytest.raises(OscbridgeError) as caught:
        synthesiser()
    assert caught.value.code == "no-sound-font"
