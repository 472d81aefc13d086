"""A data folder with a few songs of every collection, in every split."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mido
import numpy as np
import pytest


def write_song(path: Path, seed: int, *, tempo_bpm: float, dense: bool, minor: bool) -> None:
    """Sixteen bars of 4/4: a random walk over a held bass."""
    rng = np.random.default_rng(seed)
    steps = (0, 2, 3, 5, 7, 8, 10) if minor else (0, 2, 4, 5, 7, 9, 11)
    scale = [48 + 12 * octave + step for octave in range(3) for step in steps]
    events: list[tuple[int, int, mido.Message]] = []
    place, unit = 10, 120 if dense else 480
    for at in range(0, 16 * 4 * 480, unit):
        place = int(np.clip(place + rng.integers(-2, 3), 0, len(scale) - 1))
        velocity = 90 if dense else 50
        events.append((at, 1, mido.Message("note_on", note=scale[place], velocity=velocity)))
        events.append((at + unit, 0, mido.Message("note_off", note=scale[place])))
    for bar in range(16):
        root = 36 + steps[int(rng.integers(len(steps)))]
        events.append((bar * 1920, 1, mido.Message("note_on", note=root, velocity=60)))
        events.append((bar * 1920 + 1920, 0, mido.Message("note_off", note=root)))
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo_bpm))])
    now = 0
    for at, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=at - now))
        now = at
    music = mido.MidiFile(ticks_per_beat=480)
    music.tracks.append(track)
    path.parent.mkdir(parents=True, exist_ok=True)
    music.save(path)


@pytest.fixture(scope="session")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder to give as --data."""
    data = tmp_path_factory.mktemp("data")
    midi = data / "midi"
    lines = ["midi,bar,valence,arousal,valence_sd,arousal_sd,annotators"]
    clips = ["file,song,quadrant"]
    for number in range(24):
        dense, minor = number % 2 == 0, number % 4 < 2
        felt = {"dense": dense, "minor": minor}
        name = f"Game_X_Song {chr(97 + number)}.mid"
        write_song(midi / "vgmidi" / "midi" / name, number, tempo_bpm=100 + number, **felt)
        valence, arousal = (-0.4 if minor else 0.4), (0.4 if dense else -0.4)
        lines += [f"{name},{bar},{valence},{arousal},0.1,0.1,30" for bar in range(16)]
        write_song(midi / "emopia" / f"{number}.mid", 100 + number, tempo_bpm=120, **felt)
        quadrant = {(False, True): 1, (True, True): 2, (True, False): 3, (False, False): 4}
        clips.append(f"{number}.mid,clip {number},{quadrant[minor, dense]}")
        place = midi / "pop909" / f"{number:03d}"
        write_song(place / f"{number:03d}.mid", 200 + number, tempo_bpm=120, **felt)
        beats = [f"{0.5 * beat} {beat % 2 == 0:d} {beat % 4 == 0:d}" for beat in range(65)]
        (place / "beat_midi.txt").write_text("\n".join(beats))
    (midi / "vgmidi" / "bars.csv").write_text("\n".join(lines) + "\n")
    (midi / "emopia" / "labels.csv").write_text("\n".join(clips) + "\n")
    felt = {"dense": True, "minor": False}
    write_song(midi / "chopin_first_editions" / "028_1.mid", 300, tempo_bpm=90, **felt)
    write_song(midi / "piano_midi_de" / "bach" / "one.mid", 301, tempo_bpm=90, **felt)
    return data


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCBRIDGE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
