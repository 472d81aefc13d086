"""Which files of a folder of one's own music are read, and which are kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.training.experts.folder import OwnFile, held_out, own_files

EMOTIONS = ("happy", "angry", "sad", "relaxed")


def folder_of(place: Path, *names: str) -> Path:
    """A folder with empty files, and one in each emotion's folder besides."""
    for name in (*(f"{emotion}/first.wav" for emotion in EMOTIONS), *names):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).touch()
    return place


def songs_of(place: Path, *names: str) -> list[str]:
    """The songs of files in the folder "happy"."""
    files = own_files(folder_of(place, *(f"happy/{name}" for name in names)), lambda _: None)
    return [file.song for file in files if file.emotion == "happy" and "first" not in file.name]


def own(name: str, song: str) -> OwnFile:
    return OwnFile(Path(name), "sad", f"sad/{name}", song)


def test_each_emotion_has_its_files_and_neutral_counts_as_relaxed(tmp_path: Path) -> None:
    told: list[str] = []
    files = own_files(folder_of(tmp_path, "Neutral/b.ogg", "HAPPY/deep/a.FLAC"), told.append)
    found = {(file.emotion, file.path.name) for file in files}
    assert {("relaxed", "b.ogg"), ("relaxed", "first.wav"), ("happy", "a.FLAC")} <= found
    assert {emotion for emotion, _ in found} == set(EMOTIONS)
    assert "Neutral: counts as relaxed" in told


def test_what_is_passed_over_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    folder = folder_of(tmp_path, "happy/cover.jpg", "happy/film.mp4", "furious/a.wav", "sad/.x.wav")
    files = own_files(folder, told.append)
    assert {file.path.name for file in files} == {"first.wav"}
    said = "\n".join(told)
    assert ".jpg" in said
    assert ".mp4" in said
    assert "furious" in said


def test_a_midi_file_stands_for_the_recording_beside_it(tmp_path: Path) -> None:
    told: list[str] = []
    files = own_files(folder_of(tmp_path, "sad/song.mp3", "sad/song.mid"), told.append)
    names = [file.path.name for file in files if file.emotion == "sad"]
    assert sorted(names) == ["first.wav", "song.mid"]
    assert any("song.mp3" in line or "song.mid" in line for line in told)


def test_an_emotion_without_files_is_an_error_before_any_work(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "sad" / "first.wav").unlink()
    with pytest.raises(OscbridgeError, match="sad") as caught:
        own_files(folder, lambda _: None)
    assert caught.value.code == "no-music"
    with pytest.raises(OscbridgeError) as caught:
        own_files(tmp_path / "nowhere", lambda _: None)
    assert caught.value.code == "data-missing"


def test_parts_of_a_song_are_one_song_and_others_are_not(tmp_path: Path) -> None:
    parts = ("waltz_1.mp3", "Waltz-2.wav", "waltz (3).ogg", "waltz take 4.flac")
    assert set(songs_of(tmp_path / "parts", *parts)) == {"waltz"}
    others = ("1999.mp3", "waltz.mp3", "valse.mp3", "b/waltz.mp3")
    assert len(set(songs_of(tmp_path / "others", *others))) == len(others)


def test_a_fifth_of_the_songs_is_kept_apart_and_no_song_is_on_both_sides() -> None:
    files = [own(f"{song}_{part}", f"song {song}") for song in range(10) for part in range(3)]
    apart = held_out(files)
    assert len(apart) == 6
    assert {file.song for file in apart}.isdisjoint({file.song for file in set(files) - apart})
    assert held_out(files[::-1]) == apart


def test_of_a_single_song_files_are_kept_apart_and_of_a_single_file_none() -> None:
    assert len(held_out([own(f"take_{take}", "take") for take in range(4)])) == 1
    assert held_out([own("alone", "alone")]) == frozenset()
